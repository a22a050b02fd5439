import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.append import append_line
from gateway.mime.read import read
from gateway.mime.source import own_texts
from gateway.testing import make_message

LINE = "These are my own views, not the council\u2019s."
PLAIN = "These are my own views, not the council's."


def part(encoding: str, body: bytes, kind: str = "text/plain; charset=utf-8") -> bytes:
    head = f"From: a@b.test\r\nContent-Type: {kind}\r\n" + (encoding and f"Content-Transfer-Encoding: {encoding}\r\n")
    return head.encode() + b"\r\n" + body


def body_of(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (part("8bit", b"Hello.\r\n"), b"Hello.\r\n\r\n" + LINE.encode() + b"\r\n"),
        (part("8bit", b"Hello."), b"Hello.\r\n\r\n" + LINE.encode() + b"\r\n"),
        (part("8bit", b"Hi\n\n\n"), b"Hi\n\n" + LINE.encode() + b"\n\n\n"),
        (part("8bit", b""), LINE.encode() + b"\r\n"),
        (part("7bit", b"Hello.\r\n"), b"Hello.\r\n\r\n" + PLAIN.encode() + b"\r\n"),
        (part("8bit", b"\xa3\r\n", "text/plain; charset=latin-9"), b"\xa3\r\n\r\n" + PLAIN.encode() + b"\r\n"),
        (part("8bit", b"\x80\r\n", "text/plain; charset=cp1252"), b"\x80\r\n\r\n" + LINE.encode("cp1252") + b"\r\n"),
        (
            part("quoted-printable", b"Caf=E9 long=\r\n line\r\n", "text/plain; charset=cp1252"),
            b"Caf=E9 long=\r\n line\r\n\r\nThese are my own views, not the council=92s.\r\n",
        ),
        (
            part("quoted-printable", b"=3Cp>Odd=20one</p>\r\n</BODY></html>", "text/html; charset=utf-8"),
            b"=3Cp>Odd=20one</p>\r\n<p>These are my own views, not the council=E2=80=99s.</p>\r\n</BODY></html>",
        ),
        (
            part("7bit", b"<p>Hi</p>", "text/html"),
            b"<p>Hi</p>\r\n<p>These are my own views, not the council&#8217;s.</p>\r\n",
        ),
    ],
)
def test_the_line_is_added_in_the_parts_own_encoding_once(before: bytes, after: bytes) -> None:
    amended = append_line(before, LINE)
    assert amended == before.replace(body_of(before), b"") + after if body_of(before) else before + after
    assert append_line(amended, LINE) == amended


def test_base64_lines_before_the_end_stay() -> None:
    raw = b"SGVsbG8gaGVsbG8g\r\naGVsbG8u\r\n"
    amended = append_line(part("base64", raw), LINE)
    assert body_of(amended).startswith(raw[:18])
    assert own_texts(amended)[0].data == b"Hello hello hello." + b"\r\n\r\n" + LINE.encode() + b"\r\n"


def test_both_parts_get_it_and_nothing_else_changes() -> None:
    raw = make_message(
        text="Hello.\n", html="<p>Hello.</p>", attachments=[("notes.txt", "text/plain", b"Kept as it is.")]
    )
    amended = append_line(raw, PLAIN)
    texts = {text.part: text.text for text in read(amended).texts}
    assert texts["text/plain 1"] == f"Hello.\n\n{PLAIN}\n"
    assert texts["text/html 2"].endswith(PLAIN)
    assert read(amended).attachments == read(raw).attachments
    assert [line for line in raw.split(b"\r\n") if line not in amended.split(b"\r\n")] == []


def test_a_forwarded_message_and_the_words_around_parts_are_left_alone() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nFrom: c@d.test\r\n\r\nTheir words.\r\n"
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\nWords that no client shows.\r\n--b\r\n\r\nMine.\r\n--b\r\n"
        + inner
        + b"--b--\r\n"
    )
    assert append_line(raw, PLAIN) == raw.replace(b"Mine.", b"Mine.\r\n\r\n" + PLAIN.encode() + b"\r\n")


def test_a_charset_that_no_mail_may_have_is_left_alone() -> None:
    raw = part("base64", b"SABpAA==\r\n", "text/plain; charset=utf-16le")
    assert append_line(raw, LINE) == raw


@given(
    st.binary(max_size=300),
    st.sampled_from(["7bit", "8bit", "base64", "quoted-printable", "x-odd", ""]),
    st.sampled_from(["text/plain", "text/html", "text/plain; charset=utf-8", "text/html; charset=x-no"]),
)
def test_whatever_the_part_holds_the_line_is_added_once(body: bytes, encoding: str, kind: str) -> None:
    raw = part(encoding, body, kind)
    amended = append_line(raw, PLAIN)
    assert append_line(amended, PLAIN) == amended
    for before, after in zip(own_texts(raw), own_texts(amended), strict=True):
        assert PLAIN.encode() in after.data
        assert len(after.data) >= len(before.data)
