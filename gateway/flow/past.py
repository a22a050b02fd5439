"""The mail that a policy is tried on: what the record has, or what an archive holds."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gateway.flow.archive import Misses
from gateway.flow.aside import Aside
from gateway.flow.get_to_know import LARGEST, MOST_ITEMS
from gateway.model.backtest import MailFigures, Over, Side
from gateway.model.decision import Decision
from gateway.model.message import Direction, Message
from gateway.store.base import Store
from gateway.store.pages import Received

PAGE = 100


class Past(Protocol):
    """Mail of a council in a store. What of it cannot be read is added to `misses`."""

    store: Store
    council: str
    misses: Misses

    async def count(self) -> int:
        """How many messages will be gone through."""

    def messages(self, aside: Aside) -> AsyncIterator[Received | None]:
        """What the council's people sent, the oldest first; None for each message that is not to be tried."""

    def decided(self, one: Received) -> Mapping[Side, Decision]:
        """What was decided about it then, where anything was."""

    async def figures(self, tried: int, now: datetime) -> MailFigures:
        """What is to be said of the mail, once it has been gone through."""


@dataclass(slots=True)
class RecordedMail:
    """The mail of the record since a moment."""

    store: Store
    council: str
    since: datetime
    misses: Misses = field(default_factory=Misses)

    async def count(self) -> int:
        """How many messages will be gone through."""
        return await self.store.count_received(self.council, self.since, Direction.OUTGOING)

    async def messages(self, aside: Aside) -> AsyncIterator[Received | None]:  # noqa: ARG002 - nothing to learn
        """What the council's people sent, the oldest first."""
        async for one in received(self.store, self.council, self.since, Direction.OUTGOING):
            yield one

    def decided(self, one: Received) -> Mapping[Side, Decision]:
        """What the policy decided then."""
        return {Side.RECORDED: one.decision}

    async def figures(self, tried: int, now: datetime) -> MailFigures:
        """Days without mail count, from the beginning of the record on."""
        oldest = [one.summary.received_at for one in (await self.store.received(self.council, limit=1)).rows]
        begins = max([self.since, *oldest])
        return MailFigures(
            Over.RECORD, begins, now, tried, unread=self.misses.number, unread_named=tuple(self.misses.named)
        )


@dataclass(slots=True)
class ArchivedMail:
    """An archive, unpacked into a store of its own (gateway/flow/unpack.py).

    Nobody is known at first: people are learnt from the mail of others as it comes, so that later messages know them.
    Of several copies of a message, as in an author's and a recipient's folders, the first is taken. Mail from before
    `since` is only learnt from and answered.
    """

    store: Store
    council: str
    since: datetime | None = None
    misses: Misses = field(default_factory=Misses)
    passed_over: int = 0
    _learnt_from: int = 0
    _repeated: int = 0
    _first: datetime | None = None
    _last: datetime | None = None
    _ids: set[str] = field(default_factory=set)

    async def count(self) -> int:
        """How many messages will be gone through."""
        return await self.store.count_received(self.council)

    async def messages(self, aside: Aside) -> AsyncIterator[Received | None]:
        """What the council's people sent, the oldest first; None for each message that is not to be tried."""
        async for one in received(self.store, self.council):
            if one.summary.direction is Direction.INCOMING:
                await self._learn(one, aside)
                yield None
            else:
                yield one if self._is_to_be_tried(one) else None

    def decided(self, one: Received) -> Mapping[Side, Decision]:  # noqa: ARG002
        """Nothing was decided about it."""
        return {}

    async def figures(self, tried: int, now: datetime) -> MailFigures:
        """Its time is that between the first and the last message that was tried."""
        return MailFigures(
            Over.ARCHIVE,
            self._first or now,
            self._last or now,
            tried,
            self._learnt_from,
            self._repeated,
            self.passed_over,
            self.misses.number,
            tuple(self.misses.named),
        )

    def _is_to_be_tried(self, one: Received) -> bool:
        at = one.summary.received_at
        if self.since is not None and at < self.since:
            return False
        if at != self._last:
            self._ids.clear()  # copies of a message bear its date: they come one after the other
        self._first, self._last = self._first or at, at
        if one.message_id in self._ids:
            self._repeated += 1
            return False
        self._ids |= {one.message_id} - {""}
        return True

    async def _learn(self, one: Received, aside: Aside) -> None:
        self._learnt_from += 1
        if one.summary.size > LARGEST:
            return
        message = await message_of(self.store, self.council, one)
        author, found = await aside.learn(message)
        known = await self.store.people_known(self.council, [author])
        items = frozenset(sorted(found)[:MOST_ITEMS])
        if author and not (author in known and items <= known[author]):
            await self.store.learn(self.council, {author: items}, message.received_at)


async def received(
    store: Store, council: str, since: datetime | None = None, direction: Direction | None = None
) -> AsyncIterator[Received]:
    """All that was received since, the oldest first."""
    after = None
    while True:
        page = await store.received(council, since, direction, after, PAGE)
        for one in page.rows:
            yield one
        if (after := page.next) is None:
            return


async def message_of(store: Store, council: str, one: Received) -> Message:
    """The message as it was received. Raises NotFound where its bytes are kept no longer."""
    summary = one.summary
    content = await store.content(council, summary.ref)
    return Message(summary.ref, summary.direction, council, one.session, one.envelope, content, summary.received_at)
