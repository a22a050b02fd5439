"""Count what happens, to be kept by the day with the changes that it is part of."""

from collections.abc import Iterator
from datetime import datetime

from gateway.model.council import Council
from gateway.model.daily import Answered, Counted, DailyCount, took
from gateway.model.decision import Decision, Disposition
from gateway.model.message import Message
from gateway.model.question import Question
from gateway.model.record import Record, State

ANSWERED = frozenset({State.QUEUED, State.RETURNED})


def received(message: Message, decision: Decision, council: Council) -> Iterator[DailyCount]:
    """A message, and what the policy did about it, rule by rule."""
    day = council.day(message.received_at)
    yield DailyCount(council.key, day, Counted.RECEIVED, message.direction)
    for verdict in decision.verdicts:
        if verdict.findings or verdict.fault:
            yield DailyCount(council.key, day, Counted.FOUND, verdict.rule, verdict.action)


def decided(record: Record, decision: Decision, state: State, council: Council) -> tuple[DailyCount, ...]:
    """A reviewer's decision about a held message; nothing where it is put off, or went back by itself."""
    if record.summary.state is not State.HELD or state not in ANSWERED or "@" not in decision.decided_by:
        return ()
    return (_decided(record.summary.since, decision, council),)


def undone(record: Record, council: Council) -> tuple[DailyCount, ...]:
    """The newest decision is taken back: it does not count."""
    before, undone = record.decisions[-2:]
    if record.summary.state not in ANSWERED or before.disposition is not Disposition.HOLD:
        return ()
    one = _decided(before.decided_at, undone, council)
    return (DailyCount(one.council, one.day, one.what, one.name, one.kind, -1),)


def answered(question: Question, council: Council) -> DailyCount:
    """A question that has just been answered, on that day."""
    at = question.settled_at or question.due_at
    name = Answered.IN_TIME if at <= question.due_at else Answered.LATE
    return DailyCount(council.key, council.day(at), Counted.ANSWERED, name)


def _decided(since: datetime, decision: Decision, council: Council) -> DailyCount:
    at = decision.decided_at
    return DailyCount(council.key, council.day(at), Counted.DECIDED, took(council.hours.between(since, at)))
