"""People are learnt from mail that comes in, later and aside."""

from pathlib import Path

import pytest

from gateway.flow import get_to_know
from gateway.flow.known import known_of
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message
from gateway.testing import make_message
from gateway.testing.conversation import Conversation

JANE = "jane@elsewhere.test"
LETTER = "Dear Clerk,\n\nmy hedge is cut.\n\nJane Smith\n14 Mill Lane, Ashford TN24 8XY\n07700 900123\n"
PHONE = ("phone", "07700900123")


def letter(author: str = f"Jane Smith <{JANE}>", **headers: str) -> bytes:
    return make_message(from_=author, to=["clerk@council.test"], text=LETTER, headers=headers)


async def learn(talk: Conversation) -> None:
    await talk.gateway.receive.get_to_know(talk.clock())
    await talk.gateway.known_people(talk.clock())


async def test_who_writes_to_the_council_is_learnt_and_asked_about_in_memory(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.arrive(letter(), JANE, ["clerk@council.test"])
        await learn(talk)
        [items] = (await talk.gateway.store.people_known(talk.council, [JANE])).values()
        assert PHONE in items
        assert ("name", "jane smith") in items
        session, envelope = Session(Listener.SUBMISSION), Envelope("clerk@council.test", (JANE,))
        message = Message("", Direction.OUTGOING, talk.council, session, envelope, b"", talk.clock())
        known = await known_of(talk.gateway.store, message, talk.gateway.in_force.council)
        assert known.is_theirs(*PHONE, JANE)


async def test_neither_the_councils_own_nor_automatic_mail_nor_what_goes_out_teaches_anything(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.arrive(letter(**{"Auto-Submitted": "auto-replied"}), JANE, ["clerk@council.test"])
        await talk.arrive(letter("cllr.test@council.test"), "cllr.test@council.test", ["clerk@council.test"])
        await talk.submit(make_message(to=[JANE], text=LETTER))
        await learn(talk)
        assert await talk.gateway.store.people(talk.council) == []


async def test_a_message_that_breaks_its_reader_teaches_nothing_and_stops_nothing(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.arrive(bytes(range(1, 10)) + b"\r\n\r\nx", "odd@elsewhere.test", ["clerk@council.test"])
        await talk.arrive(letter(), JANE, ["clerk@council.test"])
        await learn(talk)
        assert JANE in dict(await talk.gateway.store.people(talk.council))


async def test_nobody_is_known_by_more_than_so_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_to_know, "MOST_KNOWN", 3)
    async with Conversation(tmp_path) as talk:
        for number in range(4):
            text = f"Hello,\n\nring me.\n\nJane Smith\n07700 90012{number}\n"
            raw = make_message(from_=f"Jane Smith <{JANE}>", to=["clerk@council.test"], text=text)
            await talk.arrive(raw, JANE, ["clerk@council.test"])
            await learn(talk)
        [items] = (await talk.gateway.store.people_known(talk.council, [JANE])).values()
        assert len(items) == 3
