"""Who is who: the council, its people, and those it works with."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from gateway.model.address import canonical, domain_of
from gateway.model.hours import OfficeHours


class Relation(StrEnum):
    """What an address is to the council. `council` is an address in the council's domains that is no person's."""

    CLERK = "clerk"
    DEPUTY = "deputy"
    MEMBER = "member"
    OFFICER = "officer"
    COUNCIL = "council"
    PARTNER = "partner"
    BUSINESS = "business"
    OUTSIDE = "outside"


INSIDE = frozenset({Relation.CLERK, Relation.DEPUTY, Relation.MEMBER, Relation.OFFICER, Relation.COUNCIL})


@dataclass(frozen=True, slots=True)
class CouncilPerson:
    """A member or officer as the config names them. `private_addresses` are theirs but not the council's.

    `may_send_as` are addresses of the council that are shared, or another's who lets them write.
    """

    name: str
    role: Relation
    address: str
    aliases: tuple[str, ...] = ()
    private_addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    may_send_as: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every official address: the main one first."""
        return (self.address, *self.aliases)


@dataclass(frozen=True, slots=True)
class Partner:
    """A named agency or business, with the kinds of personal data it may receive."""

    name: str
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    business: bool = False
    may_receive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """The days, first and last among them, on which somebody is away."""

    address: str
    first: date
    last: date


@dataclass(frozen=True)
class Council:
    """One council. `key` names it in every row of the store; `clerk` is the Clerk's address.

    With `upstream_signs` its mail is signed with DKIM once it has left the gateway: what signed it before may break.
    """

    key: str
    name: str
    domains: tuple[str, ...]
    clerk: str
    hours: OfficeHours
    people: tuple[CouncilPerson, ...] = ()
    partners: tuple[Partner, ...] = ()
    postal_addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    bank_accounts: tuple[str, ...] = ()
    timezone: str = "Europe/London"
    absences: tuple[Absence, ...] = ()
    upstream_signs: bool = False
    _domains: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_domains", frozenset(domain_of("@" + d) for d in self.domains))

    @cached_property
    def _people(self) -> dict[str, CouncilPerson]:
        return {canonical(a): p for p in reversed(self.people) for a in p.addresses}

    @cached_property
    def _partner_addresses(self) -> dict[str, Partner]:
        return {canonical(a): p for p in reversed(self.partners) for a in p.addresses}

    @cached_property
    def _partner_domains(self) -> dict[str, Partner]:
        return {domain_of("@" + d): p for p in reversed(self.partners) for d in p.domains}

    def person(self, address: str) -> CouncilPerson | None:
        """The member or officer whose official address or alias this is."""
        return self._people.get(canonical(address))

    def own(self, login: str) -> frozenset[str]:
        """The canonical addresses that are the same person's as this login; the Clerk's office is the Clerk's."""
        person = self.person(login)
        held = (self.clerk,) if person and person.role is Relation.CLERK else ()
        return frozenset(map(canonical, (login, *(person.addresses if person else ()), *held)))

    def senders(self, login: str) -> frozenset[str]:
        """The canonical addresses from which a login may send."""
        person = self.person(login)
        return self.own(login) | frozenset(map(canonical, person.may_send_as if person else ()))

    def partner(self, address: str) -> Partner | None:
        """The partner whose address this is, by the address itself or its domain (or a domain above it)."""
        if found := self._partner_addresses.get(canonical(address)):
            return found
        domain = domain_of(address)
        while domain:
            if found := self._partner_domains.get(domain):
                return found
            domain = domain.partition(".")[2]
        return None

    def relation(self, address: str) -> Relation:
        """What this address is to the council."""
        if canonical(address) == canonical(self.clerk):
            return Relation.CLERK
        if person := self.person(address):
            return person.role
        if self.is_own_domain(domain_of(address)):
            return Relation.COUNCIL
        if partner := self.partner(address):
            return Relation.BUSINESS if partner.business else Relation.PARTNER
        return Relation.OUTSIDE

    def day(self, at: datetime) -> date:
        """The day that it is for the council at a moment."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def begins(self, day: date) -> datetime:
        """When a day begins for the council."""
        return datetime.combine(day, time.min, ZoneInfo(self.timezone))

    def away_until(self, address: str, day: date) -> date | None:
        """The last day of an absence, those right behind it taken in; None for whoever is here on this day."""
        last = None
        while self.is_away(address, day):
            last, day = day, day + timedelta(days=1)
        return last

    def is_away(self, address: str, day: date) -> bool:
        """Whether whoever has this address is away on a day."""
        person = self.person(address)
        theirs = {canonical(one) for one in (person.addresses if person else (address,))}
        return any(canonical(one.address) in theirs and one.first <= day <= one.last for one in self.absences)

    def is_own_domain(self, domain: str) -> bool:
        """Whether a domain, in lower case, is one of the council's own."""
        return domain in self._domains

    def is_inside(self, address: str) -> bool:
        """Whether the address belongs to the council."""
        return self.relation(address) in INSIDE

    def with_role(self, role: Relation) -> tuple[CouncilPerson, ...]:
        """All who hold a role."""
        return tuple(p for p in self.people if p.role is role)
