"""A draft policy is tried on what the gateway recorded."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import StoreFault
from gateway.flow.aside import PolicySource
from gateway.flow.backtest import Candidate, backtest
from gateway.flow.exceptions import Exceptions
from gateway.flow.known_people import RegisterFile
from gateway.flow.learn import learn
from gateway.flow.past import RecordedMail
from gateway.model.account import AccountRole
from gateway.model.backtest import Report, Side
from gateway.model.decision import Action
from gateway.model.record import State
from gateway.policy.loader import PolicyProblems
from gateway.store.open import open_store
from gateway.testing import make_message, view
from gateway.testing.conversation import Conversation, ref_of
from tests.store.conftest import laid, postgres, url  # noqa: F401 - fixtures

CLERK, MEMBER, OUTSIDE = "clerk@council.test", "cllr.test@council.test", "someone@elsewhere.test"
SECRET = "AB 12 34 56 C"
DAY = timedelta(days=1)
Tables = dict[str, dict[str, Any]]


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    async with Conversation(tmp_path) as talk:
        yield talk


@pytest.fixture
async def on_either(tmp_path: Path, url: str) -> AsyncIterator[Conversation]:  # noqa: F811
    """Over each kind of store."""
    async with Conversation(tmp_path, f'\n[store]\nurl = "{url}"\n') as talk:
        yield talk


async def tried(talk: Conversation, tables: Tables, since: timedelta = 90 * DAY, **own: Any) -> Report:
    """The draft of these tables, tried on the record beside the running gateway."""
    in_force = Candidate.of(talk.gateway.in_force.config, talk.gateway.in_force.council)
    draft = replace(in_force, policy=PolicySource(tables, own_rules=own))
    told: list[tuple[int, int]] = []
    past = RecordedMail(talk.gateway.store, talk.council, talk.clock() - since)
    people = RegisterFile(talk.folder / "known-then", talk.gateway.keys.derived("known people"))
    report = await backtest(past, draft, in_force, people, talk.clock(), lambda *done: told.append(done))
    assert told == [(number, len(told)) for number in range(1, len(told) + 1)]
    assert report.mail.tried + report.mail.unread == len(told)
    return report


def moves(report: Report, against: Side = Side.IN_FORCE) -> dict[tuple[Action, Action], int]:
    (comparison,) = (one for one in report.comparisons if one.against is against)
    return {(move.before, move.after): move.messages for move in comparison.moves}


async def test_a_stricter_draft_says_what_it_would_newly_hold(on_either: Conversation) -> None:
    talk = on_either
    copied = await talk.submit(make_message(cc=[CLERK]))
    bare = await talk.submit(make_message())
    held = await talk.submit(make_message(cc=[CLERK], text=f"Her number is {SECRET}.\n"))
    await talk.delivered()
    before = len(talk.upstream.taken), await talk.gateway.store.count(talk.council, State.HELD)
    report = await tried(talk, {"clerk-copy": {"action": "hold"}})
    assert report.outcomes == {Action.OFF: 1, Action.HOLD: 2}
    for side in (Side.IN_FORCE, Side.RECORDED):
        assert moves(report, side) == {(Action.AMEND, Action.HOLD): 1}
    (example,) = report.comparisons[0].moves[0].examples
    assert (example.name, example.rule, example.kind) == (ref_of(bare), "clerk-copy", "no-copy")
    assert "The Clerk was not copied in" in example.why
    assert report.authors == {MEMBER: {Action.HOLD: 2}}
    figures = {rule.rule: rule for rule in report.rules}
    assert figures["clerk-copy"].messages == {Action.HOLD: 1}
    assert figures["clerk-copy"].in_force == {Action.AMEND: 1}
    assert figures["personal-data"].examples[0].name == ref_of(held)
    assert figures["too-many-recipients"].messages == {}
    assert SECRET not in repr(report)
    assert ref_of(copied) not in repr(report)
    # nothing was sent, nothing recorded
    assert (len(await talk.delivered()), await talk.gateway.store.count(talk.council, State.HELD)) == before
    assert [len((await talk.record(reply)).decisions) for reply in (copied, bare, held)] == [1, 1, 1]


async def test_a_milder_draft_says_what_the_clerk_did_with_what_it_would_let_pass(talk: Conversation) -> None:
    account = await talk.account(CLERK, AccountRole.CLERK)
    text = f"Her number is {SECRET}.\n"
    held = [ref_of(await talk.submit(make_message(cc=[CLERK], text=text))) for _ in range(3)]
    await talk.gateway.review.release(held[0], account, "She agreed.")
    await talk.gateway.review.give_back(held[1], account, "Leave it out.")
    await talk.delivered()
    report = await tried(talk, {"personal-data": {"action": "off"}})
    assert moves(report) == {(Action.HOLD, Action.OFF): 3}
    recorded = next(one for one in report.comparisons if one.against is Side.RECORDED)
    assert recorded.moves[0].became == {State.RELAYED: 1, State.RETURNED: 1, State.HELD: 1}
    assert (recorded.no_longer(Action.HOLD), recorded.newly(Action.HOLD)) == (3, 0)


async def test_exceptions_and_rules_of_the_councils_own_are_part_of_a_draft(talk: Conversation) -> None:
    await talk.submit(make_message(subject="The market lease", cc=[CLERK]))
    await talk.submit(make_message())
    tables: Tables = {"clerk-copy": {"except": [{"to": [OUTSIDE], "why": "Agreed in May."}]}}
    lease = {"why": "The lease is not public yet.", "action": "hold", "words": ["market lease"]}
    report = await tried(talk, tables, lease=lease)
    assert moves(report) == {(Action.OFF, Action.HOLD): 1, (Action.AMEND, Action.OFF): 1}
    figures = {rule.rule: rule for rule in report.rules}
    assert (figures["clerk-copy"].excepted, figures["lease"].messages) == (2, {Action.HOLD: 1})
    with pytest.raises(PolicyProblems):
        await tried(talk, {"clark-copy": {}})


async def test_the_policy_in_force_is_compared_with_the_record_only(talk: Conversation) -> None:
    await talk.submit(make_message())
    report = await tried(talk, {})
    assert report.in_force
    assert [one.against for one in report.comparisons] == [Side.RECORDED]
    assert moves(report, Side.RECORDED) == {}
    assert report.comparisons[0].same == 1


async def test_what_was_known_then_is_known_and_what_was_learnt_later_is_not(on_either: Conversation) -> None:
    talk = on_either
    raw = make_message(cc=[CLERK], text="The number is 01632 960417.\n")
    before = ref_of(await talk.submit(raw))
    talk.clock.advance(DAY)
    letter = make_message(from_=f"Joan Marsh <{OUTSIDE}>", to=[CLERK], text="Ring me.\n\nJoan Marsh\n01632 960417\n")
    author, items = learn(view(letter).message, talk.gateway.in_force.council, talk.gateway.in_force.policy)
    await talk.gateway.store.learn(talk.council, {author: items}, talk.clock())
    talk.clock.advance(DAY)
    await talk.submit(raw)
    report = await tried(talk, {"clerk-copy": {"action": "off"}})
    assert report.outcomes == {Action.HOLD: 1, Action.OFF: 1}
    assert report.rules[0].examples[0].name == before
    assert moves(report, Side.RECORDED) == {}


async def test_a_recorded_exception_counts_from_its_recording_on(talk: Conversation) -> None:
    raw = make_message(cc=[CLERK], text="The number is 01632 960417.\n")
    held = ref_of(await talk.submit(raw))
    clerk = await talk.account(CLERK, AccountRole.CLERK)
    talk.clock.advance(DAY)
    exceptions = Exceptions(talk.gateway.in_force, talk.gateway.store, talk.clock)
    one = await exceptions.allow(held, "personal-data", clerk, date(2026, 3, 31), "She asked for it.")
    talk.clock.advance(DAY)
    assert "accepted" in await talk.submit(raw)
    talk.clock.advance(DAY)
    await exceptions.end(one.number, clerk)
    report = await tried(talk, {"clerk-copy": {"action": "off"}})
    assert report.outcomes == {Action.HOLD: 1, Action.OFF: 1}
    assert moves(report, Side.RECORDED) == {}
    assert {rule.rule: rule.excepted for rule in report.rules}["personal-data"] == 1


async def test_a_thread_is_seen_from_what_was_recorded_before(talk: Conversation) -> None:
    crowd = [f"person{number}@elsewhere.test" for number in range(4)]
    first = make_message(from_=OUTSIDE, to=[MEMBER], cc=crowd, headers={"Message-ID": "<first@elsewhere.test>"})
    await talk.arrive(first, rcpt_tos=[MEMBER])
    talk.clock.advance(DAY)
    answer = make_message(to=[OUTSIDE], cc=[*crowd, CLERK], headers={"In-Reply-To": "<first@elsewhere.test>"})
    await talk.submit(answer)
    report = await tried(talk, {"reply-all": {"action": "hold"}, "exposed-addresses": {"action": "off"}})
    assert {rule.rule: rule.messages for rule in report.rules}["reply-all"] == {Action.HOLD: 1}


async def test_only_what_was_sent_since_is_tried(talk: Conversation) -> None:
    await talk.submit(make_message())
    talk.clock.advance(14 * DAY)
    await talk.submit(make_message())
    await talk.arrive(make_message(from_=OUTSIDE, to=[CLERK]))
    hold: Tables = {"clerk-copy": {"action": "hold"}}
    late, whole = await tried(talk, hold, 7 * DAY), await tried(talk, hold)
    assert (late.mail.tried, whole.mail.tried) == (1, 2)
    assert (late.holds_a_week, late.minutes_a_week) == (1, 3)
    assert [week.held for week in whole.weeks] == [1, 0, 1], "a week without a hold counts"
    assert whole.holds_a_week == 1, "two weeks, from the beginning of the record"


async def test_copies_for_one_recipient_each_and_notices_are_no_messages_of_their_own(talk: Conversation) -> None:
    reply = await talk.submit(make_message(to=["a@gmail.com", "b@btinternet.com", "c@icloud.com"], cc=[CLERK]))
    asked = ref_of(reply)
    await talk.gateway.review.decide(
        await talk.record(reply), replace((await talk.record(reply)).decision, decided_by=CLERK), State.QUEUED, None
    )
    assert len(await talk.delivered()) > 4, "a notice, and one message each"
    report = await tried(talk, {"exposed-addresses": {"action": "hold"}})
    assert report.mail.tried == 1
    assert moves(report, Side.RECORDED) == {(Action.ASK, Action.HOLD): 1}
    assert report.comparisons[0].moves[0].examples[0].name == asked


async def test_a_store_that_fails_ends_it(talk: Conversation) -> None:
    await talk.submit(make_message())
    in_force = Candidate.of(talk.gateway.in_force.config, talk.gateway.in_force.council)
    store = open_store(f"sqlite:///{talk.folder}/nobody-made-it.db")
    with pytest.raises(StoreFault):
        past, people = RecordedMail(store, talk.council, talk.clock()), RegisterFile(talk.folder / "none", b"key")
        await backtest(past, in_force, None, people, talk.clock(), lambda *_: None)
    await store.close()
