"""One message after the other: MAIL, RCPT and DATA (RFC 5321 section 3.3)."""

import asyncio
from dataclasses import dataclass, field

from gateway.flow.receive import Receipt
from gateway.model.delivery import Reply
from gateway.model.envelope import Envelope
from gateway.smtp.data import DataLimits, read_data
from gateway.smtp.door import Door
from gateway.smtp.grammar import MailParameters, Path, read_mail_parameters, read_path
from gateway.smtp.greeting import Greeting
from gateway.smtp.handler import reply_to
from gateway.smtp.replies import Say
from gateway.smtp.stream import is_pending

SYNTAX = {"MAIL": "MAIL FROM:<address>", "RCPT": "RCPT TO:<address>"}


@dataclass(slots=True)
class Transaction:
    """What MAIL and RCPT have said."""

    sender: str
    parameters: MailParameters
    recipients: list[str] = field(default_factory=list)

    def envelope(self) -> Envelope:
        """The envelope as the record keeps it."""
        return Envelope(self.sender, tuple(self.recipients), self.parameters.smtputf8, self.parameters.eight_bit)


class Dialogue(Greeting):
    """A client's whole conversation."""

    def __init__(self, door: Door, hostname: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(door, hostname, loop)
        self._transaction: Transaction | None = None
        self._receipt: Receipt | None = None

    def ended(self) -> None:
        """Let go of all; whether the last reply was read is not known."""
        super().ended()
        if self._receipt is not None:
            self.handler.receive.lost(self._receipt)

    async def next_line(self, limit: int = 0) -> bytes | None:
        """As it is; and whoever speaks again has had the last reply."""
        line = await (super().next_line(limit) if limit else super().next_line())
        if self._receipt is not None:
            self.handler.receive.confirm(self._receipt)
            self._receipt = None
        return line

    def reset(self) -> None:
        """Forget the transaction."""
        super().reset()
        self._transaction = None

    async def smtp_MAIL(self, argument: str) -> None:  # noqa: N802
        """Begin a message."""
        if (problem := self._mail_problem()) is not None:
            self.say(problem)
            return
        path = read_path("FROM", argument)
        parameters = read_mail_parameters(path.parameters) if isinstance(path, Path) else path
        if isinstance(path, Say):
            self.say(_with_syntax(path, "MAIL"))
        elif isinstance(parameters, Say):
            self.say(_with_syntax(parameters, "MAIL"))
        elif parameters.size > self.limits.message_bytes:
            self.say(Say.MESSAGE_TOO_LARGE.fill(limit=self.limits.message_bytes), is_error=False)
        elif not path.address.isascii() and not parameters.smtputf8:
            self.say(Say.NEEDS_SMTPUTF8)
        else:
            self._begin(path.address, parameters)

    def _mail_problem(self) -> Say | Reply | None:
        if not self.client.ehlo:
            return Say.OUT_OF_ORDER.fill(first="EHLO")
        if self._transaction is not None:
            return Say.NOT_NOW.fill(why="a message is under way")
        if self.offers_tls and self.handler.is_submission and not self.client.vouched:
            return Say.TLS_FIRST if self.handler.table.require_auth else None
        return None

    def _begin(self, sender: str, parameters: MailParameters) -> None:
        reply = self.handler.mail(self.client, sender)
        if reply is Say.SENDER_OK:
            self._transaction = Transaction(sender, parameters)
            self.patience.transaction_begins()
        self.say(reply)

    async def smtp_RCPT(self, argument: str) -> None:  # noqa: N802
        """Name a recipient."""
        if self._transaction is None:
            self.say(Say.OUT_OF_ORDER.fill(first="MAIL FROM"))
            return
        if len(self._transaction.recipients) >= self.limits.recipients:
            self.say(Say.TOO_MANY_RECIPIENTS)
            return
        path = read_path("TO", argument)
        if isinstance(path, Say):
            self.say(_with_syntax(path, "RCPT"))
        elif not path.address:
            self.say(Say.BAD_RECIPIENT)
        elif path.parameters:
            self.say(Say.UNKNOWN_PARAMETER)
        elif not path.address.isascii() and not self._transaction.parameters.smtputf8:
            self.say(Say.NEEDS_SMTPUTF8)
        else:
            await self._add(self._transaction, path.address)

    async def _add(self, transaction: Transaction, recipient: str) -> None:
        with self.patience.work():
            recipient, reply = await self.handler.rcpt(self.client, recipient)
        if reply is Say.RECIPIENT_OK and recipient not in transaction.recipients:
            transaction.recipients.append(recipient)
        self.say(reply, is_error=not self.client.is_known)

    async def smtp_DATA(self, argument: str) -> None:  # noqa: N802
        """Take the message itself."""
        if argument:
            self.say(Say.BAD_ARGUMENT.fill(syntax="DATA and nothing behind it"))
        elif self._transaction is None or not self._transaction.recipients:
            self.say(Say.OUT_OF_ORDER.fill(first="RCPT TO" if self._transaction else "MAIL FROM"))
        else:
            self.say(Say.DATA)
            await self.flush()
            try:
                self.say(await self._take(self._transaction), is_error=False)
            finally:
                self.reset()

    async def _take(self, transaction: Transaction) -> Reply:
        limits = DataLimits(
            self.limits.message_bytes, self.limits.line_bytes, self.handler.table.bare_newlines == "fix"
        )
        self.in_data = True
        try:
            data = await read_data(self._reader, limits)
        finally:
            self.in_data = False
        if data.refusal is not None:
            limit = limits.line_bytes if data.refusal is Say.LINE_TOO_LONG else limits.message_bytes
            return data.refusal.fill(limit=limit)
        if (unfit := self.handler.unfit(data.content)) is not None:
            return unfit
        with self.patience.work():
            receipt = await self.handler.data(self.client, transaction.envelope(), data.content)
        # what was sent ahead of the reply is no sign that the reply was read
        if is_pending(self._reader):
            self.handler.receive.lost(receipt)
        else:
            self._receipt = receipt
        return reply_to(receipt)


def _with_syntax(problem: Say, command: str) -> Say | Reply:
    return problem.fill(syntax=SYNTAX[command]) if problem is Say.BAD_ARGUMENT else problem
