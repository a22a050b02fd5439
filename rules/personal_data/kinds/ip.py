"""IP addresses, version 4 and 6, that can be a person's: public ones, not private, loopback, example or
resolvers' addresses.
"""

import ipaddress
from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, pattern

KIND = "ip"
NAMED = "An IP address"

FOUR = AS_WRITTEN.pattern(rb"\b\d{1,3}(?:\.\d{1,3}){3}\b")
DEFANGED = AS_WRITTEN.pattern(
    rb"\b\d{1,3}(?: ?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)) ?\d{1,3}){3}\b|\b\d{1,3}(?: \. \d{1,3}){3}\b"
)
SIX = AS_WRITTEN.pattern(rb"\b[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7}")
RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220"})
CALLED = pattern(rb"\bips?\b|address|\bfrom |\bhost\b")
SHORT = len("1.22.3.4")  # as short as this it is a version, where nothing calls it an address
VERSION = pattern(
    rb"(?:version|ver|firmware|build|release|update|v|section|clause|para(?:graph)?|chrome/|safari/|windows)[ :.]*$"
)
VERSIONS = pattern(
    rb"\b(?:version|firmware|build|release|update|driver|agent|software|app|switch|fortios|ios"
    rb"|plugins?|php|wordpress|woocommerce|theme|patch|upgrade|library|package|module)\b"
)
GROUPS = pattern(rb"\D+")
HIGHEST = 32  # that a version begins with
OURS = pattern(
    rb"^(?: is |[ \t|,:(=-]+)(?:us|ours|our (?:own|office|static|fixed)|the (?:office|council|server)|own|own office)\b"
)
OF_A_MACHINE = pattern(
    rb"\bwan\b|\blan\b|\boutgoing\b|\binbound\b|blocklist|blacklist|\btor\b|\brelay\b|\bsmtp\b|\bmx\d?\b|\bvpn\b"
    rb"|\bproxy\b|\bcctv\b|\bnvr\b|\bvlan\b|\bbroadband\b|\bour (?:own )?(?:office|ip|public|static|site|web"
    rb"|network|address|line)|\bserver|\brouter|gateway"
    rb"|\bdns\b|nameserver|printer|firewall|subnet"
    rb"|\ba record|\bspf\b|ip4:|ip6:|hosting|mail host|\bnas\b|camera|webcam|\bvps\b|allow-?list|whitelist|static ip"
)
OF_A_MAIL_HOST = pattern(rb"\b(?:[a-z0-9_-]+\.)+[a-z]{2,} [\[(]+$|(?:message-id|in-reply-to|references):[^\n]*@\[$")
OF_A_HOME = pattern(rb"\b(?:his|her|their|[a-z]{3,}'s) (?:home |own )?(?:router|broadband|hub|wi-?fi)\b")
OF_A_BODY = pattern(
    rb"\b(?:council|office|hall|library|school|town|parish|depot|site|surgery|club|centre|team|clerk|department"
    rb"|village|pavilion|museum|supplier|provider|company|firm|isp|bt|building|reception|committee|college|church)'s"
)
BEFORE_MARKS = pattern(rb"(?:^|[^0-9a-z:])[a-z_-]{2,}:$|::ffff:$")
VISITED = pattern(
    rb"visit|user|attack|came from|posted|logged|log-?in|login|client|blocked|remote|get /"
    rb"|post /|comment|request"
)


def find(scan: Scan) -> Iterator[Item]:
    """Public addresses; those that the words before name as a machine's of the council are left out."""
    if not scan.has_digits:
        return
    for form in (FOUR, DEFANGED, SIX):
        for match in scan.all(form):
            if value := _public(
                _plain(match.group()) if form is DEFANGED or match.group()[:1] == b"0" else match.group()
            ):
                start, end = match.span()
                if _alone(scan, start, end) and not _is_machines(scan, start, end, value):
                    yield Item(KIND, start, end, value)


def _plain(raw: bytes) -> bytes:
    """The address without what keeps it from being a link, and without zeros that fill it up."""
    groups = GROUPS.sub(b" ", raw).split()
    filled = all(len(group) == len("000") for group in groups)
    return b".".join(group.lstrip(b"0") or b"0" for group in groups) if filled else b".".join(groups)


def _public(raw: bytes) -> str | None:
    text = raw.decode("ascii").rstrip(":") if not raw.endswith(b"::") else raw.decode("ascii")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if not address.is_global or address.is_multicast or str(address) in RESOLVERS:
        return None
    if isinstance(address, ipaddress.IPv4Address) and text.endswith(".0"):
        return None  # a network, or a version
    return str(address)


def _alone(scan: Scan, start: int, end: int) -> bool:
    around = scan.raw[max(0, start - 1) : start], scan.raw[end : end + 2]
    if around[0] in {b"[", b"("} and OF_A_MAIL_HOST.search(scan.before(start, 80)):
        return False
    if around[0] in {b":", b"/"} and (end - start <= SHORT or not BEFORE_MARKS.search(scan.before(start, 24))):
        return False
    if around[0] in {b".", b"-"} or (around[1][:1] == b"." and around[1][1:].isdigit()):
        return False
    if end - start <= SHORT or VERSION.search(scan.before(start, 20)):
        return CALLED.search(scan.before(start, 30)) is not None
    return True


def _is_machines(scan: Scan, start: int, end: int, value: str) -> bool:
    """Whether the words before on its line name a machine, and no visitor of one."""
    low, _ = scan.line(start)
    before = scan.lower[max(low, start - 80) : start]
    if OURS.search(scan.after(end, 24)):
        return True
    first, four, _ = value.partition(".")
    if four and int(first) < HIGHEST and VERSIONS.search(before):
        return True
    if OF_A_HOME.search(before) and not OF_A_BODY.search(before):
        return False
    return OF_A_MACHINE.search(before) is not None and VISITED.search(before) is None
