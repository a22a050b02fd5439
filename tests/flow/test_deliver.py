from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.config import parse
from gateway.errors import StoreFault
from gateway.flow.deliver import Deliver
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.notify import new_delivery, notify
from gateway.model.council import Council
from gateway.model.decision import Decision, Disposition
from gateway.model.delivery import Delivery, DeliveryState
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.hours import OfficeHours
from gateway.model.message import Direction, Message
from gateway.model.record import EventKind, Record, State
from gateway.policy.engine import Policy
from gateway.relay.route import Relays
from gateway.store.base import Outgoing, Store
from gateway.store.changes import Changes, Committed, Lease, NewRecord
from gateway.store.open import open_store
from gateway.testing.relay import DROP, FakeRelay

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
COUNCIL = Council("council.example", "Test Council", ("council.example",), "clerk@council.example", OfficeHours())
ANN = "ann@council.example"
ONE, TWO = "one@out.example", "two@else.example"
CONTENT = b"From: ann@council.example\r\nSubject: secret roof\r\n\r\nHello\r\n"


@dataclass
class House:
    """A store, an upstream, and deliveries from one to the other, at a time that the test sets."""

    store: Store
    upstream: FakeRelay
    in_force: InForce
    relays: Relays
    keys: Keys
    now: datetime = START

    @property
    def deliver(self) -> Deliver:
        return Deliver(self.in_force, self.store, self.relays, self.keys, lambda: self.now, lambda: 0.5)

    async def queue(
        self, *to: str, mail_from: str = ANN, login: bytes | None = None, direction: Direction = Direction.OUTGOING
    ) -> None:
        session = Session(Listener.SUBMISSION, "192.0.2.9", "laptop", user=ANN, tls="TLSv1.3")
        message = Message(
            "7K2-4QXM", direction, COUNCIL.key, session, Envelope(mail_from, to), CONTENT, received_at=self.now
        )
        decision = Decision(Disposition.RELAY, self.now)
        record = NewRecord(message, decision, State.QUEUED, author=ANN, subject="secret roof", login=login)
        deliveries = tuple(new_delivery(self.in_force, message.ref, recipient, self.now) for recipient in to)
        await self.store.commit(Changes(records=(record,), deliveries=deliveries))

    async def claim(self) -> list[Outgoing]:
        return list(await self.store.claim(Lease("test", self.now + timedelta(hours=1)), self.now, 10))

    async def run(self) -> datetime | None:
        """Deliver everything that is due but reports; the last answer."""
        answer = None
        for outgoing in await self.claim():
            answer = await self.deliver(outgoing)
        return answer

    async def record(self, ref: str = "7K2-4QXM") -> Record:
        return await self.store.record(COUNCIL.key, ref)

    async def delivery(self) -> Delivery:
        (delivery,) = (await self.record()).deliveries
        return delivery

    async def kinds(self) -> list[EventKind]:
        return [event.kind for event in (await self.record()).events]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with FakeRelay() as upstream:
        config, _ = parse(f'[smtp]\nhostname = "gate.example"\n[relay]\nupstream = "{upstream.url}"', folder=tmp_path)
        store = open_store(f"sqlite:///{tmp_path}/record.db")
        await store.start()
        relays = Relays(config)
        yield House(store, upstream, InForce(config, COUNCIL, Policy(())), relays, Keys(b"k" * 32))
        await relays.close()
        await store.close()


async def test_what_came_in_goes_out_behind_our_trace_lines(house: House) -> None:
    await house.queue(ONE, TWO)
    assert await house.run() is None
    (taken,) = house.upstream.taken
    assert taken.rcpt_tos == (ONE, TWO)
    assert taken.mail_from == ANN
    top, content = taken.content[: -len(CONTENT)], taken.content[-len(CONTENT) :]
    assert content == CONTENT
    assert top.startswith(b"Received: by gate.example (Lychgate) with ESMTPSA id 7K2-4QXM;")
    assert top.endswith(b"Lychgate-Trace: 7K2-4QXM gate.example\r\n")
    assert b"192.0.2.9" not in top
    record = await house.record()
    assert record.summary.state is State.RELAYED
    assert {d.state for d in record.deliveries} == {DeliveryState.RELAYED}
    assert await house.store.content(COUNCIL.key, "7K2-4QXM", sent=True) == CONTENT


async def test_the_trace_is_the_same_whenever_it_is_made(house: House) -> None:
    await house.queue(ONE)
    house.upstream.answers["CONTENT"] = ["451 4.3.0 later, but kept a copy"]
    house.upstream.answers["CONTENT"].append("250 ok")
    (outgoing,) = await house.claim()
    await house.deliver(outgoing)
    house.now += timedelta(hours=1)
    await house.run()
    assert house.deliver._trace(outgoing) + CONTENT == house.upstream.taken[0].content


async def test_a_refused_recipient_is_reported_once_and_the_rest_goes(house: House) -> None:
    gone, away = "gone@out.example", "away@out.example"
    house.upstream.refused = {gone: "550 5.1.1 no such user", away: "550 5.7.1 go away"}
    await house.queue(ONE, gone, away)
    assert await house.run() == house.now
    record = await house.record()
    assert {d.recipient: d.state.value for d in record.deliveries} == {ONE: "relayed", gone: "failed", away: "failed"}
    assert record.summary.state is State.FAILED
    assert (await house.kinds()).count(EventKind.BOUNCED) == 1
    house.upstream.taken.clear()
    await house.run()
    (report,) = house.upstream.taken
    assert (report.mail_from, report.rcpt_tos) == ("", (ANN,))
    assert b"multipart/report" in report.content
    assert report.content.count(b"Action: failed") == 2
    assert b"Hello" not in report.content


async def test_a_temporary_refusal_waits_its_turn(house: House) -> None:
    house.upstream.refused = {TWO: "451 4.2.1 busy"}
    await house.queue(ONE, TWO)
    due_at = await house.run()
    assert due_at == house.now + timedelta(seconds=5)
    assert [d.state for d in (await house.record()).deliveries] == [DeliveryState.RELAYED, DeliveryState.QUEUED]
    assert await house.claim() == []
    house.now = due_at
    assert await house.run() == house.now + timedelta(seconds=15)
    house.upstream.refused = {}
    house.now += timedelta(seconds=15)
    assert await house.run() is None
    assert house.upstream.recipients == [ONE, TWO]
    waited = (await house.record()).deliveries[1]
    assert (waited.state, waited.attempts) == (DeliveryState.RELAYED, 3)
    assert EventKind.BOUNCED not in await house.kinds()


async def test_a_connection_that_breaks_loses_nothing(house: House) -> None:
    house.upstream.answers["CONTENT"] = [DROP]
    await house.queue(ONE)
    await house.run()
    assert (await house.delivery()).state is DeliveryState.QUEUED
    house.now += timedelta(seconds=5)
    await house.run()
    assert house.upstream.recipients == [ONE]


async def test_giving_up_in_the_end(house: House) -> None:
    house.upstream.refused = {ONE: "451 4.2.1 busy"}
    await house.queue(ONE)
    house.now += timedelta(days=5)
    await house.run()
    assert (await house.delivery()).state is DeliveryState.FAILED
    assert (await house.kinds()).count(EventKind.BOUNCED) == 1
    assert EventKind.DELAYED not in await house.kinds()
    await house.run()
    (report,) = house.upstream.taken
    assert b"Status: 4.4.7" in report.content


async def test_the_author_hears_of_a_delay_once(house: House) -> None:
    house.upstream.refused = {ONE: "451 4.2.1 busy"}
    await house.queue(ONE)
    house.now += timedelta(hours=4) - timedelta(seconds=1)
    await house.run()
    assert EventKind.DELAYED not in await house.kinds()
    for _ in range(3):
        house.now += timedelta(hours=2)
        await house.run()
    assert (await house.kinds()).count(EventKind.DELAYED) == 1
    (report,) = house.upstream.taken
    assert report.rcpt_tos == (ANN,)
    assert b"Action: delayed" in report.content


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=5)])
@pytest.mark.parametrize("answer", ["550 5.1.1 no", "451 4.2.1 busy"])
async def test_invariant_7_a_null_sender_is_never_told(house: House, answer: str, age: timedelta) -> None:
    house.upstream.refused = {ONE: answer}
    await house.queue(ONE, mail_from="", direction=Direction.INCOMING)
    house.now += age
    await house.run()
    assert await house.claim() == []
    assert house.upstream.taken == []
    assert await house.kinds() == [EventKind.ATTEMPTED]


async def test_invariant_7_a_notice_of_ours_is_never_bounced(house: House) -> None:
    house.upstream.refused = {ANN: "550 5.1.1 no"}
    changes = notify(house.in_force, b"Subject: n\r\n\r\nn\r\n", (ANN,), "7K2-4QXM", "n", house.now)
    await house.queue(ONE)
    await house.store.commit(changes)
    await house.run()
    assert await house.claim() == []
    assert (await house.record(changes.records[0].message.ref)).summary.state is State.FAILED


class TestUpstreamDown:
    @pytest.fixture
    async def down(self, house: House) -> House:
        await house.upstream.__aexit__(None, None, None)
        await house.queue(ONE)
        await house.run()
        return house

    async def test_the_first_who_tries_learns_it_and_the_rest_is_spared_the_wait(self, down: House) -> None:
        first = await down.delivery()
        assert first.attempts == 1
        assert first.last_reply is not None
        assert first.last_reply.status == "4.4.1"
        down.now = first.next_attempt_at
        await down.run()
        spared = await down.delivery()
        assert spared.attempts == 1
        assert down.now < spared.next_attempt_at <= down.now + timedelta(seconds=10)
        assert (await down.kinds()).count(EventKind.ATTEMPTED) == 1

    async def test_waiting_for_a_host_is_delay_too(self, down: House) -> None:
        down.now += timedelta(hours=4)
        await down.run()
        assert (await down.kinds()).count(EventKind.DELAYED) == 1

    async def test_waiting_for_a_host_ends_too(self, down: House) -> None:
        down.now += timedelta(days=5)
        with capture_logs() as logs:
            await down.run()
        assert (await down.delivery()).state is DeliveryState.FAILED
        assert any("status=bounced" in line["event"] for line in logs)


async def test_one_route_that_is_down_does_not_hold_up_another(house: House, tmp_path: Path) -> None:
    async with FakeRelay() as other:
        gone = other.url
    routes = f'[[relay.routes]]\ndomains = ["else.example"]\nupstream = "{gone}"'
    config, _ = parse(f'[relay]\nupstream = "{house.upstream.url}"\n{routes}', folder=tmp_path)
    await house.relays.reload(config)
    await house.queue(ONE, TWO)
    await house.run()
    assert house.upstream.recipients == [ONE]
    assert [d.state for d in (await house.record()).deliveries] == [DeliveryState.RELAYED, DeliveryState.QUEUED]


async def test_a_changed_upstream_applies_to_what_waits(house: House, tmp_path: Path) -> None:
    house.upstream.refused = {ONE: "451 4.2.1 busy"}
    await house.queue(ONE)
    await house.run()
    async with FakeRelay() as other:
        config, _ = parse(f'[relay]\nupstream = "{other.url}"', folder=tmp_path)
        await house.relays.reload(config)
        house.now += timedelta(seconds=5)
        await house.run()
        assert other.recipients == [ONE]
        await house.relays.close()


async def test_the_authors_login_is_used_and_then_destroyed(house: House, tmp_path: Path) -> None:
    async with FakeRelay(logins={ANN: "pässword"}) as strict:
        config, _ = parse(f'[relay]\nupstream = "{strict.url}"\nlogin = "author"', folder=tmp_path)
        await house.relays.reload(config)
        sealed = house.keys.seal("author login", "7K2-4QXM", "pässword".encode())
        await house.queue(ONE, login=sealed)
        (outgoing,) = await house.claim()
        with capture_logs() as logs:
            await house.deliver(outgoing)
        assert strict.taken[0].user == ANN
        assert "pässword" not in str(logs) + repr(outgoing)
        await house.relays.close()


async def test_a_login_sealed_for_another_message_opens_nothing(house: House) -> None:
    sealed = house.keys.seal("author login", "ANO-THER", b"password")
    await house.queue(ONE, login=sealed)
    (outgoing,) = await house.claim()
    assert house.deliver._login(outgoing) is None


async def test_one_line_a_recipient_in_postfixs_shape_and_nothing_else(house: House) -> None:
    house.upstream.refused = {TWO: "550 5.1.1 two@else.example is unknown, subject secret roof"}
    await house.queue(ONE, TWO)
    (outgoing,) = await house.claim()
    house.now += timedelta(seconds=1.5)
    with capture_logs() as logs:
        await house.deliver(outgoing)
    relay = f"relay=127.0.0.1:{house.upstream.port}"
    assert [line["event"] for line in logs] == [
        f"7K2-4QXM: from=<{ANN}>, to=<{ONE}>, {relay}, delay=1.50, dsn=2.0.0, status=sent (250)",
        f"7K2-4QXM: from=<{ANN}>, to=<{TWO}>, {relay}, delay=1.50, dsn=5.1.1, status=bounced (550)",
    ]
    events = " ".join(event.detail for event in (await house.record()).events)
    assert "@" not in events
    assert "relayed 1 (250 2.0.0), failed 1 (550 5.1.1)" in events


class Unwritable:
    """A store whose disk is full for a while."""

    def __init__(self, store: Store, times: int) -> None:
        self._store, self.left = store, times

    async def commit(self, changes: Changes, patiently: bool = False) -> Committed:
        if self.left:
            self.left -= 1
            raise StoreFault("no room")
        return await self._store.commit(changes, patiently)


async def test_an_outcome_is_written_when_the_store_can_be_written_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.flow.deliver.SETTLE_AGAIN", timedelta(0))
    await house.queue(ONE)
    (outgoing,) = await house.claim()
    full = Unwritable(house.store, times=3)
    await replace(house.deliver, store=full)(outgoing)  # type: ignore[arg-type]
    assert full.left == 0
    assert (await house.delivery()).state is DeliveryState.RELAYED
    assert house.upstream.recipients == [ONE]
