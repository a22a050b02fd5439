"""Transactions with one host (RFC 5321), over a session that `connect` opened.

aiosmtplib opens sessions but does not carry the mail: it can neither pipeline nor send a large message without holding
up the loop.
"""

import asyncio
from collections.abc import Mapping

from gateway.model.delivery import Reply
from gateway.relay.base import Transaction
from gateway.relay.wire import NONSENSE, Lost, Wire, on_the_wire

LOGIN_WANTED = Reply(454, "4.7.0", "the server wants a login")


class Connection:
    """A session that stands open. Not for two transactions at once."""

    def __init__(self, wire: Wire, offers: Mapping[str, str]) -> None:
        self._wire = wire
        self._offers = offers
        self._pipelines = "pipelining" in offers
        self._open_transaction = False

    @property
    def usable(self) -> bool:
        """Whether another transaction can be tried on it."""
        return self._wire.quiet

    def close(self) -> None:
        """End it politely, without waiting for an answer."""
        self._wire.close(b"QUIT\r\n" if self._wire.quiet else b"")

    def abort(self) -> None:
        """End it at once."""
        self._wire.close()

    async def send(self, transaction: Transaction) -> Mapping[str, Reply]:
        """One transaction, with a reply for each recipient. Raises Lost where the connection fails on the way."""
        refused = unfit(transaction, self._offers)
        wanted = [address for address in transaction.rcpt_tos if address not in refused]
        if not wanted:
            return refused
        return {**refused, **await self._transact(transaction, wanted)}

    async def _transact(self, transaction: Transaction, wanted: list[str]) -> Mapping[str, Reply]:
        commands = [self._mail(transaction), *(_command("RCPT TO:", address) for address in wanted), b"DATA\r\n"]
        if self._open_transaction:
            commands.insert(0, b"RSET\r\n")
        if self._pipelines:
            await self._wire.write(b"".join(commands))
        if self._open_transaction:
            await self._ask(commands.pop(0))
            self._open_transaction = False
        mail = await self._ask(commands[0])
        if mail.code == 530:
            mail = LOGIN_WANTED  # our config is wrong: no reason to return mail (RFC 4954 section 6)
        if mail.code // 100 != 2 and not self._pipelines:
            return dict.fromkeys(wanted, mail)
        self._open_transaction = True
        answers = [await self._ask(command) for command in commands[1:-1]]
        replies = dict(zip(wanted, answers, strict=True)) if mail.code // 100 == 2 else dict.fromkeys(wanted, mail)
        taken = [address for address, reply in replies.items() if reply.code // 100 == 2]
        if taken:
            replies |= dict.fromkeys(taken, await self._data(commands[-1], transaction))
        elif self._pipelines and (await self._ask(commands[-1])).code == 354:
            await self._wire.write(b".\r\n")  # DATA was on its way already: a message for nobody (RFC 2920 section 3.1)
            await self._wire.reply()
        return replies

    async def _data(self, command: bytes, transaction: Transaction) -> Reply:
        begin = await self._ask(command)
        if begin.code != 354:
            if begin.code < 400:
                raise Lost(NONSENSE)
            return begin
        try:
            return await self._content(transaction)
        except Lost as lost:
            lost.begun = True
            raise

    async def _content(self, transaction: Transaction) -> Reply:
        """The message itself, given up where the host answers before its end."""
        complete = False
        for piece in on_the_wire(transaction.content, transaction.trace):
            try:
                await self._wire.write(piece)
            except Lost:
                if not self._wire.heard:
                    raise
                break
            complete = piece.endswith(b"\r\n.\r\n")
            if self._wire.heard:
                break
            if not complete:
                await asyncio.sleep(0)  # a large message lets others have a turn, even where the host keeps up
        reply = await self._wire.reply()
        self._open_transaction = False
        if not complete or reply.code == 421:
            self.abort()
        return reply if reply.code >= 400 or (complete and reply.code < 300) else NONSENSE

    async def _ask(self, command: bytes) -> Reply:
        """The reply to a command, which is sent now or went with all the others."""
        if not self._pipelines:
            await self._wire.write(command)
        reply = await self._wire.reply()
        if reply.code == 421:  # the host is closing (RFC 5321 section 3.8)
            raise Lost(reply)
        return reply

    def _mail(self, transaction: Transaction) -> bytes:
        options = ""
        if "size" in self._offers:
            options += f" SIZE={transaction.size}"
        if "8bitmime" in self._offers and not transaction.content.isascii():
            options += " BODY=8BITMIME"
        if "smtputf8" in self._offers and _needs_utf8(transaction):
            options += " SMTPUTF8"
        return _command("MAIL FROM:", transaction.mail_from, options)


def unfit(transaction: Transaction, offers: Mapping[str, str]) -> dict[str, Reply]:
    """The recipients whom this host cannot serve, by its own EHLO reply, each with the reason."""
    everyone = transaction.rcpt_tos
    largest = offers.get("size", "").strip()
    if largest.isascii() and largest.isdigit() and 0 < int(largest) < transaction.size:
        return dict.fromkeys(everyone, Reply(552, "5.3.4", "the message is larger than the server takes"))
    if "8bitmime" not in offers and not transaction.content.isascii():
        return dict.fromkeys(everyone, Reply(554, "5.6.3", "the server takes no 8-bit content (RFC 6152)"))
    refused = {
        address: Reply(501, "5.1.3", "the address holds control characters")
        for address in everyone
        if not _is_clean(address) or not _is_clean(transaction.mail_from)
    }
    if "smtputf8" not in offers:
        no_utf8 = Reply(553, "5.6.7", "the server takes no international addresses (RFC 6531)")
        all_need_it = _header_needs_utf8(transaction) or not transaction.mail_from.isascii()
        refused |= dict.fromkeys((a for a in everyone if all_need_it or not a.isascii()), no_utf8)
    return refused


def _needs_utf8(transaction: Transaction) -> bool:
    addresses = (transaction.mail_from, *transaction.rcpt_tos)
    return _header_needs_utf8(transaction) or not all(address.isascii() for address in addresses)


def _header_needs_utf8(transaction: Transaction) -> bool:
    if not transaction.smtputf8:
        return False
    content = transaction.content
    return not content[: content.find(b"\r\n\r\n")].isascii()


def _is_clean(address: str) -> bool:
    return all(letter >= " " and letter != "\x7f" for letter in address)


def _command(verb: str, address: str, options: str = "") -> bytes:
    return f"{verb}<{address}>{options}\r\n".encode("utf-8", "surrogateescape")
