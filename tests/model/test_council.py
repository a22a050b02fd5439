import pytest

from gateway.model.address import canonical, domain_of
from gateway.model.council import Council, CouncilPerson, Partner, Relation
from gateway.model.hours import OfficeHours

COUNCIL = Council(
    key="council.test",
    name="Test Parish Council",
    domains=("council.test", "Parish.example"),
    clerk="clerk@council.test",
    hours=OfficeHours(),
    people=(
        CouncilPerson("Ann Lee", Relation.CLERK, "clerk@council.test", aliases=("office@council.test",)),
        CouncilPerson("Bob Smith", Relation.MEMBER, "bob@council.test", private_addresses=("bob@home.example",)),
    ),
    partners=(
        Partner("County", domains=("county.example",)),
        Partner("Payroll", addresses=("pay@mail.example",), business=True),
    ),
)


@pytest.mark.parametrize(
    ("address", "relation"),
    [
        ("clerk@council.test", Relation.CLERK),
        ("Clerk+planning@Council.TEST", Relation.CLERK),
        ("office@council.test", Relation.CLERK),
        ("bob@council.test", Relation.MEMBER),
        ("bob@home.example", Relation.OUTSIDE),
        ("anyone@parish.example", Relation.COUNCIL),
        ("x@sub.council.test", Relation.OUTSIDE),
        ("x@notcouncil.test", Relation.OUTSIDE),
        ("someone@county.example", Relation.PARTNER),
        ("someone@highways.county.example", Relation.PARTNER),
        ("someone@notcounty.example", Relation.OUTSIDE),
        ("pay@mail.example", Relation.BUSINESS),
        ("other@mail.example", Relation.OUTSIDE),
        ("", Relation.OUTSIDE),
    ],
)
def test_relation(address: str, relation: Relation) -> None:
    assert COUNCIL.relation(address) is relation


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Bob.Smith+news@Example.ORG", "bob.smith@example.org"),
        ('"bob+x"@example.org', '"bob+x"@example.org'),
        ("+tag@example.org", "+tag@example.org"),
        ("bob@exämple.org.", "bob@xn--exmple-cua.org"),
        ("postmaster", "postmaster"),
    ],
)
def test_canonical(address: str, mailbox: str) -> None:
    assert canonical(address) == mailbox


def test_domain_of_no_address_is_empty() -> None:
    assert domain_of("postmaster") == ""
