"""Names and formulas in documents: what of them is words that somebody wrote, rather than a program's."""

import re2

JOINED = re2.compile(r'"\s*&\s*"')
LITERAL = re2.compile(r'"((?:[^"]|"")*)"')
NUMBERED = re2.compile(r"\S@\S|(?:[0-9][ ()./-]*){6}")
WORD = re2.compile(r"\pL{2}")


def says_more(name: str) -> bool:
    """Whether the name of a thing or a person says more than a name: a number to ring, or an address."""
    return len(name) > 6 and NUMBERED.search(name) is not None and WORD.search(name) is not None


def literals(formula: str) -> str:
    """The strings of a formula, those that `&` joins as one; empty where there are no words among them."""
    if '"' not in formula:
        return ""
    said = " ".join(found[1].replace('""', '"') for found in LITERAL.finditer(JOINED.sub("", formula))).strip()
    return said if WORD.search(said) or NUMBERED.search(said) else ""
