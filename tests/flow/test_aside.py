import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.errors import CheckFault
from gateway.flow.aside import LARGE, Aside, Limits, PolicySource
from gateway.flow.check import Checked
from gateway.model.decision import Disposition
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.person import Known
from gateway.testing import COUNCIL, make_message

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOSTILE = '''"""Does what the subject says."""
import os, signal, time
from gateway.policy.rule import Action, Finding, RuleOptions

ACTION = Action.NOTE

class Options(RuleOptions):
    """None."""

def check(view, options):
    match view.content.subject.split():
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["leave"]:
            raise SystemExit
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["nice"]:
            yield Finding("", str(os.nice(0)), "How nice it is.")
        case ["pid"]:
            yield Finding("", str(os.getpid()), "The process.")
        case ["burst"]:
            bytearray(10_000_000_000)

def learn(view):
    if view.content.subject == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return {("word", view.content.subject)}
'''
SHORT = timedelta(seconds=0.5)


@pytest.fixture
def rules(tmp_path: Path) -> PolicySource:
    (tmp_path / "hostile.py").write_text(HOSTILE)
    return PolicySource({}, tmp_path)


@asynccontextmanager
async def started(rules: PolicySource, limits: Limits) -> AsyncIterator[Aside]:
    aside = Aside(COUNCIL, rules, limits)
    try:
        await aside.warm()
        yield aside
    finally:
        await aside.close()


def message(subject: str, text: str) -> Message:
    content = make_message(cc=["clerk@council.test"], subject=subject, text=text)
    session = Session(Listener.SUBMISSION, user="cllr.test@council.test")
    envelope = Envelope("cllr.test@council.test", ("someone@elsewhere.test",))
    return Message("7K2-4QXM", Direction.OUTGOING, COUNCIL.key, session, envelope, content, NOW)


async def checked(aside: Aside, subject: str, text: str = "Hello.\n") -> Checked:
    return await aside.check(message(subject, text), Known(), NOW)


def fault_of(answer: Checked) -> str:
    assert answer.decision.disposition is Disposition.HOLD
    return answer.decision.verdicts[0].fault


async def number(aside: Aside, of: str) -> int:
    [verdict] = (await checked(aside, of)).decision.verdicts
    return int(verdict.findings[0].kind)


async def pid(aside: Aside) -> int:
    return await number(aside, "pid")


async def test_a_message_is_decided_as_the_policy_says(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1)) as aside:
        answer = await checked(aside, "The meeting")
        assert (answer.decision.disposition, answer.subject) == (Disposition.RELAY, "The meeting")
        assert answer.author == "cllr.test@council.test"
        assert (await aside.read(make_message(subject="The meeting"))).subject == "The meeting"


async def test_it_starts_by_itself_when_first_asked(rules: PolicySource) -> None:
    aside = Aside(COUNCIL, rules, Limits(processes=1))
    assert (await checked(aside, "The meeting")).decision.disposition is Disposition.RELAY
    await aside.close()


@pytest.mark.parametrize("subject", ["die", "leave"])
async def test_a_check_that_dies_is_held_and_the_next_message_is_checked(rules: PolicySource, subject: str) -> None:
    async with started(rules, Limits(processes=1)) as aside:
        assert fault_of(await checked(aside, subject)) == "the check died"
        assert (await checked(aside, "The meeting")).decision.disposition is Disposition.RELAY


async def test_what_a_message_shows_of_its_author_is_learnt_and_nothing_where_that_dies(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1)) as aside:
        assert await aside.learn(message("die", "Hello.\n")) == ("", frozenset())
        author, items = await aside.learn(message("meeting", "Hello.\n"))
        assert (author, ("word", "meeting") in items) == ("cllr.test@council.test", True)


async def test_a_check_that_hangs_is_ended(rules: PolicySource) -> None:
    async with started(rules, Limits(rule_time=timedelta(minutes=1), check_time=SHORT, processes=1)) as aside:
        assert fault_of(await checked(aside, "sleep 60")) == "the check took too long"
        assert (await checked(aside, "The meeting")).decision.disposition is Disposition.RELAY


async def test_a_rule_that_takes_too_much_memory_breaks_alone(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1)) as aside:
        assert fault_of(await checked(aside, "burst")) == "the rule broke: MemoryError"


async def test_a_check_that_may_wait_lets_others_go_first(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1, nice=7)) as aside:
        assert await number(aside, "nice") == os.nice(0) + 7


async def test_a_process_that_died_idle_costs_no_message(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1)) as aside:
        first = await pid(aside)
        os.kill(first, signal.SIGKILL)
        await asyncio.sleep(0.1)
        assert await pid(aside) != first


async def test_a_process_is_replaced_after_so_many_answers(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1, answers=2)) as aside:
        pids = [await pid(aside) for _ in range(5)]
        assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


async def test_large_messages_leave_a_process_to_small_ones(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=2)) as aside:
        large = [asyncio.create_task(checked(aside, "sleep 1", "Hello.\n" * (LARGE // 6))) for _ in range(3)]
        await asyncio.sleep(0.1)
        assert (await checked(aside, "The meeting")).decision.disposition is Disposition.RELAY
        assert not any(task.done() for task in large)
        assert all(answer.subject == "sleep 1" for answer in await asyncio.gather(*large))


async def test_one_process_checks_large_messages_too(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1)) as aside:
        assert (
            await checked(aside, "The meeting", "Hello.\n" * (LARGE // 6))
        ).decision.disposition is Disposition.RELAY


async def test_a_caller_who_gives_up_leaves_no_answer_to_the_next(rules: PolicySource) -> None:
    async with started(rules, Limits(processes=1)) as aside:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await checked(aside, "sleep 1")
        assert (await checked(aside, "The meeting")).subject == "The meeting"


async def test_closing_finishes_what_is_under_way(rules: PolicySource) -> None:
    aside = Aside(COUNCIL, rules, Limits(processes=1))
    await aside.warm()
    under_way = [asyncio.create_task(checked(aside, subject)) for subject in ("sleep 0.2", "The meeting")]
    await asyncio.sleep(0.1)
    await aside.close()
    assert [(await task).subject for task in under_way] == ["sleep 0.2", "The meeting"]
    with pytest.raises(CheckFault, match="stopped"):
        await checked(aside, "Too late")


async def test_a_policy_that_does_not_load_is_our_fault_not_the_messages(tmp_path: Path) -> None:
    aside = Aside(COUNCIL, PolicySource({"no-such-rule": {}}), Limits(processes=2))
    with pytest.raises(CheckFault, match="does not start"):
        await aside.warm()
    with pytest.raises(CheckFault, match="does not start"):
        await checked(aside, "The meeting")
    await aside.close()
