"""The listeners: opened, read again on SIGHUP, and closed without losing a message."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime

import structlog

from gateway.config import ListenerTable
from gateway.config.values import host_and_port
from gateway.errors import ConfigError
from gateway.flow.in_force import InForce
from gateway.flow.sign_in import SignIn
from gateway.model.envelope import Listener as Kind
from gateway.smtp.certificates import load_certificate, make_context
from gateway.smtp.connection import HANDSHAKE
from gateway.smtp.dialogue import Dialogue
from gateway.smtp.domains import Domains
from gateway.smtp.door import Door
from gateway.smtp.handler import Handler, Receiver

BACKLOG = 1024

Address = tuple[str, int]
log = structlog.get_logger()


class Listener:
    """One `[smtp.submission]` or `[smtp.incoming]` table, on all its addresses."""

    def __init__(
        self,
        kind: Kind,
        table: ListenerTable,
        in_force: InForce,
        receive: Receiver,
        sign_in: SignIn,
        domains: Domains,
        now: Callable[[], datetime],
    ) -> None:
        self.kind, self.table = kind, table
        self._in_force = in_force
        self._door = Door(Handler(kind, table, in_force, receive, domains), sign_in, now)
        self._context: ssl.SSLContext | None = None
        self._servers: list[asyncio.AbstractServer] = []

    async def start(self) -> list[Address]:
        """Listen, and tell on which addresses. Raises ConfigError, and OSError where an address cannot be had."""
        implicit: ssl.SSLContext | None = None
        if self.table.tls != "off":
            self._context = make_context(self._in_force.config, self.table, self.hostname)
            implicit = self._context if self.table.tls == "implicit" else None
            self._door.starttls = self._context if self.table.tls == "starttls" else None
        bound: list[Address] = []
        loop = asyncio.get_running_loop()
        try:
            for listen in self.table.listen:
                host, port = host_and_port(listen)
                server = await loop.create_server(
                    lambda: Dialogue(self._door, self.hostname, loop),
                    host,
                    port,
                    backlog=BACKLOG,
                    ssl=implicit,
                    ssl_handshake_timeout=HANDSHAKE if implicit else None,
                )
                self._servers.append(server)
                bound += [sock.getsockname()[:2] for sock in server.sockets]
        except OSError:
            self.close()
            raise
        return bound

    @property
    def hostname(self) -> str:
        """The name in the greeting."""
        return self._in_force.config.smtp.hostname or socket.gethostname()

    def reload_tls(self) -> None:
        """Read the certificate again. Raises ConfigError, and the old one stays in use, where it is of no use."""
        if self._context is not None:
            make_context(self._in_force.config, self.table, self.hostname)
            load_certificate(self._context, self._in_force.config, self.table, self.hostname)

    def close(self) -> None:
        """Take no more connections."""
        for server in self._servers:
            server.close()
        self._servers.clear()

    async def stop(self, drain: float) -> None:
        """Take no more connections, tell idle clients goodbye, and give messages under way `drain` seconds to end."""
        self.close()
        dialogues = list(self._door.dialogues)
        for dialogue in dialogues:
            dialogue.drain()
        tasks = [task for dialogue in dialogues if (task := dialogue.task)]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=drain)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class FrontDoor:
    """All SMTP listeners of the config in force."""

    def __init__(
        self,
        in_force: InForce,
        receive: Receiver,
        sign_in: SignIn,
        now: Callable[[], datetime],
        domains: Domains | None = None,
    ) -> None:
        self._in_force, self._receive, self._sign_in, self._now = in_force, receive, sign_in, now
        self._domains = domains or Domains()
        self._listeners: list[Listener] = []
        self._leaving: set[asyncio.Task[None]] = set()

    async def start(self) -> list[tuple[Kind, Address]]:
        """Open every listener. Raises ConfigError, and OSError where an address cannot be had; then none is open."""
        bound: list[tuple[Kind, Address]] = []
        try:
            for kind, table in self._wanted():
                bound += await self._open(kind, table)
        except (ConfigError, OSError):
            await self.stop(0)
            raise
        return bound

    async def reload(self, drain: float) -> list[str]:
        """Bring the listeners in line with the config in force: what did not change stays open, its certificate fresh.

        Returns the problems, which are logged too; what cannot be opened is left closed.
        """
        wanted = list(self._wanted())
        for listener in [one for one in self._listeners if (one.kind, one.table) not in wanted]:
            self._listeners.remove(listener)
            listener.close()
            task = asyncio.create_task(listener.stop(drain))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
        problems: list[str] = []
        known = {(one.kind, one.table): one for one in self._listeners}
        for kind, table in wanted:
            try:
                if same := known.get((kind, table)):
                    same.reload_tls()
                else:
                    await self._open(kind, table)
            except (ConfigError, OSError) as error:
                problems.append(str(error))
                log.error("smtp listener not reloaded", listener=kind, problem=str(error))  # noqa: TRY400
        return problems

    async def stop(self, drain: float) -> None:
        """Close everything; messages under way have `drain` seconds to end."""
        await asyncio.gather(*(listener.stop(drain) for listener in self._listeners), *self._leaving)
        self._listeners.clear()

    async def _open(self, kind: Kind, table: ListenerTable) -> list[tuple[Kind, Address]]:
        listener = Listener(kind, table, self._in_force, self._receive, self._sign_in, self._domains, self._now)
        addresses = await listener.start()
        self._listeners.append(listener)
        return [(kind, address) for address in addresses]

    def _wanted(self) -> Iterator[tuple[Kind, ListenerTable]]:
        smtp = self._in_force.config.smtp
        for kind, tables in ((Kind.SUBMISSION, smtp.submission), (Kind.INCOMING, smtp.incoming)):
            for table in tables:
                if table.listen:
                    yield kind, table
