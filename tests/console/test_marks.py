from hypothesis import given
from hypothesis import strategies as st

from gateway.console.marks import AROUND_CHARS, SHOWN_CHARS, SHOWN_MARKS, reasons, shown, visible
from gateway.model.decision import Action, Decision, Disposition, Finding, Verdict
from gateway.model.message import Content, Text, TextKind
from gateway.testing import NOW

PART = "text/plain 1"


def _content(text: str, *others: Text) -> Content:
    return Content((), texts=(Text(PART, TextKind.PLAIN, text), *others))


def _decision(*findings: Finding, action: Action = Action.HOLD) -> Decision:
    return Decision(Disposition.HOLD, NOW, (Verdict("a-rule", action, findings),))


def _marked(content: Content, decision: Decision) -> list[tuple[str, tuple[int, ...]]]:
    pieces = shown(content, decision, reasons(decision, content))[0].pieces
    return [(piece.text, piece.numbers) for piece in pieces if piece.numbers]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), st.sampled_from("abc")), max_size=8),
)
def test_the_pieces_are_the_text_and_each_character_bears_its_marks(
    text: str, spots: list[tuple[int, int, str]]
) -> None:
    findings = [Finding("a-rule", "kind", why, PART, start, end) for start, end, why in spots]
    decision = _decision(*findings)
    said = reasons(decision, _content(text))
    pieces = shown(_content(text), decision, said)[0].pieces
    assert "".join(piece.text for piece in pieces) == visible(text)
    numbers = {reason.why: reason.number for reason in said}
    offset = 0
    for piece in pieces:
        for at in range(offset, offset + len(piece.text)):
            assert set(piece.numbers) == {numbers[why] for start, end, why in spots if start <= at < end}
        offset += len(piece.text)


def test_each_sentence_once_and_what_makes_it_wait_first() -> None:
    mild = Verdict("mild", Action.WARN, (Finding("mild", "kind", "Mild.", PART, 0, 1),))
    hold = Verdict(
        "strict", Action.HOLD, (Finding("strict", "k", "Bad.", PART, 0, 1), Finding("strict", "k", "Bad.", PART, 2, 3))
    )
    said = reasons(Decision(Disposition.HOLD, NOW, (mild, hold)), _content("abc"))
    assert [(reason.number, reason.why, reason.waits, reason.times) for reason in said] == [
        (1, "Bad.", True, 2),
        (2, "Mild.", False, 1),
    ]
    assert said[0].places == {TextKind.PLAIN}


def test_a_long_text_is_cut_but_never_around_a_finding() -> None:
    text = "x" * (SHOWN_CHARS * 4) + "SECRET" + "y" * SHOWN_CHARS
    start = SHOWN_CHARS * 4
    decision = _decision(Finding("a-rule", "kind", "Why.", PART, start, start + 6))
    assert _marked(_content(text), decision) == [("SECRET", (1,))]
    pieces = shown(_content(text), decision, reasons(decision, _content(text)))[0].pieces
    assert sum(len(piece.text) for piece in pieces) == SHOWN_CHARS + 6 + 2 * AROUND_CHARS
    assert [piece.gap for piece in pieces].count(True) == 2


def test_very_many_findings_stay_a_page() -> None:
    text = "ab " * 20_000
    findings = [Finding("a-rule", "kind", "Why.", PART, n * 3, n * 3 + 2) for n in range(20_000)]
    assert len(_marked(_content(text), _decision(*findings))) == SHOWN_MARKS


def test_other_texts_are_shown_only_where_something_was_found() -> None:
    html = Text("text/html 1", TextKind.HTML, "the same in colours")
    document = Text("document 1", TextKind.DOCUMENT, "a secret")
    content = _content("hello", html, document)
    found = _decision(Finding("a-rule", "kind", "Why.", "document 1", 2, 8))
    kinds = [text.kind for text in shown(content, found, reasons(found, content))]
    assert kinds == [TextKind.PLAIN, TextKind.DOCUMENT]
    only_html = Content((), texts=(html,))
    assert len(shown(only_html, _decision(), ())) == 1


def test_what_would_hide_is_made_visible() -> None:
    assert visible("a\u202eb\x00c\u2066d") == "a\ufffdb\ufffdc\ufffdd"
    assert visible("line\n\ttab é 漢 \U0001f600") == "line\n\ttab é 漢 \U0001f600"
