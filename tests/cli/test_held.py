import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.app.gateway import utc_now
from gateway.app.parts import aside_from, in_force_from, keys_from
from gateway.cli.held import Elsewhere
from gateway.cli.reading import new_store, read_file
from gateway.flow.announce import Announce
from gateway.flow.answer_by_mail import AnswerByMail
from gateway.flow.autoreply import Autoreply
from gateway.flow.carry_out import CarryOut
from gateway.flow.get_to_know import GetToKnow
from gateway.flow.receive import Receive
from gateway.flow.review import Review
from gateway.model.envelope import Envelope, Listener, Session
from gateway.testing import make_message
from tests.cli.conftest import Answer, Lychgate

RESIDENTS = ("joan@elsewhere.test", "peter@elsewhere.test")
SECRET = "943 476 5919"

Receives = Callable[..., str]


@pytest.fixture
def received(home: Path) -> Receives:
    """Take a message in as the gateway does, into the store of this folder; returns its ref."""

    async def take(author: str, text: str, to: tuple[str, ...]) -> str:
        config, source = read_file(None)
        in_force, keys = in_force_from(config, source), keys_from(config)
        aside = aside_from(config, in_force.council)
        content = make_message(from_=author, to=to, cc=["clerk@council.test"], text=text, subject="About \x1b[31mher")
        async with new_store(config) as store:
            carry_out, announce = CarryOut(in_force, keys), Announce(Elsewhere())
            review = Review(in_force, store, aside, carry_out, announce, keys, utc_now)
            receive = Receive(
                in_force,
                store,
                aside,
                carry_out,
                announce,
                utc_now,
                AnswerByMail(store, review),
                GetToKnow(in_force, store, aside),
                Autoreply(in_force, store, announce),
            )
            session = Session(Listener.SUBMISSION, "192.0.2.7", user=author)
            receipt = await receive(session, Envelope(author, (*to, "clerk@council.test")), content)
            await receive.close()
        await aside.close()
        return receipt.ref

    def run(author: str = "cllr.test@council.test", text: str = f"NHS number {SECRET}\n") -> str:
        return asyncio.run(take(author, text, RESIDENTS))

    return run


def objects(answer: Answer) -> list[dict[str, Any]]:
    assert answer.code == 0, answer.err
    return [json.loads(line) for line in answer.out.splitlines()]


def record(lychgate: Lychgate, ref: str) -> dict[str, Any]:
    return objects(lychgate("records", "show", ref, "--json"))[0]


def recipients(lychgate: Lychgate, ref: str) -> set[str]:
    return {one["recipient"] for one in objects(lychgate("queue", "show", ref, "--json"))}


def test_what_is_held_is_listed_and_shown_with_its_reasons_but_not_its_text(
    lychgate: Lychgate, received: Receives
) -> None:
    ref = received()
    (listed,) = objects(lychgate("held", "list", "--json"))
    assert (listed["ref"], listed["state"], listed["rules"]) == (ref, "held", ["personal-data"])
    assert ref in lychgate("held", "list").out
    shown = lychgate("held", "show", ref).out
    assert "personal-data" in shown
    assert SECRET not in shown
    assert "opened" not in [event["kind"] for event in record(lychgate, ref)["events"]]


def test_showing_the_text_is_an_event(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    assert SECRET in lychgate("held", "show", ref, "--text").out
    last = record(lychgate, ref)["events"][-1]
    assert (last["kind"], last["by"]) == ("opened", "clerk@council.test")


def test_control_characters_of_a_message_do_not_reach_the_terminal(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    for shown in (lychgate("held", "list").out, lychgate("held", "show", ref).out):
        assert "\x1b" not in shown


def test_release_queues_it_for_all(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    answer = lychgate("held", "release", ref, "--reason", "she asked for it")
    assert (answer.code, answer.out) == (0, f"{ref} is released\n")
    assert recipients(lychgate, ref) == {*RESIDENTS, "clerk@council.test"}
    decision = record(lychgate, ref)["decisions"][-1]
    assert (decision["decided_by"], decision["reason"]) == ("clerk@council.test", "she asked for it")
    assert lychgate("held", "list").out.strip() == "nothing is held"


def test_release_to_some(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    assert lychgate("held", "release", ref, "--to", RESIDENTS[0], "--by", "deputy@council.test").code == 0
    assert recipients(lychgate, ref) == {RESIDENTS[0]}
    assert record(lychgate, ref)["decisions"][-1]["decided_by"] == "deputy@council.test"


def test_release_to_somebody_whom_it_was_not_for(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    answer = lychgate("held", "release", ref, "--to", "stranger@elsewhere.test")
    assert answer.code == 77
    assert record(lychgate, ref)["summary"]["state"] == "held"


def test_return_needs_a_reason_and_queues_nothing_of_it(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    assert lychgate("held", "return", ref).code == 64
    assert lychgate("held", "return", ref, "--reason", " ").code == 77
    answer = lychgate("held", "return", ref, "--reason", "leave the number out")
    assert (answer.code, answer.out) == (0, f"{ref} is returned to its author\n")
    assert record(lychgate, ref)["summary"]["state"] == "returned"
    assert recipients(lychgate, ref) == set()


def test_who_is_no_reviewer_decides_nothing(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    for by in ("cllr.test@council.test", "stranger@elsewhere.test"):
        assert lychgate("held", "release", ref, "--by", by).code == 77
    assert record(lychgate, ref)["summary"]["state"] == "held"


def test_the_clerk_does_not_release_the_clerks_own(lychgate: Lychgate, received: Receives) -> None:
    ref = received(author="clerk@council.test")
    answer = lychgate("held", "release", ref)
    assert answer.code == 77
    assert "a deputy has to release it" in answer.err
    assert lychgate("held", "release", ref, "--by", "deputy@council.test").code == 0


def test_what_is_decided_is_decided(lychgate: Lychgate, received: Receives) -> None:
    ref = received()
    lychgate("held", "release", ref)
    answer = lychgate("held", "return", ref, "--reason", "too late")
    assert (answer.code, answer.err) == (1, f"{ref} no longer waits: it has been decided\n")


def test_a_ref_that_nobody_knows(lychgate: Lychgate, received: Receives) -> None:
    received()
    for command in ("held show", "held release", "records show", "queue show", "queue retry"):
        answer = lychgate(*command.split(), "222-2222")
        assert (answer.code, answer.err) == (1, "no record 222-2222\n"), command


def test_the_queue_is_listed_and_flushed(lychgate: Lychgate, received: Receives) -> None:
    ref = received(text="Thank you.\n")
    listed = objects(lychgate("queue", "list", "--json"))
    assert {(one["ref"], one["recipient"]) for one in listed} == {
        (ref, one) for one in (*RESIDENTS, "clerk@council.test")
    }
    assert lychgate("queue", "flush").out == "3 due now\n"
    assert lychgate("queue", "retry", ref).out == "3 due now\n"
    assert ref in lychgate("queue", "list").out


def test_records_are_listed_by_state_and_author(lychgate: Lychgate, received: Receives) -> None:
    sent, held = received(text="Thank you.\n"), received()

    def refs(*options: str) -> set[str]:
        return {one["ref"] for one in objects(lychgate("records", "list", "--json", *options))}

    assert {sent, held} <= refs()
    assert refs("--state", "held") == {held}
    assert refs("--author", "cllr.test@council.test") == {sent, held}
    assert len(refs("--limit", "1")) == 1
    assert refs("--author", "nobody@council.test") == set()
    assert SECRET not in lychgate("records", "show", held).out
