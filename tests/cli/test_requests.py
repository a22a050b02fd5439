import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path

from gateway.model.case import Case, CaseKind, Outcome, Step, StepKind
from gateway.model.message import Direction
from gateway.store.changes import CaseLine, Changes
from gateway.store.open import open_store
from tests.cli.conftest import Lychgate
from tests.store.builders import message, new_record, waiting

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
OPENED = Step(StepKind.OPENED, date(2026, 3, 2), "clerk@council.test", AT, "Freedom of information")
CLOSED = Step(StepKind.CLOSED, date(2026, 3, 9), "clerk@council.test", AT, "", outcome=Outcome.NOT_HELD)


def request(home: Path, *steps: Step) -> str:
    async def record() -> str:
        store = open_store(f"sqlite:///{home / 'data' / 'lychgate.db'}")
        await store.start()
        msg = message(at=AT, direction=Direction.INCOMING, council="council.test")
        line = CaseLine(Case(msg.ref, CaseKind.FOI, (OPENED, *steps), (msg.ref,)), date(2026, 3, 31))
        await store.commit(waiting(new_record(msg)) + Changes(cases=(line,)))
        await store.close()
        return msg.ref

    return asyncio.run(record())


def test_list_and_show(lychgate: Lychgate, home: Path) -> None:
    lychgate("db", "upgrade")
    assert lychgate("requests", "list").out == "there are none\n"
    ref, done = request(home), request(home, CLOSED)
    shown = lychgate("requests", "list").out
    assert ref in shown
    assert "2026-03-31" in shown
    assert done not in shown
    assert "not-held" in lychgate("requests", "list", "--closed").out
    [one] = [json.loads(line) for line in lychgate("requests", "list", "--json").out.splitlines()]
    assert (one["ref"], one["kind"], one["due_on"], one["outcome"]) == (ref, "foi", "2026-03-31", None)
    assert "20 working days after Monday 2 March 2026" in lychgate("requests", "show", ref).out
    whole = json.loads(lychgate("requests", "show", ref, "--json").out)
    assert [step["step"] for step in whole["steps"]] == ["opened"]
    assert "FOIA section 10(1)" in whole["how"]
    assert "counted" not in lychgate("requests", "show", done).out
    assert lychgate("requests", "show", "222-2222").code == 1
