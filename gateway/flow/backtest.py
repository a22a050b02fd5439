"""Try a policy on mail that was sent before. Nothing is sent, and nothing is recorded.

Each message is checked as it would have been then: with its own session and envelope, and with what was known of its
people and of the message that it answers.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from gateway.config import Config
from gateway.errors import NotFound
from gateway.flow.aside import Aside, Limits, PolicySource
from gateway.flow.known import known_of
from gateway.flow.known_people import KnownPeople, RegisterFile
from gateway.flow.past import Past, message_of
from gateway.flow.tally import Tally, Tried
from gateway.model.address import Mailbox
from gateway.model.backtest import Report, Side, Unread
from gateway.model.council import Council
from gateway.model.decision import Decision
from gateway.model.message import Message
from gateway.policy.engine import Policy
from gateway.store.base import Store
from gateway.store.pages import Received

PROCESSES = 2
AT_ONCE = 2 * PROCESSES  # messages in hand, so that no process waits for its next
NICE = 19
IN_STEP = timedelta(days=1)  # of the mail's time, within which the register of known people may be behind
MINUTES_A_HOLD = 3.0
EXAMPLES = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A policy that can be tried: its rules, as tables, and who is who under it."""

    council: Council
    policy: PolicySource
    limits: Limits

    @classmethod
    def of(cls, config: Config, council: Council) -> "Candidate":
        """The policy of a config; `council` is who is who in it."""
        return cls(council, PolicySource.of(config), Limits.of(config))

    def load(self) -> Policy:
        """The policy itself. Raises PolicyProblems."""
        return self.policy.load(self.limits.rule_time)


async def backtest(
    past: Past,
    draft: Candidate,
    in_force: Candidate | None,
    people: RegisterFile,
    now: datetime,
    progress: Progress,
    minutes_a_hold: float = MINUTES_A_HOLD,
    examples: int = EXAMPLES,
) -> Report:
    """What the draft would have done, and what changes against the decisions recorded and the policy in force.

    Where the draft is the policy in force, it is not compared with itself. `people` is a file to be made, in which the
    check processes find who was known at the time, and the key of the lists in the store. `progress` is told how many
    messages are done, and how many there are. Raises PolicyProblems, StoreFault, CheckFault.
    """
    sides = {Side.DRAFT: draft}
    if in_force is not None and in_force != draft:
        sides[Side.IN_FORCE] = in_force
    policies = {side: candidate.load() for side, candidate in sides.items()}
    tally = Tally(draft.council, policies, examples)
    judges = {side: _Judge(candidate, people, PROCESSES // len(sides)) for side, candidate in sides.items()}
    known_people = KnownPeople(people, past.store, past.council)
    async with AsyncExitStack() as stack:
        for judge in judges.values():
            stack.push_async_callback(judge.aside.close)
        await asyncio.gather(*(judge.aside.warm() for judge in judges.values()))
        await _go_through(past, judges, known_people, tally, progress)
    return tally.report(await past.figures(tally.tried, now), draft == in_force, minutes_a_hold)


class _Judge:
    """A policy at work, in processes of its own. Today's mail goes first."""

    def __init__(self, candidate: Candidate, people: RegisterFile, processes: int) -> None:
        limits = replace(candidate.limits, processes=processes, nice=NICE)
        self.aside = Aside(candidate.council, candidate.policy, limits, people)
        self._council = candidate.council

    async def decide(self, store: Store, message: Message) -> Decision:
        at = message.received_at

        async def named(council: str, words: Sequence[str]) -> Mapping[str, tuple[Mailbox, ...]]:
            return await store.named(council, words, at)

        known = await known_of(store, message, self._council, at)
        return (await self.aside.check(message, known, at, named)).decision


async def _go_through(
    past: Past, judges: Mapping[Side, _Judge], known_people: KnownPeople, tally: Tally, progress: Progress
) -> None:
    total = await past.count()
    done, in_step = 0, datetime.min.replace(tzinfo=UTC)
    running: set[asyncio.Task[None]] = set()
    try:
        async with asyncio.TaskGroup() as tasks:
            async for one in past.messages(judges[Side.DRAFT].aside):
                if one is not None:
                    if one.summary.received_at - in_step >= IN_STEP:
                        await _fewer_than(1, running)  # none of those before may see what was learnt after it
                        in_step = one.summary.received_at
                        await known_people(in_step)
                    await _fewer_than(AT_ONCE, running)
                    running.add(tasks.create_task(_try(past, one, judges, tally)))
                done += 1
                progress(done, total)
    except ExceptionGroup as faults:
        raise faults.exceptions[0] from None


async def _fewer_than(number: int, running: set[asyncio.Task[None]]) -> None:
    while len(running) >= number:
        finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        running -= finished


async def _try(past: Past, one: Received, judges: Mapping[Side, _Judge], tally: Tally) -> None:
    try:
        message = await message_of(past.store, past.council, one)
    except NotFound:
        past.misses.add(Unread(one.summary.ref, "its bytes are kept no longer"))
        return
    each = await asyncio.gather(*(judge.decide(past.store, message) for judge in judges.values()))
    decided = past.decided(one)
    decisions = {**dict(zip(judges, each, strict=True)), **decided}
    author, state = one.session.user or one.summary.author, one.summary.state if decided else None
    tally.add(Tried(message.ref, message.received_at, author, state, decisions))
