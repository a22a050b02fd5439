"""Mail addresses (RFC 5321 section 4.1.2), also as people write them for other people: jane dot smith at gmail
dot com, and broken over two lines.
"""

from collections.abc import Iterator

from gateway.model.address import canonical
from rules.personal_data.gaps import BREAK
from rules.personal_data.item import Item, Scan
from rules.personal_data.name_lists import common_words
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Match, pattern

KIND = "email"
NAMED = "A mail address"

ADDRESS = AS_WRITTEN.pattern(
    rb"[A-Za-z0-9!#$%&*+/=?^_{|}~'.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}"
)
PART = rb"[a-z0-9]+(?:(?: ?\(?dot\)? ?|[._-])[a-z0-9]+){0,3}"
SPELT = IN_LOWER_CASE.pattern(
    rb"\b" + PART + rb" ?[(\[]? ?at ?[)\]]? ?[a-z0-9-]+(?: ?[(\[]? ?dot ?[)\]]? ?[a-z]{2,10}){1,3}\b"
)
LOCAL = rb"(?:\b|_)([a-z0-9][a-z0-9._+-]*)"
HOST = rb"[a-z0-9][a-z0-9-]*"
DOT = rb"(?: ?[(\[{<] ?dot ?[)\]}>] ?| dot |-dot-)"
DOTTED = rb"(" + HOST + rb"(?:(?:" + DOT + rb"|\.)[a-z0-9-]{2,24}){0,3}(?:" + DOT + rb"|\.)[a-z]{2,10})\b"
ONCE = rb"(?:[ ]|" + BREAK + rb")"
MARKED = IN_LOWER_CASE.pattern(LOCAL + rb"( ?[(\[{<#] ?at ?[)\]}>#] ?|%40)" + DOTTED)
WORDED = IN_LOWER_CASE.pattern(LOCAL + rb"( at |-at-)" + DOTTED)
HALF_WORDED = IN_LOWER_CASE.pattern(LOCAL + rb"(@)(" + HOST + rb"(?:" + DOT + rb"[a-z]{2,10}){1,3})\b")
AFTER = IN_LOWER_CASE.pattern(LOCAL + rb"(@" + ONCE + rb")(" + HOST + rb"(?:\.[a-z0-9-]{2,24}){0,3}\.[a-z]{2,10})\b")
APART = IN_LOWER_CASE.pattern(
    LOCAL
    + rb"("
    + ONCE
    + rb"@[ ]?)("
    + HOST
    + rb"(?: ?\.[a-z0-9-]{2,24}| \. [a-z0-9-]{2,24}){0,3}(?:\.| \. )[a-z]{2,10})\b"
)
SURE, DOUBTFUL = (MARKED, HALF_WORDED, AFTER), (WORDED, APART)
SEPARATE = pattern(rb"\s*[(\[]?\s*(dot|at)\s*[)\]]?\s*")
WORD_FOR_A_DOT = pattern(rb"\s*[(\[{<-]\s*dot\s*[)\]}>-]\s*| dot | \. ")
IN_PARTS = pattern(rb"^[a-z]{2,}\d*(?:[._][a-z]{2,}\d*)+$|-dot-")
LONGEST_WORD = 8  # letters
POST_OFFICES = pattern(
    rb"^(?:gmail|googlemail|hotmail|outlook|live|yahoo|ymail|btinternet|aol|icloud|sky|talktalk|virginmedia|me|msn"
    rb"|proton(?:mail)?|ntlworld|tiscali|blueyonder|btopenworld)\."
)
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
    for form in (*SURE, *DOUBTFUL):
        for match in scan.all(form):
            local, host = (WORD_FOR_A_DOT.sub(b".", match.group(part)).decode("ascii") for part in (1, 3))
            if form in SURE or _is_a_box(match, local, host):
                yield Item(KIND, match.start(1), match.end(), canonical(f"{local}@{host.replace(' ', '')}"))


def _is_a_box(match: Match, local: str, host: str) -> bool:
    """Whether the word before an "at" can only be somebody's at a post office: no drop-in at example.org."""
    if IN_PARTS.search(match.group(1)):
        return True
    if POST_OFFICES.search(host.encode("ascii")) is None or local in common_words():
        return False
    return not local.isdigit() and (len(local) > LONGEST_WORD or any(c.isdigit() for c in local))
