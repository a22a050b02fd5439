"""Mail addresses: how two spellings of one mailbox are known to be one."""

from functools import lru_cache
from typing import NamedTuple


class Mailbox(NamedTuple):
    """One mailbox in a header field (RFC 5322 section 3.4): the display name, maybe empty, and the address."""

    name: str
    address: str


def domain_of(address: str) -> str:
    """The domain of an address in lower case, as A-labels where it can be; empty where there is none."""
    domain = address.rpartition("@")[2] if "@" in address else ""
    domain = domain.rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


@lru_cache(maxsize=4096)
def canonical(address: str) -> str:
    """The mailbox an address leads to, for comparing only: lower case, without a plus-tag.

    RFC 5321 section 2.4 lets local parts differ by case; no host in use makes that difference.
    """
    local, at, _ = address.strip().rpartition("@")
    if not at:
        return address.strip().lower()
    base = local.lower()
    if not base.startswith('"'):
        base = base.split("+", 1)[0] or base
    return f"{base}@{domain_of(address)}"
