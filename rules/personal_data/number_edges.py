"""What may touch a telephone number: labels, ends of sentences, marks of emphasis and other numbers; not the rest of a
longer number or name.
"""

from rules.personal_data.item import Scan
from rules.personal_data.patterns import pattern

NOT_A_PHONE = pattern(
    rb"(?:order|invoice|inv|ref|reference|serial|meter|mpan|mprn|uprn|tracking|deed|code|s/n|sku|cat|isbn(?:-1[03])?|issn|policy|booking"
    rb"|meeting id|licence|number range"
    rb"|account|acct|a/c|ticket|charity|company|registration|reg|part|model|po|vat|id|job)(?: ?(?:no|number"
    rb"|num|code))?[.:#]* ?$"
)
FILE_ENDING = pattern(rb"^\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|html?|eml|msg|zip|png|jpe?g|gif|heic|tiff?)\b")
LABEL = pattern(
    rb"(?:^|[^a-z0-9])(?:t|tel|telephone|m|mob|mobile|p|ph|phone|h|home|w|work|n|no|nos|number|c|cell|landline|call"
    rb"|ring"
    rb"|text|on|or|and)$"
)
ONE_WORD = pattern(rb"^[a-z]{1,4}(?:[^a-z0-9]|$)")
EMPHASIS = pattern(rb"(?:^|[^A-Za-z0-9_])_{1,3}$")
SPACED = pattern(rb"^(?:\(?0\d{4}\)? \d{3} ?\d{3}|\(?0\d{2,3}\)? \d{3,4} \d{4}|\+44.* .*)$")
ENDS_A_SENTENCE = pattern(rb"^\.[A-Z](?:[a-z' ]|$)|^\.\.")
ANOTHER = pattern(rb"^[/-] ?\(?[0+]?\d{5}|^/\d{1,3}\b")
THOUSANDS = pattern(rb"^\d{3}(?:\D|$)")
OPEN = frozenset({b"", b" ", b"\n", b"\t", b":", b"(", b")", b";", b"|", b'"', b">", b"<", b"*"})


def is_alone(scan: Scan, start: int, end: int, last_end: int = -1) -> bool:
    """Whether the digits are not the middle of something longer, and nothing before them calls them otherwise.

    `last_end` is where another number ends: this one may follow right behind its slash.
    """
    before, after = scan.raw[max(0, start - 1) : start], scan.raw[end : end + 2]
    if before in OPEN and (after[:1] in OPEN or (after[:1] == b"." and not after[1:].isalnum())):
        return not is_named_otherwise(scan, start)  # most stand so
    spaced = SPACED.search(scan.raw[start:end]) is not None
    if not (_begins(scan, start, spaced, last_end) and _ends(scan, start, end, spaced)):
        return False
    return not is_named_otherwise(scan, start)


def is_named_otherwise(scan: Scan, start: int) -> bool:
    """Whether the word before calls it something else: an order, a meter."""
    return NOT_A_PHONE.search(scan.before(start, 30)) is not None


def _begins(scan: Scan, start: int, spaced: bool, last_end: int) -> bool:
    before = scan.raw[max(0, start - 1) : start]
    if before.isalpha():
        return spaced or scan.raw[start : start + 1] == b"(" or LABEL.search(scan.before(start, 12)) is not None
    further = scan.raw[max(0, start - 12) : max(0, start - 1)]
    if before == b".":
        return not further.strip() or further[-1:] in b". \n" or LABEL.search(further.lower()) is not None
    joined = before.isdigit() or (
        (before == b"," and further[-1:].isdigit() and THOUSANDS.search(scan.raw[start : start + 4]) is not None)
        or (before == b"/" and start - 1 != last_end)
        or (before == b"_" and EMPHASIS.search(further + before) is None)
        or (before == b"-" and not (spaced and further[-1:].isdigit()))
        or before == b"&"
    )
    return not joined


def _ends(scan: Scan, start: int, end: int, spaced: bool) -> bool:
    after = scan.raw[end : end + 8]
    mark, following = after[:1], after[1:2]
    if mark.isalpha():
        labelled = LABEL.search(scan.before(start, 12)) is not None
        return spaced or labelled or ONE_WORD.search(after) is not None
    if not following.isalnum() or mark not in (b"-", b"/", b".", b"_"):
        return not mark.isdigit()
    fits = (
        (mark == b"." and ((spaced and following.isalpha()) or ENDS_A_SENTENCE.search(after)))
        or FILE_ENDING.search(scan.after(end, 6))
        or (mark == b"/" and ANOTHER.search(after))
        or (mark == b"-" and spaced)
    )
    return bool(fits)
