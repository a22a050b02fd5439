import pytest

from gateway.model.person import Known, Thread
from gateway.policy.rule import Finding, OneEach
from gateway.testing import make_message, view
from rules.exposed_addresses import Options, check

A, B, C, D = "a@gmail.com", "b@btinternet.com", "c@gmail.com", "d@club.test"
NOBODY = Known()


def kinds(raw: bytes, known: Known = NOBODY, **options: int) -> list[str]:
    found = list(check(view(raw, known=known), Options(**options)))
    return [one.kind if isinstance(one, Finding) else "one each" for one in found if isinstance(one, Finding | OneEach)]


@pytest.mark.parametrize(
    ("to", "cc"),
    [
        ([A, B, C], []),
        ([A], [B, C]),
        ([A, B, D, "e@club.test"], ["clerk@council.test"]),
        (["Ann Lee <a@gmail.com>", "Bob Lee <b@gmail.com>", "Cy Lee <c@gmail.com>"], []),
    ],
)
def test_strangers_who_see_each_other_are_found(to: list[str], cc: list[str]) -> None:
    assert kinds(make_message(to=to, cc=cc)) == ["exposed", "one each"]


@pytest.mark.parametrize(
    ("to", "cc", "bcc"),
    [
        ([A, B], ["clerk@council.test"], []),
        ([A, "A@Gmail.com", "a+x@gmail.com"], [], []),
        ([A], [], [B, C, D]),
        ([A, D, "e@club.test", "f@club.test"], [], []),
        ([A, B, "office@mowing.test", "roads@county.test"], [], []),
        (["mayor@council.test", "officer@council.test", "deputy@council.test"], [], []),
    ],
)
def test_people_of_one_circle_and_those_who_are_not_shown_are_not(to: list[str], cc: list[str], bcc: list[str]) -> None:
    assert kinds(make_message(to=to, cc=cc, bcc=bcc)) == []


def test_a_household_is_one_circle() -> None:
    home = frozenset({("address", "14 mill lane")})
    to = ["Ann Lee <a@gmail.com>", '"Lee, Bob" <c@gmail.com>', "Cy Roe <b@btinternet.com>"]
    known = Known({A: home, C: home, B: home})
    assert kinds(make_message(to=to), known) == []
    assert kinds(make_message(to=to), Known({A: home, C: frozenset({("address", "1 high street")})})) != []


def test_those_of_the_conversation_that_is_answered_know_each_other() -> None:
    thread = Thread("A@gmail.com", (B, C, "clerk@council.test"))
    assert kinds(make_message(to=[A, B, C]), Known(thread=thread)) == []
    assert kinds(make_message(to=[A, B, C, D]), Known(thread=thread)) == []
    assert kinds(make_message(to=[A, B, C, D, "e@x.test"]), Known(thread=thread)) == ["exposed", "one each"]


def test_the_limit_is_the_councils() -> None:
    assert kinds(make_message(to=[A, B]), limit=2) == ["exposed", "one each"]
    assert kinds(make_message(to=[A, B, C]), limit=4) == []


def test_what_no_person_wrote_is_left_alone() -> None:
    assert kinds(make_message(to=[A, B, C], headers={"Auto-Submitted": "auto-replied"})) == []


def test_why_gives_no_address_away() -> None:
    [finding, _] = check(view(make_message(to=[A, B, C])), Options())
    assert isinstance(finding, Finding)
    assert finding.why.startswith("3 people outside the council")
    assert "@" not in finding.why
