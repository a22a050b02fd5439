"""Mail archives of each kind, and what stands in them that is none."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.flow.archive import Archive, Misses, Saved
from gateway.model.backtest import Unread
from gateway.testing import make_message

LARGEST = 10_000
FROM = b"From someone@elsewhere.test Mon Mar  2 10:00:00 2026\n"

Reads = Callable[..., list[Saved | Unread]]


def letter(number: int, text: str = "Hello.\n") -> bytes:
    return make_message(subject=f"Letter {number}", text=text).replace(b"\r\n", b"\n")


def read(*paths: Path) -> dict[str, bytes | str]:
    """Each thing in them by the end of its name: its bytes, or why there are none."""
    found = list(Archive(paths, LARGEST))
    assert len({one.name for one in found}) == len(found)
    return {Path(one.name).name: one.content if isinstance(one, Saved) else one.why for one in found}


def test_an_mbox_is_split_where_messages_begin(tmp_path: Path) -> None:
    said = "Dear all,\n\n>From the clerk: hello.\n>>From before.\nFrom the field at 10:00, no blank line before.\n"
    box = tmp_path / "inbox"
    box.write_bytes(FROM + letter(1) + b"\n" + FROM + letter(2, said) + b"\nFrom the heart\n\n" + FROM + letter(3))
    found = read(box)
    assert list(found) == ["inbox:1", "inbox:2", "inbox:3"]
    assert found["inbox:1"] == letter(1) + b"\n"
    assert found["inbox:3"] == letter(3)
    second = found["inbox:2"]
    assert isinstance(second, bytes)
    assert b"\nFrom the clerk: hello.\n>From before.\nFrom the field" in second
    assert second.endswith(b"\nFrom the heart\n\n"), "a line without a time of day begins no message"


def test_an_mbox_with_the_line_ends_of_the_wire(tmp_path: Path) -> None:
    box = tmp_path / "inbox"
    box.write_bytes((FROM + letter(1) + b"\n" + FROM + letter(2)).replace(b"\n", b"\r\n"))
    assert len(read(box)) == 2


@pytest.mark.parametrize("size", [256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1])
def test_a_long_line_is_one_line(tmp_path: Path, size: int) -> None:
    box = tmp_path / "inbox"
    long = b"x" * size + FROM + b"\n"
    box.write_bytes(FROM + letter(1) + long + FROM + letter(2))
    found = list(Archive([box], 10_000_000))
    assert [len(one.content) for one in found if isinstance(one, Saved)] == [len(letter(1) + long), len(letter(2))]


def test_a_maildir_has_its_messages_in_cur_and_new_and_in_its_folders(tmp_path: Path) -> None:
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"1.{folder.replace('/', '-')}.host:2,S").write_bytes(letter(1))
    (tmp_path / "dovecot.index").write_bytes(b"\0\1\2")
    archive = Archive([tmp_path], LARGEST)
    names = {Path(one.name).name for one in archive}
    assert names == {"1.cur.host:2,S", "1.new.host:2,S", "1..Sent-cur.host:2,S", "1..Sent-new.host:2,S"}
    assert archive.passed_over == 3


def test_a_folder_has_its_messages_wherever_they_are(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "1.eml").write_bytes(letter(1))
    (tmp_path / "a" / "b" / "2.EML").write_bytes(letter(2))
    (tmp_path / "a" / "Sent").write_bytes(FROM + letter(3))
    (tmp_path / "a" / "Sent.msf").write_bytes(b"// <!-- <mdb:mork:z v='1.4'/> -->")
    (tmp_path / "a" / "notes.txt").write_bytes(b"Subject: a note of mine")
    (tmp_path / "again").symlink_to(tmp_path)
    archive = Archive([tmp_path], LARGEST)
    assert {Path(one.name).name for one in archive} == {"1.eml", "2.EML", "Sent:1"}
    assert archive.passed_over == 2
    assert archive.read == archive.size() > 0


def test_a_file_that_is_named_is_read_as_mail_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "letter").write_bytes(letter(1))
    assert read(tmp_path / "letter") == {"letter": letter(1)}


def test_what_cannot_be_read_is_named_with_the_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "1-good.eml").write_bytes(letter(1))
    (tmp_path / "2-empty.eml").write_bytes(b"\n")
    (tmp_path / "3-picture.eml").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "4-large.eml").write_bytes(letter(1, "x" * LARGEST))
    (tmp_path / "5-box").write_bytes(FROM + letter(1, "y" * LARGEST) + b"\n" + FROM + letter(2))
    (tmp_path / "6-gone.eml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "7-pipe.eml")
    found = read(tmp_path)
    assert found == {
        "1-good.eml": letter(1),
        "2-empty.eml": "is empty",
        "3-picture.eml": "is no message: it does not begin with a header",
        "4-large.eml": "is larger than 10000 bytes",
        "5-box:1": "is larger than 10000 bytes",
        "5-box:2": letter(2),
        "6-gone.eml": "cannot be read: it is no file",
        "7-pipe.eml": "cannot be read: it is no file",
    }


def test_a_name_that_is_no_text_can_be_said(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.eml")).write_bytes(letter(1))
    assert list(read(tmp_path)) == ["caf\N{REPLACEMENT CHARACTER}.eml"]


def test_a_message_bears_the_time_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(letter(1))
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    os.utime(tmp_path / "1.eml", (at.timestamp(), at.timestamp()))
    (one,) = Archive([tmp_path / "1.eml"], LARGEST)
    assert isinstance(one, Saved)
    assert one.saved_at == at


def test_misses_are_counted_and_the_first_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.flow.archive.NAMED", 3)
    misses = Misses()
    for number in range(3):
        misses.add(Unread(f"{number}a", "why"), Unread(f"{number}b", "why"))
    assert (misses.number, [one.name for one in misses.named]) == (6, ["0a", "0b", "1a"])
