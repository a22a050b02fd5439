from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.saved import author_of, envelope_of, is_message, on_the_wire, sent_at
from gateway.testing import make_message


def test_the_envelope_is_what_the_header_tells_each_address_once() -> None:
    raw = make_message(
        from_="Tess <t@council.test>", to=["Ann <a@x.test>"], cc=["A@x.test", "b@x.test"], bcc=["c@x.test"]
    )
    assert envelope_of(raw) == envelope_of(raw + b"To: nobody@x.test\r\n")
    assert (envelope_of(raw).mail_from, envelope_of(raw).rcpt_tos) == (
        "t@council.test",
        ("a@x.test", "b@x.test", "c@x.test"),
    )
    assert envelope_of(b"Subject: x\r\n\r\n").mail_from == ""


def test_the_author_is_the_first_in_from() -> None:
    assert author_of(make_message(from_="Tess <t@council.test>, b@x.test")) == ("Tess", "t@council.test")
    assert author_of(b"Subject: x\r\n\r\nFrom: t@council.test") == ("", "")


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (b"Subject: x\r\n\r\nHello", True),
        (b"From a@x Mon Mar  2 10:00:00 2026\nSubject: x\n\nHello", True),
        (b">From a@x Mon Mar  2 10:00:00 2026\r\nSubject: x\r\n", True),
        (b"From the start: hello\n", False),
        (b"Hello there.\n\nSubject: x\n", False),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"\nSubject: x\n", False),
        (b"", False),
    ],
)
def test_a_message_begins_with_its_header(content: bytes, is_one: bool) -> None:
    assert is_message(content) is is_one


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon, 02 Mar 2026 10:00:00 +0000", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 10:00:00 +0100 (BST)", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2 Mar 2026 10:00 -0000", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 32 Mar 2026 10:00:00 +0000", None),
        ("Mon, 02 Mar 99999999 10:00:00 +0000", None),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None),
        ("", None),
    ],
)
def test_when_it_was_sent(date: str, at: datetime | None) -> None:
    assert sent_at(make_message(headers={"Date": date})) == at


@given(st.text(max_size=60), st.binary(max_size=60))
def test_whatever_the_fields_hold_something_is_said(date: str, raw: bytes) -> None:
    content = f"Date: {date}\r\nFrom: ".encode("utf-8", "surrogatepass") + raw
    at = sent_at(content)
    assert at is None or at.tzinfo is UTC
    assert isinstance(envelope_of(content).mail_from, str)


@given(st.binary(max_size=80))
def test_each_line_ends_as_on_the_wire_and_nothing_else_changes(content: bytes) -> None:
    made = on_the_wire(content)
    assert made.replace(b"\r\n", b"\n") == content.replace(b"\r\n", b"\n")
    assert made.count(b"\n") == made.count(b"\r\n")
    assert on_the_wire(made) == made
