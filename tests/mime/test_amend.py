import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.amend import add_cc, apply, for_one, without_bcc
from gateway.mime.header import fields, header_end
from gateway.mime.read import read
from gateway.model.decision import AddCc
from gateway.testing import COUNCIL

CLERK = "clerk@council.test"
BODY = b"\r\nCc: not@a.field\r\nBcc: nor@this.one\r\n\xff\x00 body\r\n"


def with_cc(header: bytes, name: str = "") -> bytes:
    amended = add_cc(header + BODY, CLERK, name)
    assert amended.endswith(BODY)
    return amended[: -len(BODY)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"To: a@b.test\r\nCc: c@d.test\r\n", b"To: a@b.test\r\nCc: c@d.test, clerk@council.test\r\n"),
        (b"CC:c@d.test \t\r\nTo: a@b.test\r\n", b"CC:c@d.test, clerk@council.test \t\r\nTo: a@b.test\r\n"),
        (b"Cc:\r\nTo: a@b.test\r\n", b"Cc: clerk@council.test\r\nTo: a@b.test\r\n"),
        (b"Cc: \r\n", b"Cc: clerk@council.test\r\n"),
        (b"Cc: c@d.test,\r\n", b"Cc: c@d.test, clerk@council.test\r\n"),
        (b"Cc: (nobody)\r\n", b"Cc: (nobody) clerk@council.test\r\n"),
        (b"Cc: All: c@d.test;\r\n", b"Cc: All: c@d.test;, clerk@council.test\r\n"),
        (b"Cc: nobody:;\r\n", b"Cc: nobody:;, clerk@council.test\r\n"),
        (b"Cc: c@d.test (Cee)\r\n", b"Cc: c@d.test (Cee), clerk@council.test\r\n"),
        (b"Cc: =?utf-8?q?J=C3=B6?= <c@d.test>\r\n", b"Cc: =?utf-8?q?J=C3=B6?= <c@d.test>, clerk@council.test\r\n"),
        (b"Cc: c@d.test\r\nCc: e@f.test\r\n", b"Cc: c@d.test\r\nCc: e@f.test, clerk@council.test\r\n"),
        (b"Cc: \x00\r\n", b"Cc: clerk@council.test, \x00\r\n"),
        (b"Cc: c@d.test (open\r\n", b"Cc: clerk@council.test, c@d.test (open\r\n"),
        (b"Cc: c@d.test\r\n \r\nSubject: s\r\n", b"Cc: c@d.test, clerk@council.test\r\n \r\nSubject: s\r\n"),
    ],
)
def test_it_is_added_to_the_copies_there_are(before: bytes, after: bytes) -> None:
    assert with_cc(before) == after


@pytest.mark.parametrize("fold", [b" ", b"\t", b"    "])
def test_it_is_folded_as_the_field_was(fold: bytes) -> None:
    one, two = b"a" * 60 + b"@b.test", b"c" * 60 + b"@d.test"
    before = b"Cc: " + one + b",\r\n" + fold + two + b"\r\n"
    assert with_cc(before) == before[:-2] + b",\r\n" + fold + b"clerk@council.test\r\n"


def test_a_long_line_that_was_not_folded_is_folded_with_a_blank() -> None:
    before = b"Cc: " + b"a" * 60 + b"@b.test\r\n"
    assert with_cc(before) == before[:-2] + b",\r\n clerk@council.test\r\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"To: a@b.test,\r\n c@d.test\r\nSubject: s\r\n", b"To: a@b.test,\r\n c@d.test\r\nCc: X\r\nSubject: s\r\n"),
        (b"From: a@b.test\r\nSubject: s\r\nDate: d\r\n", b"From: a@b.test\r\nCc: X\r\nSubject: s\r\nDate: d\r\n"),
        (b"From: a@b.test\r\n", b"From: a@b.test\r\nCc: X\r\n"),
        (b"", b"Cc: X\r\n"),
    ],
)
def test_without_copies_a_field_is_made(before: bytes, after: bytes) -> None:
    assert with_cc(before) == after.replace(b"X", CLERK.encode())


@pytest.mark.parametrize(
    "header",
    [
        b"To: Clerk <CLERK@council.test>\r\n",
        b"To: a@b.test\r\nCc: clerk+planning@Council.Test\r\n",
        b"Cc: all: a@b.test, clerk@council.test;\r\n",
    ],
)
def test_nobody_is_copied_twice(header: bytes) -> None:
    assert with_cc(header) == header


@pytest.mark.parametrize(
    "header", [b"To: clerk@council.test <a@b.test>\r\n", b"Reply-To: clerk@council.test\r\nTo: a@b.test\r\n"]
)
def test_a_name_or_another_field_is_no_copy(header: bytes) -> None:
    assert with_cc(header) != header


@pytest.mark.parametrize(
    ("name", "mailbox"),
    [
        ("Ann Lee", b"Ann Lee <clerk@council.test>"),
        ('Lee, "Ann"', b'"Lee, \\"Ann\\"" <clerk@council.test>'),
        ("Zo\u00eb", b"<clerk@council.test>"),
        ("Ann\r\nBcc: x", b"<clerk@council.test>"),
    ],
)
def test_the_name_is_quoted_where_it_must_be(name: str, mailbox: bytes) -> None:
    assert with_cc(b"To: a@b.test\r\n", name) == b"To: a@b.test\r\nCc: " + mailbox + b"\r\n"


def test_bare_line_feeds_are_kept() -> None:
    assert add_cc(b"To: a@b.test\n\nbody\n", CLERK) == b"To: a@b.test\nCc: clerk@council.test\n\nbody\n"


def test_a_message_without_a_body() -> None:
    assert add_cc(b"To: a@b.test", CLERK) == b"To: a@b.test\r\nCc: clerk@council.test\r\n"


def test_amendments_are_applied_with_the_persons_name() -> None:
    amended = apply(b"To: a@b.test\r\n" + BODY, [AddCc(CLERK), AddCc(CLERK)], COUNCIL)
    assert amended == b"To: a@b.test\r\nCc: Ann Lee <clerk@council.test>\r\n" + BODY


def test_blind_copies_are_taken_out_whole() -> None:
    before = b"Bcc: a@b.test,\r\n\tc@d.test\r\nTo: e@f.test\r\nRESENT-BCC : x@y.test\r\nX-Bcc: kept\r\nbcc:\r\n"
    assert without_bcc(before + BODY) == b"To: e@f.test\r\nX-Bcc: kept\r\n" + BODY


def test_without_blind_copies_nothing_changes() -> None:
    content = b"To: e@f.test\r\n" + BODY
    assert without_bcc(content) is content


LINES = st.sampled_from(
    [
        b"To: a@b.test",
        b"Cc: c@d.test",
        b"cc:",
        b"Cc: (",
        b'Cc: "',
        b"Bcc: x@y.test",
        b" folded",
        b"\t",
        b" ",
        b"junk",
        b"Cc: a:b@c.test",
    ]
)


@given(st.lists(LINES | st.binary(max_size=20), max_size=8), st.sampled_from([b"\r\n", b"\n"]), st.binary(max_size=40))
def test_only_the_copies_change(lines: list[bytes], line_end: bytes, rest: bytes) -> None:
    content = line_end.join([*lines, b"", rest])
    amended = add_cc(content, CLERK)
    body = content[header_end(content)[1] :]
    assert amended.endswith(body)
    if all(one.name for one in fields(content)):
        assert CLERK in {box.address for box in read(amended).visible}
        assert add_cc(amended, CLERK) == amended
        others = [(one.name, one.raw) for one in fields(content) if one.key != "cc"]
        assert [(one.name, one.raw) for one in fields(amended) if one.key != "cc"] == others


@given(st.lists(LINES | st.binary(max_size=20), max_size=8), st.binary(max_size=40))
def test_blind_copies_never_leave(lines: list[bytes], rest: bytes) -> None:
    content = b"\r\n".join([*lines, b"", rest])
    left = without_bcc(content)
    kept = [one for one in fields(content) if one.key not in {"bcc", "resent-bcc"}]
    assert left == b"".join(content[one.start : one.end] for one in kept) + content[header_end(content)[0] :]
    assert without_bcc(left) == left


def test_one_recipient_sees_nobody_else_and_the_copy_to_the_clerk() -> None:
    header = (
        b"From: x@council.test\r\nTo: a@b.test,\r\n =?utf-8?q?C=C3=A9?= <c@d.test>\r\nSubject: s\r\n"
        b"Cc: Ann Lee <clerk@council.test>, e@f.test\r\nMessage-ID: <1@x>\r\n"
    )
    assert for_one(header + BODY, "C@d.test", ["clerk@council.test"]) == (
        b"From: x@council.test\r\nTo: =?utf-8?b?Q8Op?= <C@d.test>\r\nCc: Ann Lee <clerk@council.test>\r\n"
        b"Subject: s\r\nMessage-ID: <1@x>\r\n" + BODY
    )
    assert for_one(header + BODY, "blind@b.test") == (
        b"From: x@council.test\r\nTo: blind@b.test\r\nSubject: s\r\nMessage-ID: <1@x>\r\n" + BODY
    )


def test_one_recipient_of_a_message_that_names_none() -> None:
    assert for_one(b"Subject: s\r\n" + BODY, "a@b.test") == b"Subject: s\r\nTo: a@b.test\r\n" + BODY


@given(st.lists(LINES | st.binary(max_size=20), max_size=8), st.binary(max_size=40))
def test_whatever_the_header_one_recipient_sees_nobody_else(lines: list[bytes], rest: bytes) -> None:
    content = b"\r\n".join([*lines, b"", rest])
    one = for_one(content, "r@s.test")
    assert one.endswith(content[header_end(content)[1] :])
    if all(field.name for field in fields(content)):
        assert [box.address for box in read(one).visible] == ["r@s.test"]
    assert for_one(one, "r@s.test") == one
