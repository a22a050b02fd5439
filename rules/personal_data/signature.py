"""Where the closing lines of a message begin and end."""

from rules.personal_data.item import Scan
from rules.personal_data.patterns import pattern
from rules.personal_data.words import GREETINGS

QUOTE = rb"[> \t|]*"
SIGN_OFF = pattern(
    rb"(?mi)^" + QUOTE + rb"(?:-- ?|__+|(?:with |many |my )?(?:kind(?:est)?|best|warm(?:est)?|many|with|very best)? ?"
    rb"(?:regards|wishes|thanks|thank you|rgds)(?: and (?:regards|best wishes|thanks))?"
    rb"(?: in advance| again| to all| for (?:all )?your help)?"
    rb"|yours(?: sincerely| faithfully| truly| ever| aye)?|thanks(?: again| so much| very much)?|cheers|sincerely"
    rb"|rgds|ta"
    rb"|all (?:the )?(?:very )?best|best|thx|diolch|cofion(?: cynnes| gorau)?|hwyl|bye(?: for now)?|see you (?:then"
    rb"|there)"
    rb"|sent from my [^\n]{1,40})[,.!]*[ \t]*$"
)
SIGN_OFF_REACH = 20_000  # characters before the end
SIGNATURE_REACH = 4000
SIGNATURE_LENGTH = 800
PROSE_WORDS = 11
LAST_LINE = 48  # characters
ALONE = pattern(rb"\n[> \t]*\n[> \t]*(-? ?[A-Z][a-z'-]{1,14})(?: [xX]{1,3})?[.,!]?\s*$")
ENDS_SIGNATURE = pattern(
    rb"(?mi)^"
    + QUOTE
    + rb"(?:p\.?p?\.?s\b|(?:"
    + b"|".join(w.encode() for w in sorted(GREETINGS))
    + rb")[ ,][^\n]{1,60}$"
    rb"|enc(?:l|losed)?\b|attached:?$)"
)
DISCLAIMS = pattern(
    rb"(?i)confidential|intended|recipient|disclaim|privacy|virus|registered|think before|printing|this e-?mail|council"
    rb"|office hours|opening hours|working days|i work|not work|monday|out of office"
)


def signature(scan: Scan, start: int, stop: int, names: frozenset[str]) -> tuple[int, int]:
    """Where a signature begins and ends: from the closing words, or one of the author's names on a line.

    Both are `stop` where there is none.
    """
    begin = stop
    for match in SIGN_OFF.finditer(scan.raw, max(start, stop - SIGN_OFF_REACH), stop):
        if _is_closing(scan, match.end(), stop):
            begin = match.start()
            break
    position = max(start, begin - SIGNATURE_REACH)
    full = tuple(name for name in names if " " in name)
    firsts = tuple({name.partition(" ")[0] for name in names})
    while position < begin and names:
        end = scan.raw.find(b"\n", position, begin)
        end = end if end >= 0 else begin
        line = scan.words[position:end].strip(" >\t,.").lower()
        may_be = line.startswith(firsts) and len(line) < 80
        if may_be and _is_name_line(line, names, full) and _is_closing(scan, end, stop):
            begin = position
        position = end + 1
    begin = _alone(scan, start, begin)
    ended = ENDS_SIGNATURE.search(scan.raw, begin + 1, stop) if begin < stop else None
    end = min(ended.start() if ended else stop, begin + SIGNATURE_LENGTH)
    return begin, end


def _alone(scan: Scan, start: int, begin: int) -> int:
    """Where the last paragraph before the closing words begins, if it is one name: the author's, in whatever form."""
    low = max(start, begin - LAST_LINE)
    last = ALONE.search(scan.raw[low:begin])
    return low + last.start(1) if last and scan.raw[start : low + last.start(1)].strip() else begin


def _is_closing(scan: Scan, position: int, end: int) -> bool:
    """Whether what follows is a signature: short lines, no more prose than a footer's."""
    for line in scan.raw[position : min(end, position + SIGNATURE_LENGTH)].split(b"\n")[1:]:
        stripped = line.strip(b" >\t")
        if ENDS_SIGNATURE.search(stripped):
            return True
        if len(stripped.split()) >= PROSE_WORDS and b"|" not in stripped:
            return DISCLAIMS.search(stripped) is not None
    return True


def _is_name_line(line: str, names: frozenset[str], full: tuple[str, ...]) -> bool:
    plain = line.replace(".", " ").split()
    joined = " ".join(plain)
    if joined in names or line in names:
        return True
    if not line.startswith(full):
        return False
    return any(line.startswith(name) and line[len(name)] in " ,|-(/" for name in full)


def names_of_hand(author: str) -> frozenset[str]:
    """Lines that a signature may begin with, from the words that name an author."""
    written = author.partition("<")[0].replace('"', " ").replace(" wrote:", "").replace(",", " ").split()
    words = [word for word in written[-3:] if word.replace("-", "").replace("'", "").replace(".", "").isalpha()]
    name = " ".join(words).strip(" ,:").lower()
    if not name:
        return frozenset()
    first, last = name.split()[0], name.split()[-1]
    return frozenset({name, first, f"{first} {last}", f"{first[0]} {last}", f"{first[0]}{last[0]}"})
