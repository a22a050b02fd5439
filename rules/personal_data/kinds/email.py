"""Mail addresses (RFC 5321 section 4.1.2), also as people write them for other people: jane dot smith at gmail
dot com.
"""

from collections.abc import Iterator

from gateway.model.address import canonical
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, pattern

KIND = "email"
NAMED = "A mail address"

ADDRESS = AS_WRITTEN.pattern(
    rb"[A-Za-z0-9!#$%&*+/=?^_{|}~'.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}"
)
PART = rb"[a-z0-9]+(?:(?: ?\(?dot\)? ?|[._-])[a-z0-9]+){0,3}"
SPELT = IN_LOWER_CASE.pattern(
    rb"\b" + PART + rb" ?[(\[]? ?at ?[)\]]? ?[a-z0-9-]+(?: ?[(\[]? ?dot ?[)\]]? ?[a-z]{2,10}){1,3}\b"
)
SEPARATE = pattern(rb"\s*[(\[]?\s*(dot|at)\s*[)\]]?\s*")
IDENTIFIES_A_MESSAGE = pattern(rb"(?:message-id|in-reply-to|references|content-id|\bcid):[^\n@]{0,20}<?$")
SIGNS = {"dot": ".", "at": "@"}


def find(scan: Scan) -> Iterator[Item]:
    """Addresses with an @, and those spelt out in words."""
    for match in scan.all(ADDRESS):
        start, end = match.span()
        found = match.group().lstrip(b".'/*=|-_")
        start = end - len(found)
        if found[:1] != b"@" and not IDENTIFIES_A_MESSAGE.search(scan.before(start, 60)):
            yield Item(KIND, start, end, canonical(found.decode("ascii")))
    yield from _spelt(scan)


def _spelt(scan: Scan) -> Iterator[Item]:
    for match in scan.all(SPELT):
        words = [SIGNS.get(w, w) for w in SEPARATE.sub(rb" \1 ", match.group()).decode("ascii").split()]
        yield Item(KIND, *match.span(), canonical("".join(words)))
