"""A number in disguise is found and the message waits; the same disguise about nothing passes."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.flow.check import Checked, check
from gateway.model.decision import Disposition
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.person import Known
from gateway.policy.loader import load_policy
from gateway.testing.messages import COUNCIL, NOW, make_message

POLICY = load_policy({})
NUMBER = "07700 900123"
SAID = "Mrs Jane Smith rang, her number is {} and she is cross.\n"
HARMLESS = "The bench at the pond has 12 new slats, and item 7 is closed.\n"
Disguise = Callable[[str], bytes]


def checked(raw: bytes) -> Checked:
    envelope = Envelope("clerk@council.test", ("bob@elsewhere.test",))
    session = Session(Listener.SUBMISSION, "192.0.2.7", user="clerk@council.test")
    message = Message("7K2-4QXM", Direction.OUTGOING, COUNCIL.key, session, envelope, raw, NOW)
    return check(message, COUNCIL, POLICY, Known(), NOW)


def written(**more: Any) -> bytes:
    return make_message(from_="clerk@council.test", to=["bob@elsewhere.test"], **more)


def raw(head: str, body: bytes) -> bytes:
    start = "From: clerk@council.test\r\nTo: bob@elsewhere.test\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n"
    return f"{start}{head}\r\n\r\n".encode() + body


def encoded(head: str, data: bytes) -> bytes:
    return raw(f"{head}\r\nContent-Transfer-Encoding: base64", base64.encodebytes(data))


def file_name(params: str) -> bytes:
    part = f"Content-Type: image/png\r\nContent-Disposition: attachment; {params}\r\n\r\n".encode() + b"\x89PNG\r\n\x00"
    return raw("Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nHi\r\n--b\r\n" + part + b"\r\n--b--\r\n")


def bare(said: str) -> str:
    """Without the end of the sentence."""
    return said.strip(". \n")


def html(said: str) -> bytes:
    return written(text=None, html=f"<p>{said}</p>")


def each(said: str, of: Callable[[str], str]) -> str:
    """Each letter and digit in other letters."""
    return "".join(of(char) if char.isalnum() else char for char in said)


DIGITS: dict[str, Callable[[str], str]] = {
    "full width": lambda c: chr(0xFEE0 + ord(c)),
    "arabic": lambda c: chr(0x660 + int(c)),
    "mathematical": lambda c: chr(0x1D7CE + int(c)),
    "devanagari": lambda c: chr(0x966 + int(c)),
    "with a mark": lambda c: c + "\u0301",
    "with a zero-width blank": lambda c: c + "\u200b",
    "with a soft hyphen": lambda c: c + "\u00ad",
    "with a word joiner": lambda c: c + "\u2060",
    "with a filler of Korean letters": lambda c: c + "\u3164",
    "with a tag character": lambda c: c + "\U000e0041",
}


@pytest.mark.parametrize("digits", DIGITS)
def test_other_digits_are_digits(digits: str) -> None:
    held = checked(written(text=SAID.format(each(NUMBER, DIGITS[digits]))))
    assert held.decision.disposition is Disposition.HOLD
    twelve = each("12", DIGITS[digits])
    assert checked(written(text=HARMLESS.replace("12", twelve))).decision.disposition is not Disposition.HOLD


DISGUISES: dict[str, Disguise] = {
    "over two lines": lambda s: written(text=s.replace("07700 ", "07700\n")),
    "references": lambda s: html("".join(f"&#{ord(c)};" for c in s)),
    "hexadecimal references without their end": lambda s: html("".join(f"&#x{ord(c):x}" for c in s)),
    "split by tags": lambda s: html(s.replace("77", "7<b></b>7").replace("2", "<span>2</span>")),
    "split by a comment": lambda s: html(s.replace("77", "7<!-- -->7").replace("12", "1<!-- -->2")),
    "lines of HTML": lambda s: html(s.replace("07700 ", "07700<br>").replace("new ", "new<br>")),
    "display none": lambda s: written(html=f"<p>Hi</p><div style='display:none'>{s}</div>"),
    "letters without a size": lambda s: written(html=f"<p>Hi</p><span style='font-size:0'>{s}</span>"),
    "white on white": lambda s: written(html=f"<p>Hi</p><font color=white>{s}</font>"),
    "a comment": lambda s: written(html=f"<p>Hi</p><!-- {s} -->"),
    "a comment for some readers": lambda s: written(html=f"<p>Hi</p><!--[if mso]><p>{s}</p><![endif]-->"),
    "a title": lambda s: written(html=f"<p title='{s.strip()}'>Hi</p>"),
    "a field": lambda s: written(html=f"<input type=hidden value='{s.strip()}'>Hi"),
    "words for a picture": lambda s: written(html=f"<img alt='{s.strip()}'>Hi"),
    "a page within": lambda s: written(html=f"<iframe srcdoc='{s.strip()}'></iframe>Hi"),
    "the other alternative": lambda s: written(text=s, html="<p>Hi</p>"),
    "HTML that calls itself plain": lambda s: raw("X-A: b", f"<p>{s.replace('77', '7<i></i>7')}</p>".encode()),
    "enriched text": lambda s: raw("Content-Type: text/enriched", s.replace("77", "7<b></b>7").encode()),
    "utf-7": lambda s: raw("Content-Type: text/plain; charset=utf-7", s.replace("07", "+ADAANw-").encode()),
    "utf-16": lambda s: encoded("Content-Type: text/plain; charset=utf-16", s.encode("utf-16")),
    "utf-16 that calls itself ASCII": lambda s: encoded("Content-Type: text/plain", s.encode("utf-16-le")),
    "hz": lambda s: raw("Content-Type: text/plain; charset=hz-gb-2312", s.replace("07", "~{#0#7~}").encode()),
    "ebcdic": lambda s: encoded("Content-Type: text/plain; charset=cp037", s.encode("cp037")),
    "quoted-printable": lambda s: raw(
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable",
        s.replace("77", "7= \t\r\n=37").encode(),
    ),
    "a comment in the encoding's name": lambda s: raw(
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64 (x)", base64.encodebytes(s.encode())
    ),
    "before the first part": lambda s: raw(
        "Content-Type: multipart/mixed; boundary=b", f"{s}\r\n--b\r\n\r\nHi\r\n--b--\r\n".encode()
    ),
    "behind the last part": lambda s: raw(
        "Content-Type: multipart/mixed; boundary=b", f"--b\r\n\r\nHi\r\n--b--\r\n{s}".encode()
    ),
    "a subject in pieces": lambda s: written(
        subject=f"=?utf-8?q?{s[:40].strip().replace(' ', '_')}?= =?utf-8?q?{s[40:].strip().replace(' ', '_')}?="
    ),
    "the topic of the thread": lambda s: written(headers={"Thread-Topic": s.strip()}),
    "a note in the header": lambda s: written(headers={"X-Note": s.strip()}),
    "a note in the header of a part": lambda s: raw(
        "Content-Type: multipart/mixed; boundary=b", f"--b\r\nX-Note: {s.strip()}\r\n\r\nHi\r\n--b--\r\n".encode()
    ),
    "a comment beside a recipient": lambda s: raw(f"Cc: bob@elsewhere.test ({s.strip()})", b"Hi"),
    "the name of a group of recipients": lambda s: raw(f'Cc: "{s.strip()}": bob@elsewhere.test;', b"Hi"),
    "base64 below a sentence": lambda s: written(text=f"See:\n{base64.b64encode(s.encode()).decode()}\n"),
    "a link that carries it": lambda s: written(text=f"data:text/plain;base64,{base64.b64encode(s.encode()).decode()}"),
    "the escapes of links": lambda s: written(text="".join(f"%{ord(c):02x}" for c in s)),
    "the escapes of programs": lambda s: written(text="".join(f"\\u{ord(c):04x}" for c in s)),
    "references in plain text": lambda s: written(text="".join(f"&#{ord(c)};" for c in s)),
    "an encoded word in the text": lambda s: written(text=f"=?utf-8?B?{base64.b64encode(s.encode()).decode()}?="),
    "digits that are too long": lambda s: raw("X-A: b", s.encode().replace(b"0", b"\xc0\xb0")),
    "a script": lambda s: written(html=f"<p>Hi</p><script>var a = '{s.strip()}'</script>"),
    "above a word": lambda s: written(html=f"<ruby>Hi<rt>{s}</rt></ruby>"),
    "a file name without blanks": lambda s: file_name(f'filename="{bare(s).replace(" ", "_")}.png"'),
    "a text that calls itself a picture": lambda s: raw("Content-Type: image/png", s.encode()),
    "the subject of a message within": lambda s: raw(
        "Content-Type: message/rfc822", f"From: amy@elsewhere.test\r\nSubject: {s.strip()}\r\n\r\nHi".encode()
    ),
    "a recipient's name": lambda s: make_message(
        from_="clerk@council.test", to=[f'"{s.strip()}" <bob@elsewhere.test>']
    ),
    "a file name": lambda s: file_name(f'filename="{bare(s)}.png"'),
    "a file name in pieces": lambda s: file_name(
        f"filename*0*=utf-8''{s[:38].replace(' ', '%20')}; filename*1*={bare(s[38:]).replace(' ', '%20')}.png"
    ),
    "a file name beside another": lambda s: file_name(f"filename=\"{bare(s)}.png\"; filename*=utf-8''a.png"),
    "a spreadsheet in utf-16": lambda s: written(
        attachments=[("a.csv", "text/csv", f"Note\n{s.replace(',', '')}".encode("utf-16-be"))]
    ),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_number_in_disguise_is_found_and_what_is_none_passes(disguise: str) -> None:
    found = checked(DISGUISES[disguise](SAID.format(NUMBER)))
    assert found.decision.disposition is Disposition.HOLD
    assert "personal-data" in {v.rule for v in found.decision.verdicts}
    assert checked(DISGUISES[disguise](HARMLESS)).decision.disposition is not Disposition.HOLD


@pytest.mark.parametrize(
    ("doubt", "kind"),
    [
        (written(text=SAID.format("\u202e" + NUMBER[::-1] + "\u202c")), "ambiguous"),
        (raw("Content-Type: text/plain\r\nContent-Type: text/html", b"<p>7<i></i>7</p>"), "ambiguous"),
        (raw("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"SGVs!!bG8="), "broken"),
        (raw("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode", b"begin 644 a\nend\n"), "broken"),
        (encoded("Content-Type: message/rfc822", written(text="Hello\n")), "ambiguous"),
    ],
    ids=["turned round", "said twice", "junk in base64", "uuencode", "an encoded message"],
)
def test_what_may_be_read_in_two_ways_waits(doubt: bytes, kind: str) -> None:
    decision = checked(doubt).decision
    assert decision.disposition is Disposition.HOLD
    assert kind in {f.kind for v in decision.verdicts if v.rule == "unreadable" for f in v.findings}


def test_right_to_left_letters_are_no_reason() -> None:
    shalom = "\u200f\u05e9\u05dc\u05d5\u05dd\u200e"  # marks of direction are no overrides
    assert checked(written(text=f"{shalom}, hello.\n")).decision.disposition is not Disposition.HOLD


@given(
    st.lists(st.sampled_from(["\u200b", "\u00ad", "\u2060", "\u0301", "\ufe0f", "\u200d"]), min_size=12, max_size=12)
)
@settings(max_examples=30, deadline=None)
def test_unseen_letters_anywhere_in_a_number_hide_nothing(unseen: list[str]) -> None:
    hidden = "".join(char + mark for char, mark in zip(NUMBER, unseen, strict=True))
    assert checked(written(text=SAID.format(hidden))).decision.disposition is Disposition.HOLD
