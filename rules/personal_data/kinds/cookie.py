"""Cookie identifiers and other online tokens with a value: what tells one visitor's browser from another's (UK
GDPR recital 30).
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Match, pattern

KIND = "cookie"
NAMED = "A cookie identifier"

VALUE = rb"[A-Za-z0-9%._~+/:|-]"
HEADER = AS_WRITTEN.pattern(rb"(?i)\b(?:set-)?cookies?:[ ]*([^\s=;,]+=[^\s;,]{6,}(?:;[ ]?[^\s=;,]+=[^\s;,]+)*)")
SPOKEN_OF = pattern(rb"(?i)\bcookies?\b[^\n=]{0,48}?[\s:(\"']([a-z_][\w.-]*=" + VALUE + rb"{8,})")
NAMED_VALUE = AS_WRITTEN.pattern(
    rb"(?i)\b(_ga(?:_[A-Z0-9]+)?|_gid|_fbp|_gcl_au|_pk_id[\w.]*|_hj\w*id\w*|__utma|phpsessid|jsessionid"
    rb"|asp\.net_sessionid|sessionid|session_id"
    rb"|sid|connect\.sid|csrftoken|wordpress_logged_in\w*|wp-settings[\w-]*|cookie[_ ]?id|visitor[_ ]?id"
    rb"|client[_ ]?id|device[_ ]?id|muid|nid|ide"
    rb'|idfa|gaid|uid|__cf_bm|cf_clearance|cookie[_ ]?identifier|advertising[_ ]id)"?[ ]?(?:=|:|is|was|value)[ ]?"?'
    rb"((?:\d{1,4}=)?" + VALUE + rb"{8,})"
)
MIXED = rb"(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Za-z_-]{12,})"
TOLD = AS_WRITTEN.pattern(
    rb"(?i)(?:^|[^?&\w])(?:(?:cookie|session|visitor|device|client|browser|tracking|advertising|user)[ _-]?"
    rb"(?:id|identifier|token|value|key)|idfa|idfv|gaid|aaid|token|session|sess)"
    rb'(?: (?:is|was)|:| ?=)?[ ="\']{1,3}(' + MIXED + rb")\b"
)
HARDWARE = IN_LOWER_CASE.pattern(
    rb"\bimei(?: (?:no|number|code))?[ .:#=]{0,3}(?:is )?(\d{15}|\d{2}[ -]\d{6}[ -]\d{6}[ -]\d)\b"
    rb"|\bmac(?:[ -]?addr(?:ess)?)?[ .:#=]{1,3}(?:is |was )?([0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})\b"
)

GOOGLE = AS_WRITTEN.pattern(rb"\bGA1\.\d\.\d{5,12}\.\d{9,11}\b|\bfb\.\d\.\d{12,14}\.\d{6,20}\b")
TOKEN = AS_WRITTEN.pattern(rb"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?")
DIGITS = b"0123456789"
FEWEST_DIGITS, FEWEST_CHANGES = 4, 3
CHANGE = pattern(rb"[0-9][A-Za-z]|[A-Za-z][0-9]")
OF_A_MACHINE = pattern(
    rb"\b(?:our|council(?:'s)?|office|printers?|servers?|routers?|switch|cameras?|access point|hall(?:'s)?)\b"
)
NUMBERED = pattern(rb"^\d{9,10}\.\d{1,5}\.\d$")  # a second and a count within it, as logs number what they tell
NO_IDENTIFIER = (b"yes", b"no", b"true", b"false", b"accept", b"denied", b"granted")


def find(scan: Scan) -> Iterator[Item]:
    """Values of cookies, of identifiers that sites give, and signed tokens; a cookie's bare name is none."""
    if b"=" in scan.raw or b"ookie" in scan.raw or b"isitor" in scan.raw or b"lient" in scan.raw:
        spoken_of = SPOKEN_OF.finditer(scan.raw) if b"ookie" in scan.raw else ()
        for found, group in ((scan.all(HEADER), 1), (spoken_of, 1), (scan.all(NAMED_VALUE), 2)):
            for match in found:
                if _tells_apart(match.group(group)) and not _is_of_a_calendar(scan, match):
                    yield Item(KIND, *match.span(group), match.group(group).decode("ascii"))
    if scan.has_digits:
        for form in (GOOGLE, TOKEN):
            for match in scan.all(form):
                yield Item(KIND, *match.span(), match.group().decode("ascii"))
        yield from _told(scan)


def _told(scan: Scan) -> Iterator[Item]:
    """Identifiers that follow their name without a mark, and those of devices."""
    for match in scan.all(TOLD):
        value = match.group(1)
        if sum(c in DIGITS for c in value) >= FEWEST_DIGITS and not value.isdigit() and _is_random(value):
            yield Item(KIND, *match.span(1), value.decode("ascii"))
    for match in scan.all(HARDWARE):
        group = 1 if match.group(1) else 2
        if group == 1 or not OF_A_MACHINE.search(scan.before(match.start(), 40)):
            yield Item(KIND, *match.span(group), match.group(group).decode("ascii"))


def _is_random(value: bytes) -> bool:
    """Whether digits stand among the letters, as no word or date has them."""
    return sum(1 for _ in CHANGE.finditer(value)) >= FEWEST_CHANGES


def _is_of_a_calendar(scan: Scan, match: Match) -> bool:
    """Whether it is the UID line of an event or a contact (RFC 5545 section 3.8.4.7, RFC 6350 section 6.7.6)."""
    begins_a_line = scan.raw[match.start() - 1 : match.start()] in {b"", b"\n"}
    return begins_a_line and scan.raw.startswith(b"UID:", match.start()) and scan.raw[match.start() + 4 :][:1] != b" "


def _tells_apart(value: bytes) -> bool:
    """Whether a value is long and mixed enough to be one visitor's."""
    last = value.rsplit(b"=", 1)[-1] if value.count(b"=") == 1 else value
    if last.lower().startswith(NO_IDENTIFIER) and len(last) < 12:
        return False
    return any(c in b"0123456789" for c in last) and not NUMBERED.search(last)
