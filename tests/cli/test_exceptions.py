import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.testing import make_message
from tests.cli.conftest import Lychgate
from tests.cli.test_held import Receives, received, record

__all__ = ["received"]

UNTIL = str((datetime.now(UTC) + timedelta(days=30)).date())
WHY = "The council agreed on 11 May 2026."


def test_add_list_remove(lychgate: Lychgate, home: Path) -> None:
    lychgate("db", "upgrade")
    assert lychgate("exceptions", "list").out == "no exceptions are recorded\n"
    before = lychgate("rules", "--json").out
    said = ("--from", "cllr.test@council.test", "--domain", "county.test", "--kind", "phone", "--until", UNTIL)
    added = lychgate("exceptions", "add", "personal-data", *said, "--why", WHY)
    assert (added.code, added.out) == (0, f"exception 1 to personal-data until {UNTIL}\n")
    [one] = [json.loads(line) for line in lychgate("exceptions", "list", "--json").out.splitlines()]
    assert (one["from"], one["domain"], one["kind"]) == (["cllr.test@council.test"], ["county.test"], ["phone"])
    assert (one["why"], one["until"], one["added_by"], one["in_force"]) == (WHY, UNTIL, "clerk@council.test", True)
    assert "those outside who get it are all at county.test" in lychgate("exceptions", "list").out
    in_force = " ".join(lychgate("rules").out.split())
    assert "What it finds of phone does not count where the message is from cllr.test@council.test" in in_force
    assert lychgate("rules", "--json").out != before
    removed = lychgate("exceptions", "remove", "1", "--by", "deputy@council.test")
    assert (removed.code, removed.out) == (0, "exception 1 to personal-data is taken back\n")
    assert lychgate("exceptions", "list").out == "no exceptions are recorded\n"
    assert "taken back by deputy@council.test" in lychgate("exceptions", "list", "--all").out
    assert lychgate("exceptions", "remove", "1").code == 1
    assert lychgate("rules", "--json").out == before


def test_as_a_message_that_waits(lychgate: Lychgate, received: Receives, home: Path) -> None:
    ref = received()
    (home / "1.eml").write_bytes(
        make_message(
            to=["joan@elsewhere.test", "peter@elsewhere.test", "clerk@council.test"], text="NHS 943 476 5919\n"
        )
    )
    assert "personal-data: hold" in lychgate("check", "1.eml").out
    added = lychgate("exceptions", "add", "personal-data", "--ref", ref, "--until", UNTIL, "--why", WHY)
    assert added.code == 0, added.err
    assert "personal-data: note" in lychgate("check", "1.eml").out
    assert record(lychgate, ref)["events"][-1]["kind"] == "excepted"


def test_what_is_refused(lychgate: Lychgate, home: Path) -> None:
    lychgate("db", "upgrade")
    add = ("exceptions", "add", "personal-data", "--why", WHY)
    assert lychgate(*add, "--until", UNTIL).code == 64
    assert lychgate(*add, "--until", UNTIL, "--ref", "7K2-4QXM", "--to", "a@b.test").code == 64
    assert lychgate(*add, "--until", "tomorrow", "--to", "a@b.test").code == 64
    assert lychgate(*add, "--until", "2020-01-01", "--to", "a@b.test").code == 77
    assert lychgate(*add, "--until", UNTIL, "--to", "nobody").code == 77
    assert lychgate(*add, "--until", UNTIL, "--ref", "7K2-4QXM").code == 1
    assert lychgate(*add, "--until", UNTIL, "--to", "a@b.test", "--by", "cllr.test@council.test").code == 77
