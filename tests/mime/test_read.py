import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.parts import MAX_DEPTH, MAX_PARTS
from gateway.mime.read import read
from gateway.model.address import Mailbox
from gateway.model.message import Content, TextKind
from gateway.testing import make_message

INNER = "Content-Type: message/rfc822\r\n\r\n"


def parts(*bodies: str, kind: str = "mixed", head: str = "") -> bytes:
    """A multipart message; each body is a part with its own header."""
    said = "".join(f"--q\r\n{body}\r\n" for body in bodies)
    return f"{head}Content-Type: multipart/{kind}; boundary=q\r\n\r\n{said}--q--\r\n".encode()


def words(content: Content) -> dict[str, str]:
    return {text.part: text.text for text in content.texts}


def kinds(raw: bytes) -> list[str]:
    return [reason.kind for reason in read(raw).unreadable]


def test_a_message_of_many_parts() -> None:
    raw = make_message(
        from_="Tess Ter <cllr.test@council.test>",
        to=['"Lee, Ann" <ann@home.test>', "bob@home.test"],
        cc=["clerk@council.test"],
        subject="=?utf-8?q?Caf=C3=A9?= =?utf-8?q?_plot?=",
        text="Hello\n",
        html="<p>Hello</p>",
        attachments=[("plots.csv", "text/csv", b"a,b\n")],
        headers={"Reply-To": "x@council.test", "Sender": "y@council.test"},
    )
    content = read(raw)
    assert content.from_ == (Mailbox("Tess Ter", "cllr.test@council.test"),)
    assert content.to == (Mailbox("Lee, Ann", "ann@home.test"), Mailbox("", "bob@home.test"))
    assert [box.address for box in content.cc + content.reply_to + content.sender] == [
        "clerk@council.test",
        "x@council.test",
        "y@council.test",
    ]
    assert (content.subject, content.message_id) == ("Caf\u00e9 plot", "<test@council.test>")
    assert words(content) == {
        "header Subject": "Caf\u00e9 plot",
        "text/plain 1": "Hello\n",
        "text/html 2": "Hello",
        "file name 3": "plots.csv",
    }
    [attachment] = content.attachments
    assert (attachment.part, attachment.file_name, attachment.data) == ("attachment 3", "plots.csv", b"a,b\n")
    assert (content.signed, content.automatic, content.unreadable) == (False, False, ())


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("Content-Type: text/plain; charset=iso-8859-1", b"caf\xe9 \x80", "caf\u00e9 \u20ac"),
        ("Content-Type: text/plain; charset=utf-16", "caf\u00e9".encode("utf-16"), "caf\u00e9"),
        ("Content-Type: text/plain", "caf\u00e9".encode(), "caf\u00e9"),
        ("Content-Type: text/plain", b"caf\xe9", "caf\u00e9"),
        ("Content-Type: nonsense", b"plain", "plain"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"caf=C3=A9=\r\n!", "caf\u00e9!"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"50=ZZ =", "50=ZZ "),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: BASE64 (x)", b"d29y\r\nZHM", "words"),
        ("Content-Type: text/plain; format=flowed", b"one \r\ntwo\r\n> a \r\n> b", "one two\n> a b"),
        ("Content-Type: text/html", b"<title>T</title><p style='display:none'>Jo<b>hn</b></p>", "T\n\nJohn"),
        ("X: y", b"no type at all", "no type at all"),
    ],
)
def test_words_are_decoded(head: str, body: bytes, text: str) -> None:
    content = read(head.encode() + b"\r\n\r\n" + body)
    assert [one.text for one in content.texts] == [text]
    assert content.unreadable == ()


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ("Content-Disposition: attachment; filename=a.pdf", "a.pdf"),
        ('Content-Disposition: attachment; filename="a;b \\"c\\".pdf"', 'a;b "c".pdf'),
        ("Content-Disposition: attachment; filename*=utf-8''caf%C3%A9.pdf", "caf\u00e9.pdf"),
        ("Content-Disposition: attachment; filename*1=b.pdf; filename*0*=utf-8''%C3%A9", "\u00e9b.pdf"),
        ("Content-Disposition: attachment; filename==?utf-8?q?caf=C3=A9?=", "caf\u00e9"),
        ("Content-Disposition: attachment; filename=a.pdf\r\nContent-Description: b", "a.pdf\nb"),
    ],
)
def test_file_names_are_texts(params: str, name: str) -> None:
    content = read(parts(f"Content-Type: application/pdf\r\n{params}\r\n\r\n%PDF"))
    assert words(content) == {"file name 1": name}
    assert content.attachments[0].file_name == name.partition("\n")[0]


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("a@b.test (x (y) z), C <c@d.test>", ["a@b.test", "c@d.test"]),
        ("Friends: a@b.test, c@d.test;, e@f.test", ["a@b.test", "c@d.test", "e@f.test"]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?b?PGFAYi50ZXN0Pg==?= <c@d.test>", ["c@d.test"]),  # an encoded word is never an address
        ('"a@b.test" <c@d.test>', ["c@d.test"]),
        ("<@x.test,@y.test:c@d.test>", ["c@d.test"]),
        ('"a b"@d.test', ['"a b"@d.test']),
        ('"open <a@b.test>, c@d.test', ["a@b.test", "c@d.test"]),
        ("a @ b . test", ["a@b.test"]),
        ("nobody", []),
    ],
)
def test_addresses(value: str, addresses: list[str]) -> None:
    assert [box.address for box in read(f"To: {value}\r\n\r\n".encode()).to] == addresses


def test_a_field_said_twice_is_read_twice() -> None:
    content = read(b"From: a@b.test\r\nFrom : c@d.test\r\nfrom:\r\n e@f.test\r\n\r\n")
    assert [box.address for box in content.from_] == ["a@b.test", "c@d.test", "e@f.test"]


def test_a_message_within_is_read_too() -> None:
    inner = "From: Ann <ann@home.test>\r\nSubject: Plot 7\r\n\r\nDear Tess\r\n"
    content = read(parts("\r\nSee below", f"Content-Type: message/rfc822\r\n\r\n{inner}"))
    assert words(content)["message header 2"] == "From: Ann <ann@home.test>"
    assert words(content)["message header 2 Subject"] == "Plot 7"
    assert words(content)["text/plain 3"] == "Dear Tess\n"
    assert content.from_ == ()


def test_what_readers_hide_around_the_parts_is_read() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=q\r\n\r\nsecret before\r\n--q\r\n\r\nx\r\n--q--\r\nsecret after\r\n"
    assert [text.text.strip() for text in read(raw).texts] == ["secret before", "secret after", "x"]


def test_the_usual_words_before_the_parts_are_none() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=q\r\n\r\n%s\r\n--q\r\n\r\nx\r\n--q--" % (
        b"This is a multi-part message in MIME format."
    )
    assert [text.text for text in read(raw).texts] == ["x"]


@pytest.mark.parametrize(
    ("raw", "signed"),
    [
        (parts("\r\nx", kind="signed"), True),
        (b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nx", True),
        (b"\r\n> -----BEGIN PGP SIGNED MESSAGE-----\r\nx", False),  # quoted
        (
            parts(INNER + "Content-Type: multipart/signed; boundary=z\r\n\r\n--z\r\n\r\nx\r\n--z--"),
            False,
        ),
        (b"DKIM-Signature: v=1\r\n\r\nx", False),
    ],
)
def test_signed(raw: bytes, signed: bool) -> None:
    assert read(raw).signed is signed


REPORT = b"Content-Type: multipart/report; report-type=delivery-status; boundary=q\r\n\r\n--q--"
CALENDAR = "Content-Type: text/calendar; method={}\r\n{}\r\nBEGIN:VCALENDAR"


@pytest.mark.parametrize(
    ("raw", "automatic"),
    [
        (b"Auto-Submitted: auto-replied (vacation)\r\n\r\n", True),
        (b"Auto-Submitted: auto-generated; x=y\r\n\r\n", True),
        (b"Auto-Submitted: No\r\n\r\n", False),
        (b"X-Auto-Response-Suppress: All\r\nPrecedence: bulk\r\n\r\n", False),
        (REPORT, True),
        (REPORT.replace(b"delivery-status", b"disposition-notification"), True),
        (parts(CALENDAR.format("REPLY", ""), kind="alternative"), True),
        (parts(CALENDAR.format("REQUEST", ""), kind="alternative"), False),
        (parts(CALENDAR.format("REPLY", "Content-Disposition: attachment\r\n")), False),
        (parts(INNER + CALENDAR.format("REPLY", "")), False),
        (parts(INNER + "Auto-Submitted: auto-replied\r\n\r\nx"), False),
    ],
)
def test_automatic(raw: bytes, automatic: bool) -> None:
    assert read(raw).automatic is automatic


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (parts("\r\nx", kind="encrypted"), ["encrypted"]),
        (b"\r\nbefore\r\n-----BEGIN PGP MESSAGE-----\r\n", ["encrypted"]),
        (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx", ["encrypted"]),
        (b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nx", ["encrypted"]),
        (b"Content-Type: message/partial; id=1\r\n\r\nx", ["broken"]),
        (b"Content-Type: text/plain; charset=klingon\r\n\r\nx", ["broken"]),
        (b"Content-Type: text/plain; charset=unicode_escape\r\n\r\nx", ["broken"]),
        (b"Content-Transfer-Encoding: x-own\r\n\r\nx", ["broken"]),
        (b"Content-Transfer-Encoding: base64\r\n\r\nd29y!ZHM=", ["broken"]),
        (b"Content-Transfer-Encoding: base64\r\n\r\nd28=\r\nd29yZHM=", ["ambiguous"]),
        (b"Content-Type: multipart/mixed\r\n\r\nx", ["broken"]),
        (b"Content-Type: multipart/mixed; boundary=q\r\n\r\nx", ["broken"]),
        (b"\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n", ["broken"]),
        (b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx", ["ambiguous"]),
        (b"Content-Type: multipart/mixed; boundary=q; boundary=z\r\n\r\n--q\r\n\r\nx\r\n--q--", ["ambiguous"]),
        (b"X: y\r\n \r\nContent-Type: text/html\r\n\r\nx", ["ambiguous"]),
        (b"From: a@b.test\r\nno field\r\n\r\nx", ["ambiguous"]),
        (parts("\r\nx\r\n--qq\r\ny"), ["ambiguous"]),
        (parts("\r\nx\r\n--q--\r\n\r\n--q\r\n\r\ny"), ["ambiguous"]),
        (parts("no field\r\n\r\ny"), ["ambiguous"]),
        (b"Subject: " + b"a" * 200_000 + b"\r\n\r\nx", ["limit"]),
        (parts(*["\r\nx"] * (MAX_PARTS + 1)), ["limit"]),
        (b"Content-Type: message/rfc822\r\n\r\n" * (MAX_DEPTH + 2), ["limit"]),
        (b"Content-Type: text/html\r\n\r\n" + b"<p>word" * 500_000, ["limit"]),
    ],
)
def test_what_cannot_be_read_for_sure_is_a_reason(raw: bytes, expected: list[str]) -> None:
    assert kinds(raw) == expected
    assert all("@" not in reason.why and reason.why.endswith(".") for reason in read(raw).unreadable)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"Subject: x",
        b"Content-Type: text/plain\r\nContent-Type: text/plain\r\n\r\nx",  # the same twice
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nx\r\n",  # cut off
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q  \r\nContent-Type: multipart/mixed; boundary=qq\r\n\r\n"
        b"--qq\r\n\r\nx\r\n--qq--\r\n--q--\r\n",  # a border that begins like another
        b"From x@y Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\nx",  # the first line of an mbox
        b"Subject: x\n\nbare line feeds\n",
        b"X: y\r\n \r\nSubject: z\r\n\r\nx",
        b"Subject: \xff\x00\r\n\r\n\x80\x00",
    ],
)
def test_odd_but_plain_mail_has_no_reason(raw: bytes) -> None:
    assert kinds(raw) == []


def test_base64_with_junk_is_read_all_the_same() -> None:
    data = base64.b64encode(b"the words of it")
    for odd in (b"!!".join([data[:4], data[4:]]), data.rstrip(b"="), data[:8] + b"=" + data[8:]):
        content = read(b"Content-Transfer-Encoding: base64\r\n\r\n" + odd)
        assert [text.text for text in content.texts] == ["the words of it"]


def test_a_file_that_calls_itself_text_is_a_file() -> None:
    content = read(b"Content-Type: text/plain\r\n\r\n%PDF-1.4\r\n")
    assert content.texts == ()
    assert content.attachments[0].data == b"%PDF-1.4\r\n"


def test_nothing_of_a_message_is_left_out_of_the_kinds() -> None:
    content = read(make_message(html="<p>x</p>", attachments=[("a.pdf", "application/pdf", b"%PDF")]))
    assert {text.kind for text in content.texts} == {
        TextKind.HEADER,
        TextKind.PLAIN,
        TextKind.HTML,
        TextKind.FILE_NAME,
    }


PIECES = st.sampled_from(
    [
        *(
            b"Content-Type: multipart/mixed; boundary=q\r\n",
            b"Content-Type: message/rfc822\r\n",
            b"--q\r\n",
            b"--q--\r\n",
        ),
        *(
            b"Content-Type: text/html; charset=utf-16\r\n",
            b"Content-Transfer-Encoding: base64\r\n",
            b"\r\n",
            b"\n",
            b" \r\n",
        ),
        *(
            b"To: (a <b@c.test>\r\n",
            b'From: "\\',
            b"=?utf-8?b?=?=",
            b"Subject: =?x?q?",
            b"\x00\xff",
            b"<div>",
            b";x*0*=%",
        ),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=12), max_size=25))
def test_it_never_raises_and_says_the_same_again(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    assert read(raw) == read(raw)


def test_notes_in_the_headers_of_parts_and_of_messages_within_are_read() -> None:
    inner = "From: Ann <ann@home.test>\r\nX-Note: Ring Jane on 07700 900123\r\n\r\nDear Tess\r\n"
    raw = parts(
        "X-Note: Ring Bob on 07700 900124\r\n\r\nSee below", f"{INNER}{inner}", head="X-Note: Ask Kim first\r\n"
    )
    said = words(read(raw))
    assert said["header remarks"] == "Ask Kim first"
    assert said["header parts"] == "Ring Bob on 07700 900124"
    assert said["message header 2 remarks"] == "Ring Jane on 07700 900123"


def test_a_file_name_stands_beside_its_words() -> None:
    head = "Content-Disposition: attachment; filename=Jane_Doe_07700900123.txt\r\n\r\n"
    assert words(read(parts(f"{head}Hello")))["file name 1"] == "Jane_Doe_07700900123.txt\nJane Doe 07700900123"


def test_what_a_text_holds_in_base64_is_read() -> None:
    raw = b"Subject: x\r\n\r\nSee this:\r\n" + base64.b64encode(b"Ring Jane on 07700 900123") + b"\r\n"
    assert words(read(raw))["text/plain 1 decoded"] == "Ring Jane on 07700 900123"


@pytest.mark.parametrize(
    "text",
    [
        "See below. begin 644 a.txt\n#2&5L;&\\\n`\nend\n",
        "Hello\n=ybegin line=128 size=9 name=a.txt\nabc\n=yend size=9\n",
    ],
)
def test_a_file_in_an_old_form_below_a_sentence_holds(text: str) -> None:
    assert kinds(f"Subject: x\n\n{text}".encode()) == ["broken"]


def test_where_we_begin_to_the_end_is_no_file() -> None:
    assert kinds(b"Subject: x\n\nThe works begin 644 m from here.\nThey end soon.\n") == []


@pytest.mark.parametrize("html", ["<bdo dir=rtl>321</bdo>", "<p style='unicode-bidi: bidi-override'>321</p>"])
def test_html_that_turns_its_letters_holds(html: str) -> None:
    assert kinds(f"Content-Type: text/html\n\n<p>Hello {html}".encode()) == ["ambiguous"]


def test_html_from_right_to_left_does_not_hold() -> None:
    assert kinds(b"Content-Type: text/html\n\n<p dir=rtl style='unicode-bidi: embed'>Hello <bdo dir=ltr>1</bdo>") == []
