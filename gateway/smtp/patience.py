"""How long a client may keep us waiting (RFC 5321 section 4.5.3.2)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.config import LimitsTable
from gateway.smtp.replies import Say


class Patience:
    """One timer a connection. `give_up` is called, with what to say, when a client was silent or slow for too long."""

    def __init__(self, limits: LimitsTable, loop: asyncio.AbstractEventLoop, give_up: Callable[[Say], None]) -> None:
        self._idle, self._transaction = limits.idle.total_seconds(), limits.transaction.total_seconds()
        self._loop, self._give_up = loop, give_up
        self._heard_at = loop.time()
        self._began_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.at_work = False

    def start(self) -> None:
        """From here on time counts; a timer that runs is set anew."""
        self.stop()
        self._timer = self._loop.call_at(self._due()[0], self._check)

    def stop(self) -> None:
        """No more waiting."""
        if self._timer is not None:
            self._timer.cancel()

    def heard(self) -> None:
        """The client is alive."""
        self._heard_at = self._loop.time()

    @property
    def in_transaction(self) -> bool:
        """Whether the time of a message runs."""
        return self._began_at is not None

    def transaction_begins(self) -> None:
        """From here on the time of one message runs."""
        self._began_at = self._loop.time()
        self.start()

    def transaction_ends(self) -> None:
        """The message is done with."""
        self._began_at = None

    @contextmanager
    def work(self) -> Iterator[None]:
        """What we take time for ourselves is not held against the client."""
        self.at_work = True
        try:
            yield
        finally:
            self.at_work = False
            self.heard()

    def _due(self) -> tuple[float, Say]:
        silent = self._heard_at + self._idle, Say.IDLE
        if self._began_at is None:
            return silent
        return min(silent, (self._began_at + self._transaction, Say.TOO_SLOW), key=lambda due: due[0])

    def _check(self) -> None:
        due, reply = self._due()
        if self.at_work:
            self._timer = self._loop.call_later(self._idle, self._check)
        elif self._loop.time() < due:
            self.start()
        else:
            self._give_up(reply)
