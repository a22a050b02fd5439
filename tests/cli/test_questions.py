import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.model.message import Direction
from gateway.model.question import Question
from gateway.store.changes import Changes
from gateway.store.open import open_store
from tests.cli.conftest import Lychgate
from tests.store.builders import message, new_record, waiting

COUNCIL = "council.test"


def ask(home: Path) -> str:
    async def record() -> str:
        store = open_store(f"sqlite:///{home / 'data' / 'lychgate.db'}")
        await store.start()
        at = datetime.now(UTC) - timedelta(days=30)
        msg = message(at=at, direction=Direction.INCOMING, council=COUNCIL)
        one = Question(msg.ref, "pat@elsewhere.test", at, at + timedelta(days=7))
        await store.commit(waiting(new_record(msg)) + Changes(questions=(one,)))
        await store.close()
        return msg.ref

    return asyncio.run(record())


def test_list_close_reopen(lychgate: Lychgate, home: Path) -> None:
    lychgate("db", "upgrade")
    assert lychgate("questions", "list").out == "no question waits for an answer\n"
    ref = ask(home)
    shown = lychgate("questions", "list").out
    for said in (ref, "overdue", "Allotments"):
        assert said in shown
    [one] = [json.loads(line) for line in lychgate("questions", "list", "--json").out.splitlines()]
    assert (one["ref"], one["overdue"]) == (ref, True)
    assert one["waited"] > 3600
    closed = lychgate("questions", "close", ref, "--reason", "Answered by telephone.")
    assert (closed.code, closed.out) == (0, f"{ref} needs no answer\n")
    assert lychgate("questions", "list").out == "no question waits for an answer\n"
    assert lychgate("questions", "close", ref).code == 1
    assert lychgate("questions", "reopen", ref, "--by", "deputy@council.test").code == 0
    assert ref in lychgate("questions", "list").out


def test_who_may_not(lychgate: Lychgate, home: Path) -> None:
    lychgate("db", "upgrade")
    ref = ask(home)
    assert lychgate("questions", "close", ref, "--by", "cllr.test@council.test").code == 77
    assert lychgate("questions", "close", "222-2222").code == 1
