"""Answer by itself that nobody reads the mail now: the office is closed, or whoever reads it is away.

Once for each sender and mailbox in so long, and so many an hour at most: two machines that answer each other end there
(RFC 3834 section 2). A reply that is under way when the gateway dies is not sent.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from gateway.flow.announce import Announce
from gateway.flow.check import Checked
from gateway.flow.in_force import InForce
from gateway.flow.keys import digest
from gateway.flow.notify import notify
from gateway.mime import autoreply
from gateway.mime.autoreply import Answered, Reply
from gateway.model.address import canonical
from gateway.model.council import Relation
from gateway.model.message import Direction, Message, new_ref
from gateway.store.base import Store

log = structlog.get_logger()

WAITING = 1000  # messages; what comes on top of them gets no reply
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A message that gets a reply from a mailbox, unless its sender had one."""

    ref: str
    sender: str
    mailbox: str
    answered: Answered
    at: datetime
    is_first: bool = False  # has been asked and written down


@dataclass(slots=True)
class Autoreply:
    """What came in is noted down; the worker calls now and then."""

    in_force: InForce
    store: Store
    announce: Announce
    _due: deque[Due] = field(default_factory=deque, init=False)
    _sent: deque[datetime] = field(default_factory=deque, init=False)

    def note(self, message: Message, checked: Checked) -> None:
        """A recorded message, whose sender may get a reply."""
        mailboxes = self.in_force.config.autoreply.mailboxes
        sender = message.envelope.mail_from
        if not mailboxes or message.direction is not Direction.INCOMING or checked.automatic:
            return
        answered = None if self.in_force.council.is_inside(sender) else autoreply.answerable(message.content, sender)
        if answered is None:
            return
        for mailbox in autoreply.recipients_of(answered, message.envelope.rcpt_tos, mailboxes):
            if len(self._due) < WAITING:
                self._due.append(Due(message.ref, sender, mailbox, answered, message.received_at))

    async def __call__(self, now: datetime) -> None:
        """Send what is due. Raises StoreFault: those not yet sent wait on."""
        while self._due:
            due = self._due[0]
            reply = self._reason(due)
            if reply and self._is_within_bounds(now) and (due.is_first or await self._is_first(due, now)):
                self._due[0] = replace(due, is_first=True)
                await self._send(due, reply, now)
            self._due.popleft()

    async def _send(self, due: Due, reply: Reply, now: datetime) -> None:
        council, ref = self.in_force.council, new_ref()
        subject, content = autoreply.write(reply, due.answered, council, due.sender, now, ref)
        changes = notify(self.in_force, content, (due.sender,), due.ref, subject, now, ref)
        await self.store.commit(changes)
        self.announce.deliver(changes)
        self._sent.append(now)

    def _reason(self, due: Due) -> Reply | None:
        """Why the mail is not read; None where it is."""
        council, options = self.in_force.council, self.in_force.config.autoreply
        today = council.day(due.at)
        if "absent" in options.when and (last := council.away_until(due.mailbox, today)):
            opens = council.hours.opens(council.begins(last + timedelta(days=1)))
            deputies = [person.address for person in council.with_role(Relation.DEPUTY)]
            here = [one for one in (council.clerk, *deputies) if not council.is_away(one, today)]
            others = tuple(one for one in here if canonical(one) != canonical(due.mailbox))
            return Reply(due.mailbox, opens, last, others[:1], options.text)
        if "closed" in options.when and not council.hours.is_open(due.at):
            return Reply(due.mailbox, council.hours.opens(due.at), own_words=options.text)
        return None

    def _is_within_bounds(self, now: datetime) -> bool:
        while self._sent and self._sent[0] <= now - HOUR:
            self._sent.popleft()
        if len(self._sent) < self.in_force.config.autoreply.an_hour:
            return True
        log.warning("no automatic reply: there were too many within the hour")
        return False

    async def _is_first(self, due: Due, now: datetime) -> bool:
        """Whether this sender had none from this mailbox for long enough, from whichever node."""
        key = digest(f"autoreply\0{canonical(due.mailbox)}\0{canonical(due.sender)}")
        again = now + self.in_force.config.autoreply.again_after
        return await self.store.spend(self.in_force.council.key, key, now, again)
