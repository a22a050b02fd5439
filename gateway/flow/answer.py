"""What authors answer when they are asked about a message: on the page behind the link, or by answering the notice."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.errors import AlreadyDecided, NotAllowed
from gateway.mime.notice import Kind
from gateway.model.address import canonical
from gateway.model.decision import POLICY, Action, Amendment, Decision, Disposition
from gateway.model.message import Content, TextKind
from gateway.model.record import Record, State

SEND, WITHDRAW = "send:", "withdraw"
LONGEST_REASON = 1000  # characters, of an answer by mail


class Choice(StrEnum):
    """What an author may choose."""

    SEND = "send"  # as it is
    SEND_AMENDED = "send-amended"  # with what the rules that ask would change
    WITHDRAW = "withdraw"
    ASK_CLERK = "ask-clerk"


@dataclass(frozen=True, slots=True)
class Answer:
    """An author's answer. `without` are recipients who shall not get the message; none can be added."""

    choice: Choice
    reason: str = ""
    without: tuple[str, ...] = ()


def offered(first: Decision) -> tuple[Amendment, ...]:
    """Changes that would mend what is asked about: the author may take them, or send it without them for a reason."""
    due = set(_due(first))
    return tuple(amendment for amendment in first.amendments if amendment not in due)


def _due(first: Decision) -> tuple[Amendment, ...]:
    """Changes that are made in any case: those of rules that mend without asking."""
    return tuple(a for verdict in first.by_action(Action.AMEND) for a in verdict.amendments)


def needs_reason(first: Decision) -> bool:
    """Whether a message needs a reason even with the offered changes: where they mend only a part of what was found."""
    return any(verdict.fault or not verdict.amendments for verdict in first.by_action(Action.ASK))


def is_question(record: Record) -> bool:
    """Whether a reviewer asks, not the policy: then the answer goes to the reviewers, who decide."""
    return record.decision.disposition is Disposition.ASK and record.decision.decided_by != POLICY


def decide(record: Record, answer: Answer, now: datetime) -> tuple[Decision, State, Kind | None]:
    """What follows from an answer, and who is told. Raises AlreadyDecided, and NotAllowed with words for the author."""
    if record.summary.state is not State.ASKED:
        raise AlreadyDecided(record.summary.ref)
    author, first = record.session.user or record.summary.author, record.decisions[0]
    if is_question(record) and answer.choice in (Choice.SEND, Choice.SEND_AMENDED):
        raise NotAllowed("The Clerk decides about this message. Answer the question, or withdraw the message.")
    if is_question(record) and answer.choice is Choice.ASK_CLERK and not answer.reason.strip():
        raise NotAllowed("Write your answer.")
    if answer.choice is Choice.WITHDRAW:
        decision = Decision(Disposition.REJECT, now, decided_by=author, reason=answer.reason)
        return decision, State.WITHDRAWN, None
    if answer.choice is Choice.ASK_CLERK:
        decision = Decision(Disposition.HOLD, now, first.verdicts, decided_by=author, reason=answer.reason)
        return decision, State.HELD, Kind.REVIEW
    amended = answer.choice is Choice.SEND_AMENDED and bool(offered(first))
    if not answer.reason.strip() and (not amended or answer.without or needs_reason(first)):
        raise NotAllowed("Write a reason: it is kept with the message.")
    amendments = first.amendments if amended else _due(first)
    chosen = _chosen(record, answer.without)
    decision = Decision(Disposition.RELAY, now, first.verdicts, amendments, author, answer.reason, recipients=chosen)
    return decision, State.QUEUED, None


def _chosen(record: Record, without: tuple[str, ...]) -> tuple[str, ...]:
    """Those who get it; empty for all."""
    if not without:
        return ()
    left_out = {canonical(address) for address in without}
    chosen = tuple(address for address in record.envelope.rcpt_tos if canonical(address) not in left_out)
    if not chosen:
        raise NotAllowed("Choose at least one person who gets it, or withdraw it.")
    return chosen


def from_mail(content: Content) -> Answer | None:
    """The answer that the first line of a message gives: `SEND: reason` or `WITHDRAW`; None where it is neither."""
    first = first_line(content)
    if first.casefold().startswith(SEND):
        return Answer(Choice.SEND, first[len(SEND) :].strip()[:LONGEST_REASON])
    if first.casefold().rstrip(".") == WITHDRAW:
        return Answer(Choice.WITHDRAW)
    return None


def first_line(content: Content) -> str:
    """The first line of a message that has words."""
    own = next((text.text for text in content.texts if text.kind in (TextKind.PLAIN, TextKind.HTML)), "")
    return next((line.strip() for line in own.splitlines() if line.strip()), "")
