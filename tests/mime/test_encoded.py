import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.encoded import decoded, is_packed

SAID = "Jane Doe is on 07700 900123."
BASE64 = base64.b64encode(SAID.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"Hello. {BASE64}\n",
        f"Hello\n{BASE64[:32]}\n{BASE64[32:]}\nRegards\n",
        f"> {BASE64}",
        f"data:text/plain;base64,{BASE64}",
        f"See data:text/plain;charset=utf-8,{SAID.replace(' ', '%20')} for more",
        f"Hello {SAID.encode().hex()}",
        f"Hello {binascii.hexlify(SAID.encode(), ' ').decode()}",
        "Jane Doe is on %30%37%37%30%30%20900123.",
        "Jane Doe is on &#48;&#55;&#55;&#48;&#x30;&#32;900123.",
        r"Jane Doe is on \u0030\u0037\u0037\u0030\u0030 900123.",
        r"Jane Doe is on \x30\x37\x37\x30\x30 900123.",
        "Jane Doe is on =?utf-8?B?MDc3MDAgOTAwMTIz?=.",
        base64.b64encode(SAID.encode("utf-16-le")).decode(),
    ],
)
def test_what_is_encoded_is_told(text: str) -> None:
    assert SAID in decoded(text)


def test_a_line_of_escapes_is_told_with_the_line_before() -> None:
    text = "Hello\nJane Doe\n%30%37%37%30%30 900123\nRegards"
    assert decoded(text) == "Jane Doe\n07700 900123"


@pytest.mark.parametrize(
    "text",
    [
        "The works begin on Monday.",
        "https://safe.test/?url=https%3A%2F%2Fcouncil.test%2Fcaf%C3%A9%20menu&data=05%7C02",
        "https://council.test/aHR0cHM6Ly9jb3VuY2lsLnRlc3QvaGVsbG8vd29ybGQ",
        "Fish &amp; chips &#8211; 5 &#163;",
        "C:\\users\\unit\\x1",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    ],
)
def test_what_is_not_is_left_alone(text: str) -> None:
    assert decoded(text) == ""
    assert not is_packed(text)


def test_a_document_in_base64_is_packed() -> None:
    assert is_packed("See:\n" + base64.b64encode(b"%PDF-1.4 and what follows in it").decode())


@given(st.text(alphabet="%3&#;0x\\u=?bQ-_dat:,/ \n4AZ", max_size=200))
def test_it_never_raises(text: str) -> None:
    decoded(text)
    is_packed(text)
