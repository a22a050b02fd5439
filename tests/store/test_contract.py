"""The contract of a store, on every backend: commit and record. The queue and the people have their own files."""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.errors import AlreadyDecided, NotFound, RefTaken
from gateway.model.decision import Decision, Disposition
from gateway.model.delivery import DeliveryState
from gateway.model.message import Direction
from gateway.model.record import WAITING, Event, EventKind, State
from gateway.store.base import Store
from gateway.store.changes import Change, Changes, Committed
from gateway.store.pages import Search
from tests.store.backends import opened
from tests.store.builders import (
    COUNCIL,
    DECISION,
    MINUTE,
    NOW,
    SESSION,
    accepted,
    delivery,
    message,
    new_record,
    released,
    waiting,
)

LARGE = os.urandom(3_000_000)


async def held(store: Store, ref: str = "7K2-4QXM") -> str:
    await store.commit(waiting(new_record(message(ref), State.HELD, login=b"sealed")))
    return ref


async def test_a_record_reads_back_as_it_was_written(store: Store) -> None:
    msg = message("7K2-4QXM", rcpt_tos=("pat@example.org", "Zoë@example.org", "a@example.org"))
    assert await store.commit(accepted(new_record(msg, sent=b"amended"))) == Committed()
    record = await store.record(COUNCIL, "7K2-4QXM")
    assert (record.session, record.envelope, record.council) == (SESSION, msg.envelope, COUNCIL)
    assert record.decisions == (DECISION,)
    assert record.deliveries == tuple(delivery(msg.ref, r) for r in msg.envelope.rcpt_tos)
    assert [event.kind for event in record.events] == [EventKind.RECEIVED, EventKind.DECIDED]
    assert record.events[1].detail == "hold by personal-data"
    assert (record.message_id, record.sent_differs, record.about) == ("<1@laptop.example>", True, None)
    summary = record.summary
    assert (summary.ref, summary.direction, summary.state) == (msg.ref, Direction.OUTGOING, State.QUEUED)
    assert (summary.received_at, summary.author, summary.subject) == (NOW, "cllr@ashford.example", "Allotments")
    assert (summary.size, summary.recipients) == (len(msg.content), 3)
    assert summary.rules == ("personal-data", "reply-all", "clerk-copy")
    assert (summary.waiting_since, summary.reminded_at, summary.escalated_at) == (None, None, None)


@pytest.mark.parametrize("content", [b"", b"x", b"a\r\n" * 100_000, LARGE], ids=["empty", "one", "long", "random"])
async def test_received_bytes_are_never_rewritten(store: Store, content: bytes) -> None:
    msg = message(content=content)
    await store.commit(accepted(new_record(msg)))
    assert await store.content(COUNCIL, msg.ref) == content
    assert await store.content(COUNCIL, msg.ref, sent=True) == content


async def test_both_contents_are_kept(store: Store) -> None:
    msg = message(content=LARGE)
    await store.commit(accepted(new_record(msg, sent=b"Cc: clerk\r\n" + LARGE)))
    assert await store.content(COUNCIL, msg.ref) == LARGE
    assert await store.content(COUNCIL, msg.ref, sent=True) == b"Cc: clerk\r\n" + LARGE


async def test_the_same_content_serves_many_messages(store: Store) -> None:
    messages = [message() for _ in range(20)]
    await asyncio.gather(*(store.commit(accepted(new_record(m))) for m in messages))
    assert {await store.content(COUNCIL, m.ref) for m in messages} == {messages[0].content}


async def test_a_large_content_serves_many_messages(store: Store) -> None:
    messages = [message(content=LARGE) for _ in range(3)]
    await asyncio.gather(*(store.commit(accepted(new_record(m, sent=LARGE[1:]))) for m in messages))
    assert {await store.content(COUNCIL, m.ref) for m in messages} == {LARGE}
    assert {await store.content(COUNCIL, m.ref, sent=True) for m in messages} == {LARGE[1:]}


async def test_texts_that_no_database_takes_are_made_storable(store: Store) -> None:
    msg = replace(message(), session=replace(SESSION, ehlo="a\0b"))
    await store.commit(accepted(new_record(msg, subject="caf\udce9 \0 ☕")))
    record = await store.record(COUNCIL, msg.ref)
    assert record.summary.subject.startswith("caf\N{REPLACEMENT CHARACTER}")
    assert record.summary.subject.endswith(" \N{REPLACEMENT CHARACTER} ☕")
    assert record.session.ehlo == "a\N{REPLACEMENT CHARACTER}b"


async def test_another_council_sees_nothing(store: Store) -> None:
    ref = await held(store)
    with pytest.raises(NotFound):
        await store.record("barton", ref)
    with pytest.raises(NotFound):
        await store.content("barton", ref)
    assert (await store.search("barton", Search())).rows == ()
    assert await store.count("barton", State.HELD) == 0
    assert await store.count(COUNCIL, State.HELD) == 1


async def test_a_ref_is_taken_once(store: Store) -> None:
    first = message("7K2-4QXM", b"first")
    await store.commit(accepted(new_record(first)))
    with pytest.raises(RefTaken):
        await store.commit(accepted(new_record(message("7K2-4QXM", b"second"))))
    assert await store.content(COUNCIL, "7K2-4QXM") == b"first"


async def test_a_conflict_costs_only_its_caller(store: Store) -> None:
    await store.commit(accepted(new_record(message("7K2-4QXM"))))
    good = [message() for _ in range(5)]
    answers = await asyncio.gather(
        store.commit(accepted(new_record(good[0]))),
        store.commit(accepted(new_record(good[1]))),
        store.commit(accepted(new_record(message("7K2-4QXM")))),
        store.commit(released("7K2-4QXM")),
        store.commit(Changes(events=(Event("222-2222", NOW, EventKind.OPENED),))),
        *(store.commit(accepted(new_record(m))) for m in good[2:]),
        return_exceptions=True,
    )
    assert [type(a) for a in answers] == [Committed, Committed, RefTaken, AlreadyDecided, NotFound, *[Committed] * 3]
    assert len((await store.search(COUNCIL, Search())).rows) == 6


async def test_a_row_that_is_refused_costs_only_its_caller(store: Store) -> None:
    bad = new_record(message())
    bad = replace(bad, message=replace(bad.message, received_at=NOW.replace(tzinfo=None)))
    good = [message() for _ in range(4)]
    answers = await asyncio.gather(
        *(store.commit(accepted(new_record(m))) for m in good[:2]),
        store.commit(Changes(records=(bad,))),
        *(store.commit(accepted(new_record(m))) for m in good[2:]),
        return_exceptions=True,
    )
    assert [isinstance(a, Committed) for a in answers] == [True, True, False, True, True]
    assert len((await store.search(COUNCIL, Search())).rows) == 4


async def test_changes_are_written_together_or_not_at_all(store: Store) -> None:
    ref = await held(store)
    notice = message(direction=Direction.NOTICE)
    late = Change(ref, frozenset({State.ASKED}), State.WITHDRAWN)
    with pytest.raises(AlreadyDecided):
        await store.commit(accepted(new_record(notice)) + Changes(changes=(late,)))
    with pytest.raises(NotFound):
        await store.record(COUNCIL, notice.ref)


@pytest.mark.parametrize("sent", [b"amended by the Clerk", LARGE], ids=["small", "large"])
async def test_a_decision_by_a_person(store: Store, sent: bytes) -> None:
    ref = await held(store)
    assert (await store.record(COUNCIL, ref)).summary.waiting_since == NOW
    await store.commit(released(ref, sent=sent))
    record = await store.record(COUNCIL, ref)
    assert record.summary.state is State.QUEUED
    assert record.summary.waiting_since is None
    assert [d.decided_by for d in record.decisions] == ["policy", "clerk@ashford.example"]
    assert record.decision.reason == "It is public."
    assert await store.content(COUNCIL, ref, sent=True) == sent
    assert len(record.deliveries) == 1


async def test_from_asked_to_held_the_wait_begins_again(store: Store) -> None:
    msg = message()
    await store.commit(waiting(new_record(msg, State.ASKED)))
    yes = Decision(Disposition.HOLD, NOW + MINUTE, decided_by="cllr@ashford.example")
    await store.commit(Changes(changes=(Change(msg.ref, frozenset({State.ASKED}), State.HELD, yes),)))
    summary = (await store.record(COUNCIL, msg.ref)).summary
    assert (summary.state, summary.waiting_since) == (State.HELD, NOW + MINUTE)


async def test_of_two_reviewers_at_once_one_decides(store: Store) -> None:
    ref = await held(store)
    answers = await asyncio.gather(
        store.commit(released(ref, "clerk@x")), store.commit(released(ref, "deputy@x")), return_exceptions=True
    )
    assert sorted(type(a).__name__ for a in answers) == ["AlreadyDecided", "Committed"]
    assert len((await store.record(COUNCIL, ref)).decisions) == 2


async def test_of_two_reviewers_at_two_nodes_one_decides(store: Store, url: str) -> None:
    async with opened(url) as other:
        for number in range(10):
            ref = await held(store, f"7K2-4QX{number}")
            answers = await asyncio.gather(
                store.commit(released(ref, "clerk@x")), other.commit(released(ref, "deputy@x")), return_exceptions=True
            )
            assert sorted(type(a).__name__ for a in answers) == ["AlreadyDecided", "Committed"]
            assert len((await store.record(COUNCIL, ref)).deliveries) == 1


async def test_people_told_again(store: Store) -> None:
    ref = await held(store)
    at = NOW + 5 * MINUTE
    event = Event(ref, at, EventKind.REMINDED)
    await store.commit(Changes(events=(event,), reminded=(ref,)))
    summary = (await store.record(COUNCIL, ref)).summary
    assert (summary.reminded_at, summary.escalated_at) == (at, None)
    later = Event(ref, at + MINUTE, EventKind.ESCALATED)
    await store.commit(Changes(events=(later,), reminded=(ref,), escalated=(ref,)))
    record = await store.record(COUNCIL, ref)
    assert (record.summary.reminded_at, record.summary.escalated_at) == (at + MINUTE, at + MINUTE)
    assert record.events[1:] == (event, later)


async def test_the_same_bytes_again_are_the_same_message(store: Store) -> None:
    key = b"k" * 32
    first, again = message(), message(at=NOW + 59 * MINUTE)
    assert await store.commit(accepted(new_record(first, resend_key=key))) == Committed()
    assert await store.commit(accepted(new_record(again, resend_key=key))) == Committed(first.ref)
    with pytest.raises(NotFound):
        await store.record(COUNCIL, again.ref)
    late = message(at=NOW + timedelta(hours=1))
    assert await store.commit(accepted(new_record(late, resend_key=key))) == Committed()
    latest = message(at=NOW + timedelta(hours=2) - MINUTE)
    assert await store.commit(accepted(new_record(latest, resend_key=key))) == Committed(late.ref)


async def test_the_same_bytes_at_the_same_time_are_one_message(store: Store) -> None:
    answers = await asyncio.gather(
        *(store.commit(accepted(new_record(message(), resend_key=b"k" * 32))) for _ in range(5))
    )
    (row,) = (await store.search(COUNCIL, Search())).rows
    assert sorted(answers, key=str) == sorted([Committed(row.ref)] * 4 + [Committed()], key=str)


async def test_once_the_reply_was_heard_the_same_bytes_are_a_new_message(store: Store) -> None:
    key = b"k" * 32
    await store.commit(accepted(new_record(message(), resend_key=key)))
    store.confirm(key)
    assert await store.commit(accepted(new_record(message(), resend_key=key))) == Committed()
    assert len((await store.search(COUNCIL, Search())).rows) == 2


async def test_what_was_confirmed_last_is_written_at_the_end(store: Store, url: str) -> None:
    key = b"k" * 32
    async with opened(url) as first:
        await first.commit(accepted(new_record(message(), resend_key=key)))
        first.confirm(key)
    assert await store.commit(accepted(new_record(message(), resend_key=key))) == Committed()


async def test_pages_newest_first(store: Store) -> None:
    states = (State.HELD, State.ASKED, State.REJECTED)
    all_ = [(message(at=NOW + (i // 2) * MINUTE), states[i % 3]) for i in range(20)]
    for msg, state in all_:
        await store.commit(waiting(new_record(msg, state, author="a@x" if state is State.HELD else "b@x")))
    expected = sorted(all_, key=lambda pair: (pair[0].received_at, pair[0].ref), reverse=True)

    async def walk(limit: int, states: frozenset[State] | None = None, *by: str) -> list[str]:
        authors = frozenset(by) if by else None
        refs: list[str] = []
        after = None
        while True:
            page = await store.search(COUNCIL, Search(states, authors), after, limit)
            refs += [row.ref for row in page.rows]
            if page.next is None:
                return refs
            after = page.next

    assert await walk(7) == await walk(20) == await walk(1) == [m.ref for m, _ in expected]
    assert await walk(3, WAITING) == [m.ref for m, s in expected if s in WAITING]
    assert await walk(3, None, "b@x") == [m.ref for m, s in expected if s is not State.HELD]
    assert await walk(3, WAITING, "b@x") == [m.ref for m, s in expected if s is State.ASKED]


@pytest.mark.parametrize("key", ["", "x", "1x", "-1.a", "999999999999999999.A", "9999999999999999999.A"])
async def test_a_page_key_of_somebody_elses_making(store: Store, key: str) -> None:
    with pytest.raises(NotFound):
        await store.search(COUNCIL, Search(), key)


async def test_patient_changes_are_written_beside_others(store: Store) -> None:
    before, after = [message() for _ in range(5)], [message() for _ in range(5)]
    await asyncio.gather(*(store.commit(accepted(new_record(m))) for m in before))
    relayed = [replace(delivery(m.ref), state=DeliveryState.RELAYED) for m in before]
    await asyncio.gather(
        *(store.commit(accepted(new_record(m))) for m in after),
        *(store.commit(Changes(settled=(one,)), patiently=True) for one in relayed),
    )
    assert {d.ref for d in await store.queue(COUNCIL)} == {m.ref for m in after}
