"""The kinds of personal data, each in its own file.

Where two claim the same characters, the earlier of `KINDS` has them.
"""

from rules.personal_data.item import Item, Kind, Scan
from rules.personal_data.kinds import (
    address,
    bank,
    birth_date,
    card,
    cookie,
    driving_licence,
    email,
    iban,
    ip,
    national_insurance,
    nhs,
    passport,
    phone,
    postcode,
    utr,
    vehicle,
)

KINDS: tuple[Kind, ...] = (
    cookie,
    iban,
    card,
    bank,
    national_insurance,
    driving_licence,
    passport,
    nhs,
    utr,
    birth_date,
    email,
    ip,
    phone,
    address,
    postcode,
    vehicle,
)


def find_all(scan: Scan) -> list[Item]:
    """Every datum in the text in its order, none overlapping another."""
    ranked = [(item.start, rank, item) for rank, kind in enumerate(KINDS) for item in kind.find(scan)]
    kept: list[Item] = []
    ranks: list[int] = []
    for _, rank, item in sorted(ranked, key=lambda entry: entry[:2]):
        while kept and item.start < kept[-1].end and rank < ranks[-1]:
            kept.pop(), ranks.pop()
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
            ranks.append(rank)
    return kept
