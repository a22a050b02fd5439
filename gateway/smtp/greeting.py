"""The conversation around messages: greeting, small talk, TLS (RFC 3207), signing in (RFC 4954)."""

import asyncio
import ipaddress
import ssl

from gateway.errors import TemporaryFault
from gateway.flow.sign_in import TooManyTries
from gateway.metrics import CONNECTIONS, LOGINS
from gateway.model.delivery import Reply
from gateway.relay.base import Login
from gateway.smtp.auth import read_login
from gateway.smtp.certificates import names_in
from gateway.smtp.connection import Connection
from gateway.smtp.door import Door
from gateway.smtp.grammar import is_host
from gateway.smtp.handler import Client
from gateway.smtp.replies import Say


class Greeting(Connection):
    """A client of one listener, from its greeting on. A method named for a command is that command."""

    def __init__(self, door: Door, hostname: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(hostname, door.handler.limits, loop)
        self.handler = door.handler
        self.client = Client("")
        self._door = door
        self._extended = False

    async def converse(self) -> None:
        """Greet, unless there are too many clients already, and take commands."""
        self.client.address = self._peer()
        self._door.dialogues.add(self)
        CONNECTIONS.labels(self.handler.kind).inc()
        if not self._door.connections.add(self.client.address, self.limits):
            self.say(Say.TOO_MANY_CONNECTIONS)
            return
        self._see_tls()
        self.say(Say.GREETING.fill(hostname=self.hostname))
        await super().converse()

    def ended(self) -> None:
        """Let go of all that was held for this client."""
        super().ended()
        if self in self._door.dialogues:
            self._door.dialogues.discard(self)
            self._door.connections.remove(self.client.address)
            CONNECTIONS.labels(self.handler.kind).dec()

    def _peer(self) -> str:
        peer = self.about("peername")
        return str(peer[0]) if isinstance(peer, tuple) else ""

    def _see_tls(self) -> None:
        tls: ssl.SSLObject | None = self.about("ssl_object")
        names = names_in(tls.getpeercert() or {}) if tls is not None else frozenset()
        self.client = Client(
            self.client.address,
            tls=tls.version() if tls is not None else None,
            vouched=self.handler.is_trusted(self.client.address, names),
        )

    # greeting and small talk

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        """Greet and tell the extensions."""
        if self._greeted(hostname):
            self._extended = True
            self.say_bytes("\r\n".join(self._extensions()).encode())

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        """Greet as in RFC 821."""
        if self._greeted(hostname):
            self._extended = False
            self.say(Say.HELO.fill(hostname=self.hostname))

    def _greeted(self, hostname: str) -> bool:
        if not is_host(hostname):
            self.say(Say.BAD_ARGUMENT.fill(syntax="EHLO your.host.name"))
            return False
        self.client.ehlo = hostname
        self.reset()
        return True

    def _extensions(self) -> list[str]:
        words = [self.hostname, "PIPELINING", f"SIZE {self.limits.message_bytes}", "8BITMIME", "SMTPUTF8"]
        words.append("ENHANCEDSTATUSCODES")
        if self.offers_tls:
            words.append("STARTTLS")
        if self._may_sign_in:
            words.append("AUTH PLAIN LOGIN")
        return [*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}\r\n"]

    async def smtp_NOOP(self, _argument: str) -> None:  # noqa: N802
        """Nothing."""
        self.say(Say.OK)

    async def smtp_RSET(self, argument: str) -> None:  # noqa: N802
        """Forget the transaction."""
        if argument:
            self.say(Say.BAD_ARGUMENT.fill(syntax="RSET and nothing behind it"))
            return
        self.reset()
        self.say(Say.OK)

    async def smtp_QUIT(self, _argument: str) -> None:  # noqa: N802
        """Part as friends."""
        self.say(Say.BYE)
        self.leaving = True

    async def smtp_HELP(self, _argument: str) -> None:  # noqa: N802
        """Point to the documents."""
        self.say(Say.HELP)

    async def smtp_VRFY(self, argument: str) -> None:  # noqa: N802
        """Tell nothing about who is there."""
        self.say(Say.VRFY if argument else Say.BAD_ARGUMENT.fill(syntax="VRFY address"))

    async def smtp_EXPN(self, _argument: str) -> None:  # noqa: N802
        """Not here."""
        self.say(Say.NOT_HERE)

    def reset(self) -> None:
        """Forget the transaction (RFC 5321 section 4.1.1.5)."""
        self.patience.transaction_ends()

    # TLS and signing in

    @property
    def offers_tls(self) -> bool:
        """Whether STARTTLS may be given now."""
        return self._door.starttls is not None and self.client.tls is None

    @property
    def _may_sign_in(self) -> bool:
        return self.handler.is_submission and (self.client.tls is not None or self._is_safe_in_the_clear)

    @property
    def _is_safe_in_the_clear(self) -> bool:
        here = self.about("sockname")
        return self.handler.table.tls == "off" and bool(here) and ipaddress.ip_address(here[0]).is_loopback

    async def smtp_STARTTLS(self, argument: str) -> None:  # noqa: N802
        """Go on inside TLS. Whoever spoke in the clear is a stranger again (RFC 3207 section 4.2)."""
        if argument:
            self.say(Say.BAD_ARGUMENT.fill(syntax="STARTTLS and nothing behind it"))
        elif self.client.tls is not None:
            self.say(Say.NOT_NOW.fill(why="TLS is in use already"))
        elif self._door.starttls is None:
            self.say(Say.NOT_HERE)
        else:
            await self.start_tls(self._door.starttls)
            self._extended = False
            self.reset()
            self._see_tls()

    async def smtp_AUTH(self, argument: str) -> None:  # noqa: N802
        """Sign in."""
        if (problem := self._auth_problem()) is not None:
            self.say(problem)
            return
        login = await read_login(argument, self._challenge)
        if isinstance(login, Say):
            self.say(login)
            return
        with self.patience.work():
            reply = await self._sign_in(login)
        self.say(reply)

    def _auth_problem(self) -> Say | Reply | None:
        if not self.handler.is_submission:
            return Say.NOT_HERE
        if not self._may_sign_in:
            return Say.AUTH_NEEDS_TLS
        if not self._extended:
            return Say.OUT_OF_ORDER.fill(first="EHLO")
        if self.client.account is not None:
            return Say.NOT_NOW.fill(why="you are signed in already")
        return Say.NOT_NOW.fill(why="a message is under way") if self.patience.in_transaction else None

    async def _challenge(self, challenge: str) -> bytes | None:
        self.say(Say.CHALLENGE.fill(challenge=challenge))
        return await self.next_line()

    async def _sign_in(self, login: Login) -> Say:
        door = self._door
        try:
            account = await door.sign_in.verify(
                login.user, login.password, self.client.address, door.now(), self.handler.table.auth
            )
        except TooManyTries:
            return self._counted("refused", Say.TOO_MANY_TRIES)
        except TemporaryFault:
            return self._counted("fault", Say.SIGN_IN_FAULT)
        if account is None:
            return self._counted("wrong", Say.WRONG_PASSWORD)
        self.client.account, self.client.login = account, login
        return self._counted("right", Say.SIGNED_IN)

    @staticmethod
    def _counted(result: str, reply: Say) -> Say:
        LOGINS.labels("submission", result).inc()
        return reply
