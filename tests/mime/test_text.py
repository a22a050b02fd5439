import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.charset import decode
from gateway.mime.text import html_to_text, unflow, unfold


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Jo<b>hn</b> Sm<span>ith</span></p>", "John Smith"),
        ("<p hidden>unseen</p><p style='display:none'>nor this</p>", "unseen\n\nnor this"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
        ("<a href='mailto:ann@home.test'>write</a>", "write (mailto:ann@home.test)"),
        ("<img src=x alt='a picture of Ann'>", "a picture of Ann"),
        ("<style>p{}</style><script>x()</script>&pound;5", "\u00a35"),
        ("<title>Title</title>body", "Title\n\nbody"),
        ("\ud800lone", "?lone"),
        ("", ""),
    ],
)
def test_the_words_of_html(html: str, text: str) -> None:
    assert html_to_text(html).strip() == text


def test_deep_html_is_read_to_its_bottom() -> None:
    assert html_to_text("<div>" * 20_000 + "deep") == "deep"


@pytest.mark.parametrize(
    ("folded", "text"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        (">a \n>b\n> c", "> a b\n> c"),
        (">a \nb", "> a \nb"),  # another quote depth
        ("-- \nAnn", "-- \nAnn"),  # a signature begins
        (" >stuffed", ">stuffed"),
    ],
)
def test_flowed_text(folded: str, text: str) -> None:
    assert unflow(folded) == text


def test_the_blank_goes_where_delsp_says_so() -> None:
    assert unflow("foot \nball", delsp=True) == "football"


def test_folded_lines_are_joined() -> None:
    assert unfold("SUMMARY:one\r\n  two\r\nX:y\n\tz") == "SUMMARY:one two\nX:yz"


@pytest.mark.parametrize(
    ("data", "charset", "text", "known"),
    [
        (b"caf\xe9", "ISO-8859-1", "caf\u00e9", True),
        (b"\x93x\x94", "latin1", "\u201cx\u201d", True),
        (b"\xef\xbb\xbfx", "", "x", True),
        (b"x\xff", '"utf-8"', "x\u00ff", True),
        (b"x", "klingon", "x", False),
        (b"x", "rot13", "x", False),
        (b"x", "idna", "x", False),
        (b"\\x41", "unicode_escape", "\\x41", False),
        (b"x", "a\x00b", "x", False),
        (b"\x00", "utf-16", "\ufffd", True),
    ],
)
def test_charsets(data: bytes, charset: str, text: str, known: bool) -> None:
    assert decode(data, charset) == (text, known)


@given(st.binary(max_size=30), st.sampled_from(["utf-7", "utf-16", "hz", "iso-2022-jp", "gb2312", "cp037", "", "x"]))
def test_decoding_never_raises(data: bytes, charset: str) -> None:
    assert isinstance(decode(data, charset).text, str)


@given(st.text(max_size=60))
def test_html_never_raises(html: str) -> None:
    assert isinstance(html_to_text(html), str)


def test_what_stands_above_a_word_is_told_apart() -> None:
    assert html_to_text("<ruby>Jane Doe<rt>07700 900123</rt></ruby>").split() == ["Jane", "Doe", "07700", "900123"]
