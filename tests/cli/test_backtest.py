import contextlib
import json
import os
import pty
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gateway.testing import make_message
from tests.cli.conftest import CONFIG, Answer, Lychgate
from tests.cli.test_held import Receives, received  # noqa: F401 - a fixture

SECRET = "943 476 5919"
DRAFT = CONFIG + '[rules.clerk-copy]\naction = "hold"\n'


@pytest.fixture
def mail(home: Path) -> Path:
    """Three messages of the council's, a resident's, and one that is none."""
    folder = home / "mail"
    folder.mkdir()
    for name, content in {
        "copied": make_message(cc=["clerk@council.test"]),
        "bare": make_message(to=["someone@elsewhere.test"], headers={"Message-ID": "<2@x>"}),
        "leak": make_message(
            cc=["clerk@council.test"], text=f"Her NHS number is {SECRET}.\n", headers={"Message-ID": "<3@x>"}
        ),
        "theirs": make_message(from_="joan@elsewhere.test", to=["clerk@council.test"]),
        "broken": b"\x89PNG\r\n\x1a\n",
    }.items():
        (folder / f"{name}.eml").write_bytes(content)
    (home / "draft.toml").write_text(DRAFT)
    return folder


def report(answer: Answer) -> dict[str, Any]:
    assert answer.code == 0, answer.err
    (line,) = answer.out.splitlines()
    read: dict[str, Any] = json.loads(line)
    return read


def test_an_archive_goes_through_a_draft_and_through_the_policy_in_force(lychgate: Lychgate, mail: Path) -> None:
    before = sorted(mail.parent.rglob("*"))
    said = report(lychgate("backtest", "--mail", "mail", "--config", "draft.toml", "--json"))
    assert said["mail"] | {"begins": 0, "ends": 0} == {
        "over": "archive",
        "begins": 0,
        "ends": 0,
        "tried": 3,
        "learnt_from": 1,
        "repeated": 0,
        "passed_over": 0,
        "unread": 1,
        "unread_named": [{"name": "mail/broken.eml", "why": "is no message: it does not begin with a header"}],
    }
    assert said["outcomes"] == {"off": 1, "hold": 2}
    (against,) = said["comparisons"]
    assert (against["against"], against["before"]) == ("in force", {"off": 1, "amend": 1, "hold": 1})
    assert (against["newly"]["hold"], against["no_longer"]["amend"], against["same"]) == (1, 1, 2)
    (move,) = against["moves"]
    assert (move["before"], move["after"], move["messages"], move["became"]) == ("amend", "hold", 1, {})
    assert [example["name"] for example in move["examples"]] == ["mail/bare.eml"]
    assert (said["holds_a_week"], said["minutes_a_week"]) == (2, 6)
    assert said["authors"] == {"cllr.test@council.test": {"hold": 2}}
    assert "5919" not in json.dumps(said)
    assert sorted(mail.parent.rglob("*")) == before, "nothing is kept"


def test_for_people_it_says_what_changes_and_why(lychgate: Lychgate, mail: Path) -> None:
    out = lychgate("backtest", "--mail", "mail", "-c", "draft.toml", "--minutes", "10").out
    for words in (
        "3 messages in the archive, sent by the council's people from 2 March 2026 to 2 March 2026.",
        "Nothing was sent, and nothing was recorded.",
        "Held: 2.0 a week, some 20 minutes of the Clerk's time at 10 minutes each.",
        "What changes against the policy in force",
        "newly held: 1; no longer held: 0",
        "mail/bare.eml (clerk-copy)",
        "The Clerk was not copied in, and the council's policy asks for it.",
        "What could not be read (1)",
        "Nothing was found by: ",
    ):
        assert words in out
    assert SECRET not in out


def test_paths_may_follow_each_other(lychgate: Lychgate, mail: Path) -> None:
    some = [f"mail/{name}.eml" for name in ("copied", "bare", "leak")]
    assert report(lychgate("backtest", "--json", "--mail", *some))["mail"]["tried"] == 3
    assert report(lychgate("backtest", "--json", "--mail", some[0], "--mail", some[1]))["mail"]["tried"] == 2


def test_without_a_draft_the_policy_in_force_is_tried(lychgate: Lychgate, mail: Path) -> None:
    answer = lychgate("backtest", "--mail", "mail")
    assert "the policy in force (version" in answer.out
    assert "draft" not in answer.out
    assert report(lychgate("backtest", "--mail", "mail", "--json"))["comparisons"] == []


def test_a_draft_alone_is_compared_with_nothing(lychgate: Lychgate, mail: Path) -> None:
    Path("config.toml").unlink()
    said = report(lychgate("backtest", "--mail", "mail", "--json", "--config", "draft.toml"))
    assert (said["comparisons"], said["in_force"], said["outcomes"]["hold"]) == ([], False, 2)


def test_the_config_in_force_may_have_another_name(
    lychgate: Lychgate, mail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("config.toml").rename("live.toml")
    monkeypatch.setenv("LYCHGATE_CONFIG", "live.toml")
    by_environment = report(lychgate("backtest", "--mail", "mail", "--json", "--config", "draft.toml"))
    monkeypatch.delenv("LYCHGATE_CONFIG")
    by_option = report(lychgate("backtest", "--mail", "mail", "--json", "-c", "draft.toml", "--in-force", "live.toml"))
    assert by_environment["comparisons"] == by_option["comparisons"] != []


def test_the_record_is_tried_beside_what_was_decided(
    lychgate: Lychgate,
    received: Receives,  # noqa: F811
    mail: Path,
) -> None:
    held = received()
    passed = received(text="Thank you.\n")
    Path("draft.toml").write_text(CONFIG + '[rules.personal-data]\naction = "note"\n')
    said = report(lychgate("backtest", "--config", "draft.toml", "--json"))
    assert (said["mail"]["over"], said["mail"]["tried"]) == ("record", 2)
    assert [(one["against"], one["no_longer"]["hold"]) for one in said["comparisons"]] == [
        ("in force", 1),
        ("recorded", 1),
    ]
    (move,) = said["comparisons"][1]["moves"]
    assert (move["examples"][0]["name"], move["became"]) == (held, {"held": 1})
    assert passed not in json.dumps(said)
    assert "1 held" in lychgate("backtest", "--config", "draft.toml").out
    assert report(lychgate("backtest", "--since", "1s", "--json"))["mail"]["tried"] in {0, 1, 2}


def test_nothing_to_try_is_said(lychgate: Lychgate, mail: Path) -> None:
    answer = lychgate("backtest", "--mail", "mail/theirs.eml")
    assert answer.code == 0
    assert "0 messages in the archive" in answer.out
    assert "The council's people are those of the config" in answer.out


def test_the_page_is_written(lychgate: Lychgate, mail: Path) -> None:
    answer = lychgate("backtest", "--mail", "mail", "-c", "draft.toml", "--html", "report.html", "--json")
    assert report(answer)["mail"]["tried"] == 3
    page = Path("report.html").read_text(encoding="utf-8")
    assert "What the draft of the email policy would have done" in page
    assert "mail/bare.eml" in page
    assert SECRET not in page
    assert stat.S_IMODE(Path("report.html").stat().st_mode) & 0o077 == 0, "it names people"


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["--since", "soon"], 64, 'write a number and a unit, such as "30s"'),
        (["--mail", "nowhere"], 64, "does not exist"),
        (["--config", "none.toml"], 78, "none.toml:1: file: cannot be read"),
        (["--config", "bad.toml"], 78, "bad.toml:2: rules.clerk-copy.action"),
        (["--html", "no/where.html", "--mail", "mail"], 64, "no is not a folder"),
        (["--minutes", "-1"], 64, "minutes"),
        ([], 69, "there is no store yet"),
    ],
)
def test_what_is_wrong_is_said_at_once(lychgate: Lychgate, mail: Path, args: list[str], code: int, says: str) -> None:
    Path("bad.toml").write_text('[rules.clerk-copy]\naction = "shout"\n')
    answer = lychgate("backtest", *args)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err


def test_on_a_terminal_a_bar_shows_how_far_it_is(mail: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gateway", "backtest", "--mail", "mail", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=os.environ | {"TERM": "xterm"})
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # its end
        while block := os.read(ours, 4096):
            shown += block
    os.close(ours)
    out, _ = process.communicate(timeout=60)
    assert b"reading the mail" in shown
    assert b"trying the policy" in shown
    assert json.loads(out)["mail"]["tried"] == 3


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_it_ends_cleanly_when_told_to(home: Path, number: signal.Signals, code: int) -> None:
    (home / "mail").mkdir()
    (home / "room").mkdir()
    for each in range(1000):
        content = make_message(headers={"Message-ID": f"<{each}@x>"})
        (home / "mail" / f"{each}.eml").write_bytes(content)
    command = [sys.executable, "-m", "gateway", "backtest", "--mail", "mail"]
    process = subprocess.Popen(
        command,
        env=os.environ | {"TMPDIR": str(home / "room")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not list((home / "room").glob("*/archive.db")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, number)  # as a terminal does: the check processes hear it, too
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (code, b"", b"")
    assert list((home / "room").iterdir()) == [], "the unpacked archive is gone"
