"""Checks run aside, in child processes under limits: whatever a message does there, the gateway goes on answering."""

import asyncio
import multiprocessing
import resource
import signal
from concurrent.futures import TimeoutError as DeadlineError
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from gateway.errors import CheckFault
from gateway.flow.check import Checked, check, failed, read_whole
from gateway.model.council import Council
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Content, Direction, Message
from gateway.model.person import Known
from gateway.policy.loader import load_policy

SAMPLE = b"From: a@b.test\r\nTo: c@d.test\r\n\r\nMrs Jane Smith, 1 High Street, telephone 01632 960000, 1 May 1970\r\n"
TASKS_A_PROCESS = 5000  # then a fresh one takes over, so that what a library leaks does not grow


@dataclass(frozen=True, slots=True)
class Limits:
    """What one check may take: seconds for one rule, for the whole check, and bytes of memory."""

    rule_time: timedelta = timedelta(seconds=2)
    check_time: timedelta = timedelta(seconds=20)
    memory: int = 2_000_000_000
    processes: int = 2


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Where a child process finds the policy: the rules' tables, and the council's own rules in a folder and in tables."""

    tables: dict[str, dict[str, Any]]
    extra_rules: Path | None = None
    own_rules: dict[str, dict[str, Any]] = field(default_factory=dict)


class Aside:
    """The processes that check. A new config means a new `Aside`; the old one finishes what it has."""

    def __init__(self, council: Council, policy: PolicySource, limits: Limits) -> None:
        self._seconds = limits.check_time.total_seconds()
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["gateway.flow.check", "gateway.policy.loader"])
        self._pool = ProcessPool(
            max_workers=limits.processes,
            max_tasks=TASKS_A_PROCESS,
            initializer=_prepare,
            initargs=(council, policy, limits),
            context=context,
        )

    async def check(self, message: Message, known: Known, now: datetime) -> Checked:
        """The decision. A check that dies or takes too long is tried once more without opening any document."""
        for documents in (True, False):
            try:
                checked: Checked = await self._run(_check, message, known, now, documents)
            except DeadlineError:
                fault = "the check took too long"
            except ProcessExpired:
                fault = "the check died"
            except Exception as error:  # reading and rules never raise; should they, the message is held
                fault = f"the check broke: {type(error).__name__}"
            else:
                return checked
        return failed(message, now, fault)

    async def read(self, content: bytes) -> Content:
        """The parsed view with the texts of documents. Raises CheckFault where it cannot be made."""
        try:
            whole: Content = await self._run(read_whole, content)
        except (DeadlineError, ProcessExpired) as error:
            raise CheckFault("the message could not be read in time") from error
        return whole

    async def warm(self) -> None:
        """Start the processes, so that the first message does not wait for them."""
        await self._run(_ready)

    async def close(self) -> None:
        """Finish what is being checked, then let the processes go."""
        self._pool.close()
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        try:
            self._pool.join(self._seconds)
        except TimeoutError:
            self._pool.stop()
            self._pool.join()

    async def _run(self, function: Any, *args: Any) -> Any:
        try:
            future = self._pool.schedule(function, args=args, timeout=self._seconds)
        except RuntimeError as error:
            raise CheckFault("the check is being stopped") from error
        return await asyncio.wrap_future(future)


class _Child:
    """What a child process holds from its start: made once, used for each message."""

    council: Council
    policy: Any


def _prepare(council: Council, source: PolicySource, limits: Limits) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the gateway, which then ends us
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _Child.council = council
    _Child.policy = load_policy(
        source.tables, source.extra_rules, limits.rule_time.total_seconds(), source.own_rules
    )
    envelope, session = Envelope("", ()), Session(Listener.GATEWAY)
    sample = Message("", Direction.OUTGOING, council.key, session, envelope, SAMPLE, datetime.now(UTC))
    _check(sample, Known(), sample.received_at, True)  # so that no real message waits for what rules load at first use


def _check(message: Message, known: Known, now: datetime, documents: bool) -> Checked:
    return check(message, _Child.council, _Child.policy, known, now, documents)


def _ready() -> None:
    return None
