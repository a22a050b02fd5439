"""Record an exception to a rule, from the review of a message or by itself; list them; take one back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from gateway.errors import NotAllowed
from gateway.flow.in_force import InForce
from gateway.flow.review import is_own
from gateway.model.account import REVIEWERS, Account
from gateway.model.exception import RecordedException
from gateway.model.record import Event, EventKind, Record
from gateway.policy.exceptions import ExceptionTable, conditions_of
from gateway.store.base import Store
from gateway.store.changes import Changes

LONGEST = timedelta(days=731)  # the policy is looked at again every two years, and so is what it gives way to


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Exceptions that people record, beside those of the config. Reviewers make them, and take them back."""

    in_force: InForce
    store: Store
    now: Callable[[], datetime]

    async def all(self) -> Sequence[RecordedException]:
        """All of them, in the order of their numbers; also those that have ended or were taken back."""
        return await self.store.exceptions(self.in_force.council.key)

    def today(self) -> date:
        """The day that it is for the council."""
        return self.in_force.council.day(self.now())

    def rules_of(self, record: Record) -> tuple[str, ...]:
        """The rules that an exception may be recorded to from this message: those that found something in it."""
        names = {rule.name for rule in self.in_force.policy.rules}
        found = (v.rule for v in record.decisions[0].verdicts if v.findings and v.rule in names)
        return tuple(dict.fromkeys(found))

    def proposed(self, record: Record, rule: str) -> dict[str, Any]:
        """The conditions of "always allow this sender to send this kind to this partner", or to these people."""
        council, [verdict] = self.in_force.council, [v for v in record.decisions[0].verdicts if v.rule == rule]
        everyone = record.envelope.rcpt_tos
        outside = [address for address in everyone if not council.is_inside(address)] or everyone
        partners = {partner.name for address in outside if (partner := council.partner(address))}
        all_partners = all(council.partner(address) for address in outside)
        return {
            "from": [record.session.user or record.summary.author],
            "kind": sorted({finding.kind for finding in verdict.findings}),
            **({"partner": sorted(partners)} if all_partners else {"to": list(dict.fromkeys(outside))}),
        }

    async def allow(self, ref: str, rule: str, by: Account, until: date, why: str) -> RecordedException:
        """From now on this author may send what this rule found in a message to the same people, until a day.

        It does not release the message. Raises NotFound, and NotAllowed with words for the person.
        """
        self._may(by)
        record = await self.store.record(self.in_force.council.key, ref)
        if rule not in self.rules_of(record):
            raise NotAllowed("That rule found nothing in this message.")
        if is_own(self.in_force.council, record, by) and not self.in_force.config.review.release_own:
            raise NotAllowed("This is your own message: a deputy has to make an exception of it.")
        return await self.add(rule, self.proposed(record, rule), by, until, why, ref)

    async def add(
        self, rule: str, conditions: dict[str, Any], by: Account, until: date, why: str, about: str | None = None
    ) -> RecordedException:
        """Record an exception; `conditions` are those of an exception in the config. Raises NotAllowed."""
        self._may(by)
        if rule not in {one.name for one in self.in_force.policy.rules}:
            raise NotAllowed(f"There is no rule {rule}.")
        if not self.today() < until <= self.today() + LONGEST:
            raise NotAllowed("An exception ends on a day to come, within two years.")
        table = self._table({**conditions, "until": until, "why": why.strip()})
        now = self.now()
        new = RecordedException(rule, conditions_of(table), until, by.address, now, about)
        added = await self.store.add_exception(self.in_force.council.key, new)
        await self._tell(added, by, now, f"exception {added.number} to {rule} until {until}")
        return added

    async def end(self, number: int, by: Account) -> RecordedException:
        """Take an exception back: the rule is asked again. Raises NotFound and NotAllowed."""
        self._may(by)
        now = self.now()
        ended = await self.store.end_exception(self.in_force.council.key, number, by.address, now)
        await self._tell(ended, by, now, f"exception {number} to {ended.rule} was taken back")
        return ended

    def _may(self, by: Account) -> None:
        if by.role not in REVIEWERS:
            raise NotAllowed("Only the Clerk and the deputies make exceptions to rules.")

    def _table(self, conditions: dict[str, Any]) -> ExceptionTable:
        try:
            table = ExceptionTable.model_validate(conditions)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            raise NotAllowed(f"{place or 'the exception'}: {first['msg'].removeprefix('Value error, ')}.") from None
        known = {partner.name for partner in self.in_force.council.partners}
        if unknown := [name for name in table.partner if name not in known]:
            raise NotAllowed(f"{unknown[0]} is none of the council's partners.")
        return table

    async def _tell(self, exception: RecordedException, by: Account, now: datetime, detail: str) -> None:
        if exception.about:
            event = Event(exception.about, now, EventKind.EXCEPTED, by.address, detail)
            await self.store.commit(Changes(events=(event,)))
