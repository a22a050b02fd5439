import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.address import asides
from gateway.mime.header import fields
from gateway.mime.remarks import remarks

SAID = "Jane Doe, 07700 900123"


def read(head: str) -> str:
    return remarks(fields(head.encode()))


@pytest.mark.parametrize(
    "head",
    [
        f"X-Note: {SAID}",
        f"X-Client: {SAID}",
        f"Organization: {SAID}",
        "X-A: =?utf-8?Q?Jane_Doe,_07700_900123?=",
        f"In-Reply-To: {SAID} <a@b.test>",
        f'Content-Type: text/plain; charset=utf-8; note="{SAID}"',
        f'Content-Disposition: inline; note="{SAID}"',
        f"To: ann@home.test ({SAID})",
        f'To: "{SAID}": ann@home.test;',
        f"Cc: Ann <ann@home.test> ({SAID}",
    ],
)
def test_what_a_person_wrote_is_told(head: str) -> None:
    assert SAID in read(head)


@pytest.mark.parametrize(
    "head",
    [
        "Date: Thu, 26 Nov 2026 10:12:00 +0000 (Greenwich Mean Time)",
        "Received: from mail.home.test by council.test for Ann Lee; Thu, 26 Nov 2026 10:12:00 +0000",
        "User-Agent: Mozilla Thunderbird",
        "X-Mailer: Apple Mail (2.3826)",
        "X-Spam-Status: No, score=-2.6 required by administrator",
        "X-MS-Exchange-Organization-Rules: sent by Ann Lee",
        "Authentication-Results: mail.home.test; spf=pass (sender is permitted)",
        "List-Id: Friends of the Park <park.home.test>",
        "In-Reply-To: <1234@home.test>",
        "References: <1234@home.test> <5678@home.test>",
        "X-Entity-ID: 07700900123",
        "Content-Type: text/plain; charset=utf-8; format=flowed",
        'Content-Type: multipart/mixed; boundary="=_Part two of it"',
        "To: Ann Lee (Home) <ann@home.test>",
        "To: undisclosed-recipients:;",
        "Subject: Jane Doe",
    ],
)
def test_what_programs_write_and_what_is_read_elsewhere_is_left_out(head: str) -> None:
    assert read(head) == ""


def test_asides_are_comments_and_groups() -> None:
    assert asides('The Lees: "Ann (x)" <ann@home.test> (at (her) home), bob@home.test;') == [
        "The Lees",
        "at (her) home",
    ]
    assert asides("Ann <ann@home.test>, bob@home.test") == []


@given(st.text(alphabet='(<>)":;,@\\ a1=?', max_size=100))
def test_it_never_raises(value: str) -> None:
    asides(value)
    read(f"X-Note: {value}\r\nTo: {value}\r\nContent-Type: {value}")
