import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.amend import apply
from gateway.mime.read import read
from gateway.model.decision import AppendLine, Redact
from gateway.testing import COUNCIL, make_message


def spans(raw: bytes, *words: str) -> list[Redact]:
    """Each place where one of the words stands in a text of the message, as a rule would name it."""
    found = []
    for text in read(raw).texts:
        for word in words:
            at = text.text.find(word)
            while at >= 0:
                found.append(Redact(text.part, at, at + len(word)))
                at = text.text.find(word, at + 1)
    return found


def redacted(raw: bytes, *words: str) -> dict[str, str]:
    amendments = spans(raw, *words)
    assert amendments
    amended = apply(raw, amendments, COUNCIL)
    assert apply(amended, amendments, COUNCIL) == amended
    return {text.part: text.text for text in read(amended).texts}


def test_the_words_go_and_the_rest_stays() -> None:
    raw = make_message(text="Mrs Jones of 14 Mill Lane\nasks about 14 trees.\n", cc=["clerk@council.test"])
    amended = apply(raw, spans(raw, "14 Mill Lane"), COUNCIL)
    assert amended == raw.replace(b"14 Mill Lane", b"[removed]")


def test_a_part_of_a_longer_word_is_another_word() -> None:
    texts = redacted(make_message(text="Lee lives in Leeds.\n"), "Lee")
    assert texts["text/plain 1"] == "[removed] lives in Leeds.\n"


def test_folded_and_quoted_again_it_goes_everywhere() -> None:
    texts = redacted(make_message(text="Jane Jones called.\n> says Jane\n> Jones\n"), "Jane Jones")
    assert texts["text/plain 1"] == "[removed] called.\n> says [removed]\n"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Call Jane Jones now</p>",
        "<p>Call <b>Jane</b>\n Jones now</p>",
        "<p>Call Jane&nbsp;J&#111;nes now</p>",
        "<p>Call <i>J</i>ane<br> J&#x6f;nes now</p>",
    ],
)
def test_html_is_redacted_however_it_is_written(html: str) -> None:
    texts = redacted(make_message(text=None, html=html), "Jane", "nes")
    assert "Call [removed]" in texts["text/html 1"]
    assert not {"Jane", "nes"} & set(texts["text/html 1"].split())


def test_a_link_does_not_give_it_away() -> None:
    html = '<a href="mailto:jane%40x.test" title="JANE@x.test">jane@x.test</a>'
    raw = make_message(text=None, html=html)
    amended = apply(raw, spans(raw, "jane@x.test"), COUNCIL)
    assert b"jane" not in amended.lower()


def test_what_cannot_be_found_takes_the_whole_text_with_it() -> None:
    raw = make_message(text=None, html="<p>&Eacute;va called</p>")
    texts = redacted(raw, "\u00c9va")
    assert texts["text/html 1"] == "[removed]"


def test_flowed_text_is_redacted_across_its_soft_breaks() -> None:
    raw = make_message(headers={"X": "1"}, text="x")
    raw = raw.replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed').replace(
        b"\r\nx\r\n", b"\r\nJane \r\nJones.\r\n"
    )
    assert redacted(raw, "Jane Jones")["text/plain 1"].strip() == "[removed]."


def test_long_words_are_found_whole() -> None:
    long = "word " * 500
    texts = redacted(make_message(text=f"a {long}b\n"), long.strip())
    assert "word" not in texts["text/plain 1"]


def test_redaction_comes_before_the_line_whatever_the_order() -> None:
    raw = make_message(text="Jane\n")
    one = apply(raw, [AppendLine("Jane may say so."), *spans(raw, "Jane")], COUNCIL)
    assert b"[removed]\r\n\r\nJane may say so." in one or b"[removed]\n\nJane may say so." in one


@given(
    st.text(max_size=60),
    st.sampled_from(["text/plain", "text/html"]),
    st.integers(0, 30),
    st.integers(1, 20),
)
def test_odd_spans_break_nothing(text: str, kind: str, start: int, length: int) -> None:
    raw = f"Content-Type: {kind}; charset=utf-8\r\n\r\n".encode() + text.encode("utf-8", "replace")
    amended = apply(raw, [Redact(f"{kind} 1", start, start + length), Redact("text/plain 7", 0, 4)], COUNCIL)
    assert amended.startswith(f"Content-Type: {kind}".encode())
