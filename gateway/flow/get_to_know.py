"""Get to know who writes to the council, from what each author shows to be their own; later, when nobody waits."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.errors import NotFound
from gateway.flow.aside import Aside
from gateway.flow.check import Checked
from gateway.flow.in_force import InForce
from gateway.model.message import Direction, Message
from gateway.policy.rule import Item
from gateway.store.base import Store

WAITING = 10_000  # messages; of those beyond nothing is learnt
LARGEST = 1_000_000  # bytes of a message that is looked at
AT_ONCE = 50  # messages whose authors are written down together
MOST_ITEMS = 50  # that one message can teach
MOST_KNOWN = 500  # items of one person


@dataclass(slots=True)
class GetToKnow:
    """What came in is noted down, without its content; the worker calls now and then."""

    in_force: InForce
    store: Store
    aside: Aside
    _waiting: deque[Message] = field(default_factory=lambda: deque(maxlen=WAITING), init=False)

    def note(self, message: Message, checked: Checked) -> None:
        """A recorded message, whose author may be somebody to know."""
        own = message.direction is Direction.INCOMING and not checked.automatic
        if own and len(message.content) <= LARGEST and not self.in_force.council.is_inside(checked.author):
            self._waiting.append(replace(message, content=b""))

    async def __call__(self, now: datetime) -> None:
        """Learn from what waits. Raises StoreFault or CheckFault: those not yet written down wait on."""
        while self._waiting:
            messages = [self._waiting[number] for number in range(min(AT_ONCE, len(self._waiting)))]
            learnt: dict[str, frozenset[Item]] = {}
            for message in messages:
                author, items = await self._learn(message)
                if "@" in author and not self.in_force.council.is_inside(author):
                    learnt[author] = learnt.get(author, frozenset()) | frozenset(sorted(items)[:MOST_ITEMS])
            await self.store.learn(self.in_force.council.key, await self._new(learnt), now)
            for _ in messages:
                self._waiting.popleft()

    async def _new(self, learnt: Mapping[str, frozenset[Item]]) -> dict[str, frozenset[Item]]:
        """What of it is not known yet. Nobody has more than so much, however often they write."""
        known = await self.store.people_known(self.in_force.council.key, list(learnt))
        new = {address: items - known.get(address, frozenset()) for address, items in learnt.items()}
        return {
            address: items
            for address, items in new.items()
            if (items or address not in known) and len(known.get(address, ())) < MOST_KNOWN
        }

    async def _learn(self, message: Message) -> tuple[str, frozenset[Item]]:
        try:
            content = await self.store.content(message.council, message.ref)
        except NotFound:  # it was forgotten meanwhile
            return "", frozenset()
        return await self.aside.learn(replace(message, content=content))
