"""Carry out a decision: the only place where one takes effect, whoever decided (invariant 4).

Nothing is done here: what is to be done comes back as `Changes`, to be committed together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.flow import count
from gateway.flow.check import Checked
from gateway.flow.copies import Copy, copies, events_of, recorded
from gateway.flow.correspondents import correspondent
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.notify import AT_ONCE, new_delivery, notify
from gateway.mime import notice
from gateway.mime.notice import Kind, Notice
from gateway.model.address import Mailbox, canonical
from gateway.model.council import Relation
from gateway.model.decision import POLICY, Action, Decision, Disposition
from gateway.model.message import Direction, Message, new_ref
from gateway.model.record import Event, EventKind, Record, State, Summary
from gateway.relay.base import Login
from gateway.store.changes import Change, Changes, NewRecord

LINK_LASTS = timedelta(days=60)  # longer than any wait: that the message no longer waits is what ends a link's use

STATE_OF = {
    Disposition.RELAY: State.QUEUED,
    Disposition.ASK: State.ASKED,
    Disposition.HOLD: State.HELD,
    Disposition.REJECT: State.REJECTED,
}
EVENT_OF = {
    State.QUEUED: EventKind.RELEASED,
    State.ASKED: EventKind.QUESTIONED,
    State.HELD: EventKind.REFERRED,
    State.RETURNED: EventKind.RETURNED,
    State.WITHDRAWN: EventKind.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class CarryOut:
    """Turns decisions into changes: `accept` for a new message, `decide` for one that waits."""

    in_force: InForce
    keys: Keys

    def accept(self, message: Message, checked: Checked, login: Login | None, resend_key: bytes | None) -> Changes:
        """Record a message with the policy's decision, and do what the decision says."""
        decision, now = checked.decision, message.received_at
        record = NewRecord(
            message,
            decision,
            STATE_OF[decision.disposition],
            author=checked.author,
            subject=checked.subject,
            message_id=checked.message_id,
            resend_key=resend_key,
            login=self._sealed(message.ref, login),
            attachments=checked.attachments,
        )
        events = (
            Event(message.ref, now, EventKind.RECEIVED, by=message.session.user or message.session.listener),
            Event(message.ref, now, EventKind.DECIDED, by=decision.decided_by, detail=decision.disposition),
        )
        changes = Changes()
        if decision.disposition is Disposition.RELAY:
            own, *others = copies(message, decision, self.in_force.council)
            record = replace(record, sent=own.content)
            changes = self._queue(message.ref, own, decision) + self._each(record, decision, others, login)
        counts = tuple(count.received(message, decision, self.in_force.council))
        changes += self._met(message, checked) + Changes(counts=counts)
        return Changes(records=(record,), events=events) + changes + self._told(message, checked)

    def decide(
        self,
        record: Record,
        message: Message,
        decision: Decision,
        state: State,
        tell: Kind | None,
        wait: timedelta = AT_ONCE,
    ) -> Changes:
        """Let a decision about a waiting message take effect. Committing raises AlreadyDecided where it comes late.

        Nothing leaves before `wait` has passed: until then the decision can be undone.
        """
        change = Change(message.ref, frozenset({record.summary.state}), state, decision)
        changes = Changes()
        if state is State.QUEUED:
            own, *others = copies(message, decision, self.in_force.council)
            change = replace(change, sent=own.content)
            first = NewRecord(
                message, decision, state, record.summary.author, record.summary.subject, record.message_id
            )
            login = self._unsealed(record)
            changes = self._queue(message.ref, own, decision, wait)
            changes += self._each(first, decision, others, login, wait)
        event = Event(message.ref, decision.decided_at, EVENT_OF[state], decision.decided_by, decision.reason)
        counts = count.decided(record, decision, state, self.in_force.council)
        changes = Changes(changes=(change,), events=(event,), counts=counts) + changes
        if tell:
            changes += self.remind(record, message, tell, decision.decided_at, decision, wait)
        return changes

    def undo(self, record: Record, about: Sequence[Summary], by: str, now: datetime) -> Changes:
        """Let a message wait again as if nobody had decided. What was to follow from the decision, the records `about`
        the message, is taken back. Committing raises AlreadyDecided where any of that is under way.
        """
        before, ref = record.decisions[-2], record.summary.ref
        change = Change(ref, frozenset({record.summary.state}), STATE_OF[before.disposition], before)
        taken = tuple(Change(one.ref, frozenset({State.QUEUED}), State.WITHDRAWN) for one in about)
        events = [Event(ref, now, EventKind.UNDONE, by)]
        events += [
            Event(one.ref, now, EventKind.WITHDRAWN, by, f"the decision about {ref} was undone") for one in about
        ]
        recalled = (ref, *(one.ref for one in about))
        counts = count.undone(record, self.in_force.council)
        return Changes(changes=(change, *taken), events=tuple(events), recalled=recalled, counts=counts)

    def remind(
        self,
        record: Record,
        message: Message,
        kind: Kind,
        now: datetime,
        decision: Decision | None = None,
        wait: timedelta = AT_ONCE,
    ) -> Changes:
        """A notice about a message that waits, or just has been decided: to its author, or to those who review it.

        What the author was asked by a person stands in it again.
        """
        if decision is None and kind is Kind.ASKED_AGAIN and record.decision.decided_by != POLICY:
            kind = Kind.QUESTION_AGAIN
        first, since = record.decisions[0], record.summary.since
        return self._tell(
            message,
            record.summary.author,
            record.message_id,
            first,
            kind,
            now,
            decision,
            now if decision else since,
            wait,
            record.decision.reason if kind is Kind.QUESTION_AGAIN else "",
        )

    def pass_on(self, record: Record, message: Message, words: Decision, since: datetime) -> Changes:
        """A notice that asks the deputies to decide, with the words of whoever passes the message on."""
        author, first = record.summary.author, record.decisions[0]
        return self._tell(message, author, record.message_id, first, Kind.PASSED, words.decided_at, words, since)

    def reviewers(self, author: str, now: datetime) -> tuple[str, ...]:
        """Who is told of held mail: the reviewers but for the author and whoever is away; the deputies where that
        leaves nobody.
        """
        council = self.in_force.council
        named = self.in_force.config.review.reviewers or (council.clerk,)
        others = tuple(address for address in named if canonical(address) != canonical(author))
        here = tuple(address for address in others if not council.is_away(address, council.day(now)))
        return here or self.deputies or others or named

    @property
    def deputies(self) -> tuple[str, ...]:
        """The deputies' addresses."""
        return tuple(person.address for person in self.in_force.council.with_role(Relation.DEPUTY))

    def deadline(self, received_at: datetime) -> datetime:
        """When a waiting message goes back to its author by itself."""
        return self.in_force.council.hours.after(received_at, self.in_force.config.review.return_after)

    def _met(self, message: Message, checked: Checked) -> Changes:
        """Who wrote to the council is known from now on. Whom it wrote to is known once the mail has reached them."""
        council, author = self.in_force.council, checked.author
        if message.direction is not Direction.INCOMING or checked.automatic or "@" not in author:
            return Changes()
        if council.is_inside(author):
            return Changes()
        return Changes(met=(correspondent(council, Mailbox(checked.author_name, author), message.received_at),))

    def _told(self, message: Message, checked: Checked) -> Changes:
        decision, changes = checked.decision, Changes()
        for kind in _notices_due(checked):
            changes += self._tell(
                message,
                checked.author,
                checked.message_id,
                decision,
                kind,
                message.received_at,
                decision,
                message.received_at,
            )
        return changes

    def _queue(self, ref: str, copy: Copy, decision: Decision, wait: timedelta = AT_ONCE) -> Changes:
        at = decision.decided_at
        return Changes(deliveries=tuple(new_delivery(self.in_force, ref, to, at, wait) for to in copy.recipients))

    def _each(
        self,
        first: NewRecord,
        decision: Decision,
        others: Sequence[Copy],
        login: Login | None,
        wait: timedelta = AT_ONCE,
    ) -> Changes:
        """The records and deliveries of those who get a message of their own."""
        records = recorded(first, decision, others)
        changes = events_of(first.message.ref, records, decision)
        for record, copy in zip(records, others, strict=True):
            ref = record.message.ref
            changes += Changes(records=(replace(record, login=self._sealed(ref, login)),))
            changes += self._queue(ref, copy, decision, wait)
        return changes

    def _tell(
        self,
        message: Message,
        author: str,
        message_id: str,
        found: Decision,
        kind: Kind,
        now: datetime,
        decision: Decision | None,
        since: datetime,
        wait: timedelta = AT_ONCE,
        question: str = "",
    ) -> Changes:
        to = self._addressees(kind, message, author, now)
        if not to:
            return Changes()
        amendments = decision.amendments if decision else ()
        said = Notice(
            kind,
            message.ref,
            message.received_at,
            recipients=len(message.envelope.rcpt_tos),
            whys=whys(found),
            message_id=message_id,
            reason=decision.reason if decision else question,
            link=self._link(kind, message),
            author=self._name(author),
            deadline=self.deadline(since),
            sent_to=len((decision and decision.recipients) or message.envelope.rcpt_tos),
            mended=bool(amendments),
        )
        ref = new_ref()
        subject, content = notice.write(said, self.in_force.council, to, now, ref)
        return notify(self.in_force, content, to, message.ref, subject, now, ref, wait)

    def _addressees(self, kind: Kind, message: Message, author: str, now: datetime) -> tuple[str, ...]:
        if kind in (Kind.REVIEW_DEPUTY, Kind.PASSED):
            return self.deputies or self.reviewers(author, now)
        if kind in (Kind.REVIEW, Kind.REVIEW_AGAIN):
            once_a_day = {canonical(address) for address in self.in_force.config.review.digest}
            return tuple(one for one in self.reviewers(author, now) if canonical(one) not in once_a_day)
        # the login first: a From that somebody wrote must not redirect a notice
        for address in (message.session.user, message.envelope.mail_from, author):
            if address and self.in_force.council.is_inside(address):
                return (address,)
        return ()

    def _link(self, kind: Kind, message: Message) -> str:
        base = self.in_force.config.console.public_url.rstrip("/")
        if kind in (Kind.ASKED, Kind.ASKED_AGAIN, Kind.QUESTION, Kind.QUESTION_AGAIN):
            return f"{base}/ask/{self.keys.sign('ask', message.ref, message.received_at + LINK_LASTS)}"
        return f"{base}/messages/{message.ref}"

    def _name(self, author: str) -> str:
        person = self.in_force.council.person(author)
        return person.name if person else "somebody at the council"

    def needs_login(self, record: Record) -> bool:
        """Whether it leaves with its author's login, which is destroyed once it is decided that it does not."""
        return self._authors_login_is_used and record.session.user is not None

    @property
    def _authors_login_is_used(self) -> bool:
        relay = self.in_force.config.relay
        return "author" in (relay.login, *(route.login for route in relay.routes))

    def _sealed(self, ref: str, login: Login | None) -> bytes | None:
        if login is None or not self._authors_login_is_used:
            return None
        return self.keys.seal("author login", ref, login.password.encode())

    def _unsealed(self, record: Record) -> Login | None:
        if record.login is None or record.session.user is None:
            return None
        password = self.keys.unseal("author login", record.summary.ref, record.login)
        return Login(record.session.user, password.decode()) if password is not None else None


def _notices_due(checked: Checked) -> tuple[Kind, ...]:
    """Who hears of a new message. Automatic mail has no author who could read an answer (RFC 3834 section 2)."""
    match checked.decision.disposition:
        case Disposition.HOLD:
            return (Kind.REVIEW,) if checked.automatic else (Kind.REVIEW, Kind.HELD)
        case Disposition.ASK:
            return (Kind.ASKED,)
        case Disposition.RELAY if checked.decision.by_action(Action.WARN, Action.AMEND) and not checked.automatic:
            return (Kind.MENDED,)
        case _:
            return ()


def whys(decision: Decision) -> tuple[str, ...]:
    """Why, in sentences: those of the strictest verdicts first, each once; what was only noted is left out."""
    told = [v for v in decision.verdicts if v.action is not Action.NOTE]
    told.sort(key=lambda verdict: -verdict.action.severity)
    sentences = [f.why for v in told for f in v.findings if f.action is not Action.NOTE]
    sentences += [f"The check of this message could not be finished ({v.fault})." for v in told if v.fault]
    return tuple(dict.fromkeys(sentences))
