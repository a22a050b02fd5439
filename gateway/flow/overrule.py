"""Overrule the config file from the console: try a change, keep it, and put it in force in every process."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from gateway.config.override import Override, undone
from gateway.errors import ConfigError, StoreFault, where
from gateway.flow.in_force import InForce
from gateway.store.base import Store

log = structlog.get_logger()

Make = Callable[[Sequence[Override]], InForce]
Put = Callable[[InForce], Awaitable[None]]


@dataclass(slots=True)
class Overrule:
    """Changes to the config in force. `make` lays overrides over the file and builds what they come to; `put` puts that
    in force in this process. Other processes see a change within seconds, because each calls `look` by the clock.

    Whoever changes something names the number of the newest override that they had seen, so that two people at once
    never undo each other unawares.
    """

    in_force: InForce
    store: Store
    make: Make
    put: Put
    now: Callable[[], datetime]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _known: Sequence[Override] = field(default=(), init=False)
    _refused: int | None = field(default=None, init=False)

    async def history(self) -> Sequence[Override]:
        """Every override of the council, oldest first."""
        return await self.store.overrides(self.in_force.council.key)

    async def tried(self, changes: Sequence[Override]) -> InForce:
        """What would be in force with these changes; nothing is kept. Raises ConfigError with every problem."""
        return await asyncio.to_thread(self.make, [*await self.history(), *changes])

    async def change(self, changes: Sequence[Override], by: str, reason: str, seen: int) -> None:
        """Keep changes, all of them or none, and put them in force.

        `seen` is the number of the newest override that was known to whoever decided. Raises AlreadyDecided where
        there is a newer one, ConfigError with every problem of what these changes would come to.
        """
        async with self._one_at_a_time:
            fresh = await self.tried(changes)
            signed = [replace(one, by=by, at=self.now(), reason=reason) for one in changes]
            await self.store.override(self.in_force.council.key, signed, seen)
            self._known = await self.history()
            fresh.version = seen + len(signed)
            await self.put(fresh)

    async def undo(self, number: int, by: str, reason: str, seen: int) -> None:
        """Have again what was in force when `number` was the newest override; 0: the file alone. Raises as `change`."""
        await self.change(undone(await self.history(), number), by, reason, seen)

    async def look(self, _now: datetime | None = None) -> None:
        """Put in force what another process has kept. What does not fit this process's file is logged, and not used."""
        newest = await self.store.newest_override(self.in_force.council.key)
        if newest in (self.in_force.version, self._refused):
            return
        try:
            await self.read()
        except ConfigError as error:
            self._refused = newest
            for problem in error.problems:
                log.error("change not in force", problem=problem)  # noqa: TRY400 - the problem says it all
        else:
            log.info("change in force", number=self.in_force.version)

    async def read(self) -> None:
        """Read the overrides and put them in force over the file as it is now.

        A store that cannot be read leaves those that were known before. Raises ConfigError, and StoreFault where
        none were ever read.
        """
        async with self._one_at_a_time:
            try:
                self._known = await self.history()
            except StoreFault as fault:
                if self.in_force.version is None:
                    raise
                log.warning("changes not read again", fault=where(fault))
            if self.in_force.version is None and not self._known:
                self.in_force.version = 0  # what is in force is the file alone already
                return
            await self.put(await asyncio.to_thread(self.make, self._known))
