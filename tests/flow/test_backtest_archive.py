"""A policy is tried on mail out of an archive: who sent it, what is learnt, and in which order."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.flow.archive import Archive
from gateway.flow.aside import Limits, PolicySource
from gateway.flow.backtest import Candidate, backtest
from gateway.flow.known_people import RegisterFile
from gateway.flow.past import ArchivedMail
from gateway.flow.unpack import unpack
from gateway.model.backtest import Over, Report
from gateway.model.decision import Action
from gateway.store.base import Store
from gateway.testing import COUNCIL, make_message
from tests.store.backends import opened, sqlite_url

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
CLERK, MEMBER, JOAN = "clerk@council.test", "cllr.test@council.test", "joan@elsewhere.test"
IDEA = PolicySource({"clerk-copy": {"action": "hold"}})
NUMBER = "The number is 01632 960417.\n"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(sqlite_url(tmp_path)) as store:
        yield store


def letter(day: int, from_: str = MEMBER, text: str = "Hello.\n", to: str = JOAN, message_id: str = "") -> bytes:
    headers = {"Date": f"{day} Mar 2026 10:00:00 +0000", "Message-ID": message_id or f"<{day}.{from_[-16:-1]}>"}
    return make_message(from_=from_, to=[to], cc=[CLERK], text=text, headers=headers)


async def tried(
    store: Store, folder: Path, letters: Sequence[bytes], policy: PolicySource = IDEA, since: datetime | None = None
) -> Report:
    """A policy, tried on these letters, which stand in their files in the opposite order."""
    for number, content in enumerate(letters):
        (folder / f"{len(letters) - number:03}.eml").write_bytes(content)
    archive = Archive([folder], 1_000_000)
    past = ArchivedMail(store, COUNCIL.key, since)
    told: list[tuple[int, int]] = []
    await unpack(archive, store, COUNCIL, NOW, past.misses, lambda *done: told.append(done))
    assert told[-1][0] == told[-1][1] > 0
    candidate = Candidate(COUNCIL, policy, Limits())
    told.clear()
    people = RegisterFile(folder.parent / "known-people", b"key")
    report = await backtest(past, candidate, None, people, NOW, lambda *done: told.append(done))
    assert told[-1] == (len(told), len(told))
    return report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


async def test_people_are_known_from_the_day_on_which_they_wrote(store: Store, folder: Path) -> None:
    theirs = letter(4, f"Joan Marsh <{JOAN}>", "Ring me.\n\nJoan Marsh\n01632 960417\n", CLERK)
    letters = [letter(3, text=NUMBER), theirs, letter(5, text=NUMBER)]
    report = await tried(store, folder, letters)
    assert report.mail.over is Over.ARCHIVE
    assert (report.mail.tried, report.mail.learnt_from) == (2, 1)
    assert report.outcomes == {Action.HOLD: 1, Action.OFF: 1}
    assert report.rules[0].examples[0].name.endswith("/003.eml"), "the first letter, sent before she wrote"
    assert (report.comparisons, report.in_force) == ((), False)


async def test_of_copies_of_a_message_the_first_counts(store: Store, folder: Path) -> None:
    again = letter(3, message_id="<one@x>").replace(b"Subject: Test", b"Subject: [list] Test")
    letters = [letter(3, message_id="<one@x>"), again, letter(3, message_id="<two@x>"), letter(4, message_id="<one@x>")]
    report = await tried(store, folder, letters)
    assert (report.mail.tried, report.mail.repeated) == (3, 1)


async def test_what_is_the_councils_is_seen_from_the_author(store: Store, folder: Path) -> None:
    own = ["ann.lee@council.test", "office@council.test", "Mo Yor <MAYOR@council.test>"]
    others = ["tess@home.test", JOAN, "x@county.test", ""]
    report = await tried(store, folder, [letter(day, who) for day, who in enumerate([*own, *others], 1)])
    assert (report.mail.tried, report.mail.learnt_from) == (3, 4)


@pytest.mark.parametrize("says", [b"In-Reply-To: <first@x>\r\nSubject:", b"Subject: Re:"])
async def test_a_thread_is_seen(store: Store, folder: Path, says: bytes) -> None:
    crowd = ", ".join(f"person{number}@elsewhere.test" for number in range(4))
    first = letter(3, JOAN, to=f"{MEMBER}, {crowd}", message_id="<first@x>")
    answer = letter(4, to=f"{JOAN}, {crowd}").replace(b"Subject:", says)
    report = await tried(store, folder, [first, answer], PolicySource({"reply-all": {"action": "hold"}}))
    assert {rule.rule: rule.messages for rule in report.rules}["reply-all"] == {Action.HOLD: 1}


@pytest.mark.parametrize("met", ["wrote", "was written to"])
@pytest.mark.parametrize(("day", "seen"), [(2, True), (4, False)])
async def test_whom_an_address_may_mean_is_known_from_the_day_of_the_first_mail(
    store: Store, folder: Path, met: str, day: int, seen: bool
) -> None:
    jane = "jane.thornton@club.test"
    first = letter(day, jane, to=MEMBER) if met == "wrote" else letter(day, to=jane)
    typed = letter(3, to="jane.thorton@club.test", message_id="<typed@x>")
    later = letter(5, to=jane, message_id="<later@x>")
    report = await tried(store, folder, [first, typed, later], PolicySource({"wrong-recipient": {"action": "hold"}}))
    found = {rule.rule: rule for rule in report.rules}["wrong-recipient"]
    assert any(one.name.endswith("/002.eml") for one in found.examples) is seen


async def test_a_greeting_that_means_somebody_else_is_seen(store: Store, folder: Path) -> None:
    theirs = letter(2, "Asha Patel <asha@club.test>", to=MEMBER)
    astray = letter(3, to="bob.jones@club.test", text="Dear Mrs Patel,\n\nThank you.\n")
    report = await tried(store, folder, [theirs, astray], PolicySource({"wrong-recipient": {"action": "hold"}}))
    assert {rule.rule: rule.messages for rule in report.rules}["wrong-recipient"] == {Action.HOLD: 1}


async def test_older_mail_is_only_learnt_from(store: Store, folder: Path) -> None:
    theirs = letter(2, f"Joan Marsh <{JOAN}>", "Ring me.\n\nJoan Marsh\n01632 960417\n", CLERK)
    since = datetime(2026, 3, 5, tzinfo=UTC)
    report = await tried(store, folder, [theirs, letter(3, text=NUMBER), letter(6, text=NUMBER)], since=since)
    assert (report.mail.tried, report.outcomes) == (1, {Action.OFF: 1})


@pytest.mark.parametrize("date", ["nonsense", "2 Mar 1970 10:00:00 +0000"])
async def test_a_message_without_a_date_is_of_the_day_of_its_file(store: Store, folder: Path, date: str) -> None:
    report = await tried(store, folder, [letter(2).replace(b"2 Mar 2026 10:00:00 +0000", date.encode())])
    assert report.mail.begins == NOW, "files of today, later than the clock of this test"


async def test_the_time_is_from_the_first_to_the_last_that_was_sent(store: Store, folder: Path) -> None:
    report = await tried(store, folder, [letter(1, JOAN), letter(3), letter(24), letter(30, JOAN)])
    assert (report.mail.begins.day, report.mail.ends.day, report.mail.weeks) == (3, 24, 3)


async def test_a_file_that_is_named_twice_counts_once(store: Store, folder: Path) -> None:
    (folder / "1.eml").write_bytes(letter(3))
    past = ArchivedMail(store, COUNCIL.key)
    archive = Archive([folder, folder / "1.eml"], 1_000_000)
    await unpack(archive, store, COUNCIL, NOW, past.misses, lambda *_: None)
    assert await store.count_received(COUNCIL.key) == 1


async def test_a_rule_that_breaks_is_counted_and_the_others_learn_without_it(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "breaks.py").write_text(
        '"""Breaks."""\n'
        "from gateway.policy.rule import Action, Finding, Found, RuleOptions, View\n"
        "ACTION = Action.NOTE\n"
        "class Options(RuleOptions):\n    pass\n"
        "def check(view: View, options: Options) -> Found:\n    raise ValueError('no')\n"
        "def learn(view: View):\n    raise ValueError('no')\n"
    )
    report = await tried(store, folder, [letter(3), letter(4, JOAN)], PolicySource({}, tmp_path / "own"))
    figures = {rule.rule: rule for rule in report.rules}["breaks"]
    assert (figures.faults, figures.messages) == (1, {Action.HOLD: 1})
    assert figures.examples[0].why == "The check could not be finished (the rule broke: ValueError)."
    assert (report.mail.learnt_from, await store.people(COUNCIL.key)) == (1, [(JOAN, 1)])


async def test_one_that_is_told_to_stop_stops(store: Store, folder: Path) -> None:
    for number in range(30):
        (folder / f"{number}.eml").write_bytes(letter(1 + number % 28, message_id=f"<{number}@x>"))
    past = ArchivedMail(store, COUNCIL.key)
    await unpack(Archive([folder], 1_000_000), store, COUNCIL, NOW, past.misses, lambda *_: None)
    begun, before = asyncio.Event(), set(multiprocessing.active_children())
    people = RegisterFile(folder.parent / "known-people", b"key")
    candidate = Candidate(COUNCIL, IDEA, Limits())
    work = asyncio.create_task(backtest(past, candidate, None, people, NOW, lambda *_: begun.set()))
    await begun.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert set(multiprocessing.active_children()) <= before
