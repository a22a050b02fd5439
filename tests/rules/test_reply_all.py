from typing import Any

import pytest

from gateway.model.decision import Action
from gateway.model.envelope import Envelope
from gateway.model.person import Known, Thread
from gateway.testing import make_message, view
from rules.reply_all import Options, check

ME, CLERK, AUTHOR = "cllr.test@council.test", "clerk@council.test", "pat@home.test"
GROUP = ["a@club.test", "b@club.test", "c@club.test", "mayor@council.test", "officer@council.test"]


def found(
    to: list[str], author: str = AUTHOR, had: list[str] | None = None, options: Options | None = None, **message: Any
) -> list[Any]:
    thread = Thread(author, tuple([ME, *GROUP] if had is None else had))
    return list(check(view(make_message(to=to, **message), known=Known(thread=thread)), options or Options()))


def found_in(raw: bytes) -> list[Any]:
    return list(check(view(raw), Options()))


def test_an_answer_to_all() -> None:
    [finding] = found([AUTHOR, *GROUP], cc=[CLERK, "new@else.test"])
    assert finding.kind == "reply-all"
    assert finding.action is None
    assert finding.why == (
        "This answer goes to 5 of the 5 others who had the message, when it could go to its author alone; "
        "1 more were added; 5 of its recipients are outside."
    )


@pytest.mark.parametrize(
    "case",
    [
        {"to": GROUP},  # without the one who is answered
        {"to": [AUTHOR, *GROUP[:4]]},  # four of five
        {"to": [AUTHOR], "cc": [address.upper() for address in GROUP]},
        {
            "to": [AUTHOR, "all@council.test"],
            "had": ["all@council.test"],
            "options": Options(lists={"all@council.test": 9}),
        },
        {"to": [AUTHOR, *GROUP[:3]], "had": GROUP[:3], "options": Options(people=3)},
    ],
)
def test_it_is_an_answer_to_all(case: dict[str, Any]) -> None:
    assert len(found(**case)) == 1


@pytest.mark.parametrize(
    "case",
    [
        {"to": [AUTHOR], "cc": [CLERK]},
        {"to": [AUTHOR, *GROUP[:3]]},  # three of five
        {"to": [AUTHOR, *GROUP[:3]], "had": [ME, CLERK, *GROUP[:3]]},  # the Clerk does not count
        {"to": [AUTHOR, "all@council.test"], "had": ["all@council.test"]},  # of no declared size
        {"to": GROUP, "author": ME},  # one's own message: nobody else could be answered
        {"to": GROUP, "author": "tess.ter@council.test"},  # an alias
        {"to": [AUTHOR, *GROUP], "headers": {"Auto-Submitted": "auto-replied"}},
        {"to": [f"other{n}@else.test" for n in range(9)]},
        {"to": [AUTHOR, *GROUP], "options": Options(people=6)},
    ],
)
def test_it_is_none(case: dict[str, Any]) -> None:
    assert found(**case) == []


def test_a_blind_copy_is_an_answer_too() -> None:
    raw = make_message(to=[AUTHOR])
    known = Known(thread=Thread(AUTHOR, (ME, *GROUP)))
    assert list(check(view(raw, envelope=Envelope(ME, (AUTHOR, *GROUP)), known=known), Options()))


def test_without_the_record_the_quoted_header_gives_a_note() -> None:
    quoted = (
        f"Agreed.\n\nFrom: Pat <{AUTHOR}>\nSent: 2 March 2026 09:10\nTo: {'; '.join(GROUP)}\nSubject: Bins\n\nSo?\n"
    )
    [finding] = found_in(make_message(to=[AUTHOR, *GROUP], text=quoted))
    assert finding.action is Action.NOTE
    assert found_in(make_message(to=[AUTHOR], text=quoted)) == []
