"""Checks run aside, in child processes under limits: whatever a message does there, the gateway goes on answering."""

import asyncio
import os
import resource
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from gateway.config import Config
from gateway.errors import CheckFault
from gateway.flow.check import Asks, Checked, ask_or_check, check, failed, read_whole
from gateway.flow.known_people import Reader, RegisterFile
from gateway.flow.learn import learn
from gateway.flow.process import Child, Unanswered
from gateway.model.address import Mailbox
from gateway.model.council import Council
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Content, Direction, Message
from gateway.model.person import Known
from gateway.policy.engine import Policy
from gateway.policy.loader import load_policy
from gateway.policy.rule import Item

SAMPLE = b"From: a@b.test\r\nTo: c@d.test\r\n\r\nMrs Jane Smith, 1 High Street, telephone 01632 960000, 1 May 1970\r\n"
LARGE = 128 * 1024  # bytes
T = TypeVar("T")

Named = Callable[[str, Sequence[str]], Awaitable[Mapping[str, tuple[Mailbox, ...]]]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one check may take: seconds for one rule, for the whole check, and bytes of memory.

    After so many `answers` a fresh process takes over, so that what a library leaks does not grow. `nice` lets the
    gateway itself go first, by nice(1): whoever talks to it waits for a busy core no longer than for an idle one.
    """

    rule_time: timedelta = timedelta(seconds=2)
    check_time: timedelta = timedelta(seconds=20)
    memory: int = 2_000_000_000
    processes: int = 2
    answers: int = 5000
    nice: int = 10

    @classmethod
    def of(cls, config: Config) -> "Limits":
        """Those that a config sets."""
        policy = config.policy
        return cls(policy.rule_time, policy.check_time, policy.check_memory, policy.check_processes)


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Where a child process finds the policy: the rules' tables, and the council's own rules in folder and tables."""

    tables: dict[str, dict[str, Any]]
    extra_rules: Path | None = None
    own_rules: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Config) -> "PolicySource":
        """Where a config says that it is."""
        extra = config.policy.extra_rules
        return cls(config.rules, config.path(extra) if extra else None, config.own_rules)

    def load(self, rule_time: timedelta) -> Policy:
        """The policy, each rule of which may take so long. Raises PolicyProblems."""
        return load_policy(self.tables, self.extra_rules, rule_time.total_seconds(), self.own_rules)


class Aside:
    """The processes that check. A new config means a new `Aside`; the old one finishes what it has.

    Large messages never take all of them, so that small ones need not wait.
    """

    def __init__(
        self, council: Council, policy: PolicySource, limits: Limits, people: RegisterFile | None = None
    ) -> None:
        self._seconds = limits.check_time.total_seconds()
        self._answers = limits.answers
        self._prepared_with = (council, policy, limits, people)
        self._places: asyncio.LifoQueue[Child | None] = asyncio.LifoQueue()
        for _ in range(limits.processes):
            self._places.put_nowait(None)
        self._processes = limits.processes
        self._for_large = asyncio.Semaphore(max(1, limits.processes - 1))
        self._renewing: set[asyncio.Task[None]] = set()
        self._closing = False

    async def check(self, message: Message, known: Known, now: datetime, named: Named | None = None) -> Checked:
        """The decision. A check that dies or takes too long is tried once more without opening any document.

        `named` tells who is called by the names that a rule asks about, which it may know only from the message's text.
        Raises CheckFault where there is no process to be had: that is no fault of the message.
        """
        fault = ""
        bare = replace(message, content=b"")
        for documents in (True, False):
            try:
                answer = await self._run(_check, message.content, bare, known, now, documents, named is not None)
                if named and isinstance(answer, Asks):
                    known, named = replace(known, named=await named(message.council, answer.words)), None
                    answer = await self._run(_check, message.content, bare, known, now, documents, False)
            except Unanswered as error:
                fault = str(error)
            else:
                checked: Checked = answer
                return checked
        return failed(message, now, fault)

    async def read(self, content: bytes) -> Content:
        """The parsed view with the texts of documents. Raises CheckFault where it cannot be made."""
        return await self.ask(read_whole, content)

    async def ask(self, function: Callable[..., T], content: bytes, *args: object) -> T:
        """What a function of the content gives, worked out where a crafted message hurts nobody. Raises CheckFault."""
        try:
            found: T = await self._run(function, content, *args)
        except Unanswered as error:
            raise CheckFault(str(error)) from error
        return found

    async def learn(self, message: Message) -> tuple[str, frozenset[Item]]:
        """Who wrote a message, canonical, and what it shows to be theirs; nothing where it cannot be read."""
        try:
            learnt: tuple[str, frozenset[Item]] = await self._run(
                _learn, message.content, replace(message, content=b"")
            )
        except Unanswered:
            return "", frozenset()
        return learnt

    async def warm(self) -> None:
        """Start the processes, so that the first message does not wait for them. Raises CheckFault."""
        taken = await asyncio.gather(*(self._take() for _ in range(self._processes)), return_exceptions=True)
        for child in taken:
            if isinstance(child, Child):
                self._places.put_nowait(child)
        for fault in taken:
            if isinstance(fault, BaseException):
                raise fault

    async def close(self) -> None:
        """Finish what is being checked, then let the processes go."""
        self._closing = True
        children = [await self._places.get() for _ in range(self._processes)]
        await asyncio.gather(*(child.end() for child in children if child is not None))
        for _ in children:
            self._places.put_nowait(None)
        await asyncio.gather(*self._renewing, return_exceptions=True)

    async def _run(self, function: Any, content: bytes, *args: object) -> Any:
        async with self._for_large if len(content) > LARGE else nullcontext():
            child = await self._take()
            try:
                return await child.ask(self._seconds, function, content, *args)
            finally:
                self._places.put_nowait(child)
                if child.spent:
                    self._renew()

    async def _take(self) -> Child:
        """A child that can be asked, in its place; a fresh one where there was none, or no good one."""
        child = await self._places.get()
        if child is not None and child.usable:
            return child
        try:
            if child is not None:
                await child.end()
            return await self._fresh()
        except BaseException:
            self._places.put_nowait(None)
            raise

    async def _fresh(self) -> Child:
        if self._closing:
            raise CheckFault("the check is being stopped")
        return await Child.start(self._answers, _prepare, *self._prepared_with)

    def _renew(self) -> None:
        """Have the child that was put back last replaced before the next message needs it."""

        async def renew() -> None:
            with suppress(CheckFault):  # then the next message tries again
                self._places.put_nowait(await self._take())

        task = asyncio.create_task(renew())
        self._renewing.add(task)
        task.add_done_callback(self._renewing.discard)


class _InForce:
    """What a child process holds from its start: made once, used for each message."""

    council: Council
    policy: Policy
    people: Reader | None = None


def _prepare(council: Council, source: PolicySource, limits: Limits, people: RegisterFile | None) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(limits.nice)
    _InForce.council = council
    _InForce.people = Reader(people) if people else None
    _InForce.policy = source.load(limits.rule_time)
    warm(council, _InForce.policy)


def warm(council: Council, policy: Policy) -> None:
    """Check a message that is none, so that no real one waits for what rules load at first use."""
    session = Session(Listener.GATEWAY)
    sample = Message("", Direction.OUTGOING, council.key, session, Envelope("", ()), SAMPLE, datetime.now(UTC))
    check(sample, council, policy, Known(), sample.received_at)


def _learn(content: bytes, message: Message) -> tuple[str, frozenset[Item]]:
    return learn(replace(message, content=content), _InForce.council, _InForce.policy)


def _check(
    content: bytes, message: Message, known: Known, now: datetime, documents: bool, may_ask: bool
) -> Checked | Asks:
    if _InForce.people:
        _InForce.people.refresh()
        known = replace(known, everybody=_InForce.people)
    answer = ask_or_check if may_ask else check
    return answer(replace(message, content=content), _InForce.council, _InForce.policy, known, now, documents)
