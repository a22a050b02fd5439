import pytest

from gateway.mime import amend
from gateway.mime.difference import Change, difference
from gateway.mime.read import read
from gateway.model.decision import AddCc, Edit
from gateway.model.message import Content, TextKind
from gateway.testing import COUNCIL, make_message

PARTS = {TextKind.PLAIN: "text/plain", TextKind.HTML: "text/html"}
UMLAUT = "Caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{SNOWMAN} \N{EM DASH} fine"


def edited(content: bytes, change: Edit) -> bytes:
    return amend.apply(content, (change,), COUNCIL)


def text_of(content: Content, kind: TextKind) -> str:
    of_it = (text.text for text in content.texts if text.kind is kind and text.part.startswith(PARTS[kind]))
    return next(of_it)


def test_nothing_written_anew_changes_nothing() -> None:
    content = make_message(html="<p>Hello.</p>")
    assert edited(content, Edit()) == content


@pytest.mark.parametrize("subject", ["Bins", UMLAUT, "Long " * 60, "Line\r\nBcc: evil@elsewhere.test", ""])
def test_a_subject_is_one_field_whatever_is_typed(subject: str) -> None:
    content = make_message(subject="Plot 14")
    new = edited(content, Edit(subject=subject))
    assert read(new).subject == " ".join(subject.split())
    assert [name.lower() for name, _ in read(new).headers] == [name.lower() for name, _ in read(content).headers]
    assert new.partition(b"\r\n\r\n")[2] == content.partition(b"\r\n\r\n")[2]
    assert max(map(len, new.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_recipients_keep_their_names_and_the_rest_its_bytes() -> None:
    content = make_message(to=['"Mary Jones" <mary@elsewhere.test>', "joan@elsewhere.test"], cc=["sam@elsewhere.test"])
    new = edited(content, Edit(to=("mary@elsewhere.test", "clerk@council.test"), cc=()))
    assert read(new).to == (("Mary Jones", "mary@elsewhere.test"), ("Ann Lee", "clerk@council.test"))
    assert read(new).cc == ()
    assert b"Cc:" not in new
    assert new.partition(b"Subject:")[2] == content.partition(b"Subject:")[2]


@pytest.mark.parametrize("charset", ["us-ascii", "iso-8859-1", "utf-8"])
def test_a_text_may_need_any_letter(charset: str) -> None:
    described = f"Content-Type: text/plain; charset={charset}; format=flowed"
    old = f"From: a@council.test\r\nSubject: S\r\n{described}\r\n\r\nOld \r\nones.\r\n"
    read_again = read(edited(old.encode(), Edit(text=f"{UMLAUT}\n\nTwo  \nlines")))
    assert text_of(read_again, TextKind.PLAIN) == f"{UMLAUT}\n\nTwo  \nlines\n"
    assert read_again.unreadable == ()


def test_both_texts_of_an_alternative_say_the_same_and_attachments_stay() -> None:
    data = b"%PDF-1.4 as it is"
    content = make_message(text="Old.\n", html="<p>Old.</p>", attachments=[("a.pdf", "application/pdf", data)])
    new = read(edited(content, Edit(text="New & <b>bold</b>\nline")))
    assert text_of(new, TextKind.PLAIN) == "New & <b>bold</b>\nline\n"
    assert "New & <b>bold</b>\nline" in text_of(new, TextKind.HTML)
    assert [(a.file_name, a.data) for a in new.attachments] == [("a.pdf", data)]
    assert new.unreadable == ()


def test_a_message_without_any_field_of_mime_gets_them() -> None:
    new = edited(b"From: a@council.test\nSubject: S\n\nOld\n", Edit(text=UMLAUT))
    assert text_of(read(new), TextKind.PLAIN) == f"{UMLAUT}\n"
    assert b"MIME-Version: 1.0\n" in new
    assert b"\r" not in new


def test_the_copy_to_the_clerk_is_added_to_what_was_written_anew() -> None:
    new = amend.apply(make_message(), (AddCc("clerk@council.test"), Edit(cc=("mayor@council.test",))), COUNCIL)
    assert [box.address for box in read(new).cc] == ["mayor@council.test", "clerk@council.test"]


def test_the_difference_names_what_goes_and_what_comes() -> None:
    lines = [f"Line {n}" for n in range(20)]
    before = make_message(text="\n".join(lines) + "\n", subject="Old")
    after = edited(before, Edit(subject="New", text="\n".join([*lines[:10], "Added", *lines[11:]])))
    subject, text = difference(read(before), read(after))
    assert (subject.where, [(line.change, line.text) for line in subject.lines]) == (
        "Subject",
        [(Change.GONE, "Old"), (Change.NEW, "New")],
    )
    assert [(line.change, line.text) for line in text.lines] == [
        (Change.GAP, ""),
        (Change.KEPT, "Line 8"),
        (Change.KEPT, "Line 9"),
        (Change.GONE, "Line 10"),
        (Change.NEW, "Added"),
        (Change.KEPT, "Line 11"),
        (Change.KEPT, "Line 12"),
    ]


def test_what_is_alike_has_no_difference() -> None:
    assert difference(read(make_message()), read(make_message())) == ()
