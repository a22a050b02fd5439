from typing import Any

import pytest

from gateway.mime.thread import thread_of
from gateway.model.decision import Action, Finding, StripTrail
from gateway.model.envelope import Envelope
from gateway.model.person import Known, Thread
from gateway.testing import make_message, view
from rules.email_trail import Options, check
from tests.mime.trail_shapes import ASKED, HTML, INLINE, OWN, PLAIN, marked

OUTSIDE, PAT, CLERK = "someone@elsewhere.test", "pat@home.test", "clerk@council.test"
TRAIL = f"{OWN}\nOn 2 Mar 2026 at 09:12, Pat <{PAT}> wrote:\n{marked(ASKED)}"
FORWARDED = f"FYI\n\nBegin forwarded message:\n\nFrom: Pat <{PAT}>\nSubject: The path\nDate: 2 March 2026\n\n{ASKED}"
TRAIL_HTML = (
    f"<div>Yes.</div><blockquote type='cite'>On 2 Mar 2026 at 09:12, Pat &lt;{PAT}&gt; wrote: {ASKED}</blockquote>"
)


def found(options: Options | None = None, thread: Thread | None = None, **message: Any) -> list[Any]:
    raw = make_message(**({"text": TRAIL} | message))
    return list(check(view(raw, known=Known(thread=thread)), options or Options()))


def test_a_trail_that_goes_outside_is_cut() -> None:
    finding, cut = found()
    assert (finding.kind, finding.part, finding.action) == ("trail", "text/plain 1", None)
    shown = TRAIL[finding.start : finding.end]
    assert shown.startswith("On 2 Mar 2026")
    assert shown.endswith("> Pat\n")
    assert cut == StripTrail("text/plain 1", finding.start + OWN.count("\n") + 1, cut.end)


def test_it_is_cut_in_both_parts() -> None:
    one, other, cut, cut_html = found(html=TRAIL_HTML)
    assert (one.part, other.part) == (cut.part, cut_html.part) == ("text/plain 1", "text/html 2")


ANSWERS = [shape for shape in (*PLAIN, *HTML) if "forwarded" not in shape.name]


@pytest.mark.parametrize("shape", ANSWERS, ids=lambda shape: shape.name)
def test_in_any_clients_shape(shape: Any) -> None:
    is_html = shape.body.startswith("<html>")
    finding, cut = found(text=None if is_html else shape.body, html=shape.body if is_html else None)
    assert isinstance(finding, Finding)
    assert isinstance(cut, StripTrail)


@pytest.mark.parametrize("body", INLINE)
def test_inline_answers_are_held_and_never_cut(body: str) -> None:
    is_html = body.startswith("<html>")
    [finding] = found(text=None if is_html else body, html=body if is_html else None)
    assert (finding.kind, finding.action) == ("inline", Action.HOLD)


def test_answers_in_one_part_keep_the_other_whole() -> None:
    kinds = [(one.kind, one.action) for one in found(text=INLINE[0], html=TRAIL_HTML)]
    assert kinds == [("inline", Action.HOLD), ("trail", Action.HOLD)]


@pytest.mark.parametrize(
    "message",
    [
        {"subject": "Fwd: The path"},
        {"subject": "FW: The path"},
        {"text": FORWARDED},
        {"html": "<div>Yes.</div><p>On Monday Pat asked when.</p>"},  # in one part only
    ],
)
def test_where_nothing_can_be_cut_it_waits(message: dict[str, Any]) -> None:
    [finding] = found(**message)
    assert finding.action is Action.HOLD
    [finding] = found(Options(action=Action.NOTE), **message)
    assert finding.action is None  # a trial holds nothing


@pytest.mark.parametrize(
    "message",
    [
        {"to": [PAT]},
        {"to": [PAT.upper()], "cc": [CLERK, "mayor@council.test"]},
        {"to": [PAT], "html": TRAIL_HTML},
        {"to": [CLERK]},  # nobody outside
        {"text": OWN},
        {"headers": {"Auto-Submitted": "auto-replied"}},
    ],
)
def test_no_finding(message: dict[str, Any]) -> None:
    assert found(**message) == []


@pytest.mark.parametrize("message", [{"cc": [OUTSIDE]}, {"subject": "Fwd: The path"}])
def test_not_only_to_its_author(message: dict[str, Any]) -> None:
    assert found(to=[PAT], **message) != []


def test_its_author_is_who_the_record_says() -> None:
    text = f"{OWN}\nOn 02/03/2026 09:12, Pat Jones wrote:\n{marked(ASKED)}"
    asked = thread_of(make_message(from_=PAT, text=ASKED))
    assert found(to=[PAT], text=text) != []
    assert found(to=[PAT], text=text, thread=asked) == []


def test_a_blind_copy_goes_outside_too() -> None:
    looked_at = view(make_message(to=[PAT], text=TRAIL), envelope=Envelope("cllr.test@council.test", (PAT, OUTSIDE)))
    assert len(list(check(looked_at, Options()))) == 2


def test_the_author_too_where_the_council_says_so() -> None:
    assert len(found(Options(reply_to_author=True), to=[PAT])) == 2
