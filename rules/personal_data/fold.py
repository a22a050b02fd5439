"""Taking the disguise off a text: every letter and digit as plain ASCII, and nothing that nobody sees."""

import unicodedata

UNSEEN = "\0"
FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by their category, but without a shape
LOOKALIKES = dict(
    zip(
        "łŁøØđĐıæÆœŒþÞðÐßªº" + "аАВсСеЕНіІјЈкКМоОрРТуУхХѕЅ" + "αΑΒεΕΗιΙκΚΜΝοΟρΡΤυΥχΧΖ",
        "lLoOdDiaAoOtTdDsao" + "aABcCeEHiIjJkKMoOpPTyYxXsS" + "aABeEHiIkKMNoOpPTuYxXZ",
        strict=True,
    )
)


def _plain(letter: str) -> str:
    """One character in ASCII: its base letter, its digit, or what stands in for it."""
    category = unicodedata.category(letter)
    if letter == "\0" or letter in FILLERS or category in {"Cf", "Mn", "Me"}:
        return UNSEEN
    if letter in LOOKALIKES:
        return LOOKALIKES[letter]
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Pd":
        return "-"
    first = unicodedata.normalize("NFKD", letter)[0]
    if first.isascii():
        return first
    return _stand_in(letter, category)


def _stand_in(letter: str, category: str) -> str:
    if letter in "\u2028\u2029\x85":
        return "\n"
    if category in {"Pi", "Pf", "Sk", "Lm"}:
        return '"' if letter in "\u201c\u201d\u201e\u00ab\u00bb" else "'"
    if category[0] == "L":
        return "X" if category == "Lu" else "x"
    return " "


class _Table(dict[int, str]):
    """Filled as characters are met: at most one entry a character that Unicode has."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = chr(code) if 0 < code < 128 else _plain(chr(code))
        return plain


TABLE = _Table()


def fold(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text in ASCII, and for each of its characters the offset it had (None: the same offsets).

    Zero-width characters, soft hyphens and combining marks fall away; nothing else changes the length.
    """
    if text.isascii() and UNSEEN not in text:
        return text, None
    folded = text.translate(TABLE)
    if UNSEEN not in folded:
        return folded, None
    kept = tuple(offset for offset, letter in enumerate(folded) if letter != UNSEEN)
    return folded.replace(UNSEEN, ""), kept
