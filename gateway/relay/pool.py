"""Kept connections to one host: many messages each, never more than so many at once, and patience when it is down."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from gateway.model.delivery import Reply
from gateway.relay.base import Login, Pause, Transaction
from gateway.relay.connect import Unreachable
from gateway.relay.smtp import Connection
from gateway.relay.wire import SILENT, Lost

log = structlog.get_logger()

IDLE = 30.0  # seconds until an idle connection is let go: below any server's own patience
ATTEMPT = 20 * 60.0  # seconds for one transaction, whatever the host does; well inside a lease
QUEUEING = 60.0  # seconds to wait for a free connection
WAITING_PER_CONNECTION = 10
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds to leave a host alone that is down, doubled each time
BUSY = Reply(451, "4.3.2", "too much is waiting for this server")

Connect = Callable[[Login | None], Awaitable[Connection]]
LoginFor = Callable[[Transaction], Login | None]


@dataclass(frozen=True, slots=True)
class Idle:
    """A connection that waits for its next message."""

    connection: Connection
    login: Login | None
    since: float


class Pool:
    """The connections of one route. `name` is for the log only."""

    def __init__(self, name: str, connect: Connect, limit: int, login_for: LoginFor) -> None:
        self._name = name
        self._connect = connect
        self._login_for = login_for
        self._limit = limit
        self._free = asyncio.Semaphore(limit)
        self._idle: list[Idle] = []
        self._in_use = 0
        self._waiting = 0
        self._sweep: asyncio.TimerHandle | None = None
        self._down: Reply | None = None
        self._failures = 0
        self._closed_until = 0.0
        self._closing = False

    @property
    def unused(self) -> bool:
        """Whether nothing would be forgotten with it."""
        return not (self._idle or self._in_use or self._waiting or self._down)

    def pause(self) -> Pause | None:
        """Why nothing should be sent here for now."""
        now = asyncio.get_running_loop().time()
        if self._down and now < self._closed_until:
            return Pause(timedelta(seconds=self._closed_until - now), self._down)
        if self._waiting >= WAITING_PER_CONNECTION * self._limit:
            return Pause(timedelta(seconds=FIRST_PAUSE))
        return None

    async def send(self, transaction: Transaction) -> Mapping[str, Reply]:
        """Send over a kept connection or a fresh one."""
        failures = self._failures
        if failures:  # this is the one that tries whether the host is back: the others need not wait with it
            self._closed_until = asyncio.get_running_loop().time() + FIRST_PAUSE
        self._waiting += 1
        try:
            async with asyncio.timeout(QUEUEING):
                await self._free.acquire()
        except TimeoutError:
            return dict.fromkeys(transaction.rcpt_tos, BUSY)
        finally:
            self._waiting -= 1
        self._in_use += 1
        try:
            if self._down and self._failures > failures:  # it went down while this one waited
                reply = self._down
            else:
                async with asyncio.timeout(ATTEMPT):
                    return await self._attempt(transaction)
        except Unreachable as failed:
            reply = self._went_down(failed.reply, failures) if failed.host_is_down else failed.reply
        except Lost as lost:
            reply = self._went_down(lost.reply, failures) if lost.silent else lost.reply
        except TimeoutError:
            reply = self._went_down(SILENT, failures)
        finally:
            self._in_use -= 1
            self._free.release()
        return dict.fromkeys(transaction.rcpt_tos, reply)

    def close(self) -> None:
        """Let idle connections go; those in use go when their message is through."""
        self._closing = True
        while self._idle:
            self._idle.pop().connection.close()
        if self._sweep:
            self._sweep.cancel()
            self._sweep = None

    async def _attempt(self, transaction: Transaction) -> Mapping[str, Reply]:
        login = self._login_for(transaction)
        if kept := self._take(login):
            try:
                return await self._use(kept, login, transaction)
            except Lost as lost:  # a host may close what it was left with; that is no answer to this message
                if lost.begun or lost.silent:
                    raise
        return await self._use(await self._fresh(login), login, transaction)

    async def _use(self, connection: Connection, login: Login | None, transaction: Transaction) -> Mapping[str, Reply]:
        try:
            replies = await connection.send(transaction)
        except BaseException:
            connection.abort()
            raise
        self._keep(connection, login)
        return replies

    # the connections

    async def _fresh(self, login: Login | None) -> Connection:
        while self._idle and self._in_use + len(self._idle) > self._limit:
            self._idle.pop(0).connection.close()
        connection = await self._connect(login)
        if self._down:
            log.info("upstream is back", route=self._name)
        self._down, self._failures = None, 0
        return connection

    def _take(self, login: Login | None) -> Connection | None:
        """The connection used last, so that the others may grow old and go."""
        for index in range(len(self._idle) - 1, -1, -1):
            if self._idle[index].login == login:
                connection = self._idle.pop(index).connection
                if connection.usable:
                    return connection
                connection.close()
        return None

    def _keep(self, connection: Connection, login: Login | None) -> None:
        if self._closing or not connection.usable:
            connection.close()
            return
        loop = asyncio.get_running_loop()
        self._idle.append(Idle(connection, login, loop.time()))
        if self._sweep is None:
            self._sweep = loop.call_later(IDLE, self._let_go)

    def _let_go(self) -> None:
        loop = asyncio.get_running_loop()
        old = loop.time() - IDLE
        while self._idle and self._idle[0].since <= old:
            self._idle.pop(0).connection.close()
        self._sweep = loop.call_at(self._idle[0].since + IDLE, self._let_go) if self._idle else None

    def _went_down(self, reply: Reply, failures: int) -> Reply:
        """Leave the host alone for a while, longer each time; `failures` are those known when the attempt began."""
        if failures == self._failures:
            self._failures += 1
            pause = min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE)
            self._closed_until = asyncio.get_running_loop().time() + pause
        if self._down is None:
            log.warning("upstream is down", route=self._name, reply=f"{reply.code} {reply.enhanced}")
        self._down = reply
        return reply
