"""Our notices are answered by mail: by authors who were asked, and by reviewers of held mail, in the first line.

Only a login that got the notice can answer it, and only where In-Reply-To names that very notice. Such a message is
recorded and goes no further; any other is mail like all mail.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from gateway.errors import AlreadyDecided, NotAllowed, NotFound, RefTaken
from gateway.flow import rule_by_mail
from gateway.flow.answer import Answer, decide, from_mail, is_question
from gateway.flow.review import Review
from gateway.mime.header import first_value
from gateway.model.address import canonical
from gateway.model.decision import Decision, Disposition
from gateway.model.envelope import Listener
from gateway.model.message import REF_LETTERS, Content, Direction, Message, new_ref
from gateway.model.record import Event, EventKind, Record, State
from gateway.store.base import Store
from gateway.store.changes import Changes, NewRecord

log = structlog.get_logger()

Deciding = Callable[[Changes], Awaitable[str | None]]  # given what is to be written beside the decision

LARGEST = 1_000_000  # bytes: nobody answers in more
TOO_LATE = "The message that this answers no longer waits: it has been decided."


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer: `ref` is its own; `refusal` says why it could not be taken, for its author."""

    ref: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class AnswerByMail:
    """Looks at each message that a login submits."""

    store: Store
    review: Review

    async def __call__(self, message: Message, resend_key: bytes | None) -> Answered | None:
        """Take the message as an answer to a notice; None where it is none. It is on disk when this returns."""
        asked = await self._asked(message)
        if asked is None:
            return None
        content = await self.review.aside.read(message.content)
        deciding = await self._deciding(message, content, asked)
        if deciding is None:
            return None
        while True:
            try:
                return await self._take(message, content, resend_key, asked, deciding)
            except RefTaken:
                message = replace(message, ref=new_ref())

    async def _deciding(self, message: Message, content: Content, asked: Record) -> Deciding | None:
        """What the first line asks for, if whoever sent it may; None where it asks for nothing."""
        if answer := from_mail(content):
            was_asked = asked.decisions[0].disposition is Disposition.ASK or is_question(asked)
            return self._answering(asked, answer, message.received_at) if was_asked else None
        ruling = rule_by_mail.from_mail(content)
        by = await rule_by_mail.reviewer(self.review, message) if ruling else None
        return partial(rule_by_mail.rule, self.review, asked, by, ruling) if ruling and by else None

    def _answering(self, asked: Record, answer: Answer, now: datetime) -> Deciding:
        async def deciding(beside: Changes) -> str | None:
            return await self.review.decide(asked, *decide(asked, answer, now), beside)

        return deciding

    async def _asked(self, message: Message) -> Record | None:
        """The record that the message answers about, as far as who sent it and In-Reply-To can say."""
        user = message.session.user
        if message.session.listener is not Listener.SUBMISSION or not user or len(message.content) > LARGEST:
            return None
        answered = first_value(message.content, "in-reply-to")
        ref = _ref_in(answered)
        if ref is None:
            return None
        try:
            notice = await self.store.record(message.council, ref)
            asked = await self.store.record(message.council, notice.about or "")
        except NotFound:
            return None
        ours = notice.summary.direction is Direction.NOTICE and notice.message_id == answered
        addressees = {canonical(address) for address in notice.envelope.rcpt_tos}
        return asked if ours and canonical(user) in addressees else None

    async def _take(
        self, message: Message, content: Content, resend_key: bytes | None, asked: Record, deciding: Deciding
    ) -> Answered:
        refusal = ""
        try:
            first_ref = await deciding(_recorded(message, content, resend_key, asked, ""))
        except (NotAllowed, AlreadyDecided) as error:
            refusal = TOO_LATE if isinstance(error, AlreadyDecided) else str(error)
            recorded = _recorded(message, content, resend_key, asked, refusal)
            first_ref = (await self.store.commit(recorded)).first_ref
        if first_ref is None:
            log.info("answered", ref=message.ref, about=asked.summary.ref, refused=bool(refusal))
            return Answered(message.ref, refusal)
        first = await self.store.record(message.council, first_ref)
        return Answered(first_ref, first.decision.reason if first.summary.state is State.REJECTED else "")


def _recorded(message: Message, content: Content, resend_key: bytes | None, asked: Record, refusal: str) -> Changes:
    """The answer as it stands in the record, about the message that it answers."""
    user, now = message.session.user or "", message.received_at
    decision = Decision(Disposition.REJECT if refusal else Disposition.RELAY, now, reason=refusal)
    record = NewRecord(
        message,
        decision,
        State.REJECTED if refusal else State.ANSWER,
        author=user,
        subject=content.subject,
        message_id=content.message_id,
        about=asked.summary.ref,
        resend_key=resend_key,
    )
    event = Event(message.ref, now, EventKind.RECEIVED, user, f"an answer about {asked.summary.ref}")
    return Changes(records=(record,), events=(event,))


def _ref_in(message_id: str) -> str | None:
    """The ref of the notice that a Message-ID of ours carries (gateway/mime/notice.py)."""
    ref = message_id.rpartition("@")[0].rpartition(".")[2]
    letters = ref[:3] + ref[4:]
    fits = len(ref) == 8 and ref[3] == "-" and all(letter in REF_LETTERS for letter in letters)
    return ref if fits else None
