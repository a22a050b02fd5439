"""Try a change of the policy on the mail of the last weeks before it is switched on, while somebody waits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.flow.backtest import Candidate, backtest
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.known_people import RegisterFile
from gateway.flow.past import RecordedMail
from gateway.model.backtest import Report
from gateway.model.message import Direction
from gateway.store.base import Store

MOST = 400  # messages: what two cores check while somebody waits
REACHES = tuple(timedelta(days=days) for days in (30, 14, 7, 3, 1))


@dataclass(slots=True)
class Rehearse:
    """As many days as hold no more than MOST messages are tried, one draft at a time."""

    in_force: InForce
    store: Store
    keys: Keys
    now: Callable[[], datetime]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def __call__(self, draft: InForce) -> Report:
        """What the draft would have done, against the policy in force. Nothing is sent, and nothing is recorded.

        Raises StoreFault, CheckFault.
        """
        async with self._one_at_a_time:
            in_force, now = self.in_force, self.now()
            past = RecordedMail(self.store, in_force.council.key, now - await self._reach(now))
            drafted = Candidate.of(draft.config, draft.council)
            current = Candidate.of(in_force.config, in_force.council)
            with TemporaryDirectory(prefix="lychgate-") as folder:
                people = RegisterFile(Path(folder) / "known-people", self.keys.derived("known people"))
                return await backtest(past, drafted, current, people, now, lambda _done, _total: None)

    async def _reach(self, now: datetime) -> timedelta:
        """How far back."""
        council = self.in_force.council.key
        for reach in REACHES:
            if await self.store.count_received(council, now - reach, Direction.OUTGOING) <= MOST:
                return reach
        return REACHES[-1]
