import json
from pathlib import Path
from typing import Any

import pytest

from gateway.testing import make_message
from tests.cli.conftest import Answer, Lychgate

CLEAN = make_message(to=["someone@elsewhere.test"], cc=["clerk@council.test"], text="Thank you.\n")
NO_COPY = make_message(to=["someone@elsewhere.test"], text="Thank you.\n")
CROWD = make_message(to=[f"n{n}@elsewhere.test" for n in range(12)], cc=["clerk@council.test"], text="Hello.\n")
LEAK = make_message(to=["someone@elsewhere.test"], cc=["clerk@council.test"], text="Her NHS number is 943 476 5919.\n")


@pytest.fixture
def files(home: Path) -> Path:
    for name, content in {"clean": CLEAN, "no-copy": NO_COPY, "crowd": CROWD, "leak": LEAK}.items():
        (home / f"{name}.eml").write_bytes(content)
    return home


def objects(answer: Answer) -> list[dict[str, Any]]:
    assert answer.code == 0, answer.err
    return [json.loads(line) for line in answer.out.splitlines()]


def test_each_message_gets_its_answer_in_order_and_nothing_is_kept(lychgate: Lychgate, files: Path) -> None:
    before = set(files.iterdir())
    said = objects(lychgate("check", "--json", "clean.eml", "no-copy.eml", "crowd.eml", "leak.eml"))
    assert [(one["file"], one["disposition"]) for one in said] == [
        ("clean.eml", "relay"),
        ("no-copy.eml", "relay"),
        ("crowd.eml", "ask"),
        ("leak.eml", "hold"),
    ]
    assert all(one["ms"] > 0 for one in said)
    assert set(files.iterdir()) == before


def test_the_json_says_what_was_found_and_where_but_not_the_value(lychgate: Lychgate, files: Path) -> None:
    (said,) = objects(lychgate("check", "--json", "leak.eml"))
    (verdict,) = said["verdicts"]
    assert (verdict["rule"], verdict["action"]) == ("personal-data", "hold")
    (finding,) = verdict["findings"]
    assert set(finding) == {"kind", "part", "start", "end", "whose", "action", "why"}
    assert (finding["kind"], finding["whose"], finding["action"]) == ("nhs", "outside", "hold")
    assert 0 < finding["start"] < finding["end"]
    assert "5919" not in json.dumps(said)


def test_for_people_it_says_why(lychgate: Lychgate, files: Path) -> None:
    out = lychgate("check", "clean.eml", "no-copy.eml").out
    assert out.splitlines()[:2] == ["clean.eml: relay", "no-copy.eml: relay (clerk-copy: amend)"]
    assert "The Clerk was not copied in" in out.splitlines()[2]


def test_the_envelope_of_the_header_takes_in_bcc(lychgate: Lychgate, files: Path) -> None:
    blind = [f"n{n}@elsewhere.test" for n in range(6)]
    (files / "blind.eml").write_bytes(make_message(to=["clerk@council.test"], bcc=blind, text="Hello.\n"))
    (said,) = objects(lychgate("check", "--json", "blind.eml"))
    assert said["disposition"] == "ask"


def test_an_envelope_on_the_command_line_is_for_all(lychgate: Lychgate, files: Path) -> None:
    inside = lychgate("check", "--json", "--from", "cllr.test@council.test", "--to", "clerk@council.test", "crowd.eml")
    assert objects(inside)[0]["disposition"] == "ask", "the header counts, not only the envelope"
    blind = [word for n in range(6) for word in ("--to", f"n{n}@elsewhere.test")]
    assert objects(lychgate("check", "--json", *blind, "clean.eml"))[0]["disposition"] == "ask"


def test_envelopes_from_a_file(lychgate: Lychgate, files: Path) -> None:
    one = {"file": "clean.eml", "mail_from": "cllr.test@council.test"}
    many = [f"n{n}@elsewhere.test" for n in range(6)]
    (files / "e.jsonl").write_text(json.dumps(one | {"rcpt_tos": many}) + "\n")
    said = objects(lychgate("check", "--json", "--envelopes", "e.jsonl", "clean.eml", "leak.eml"))
    assert [one["disposition"] for one in said] == ["ask", "hold"]


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"file": "clean.eml"}'])
def test_envelopes_that_are_none(lychgate: Lychgate, files: Path, line: str) -> None:
    (files / "e.jsonl").write_text(line + "\n")
    answer = lychgate("check", "--envelopes", "e.jsonl", "clean.eml")
    assert answer.code == 64
    assert "e.jsonl:1: is not of the form" in answer.err


def test_lines_that_end_in_lf_alone_are_read_as_on_the_wire(lychgate: Lychgate, files: Path) -> None:
    (files / "unix.eml").write_bytes(LEAK.replace(b"\r\n", b"\n"))
    dos, unix = objects(lychgate("check", "--json", "leak.eml", "unix.eml"))
    assert dos["verdicts"] == unix["verdicts"]


def test_what_the_record_knows_counts(lychgate: Lychgate, files: Path) -> None:
    letter = make_message(
        from_="Joan Marsh <joan@elsewhere.test>",
        to=["clerk@council.test"],
        text="Please write to me.\n\nJoan Marsh\n14 Orchard Way, Lychford LY1 4QT\n01632 960417\n",
    )
    (files / "letter.eml").write_bytes(letter)
    answer = make_message(to=["joan@elsewhere.test"], cc=["clerk@council.test"], text="The number is 01632 960417.\n")
    (files / "answer.eml").write_bytes(answer)
    assert objects(lychgate("check", "--json", "answer.eml"))[0]["disposition"] == "hold"
    assert lychgate("people", "import", "letter.eml").out == "1 messages read, 1 people learnt\n"
    assert objects(lychgate("check", "--json", "answer.eml"))[0]["disposition"] == "relay"


def test_the_defaults_will_do(lychgate: Lychgate, files: Path) -> None:
    (files / "config.toml").unlink()
    assert objects(lychgate("check", "--json", "clean.eml"))[0]["disposition"] in {"relay", "hold"}
