import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.charset import decode
from gateway.mime.source import own_texts
from gateway.mime.thread import answered, subject_answered, thread_of
from gateway.mime.trail import Trail, TrailKind, trails
from gateway.model.person import Thread
from gateway.testing import make_message
from tests.mime.trail_shapes import ASKED, HTML, INLINE, NONE, OWN, PLAIN, Shape, marked


def message(body: str) -> bytes:
    return make_message(text=None, html=body) if body.startswith("<html>") else make_message(text=body)


def source(raw: bytes) -> str:
    [one] = own_texts(raw)
    return decode(one.data, one.charset).text


def only(raw: bytes, thread: Thread | None = None) -> Trail:
    [trail] = trails(raw, thread)
    return trail


@pytest.mark.parametrize("shape", [*PLAIN, *HTML], ids=lambda shape: shape.name)
def test_a_trail_begins_where_the_client_introduces_it(shape: Shape) -> None:
    raw = message(shape.body)
    trail = only(raw)
    assert trail.kind is TrailKind.TRAIL
    assert source(raw)[trail.start :].startswith(shape.begins)
    assert shape.above in source(raw)[: trail.start]
    assert "Dear Tess" not in source(raw)[trail.end :]


@pytest.mark.parametrize("body", INLINE)
def test_answers_between_quoted_lines(body: str) -> None:
    assert only(message(body)).kind is TrailKind.INLINE


@pytest.mark.parametrize(
    "said",
    [
        "Please see my answers in red below.",
        "My comments are below.",
        "I have replied in line.",
        "Our responses\nbelow:",
        "Answers in blue.",
        "See below in bold",
        "I've commented under each point.",
        "Answered below, in capitals.",
    ],
)
def test_answers_that_only_their_author_tells_of(said: str) -> None:
    quoted = f"-----Original Message-----\nFrom: Pat <pat@home.test>\nSent: 2 March 2026 09:12\nTo: Tess\n\n{ASKED}"
    assert only(message(f"{said}\n\nTess\n\n{quoted}")).kind is TrailKind.INLINE


@pytest.mark.parametrize(
    "said",
    [
        "Thank you for your comments below.",
        "Please see below.",
        "My reply is late, sorry.",
        "Your answers below help.",
        "Our comments on the plan are attached.",
        "The line is in red.",
        "I see red paint in the text below.",
    ],
)
def test_words_that_tell_of_no_answers(said: str) -> None:
    quoted = f"-----Original Message-----\nFrom: Pat <pat@home.test>\nSent: 2 March 2026 09:12\nTo: Tess\n\n{ASKED}"
    assert only(message(f"{said}\n\nTess\n\n{quoted}")).kind is TrailKind.TRAIL


@pytest.mark.parametrize("body", NONE)
def test_no_trail(body: str) -> None:
    assert trails(message(body)) == ()


@pytest.mark.parametrize("shape", PLAIN[:12], ids=lambda shape: shape.name)
def test_whose_it_is(shape: Shape) -> None:
    assert only(message(shape.body)).author == "pat@home.test"


@pytest.mark.parametrize("said", ["Begin forwarded message:", "---------- Forwarded message ---------"])
def test_forwarded(said: str) -> None:
    trail = only(message(f"FYI\n\n{said}\nFrom: Pat <pat@home.test>\nDate: 2 March 2026\nSubject: Bins\n\n{ASKED}"))
    assert trail.forwarded
    assert trail.author == "pat@home.test"


def test_who_had_what_is_quoted() -> None:
    header = (
        "From: Pat <pat@home.test>\nSent: 2 March 2026 09:12\nTo: A <a@x.test>; b@x.test\nCc: c@x.test\nSubject: Bins\n"
    )
    assert only(message(f"{OWN}\n{header}\n{ASKED}")).shown_to == ("a@x.test", "b@x.test", "c@x.test")


ASKED_BY_PAT = thread_of(make_message(from_="Pat <pat@home.test>", to=["cllr.test@council.test"], text=ASKED))


def test_the_recorded_parent_is_known_without_any_mark() -> None:
    body = f"{OWN}\nWhat you asked:\n\n{ASKED}"
    assert trails(message(body)) == ()
    trail = only(message(body), ASKED_BY_PAT)
    assert trail.kind is TrailKind.TRAIL
    assert source(message(body))[trail.start :].startswith("Dear Tess")
    assert trail.author == "pat@home.test"


def test_the_parent_folded_anew_is_known() -> None:
    folded = "Dear Tess\nThe path behind the\nhall is under water again. When will\nsomebody look\nat it?\nPat\n"
    body = f"{OWN}\nFrom: Pat <pat@home.test>\nSent: 2 March 2026 09:12\nSubject: Bins\n\n{folded}"
    trail = only(message(body), ASKED_BY_PAT)
    assert trail.kind is TrailKind.TRAIL
    assert source(message(body))[trail.start :].startswith("From: Pat")


@pytest.mark.parametrize("answer", ["Yes.", "On Thursday morning, I hope.", "When will you?"])
def test_an_answer_within_the_unmarked_words_of_the_parent(answer: str) -> None:
    asked = ASKED.replace("again.\n", f"again.\n{answer}\n")
    body = f"{OWN}\nFrom: Pat <pat@home.test>\nSent: 2 March 2026 09:12\nSubject: Bins\n\n{asked}"
    assert only(message(body)).kind is TrailKind.TRAIL  # nothing tells it without the record
    assert only(message(body), ASKED_BY_PAT).kind is TrailKind.INLINE


def test_what_a_signature_shares_with_the_parent_is_no_trail() -> None:
    assert trails(message(OWN), thread_of(make_message(text=OWN.replace("Thank you", "Sorry")))) == ()


def test_a_signature_below_the_trail_is_no_answer() -> None:
    raw = message(
        f"Yes.\n\nOn 2 Mar 2026 at 09:12, Pat <pat@home.test> wrote:\n{marked(ASKED)}\n-- \nTess Ter\nCouncillor\n"
    )
    trail = only(raw)
    assert trail.kind is TrailKind.TRAIL
    assert source(raw)[trail.end :].split() == ["--", "Tess", "Ter", "Councillor"]


def test_too_long_to_be_told_apart() -> None:
    lines = "> more\n" * 30_000
    assert (
        only(message(f"Yes.\n\nOn 2 Mar 2026 at 09:12, Pat <pat@home.test> wrote:\n{lines}")).kind is TrailKind.INLINE
    )


CRAFTED = [
    ("plain", "a:  b@c.test> wrote:  x\n"),
    ("plain", "On 1 Mar 2026 10:00, x <a@b.test> wrote:\n"),
    ("plain", "From: <a@b.test>\nX: 10:00 2026\n"),
    ("plain", ">>> a 10:00 >>>\n10:00\nTo\ncc\nSubject\n"),
    ("plain", "-----Original Message-----\n"),
    ("plain", "@"),
    ("html", "On 1 Mar 2026 10:00, x <a@b.test> wrote:<br>"),
    ("html", "<div>"),
    ("html", "<blockquote>"),
    ("html", "&#1;"),
]


@pytest.mark.parametrize(("kind", "piece"), CRAFTED)
def test_a_crafted_megabyte_is_one_trail_at_most(kind: str, piece: str) -> None:
    body = (piece * (1_000_000 // len(piece))).replace("\n", "\r\n")
    raw = f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{body}".encode()
    assert len(trails(raw, ASKED_BY_PAT)) <= 1


def test_more_introductions_than_any_mail_has_are_left_to_people() -> None:
    body = "Yes.\n\n" + "On 1 Mar 2026 10:00, Pat <pat@home.test> wrote:\n> So\n> it is.\n" * 3000
    assert only(message(body)).kind is TrailKind.INLINE


PIECES = ["On 2 March 2026 10:00, Pat <p@x.test> wrote:\n", "> quoted\n", "From: a@b.test\n", "Sent: 10:00\n", "<hr>"]
PIECES += [
    "<div>",
    "</div>",
    "<blockquote>",
    "</blockquote>",
    "<!--",
    "-->",
    "<",
    ">",
    "&#1;",
    "words\n",
    "\r\n",
    "\u00e9",
]
PIECES += ["Subject: x\n", "<style>", "<div class=gmail_quote>", "-----Original Message-----\n", "wrote:", "\ufeff"]


@given(st.lists(st.sampled_from(PIECES)), st.sampled_from(["plain", "html"]))
def test_whatever_it_is_a_trail_lies_within_its_part(pieces: list[str], kind: str) -> None:
    raw = f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{''.join(pieces)}".encode()
    for thread in (None, thread_of(raw)):
        for trail in trails(raw, thread):
            assert 0 <= trail.start < trail.end <= len(source(raw))


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Bins", "bins"),
        ("RE: FW:  Bins  and paths", "bins and paths"),
        ("AW[2]: Bins", "bins"),
        ("Re: =?utf-8?q?M=C3=BCll?=", "m\u00fcll"),
        ("Bins", ""),
        ("Fwd: Bins", ""),
        ("Reed beds: a plan", ""),
    ],
)
def test_which_subject_it_answers(subject: str, bare: str) -> None:
    assert subject_answered(make_message(subject=subject)) == bare
    assert subject_answered(make_message(subject="Bins", text="Subject: Re: Bins\n")) == ""


def test_which_messages_it_answers() -> None:
    fields = {"References": "<1@x.test>\r\n <2@x.test> <3@x.test>", "In-Reply-To": "<3@x.test>"}
    assert answered(make_message(headers=fields)) == ("<3@x.test>", "<2@x.test>", "<1@x.test>")
    assert answered(make_message(text="In-Reply-To: <1@x.test>\n")) == ()
    assert answered(make_message(headers={"References": " ".join(f"<{n}@x.test>" for n in range(50))})) == tuple(
        f"<{n}@x.test>" for n in range(49, 44, -1)
    )
