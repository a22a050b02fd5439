"""What may stand between the groups of a number: a blank or a mark, and once the end of a line or a wide gap, since
mail programs and printers break lines wherever they like.
"""

from rules.personal_data.patterns import pattern

BREAK = rb"(?:[ \t]{0,2}\n[ \t>]{0,9}|[ ]{2,3}|[ ]?\t[ ]?)"
GAP = rb"(?:[ -]|" + BREAK + rb")?"
ANY_GAP = rb"(?:[ ./-]|" + BREAK + rb")?"

BROKEN = pattern(rb"[ \t]*\n[ \t>]*|[ ]{2,}|[ ]?\t")
MARK = pattern(rb"[./_-]")
NAMED_OTHERWISE = (
    rb"(?:order|invoice|inv|part|serial|ser|model|stock|ref|reference|item|batch|ticket|cert|certificate)(?:\.? ?(?:no"
    rb"|number|code))?"
    rb"(?:[.:#]* ?| (?:is|was):? ?)$"
)


def is_whole(written: bytes) -> bool:
    """Whether a number is broken once at most; figures below or beside one another are broken everywhere."""
    return sum(1 for _ in BROKEN.finditer(written)) <= 1


def is_broken(written: bytes) -> bool:
    """Whether it goes over a line's end or a wide gap."""
    return BROKEN.search(written) is not None


def bare(written: bytes) -> str:
    """The letters, in capitals, and the digits."""
    return "".join(c for c in written.decode("ascii").upper() if c.isalnum())


def marks(written: bytes) -> set[bytes]:
    """The marks, other than blanks, that divide it."""
    return {match.group() for match in MARK.finditer(written)}
