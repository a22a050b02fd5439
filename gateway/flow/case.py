"""Requests for information: a reviewer says that a message is one, and takes each step; its clock follows from them.

Emails to the Clerk or councillors in their official capacity are "subject to The Freedom of Information Act".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import re2

from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.flow.bank_holidays import HOLIDAYS
from gateway.flow.in_force import InForce
from gateway.mime.thread import answered
from gateway.model.account import REVIEWERS, Account
from gateway.model.case import Case, CaseKind, Due, Outcome, Step, StepKind, due, problem
from gateway.model.message import Content, Direction
from gateway.model.record import Event, EventKind
from gateway.store.base import Outgoing, Store
from gateway.store.changes import CaseLine, Changes

LONGEST_WHY = 2000  # characters
NEAR = timedelta(days=7)  # before the day when it is due, from when on people are reminded
TEXT = 100_000  # characters of a text that are looked at for a hint
HINTS = (
    (CaseKind.FOI, re2.compile(r"(?i)\bfreedom of information\b|\bF\.?O\.?I\.?A?\b")),
    (CaseKind.EIR, re2.compile(r"(?i:\benvironmental information regulations?\b)|\bEIRs?\b")),
    (
        CaseKind.SUBJECT_ACCESS,
        re2.compile(
            r"(?i:\bsubject access\b|\bpersonal (?:data|information) (?:that )?you hold (?:about|on) me\b)"
            r"|\bD?SARs?\b"
        ),
    ),
)
NAMES = {
    CaseKind.FOI: "Freedom of information",
    CaseKind.EIR: "Environmental information",
    CaseKind.SUBJECT_ACCESS: "Subject access",
}


def due_of(case: Case) -> Due:
    """The day by which a request is to be answered, and how that was counted."""
    return due(case, HOLIDAYS)


def plain(line: CaseLine) -> dict[str, object]:
    """A request for programs."""
    case = line.case
    return {
        "ref": case.ref,
        "kind": case.kind,
        "author": case.author,
        "subject": case.subject,
        "received_on": case.received_on,
        "due_on": line.due_on,
        "outcome": case.closed.outcome if case.closed else None,
        "messages": case.messages,
    }


def hint(content: Content) -> CaseKind | None:
    """The law that a message names, if it names one: a hint to whoever reads it, and no more."""
    texts = [content.subject, *(one.text[:TEXT] for one in content.texts)]
    return next((kind for kind, names in HINTS if any(names.search(text) for text in texts)), None)


@dataclass(frozen=True, slots=True)
class CaseWork:
    """What reviewers do about requests. Each step is an event of the record, too."""

    in_force: InForce
    store: Store
    now: Callable[[], datetime]

    async def open(self, ref: str, kind: CaseKind, by: Account, thread: Sequence[str] = ()) -> Case:
        """A message that came in is a request. Raises NotFound, NotAllowed, AlreadyDecided."""
        _may(by)
        council = self.in_force.council
        record = await self.store.record(council.key, ref)
        if record.summary.direction is not Direction.INCOMING:
            raise NotAllowed("Only a message that came in can be a request.")
        if await self.store.case(council.key, ref) is not None:
            raise AlreadyDecided(f"{ref} is a request already")
        received_on = council.day(record.summary.received_at)
        step = Step(StepKind.OPENED, received_on, by.address, self.now(), NAMES[kind])
        case = Case(ref, kind, (step,), tuple(dict.fromkeys((ref, *thread))))
        await self._keep(case, step)
        return case

    async def take(
        self,
        ref: str,
        kind: StepKind,
        by: Account,
        why: str = "",
        on: date | None = None,
        until: date | None = None,
        outcome: Outcome | None = None,
    ) -> Case:
        """Take a step, counted from today or from `on`. Raises NotFound, AlreadyDecided, and NotAllowed with why."""
        _may(by)
        case, now = await self.case(ref), self.now()
        today = self.in_force.council.day(now)
        step = Step(kind, on or today, by.address, now, " ".join(why.split())[:LONGEST_WHY], until, outcome)
        if step.on > today:
            raise NotAllowed("That day is yet to come.")
        if said := problem(case, step):
            raise NotAllowed(said)
        case = replace(case, steps=(*case.steps, step))
        await self._keep(case, step)
        return case

    async def link(self, ref: str, message: str, by: Account) -> None:
        """A message belongs to a request. Raises NotFound where either is not there."""
        _may(by)
        case = await self.case(ref)
        await self.store.record(self.in_force.council.key, message)
        line = CaseLine(replace(case, messages=(message,)), due_of(case).on)
        event = Event(message, self.now(), EventKind.CASE, by.address, f"belongs to the request {ref}")
        await self.store.commit(Changes(cases=(line,), events=(event,)))

    async def case(self, ref: str) -> Case:
        """A request. Raises NotFound."""
        case = await self.store.case(self.in_force.council.key, ref)
        if case is None:
            raise NotFound(f"no request {ref}")
        return case

    async def passes(self, outgoing: Outgoing) -> Changes:
        """A message, in or out, that answers one of a request belongs to it, too."""
        ids = () if outgoing.notice else answered(outgoing.content)
        if not ids:
            return Changes()
        refs = await self.store.cases_with(self.in_force.council.key, message_ids=ids)
        found = [case for ref in refs if (case := await self.store.case(self.in_force.council.key, ref))]
        linked = (replace(case, messages=(outgoing.ref,)) for case in found if outgoing.ref not in case.messages)
        return Changes(cases=tuple(CaseLine(case, due_of(case).on) for case in linked))

    async def _keep(self, case: Case, step: Step) -> None:
        outcome = f", {step.outcome}" if step.outcome else ""
        event = Event(case.ref, step.at, EventKind.CASE, step.by, f"{step.kind}{outcome}: {step.why}".rstrip(": "))
        await self.store.commit(Changes(cases=(CaseLine(case, due_of(case).on),), events=(event,)))


def _may(by: Account) -> None:
    if by.role not in REVIEWERS:
        raise NotAllowed("Only the Clerk and the deputies work on requests.")
