import base64
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from gateway.mime.flat import tags
from gateway.mime.source import own_texts
from gateway.mime.strip import NOTE, strip
from gateway.mime.trail import trails
from gateway.model.decision import StripTrail
from gateway.testing import make_message
from tests.mime.trail_shapes import ASKED, HTML, OWN, PLAIN, Shape, marked

TRAIL = f"On 2 Mar 2026 at 09:12, Pat <pat@home.test> wrote:\n{marked(ASKED)}"


def stripped(raw: bytes) -> bytes:
    for trail in trails(raw):
        cut = StripTrail(trail.part, trail.start, trail.end)
        once = strip(raw, cut)
        assert strip(once, cut) == once
        raw = once
    return raw


def body(raw: bytes) -> str:
    found = message_from_bytes(raw, policy=policy.default).get_body()
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


def written(encoding: str, charset: str, text: str, line_end: str = "\r\n") -> bytes:
    message = EmailMessage()
    message.set_content(text, cte=encoding, charset=charset)
    head = f"From: cllr.test@council.test{line_end}X-Odd:  kept {line_end}".encode()
    return head + message.as_bytes(policy=policy.SMTP.clone(linesep=line_end))


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("7bit", "us-ascii"),
        ("8bit", "utf-8"),
        ("8bit", "iso-8859-1"),
        ("quoted-printable", "utf-8"),
        ("quoted-printable", "windows-1252"),
        ("base64", "utf-8"),
        ("base64", "iso-2022-jp"),
    ],
)
def test_the_trail_is_cut_in_the_parts_own_encoding(encoding: str, charset: str, line_end: str) -> None:
    special = {"utf-8": "Café – ", "iso-8859-1": "Café ", "windows-1252": "Café – ", "iso-2022-jp": "田中様 "}
    own = special.get(charset, "") + OWN
    raw = written(encoding, charset, f"{own}\n{TRAIL}\n-- \nTess\n", line_end)
    sent = stripped(raw)
    assert body(sent).replace("\r\n", "\n") == f"{own}\n{NOTE}\n\n-- \nTess\n"
    split = (line_end * 2).encode()
    assert sent.partition(split)[0] == raw.partition(split)[0]


def test_what_stands_above_stays_byte_for_byte() -> None:
    raw = make_message(text=f"{OWN}\n{TRAIL}")
    head, _, _ = raw.partition(b"On 2 Mar")
    assert stripped(raw) == head + NOTE.encode() + b"\r\n"


@pytest.mark.parametrize("shape", [*PLAIN, *HTML], ids=lambda shape: shape.name)
def test_nothing_of_the_trail_stays_in_any_clients_shape(shape: Shape) -> None:
    is_html = shape.body.startswith("<html>")
    sent = stripped(make_message(text=None if is_html else shape.body, html=shape.body if is_html else None))
    text = body(sent)
    assert NOTE in text
    assert shape.above in text
    for gone in ("Dear Tess", "under water", "Pat <pat@home.test>"):
        assert gone not in text


@pytest.mark.parametrize("shape", HTML, ids=lambda shape: shape.name)
def test_html_stays_whole(shape: Shape) -> None:
    [source] = own_texts(stripped(make_message(text=None, html=shape.body)))
    opened: list[str] = []
    for tag in tags(source.data.decode()):
        if tag.name in {"div", "blockquote", "body", "html", "font"}:
            if tag.closing:
                assert opened.pop() == tag.name
            else:
                opened.append(tag.name)
    assert opened == []
    assert f"<p>{NOTE}</p>" in source.data.decode()


def test_the_other_parts_stay_byte_for_byte() -> None:
    data = base64.b64decode(b"AAECAwQF" * 50)
    html = f"<div>Yes.</div><blockquote type='cite'>{ASKED}</blockquote>"
    raw = make_message(text=f"Yes.\n\n{TRAIL}", html=html, attachments=[("a.bin", "application/octet-stream", data)])
    sent = stripped(raw)
    at = raw.index(b"Content-Disposition: attachment")
    assert sent.endswith(raw[at:])
    assert b"under water" not in sent


@pytest.mark.parametrize("cut", [StripTrail("text/plain 7", 0, 9), StripTrail("text/plain 1", 900, 1000)])
def test_a_cut_that_fits_nothing_changes_nothing(cut: StripTrail) -> None:
    raw = make_message(text=f"{OWN}\n{TRAIL}")
    assert strip(raw, cut) == raw


def test_a_part_that_cannot_be_written_again_stays() -> None:
    raw = b"Content-Type: text/plain; charset=utf-8\r\n\r\nYes \xff\x81.\r\n" + TRAIL.encode()
    assert stripped(raw) == raw
