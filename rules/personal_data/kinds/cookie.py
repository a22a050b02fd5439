"""Cookie identifiers and other online tokens with a value: what tells one visitor's browser from another's (UK
GDPR recital 30).
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, Match, pattern

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
    rb'|idfa|gaid|uid)"?[ ]?(?:=|:|is|value)[ ]?"?(' + VALUE + rb"{8,})"
)

GOOGLE = AS_WRITTEN.pattern(rb"\bGA1\.\d\.\d{5,12}\.\d{9,11}\b|\bfb\.\d\.\d{12,14}\.\d{6,20}\b")
TOKEN = AS_WRITTEN.pattern(rb"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?")
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
