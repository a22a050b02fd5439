import pytest

from gateway.policy.rule import Action, AppendLine, Finding
from gateway.testing import make_message, view
from rules.personal_view import Options, check, is_personal

TAGGED = "[personal] The trees"
LINE = "This is my personal view as a councillor, and not that of the council."


def kinds(raw: bytes, options: Options | None = None) -> list[str]:
    return [one.kind for one in check(view(raw), options or Options()) if isinstance(one, Finding)]


@pytest.mark.parametrize(
    "raw",
    [
        make_message(subject=TAGGED),
        make_message(subject="RE: Fwd: [Personal] The trees"),
        make_message(text="\n Personal view: \n\nI like trees.\n"),
        make_message(text=None, html="<p><b>PERSONAL VIEW</b></p><p>I like trees.</p>"),
        make_message(headers={"X-Personal-View": "yes"}),
    ],
)
def test_each_marker_makes_it_personal(raw: bytes) -> None:
    assert is_personal(view(raw), Options())
    assert kinds(raw) == ["personal"]


@pytest.mark.parametrize(
    "raw",
    [
        make_message(),
        make_message(subject="Your [personal] data"),
        make_message(subject="Personal matters"),
        make_message(text="I write.\nPersonal view\n"),
        make_message(text="Personal view of the sea is what I bought.\n"),
        make_message(headers={"X-Personal-View": "no"}),
        make_message(from_="officer@council.test", subject=TAGGED),
        make_message(from_="clerk@council.test", subject=TAGGED),
        make_message(subject=TAGGED, headers={"Auto-Submitted": "auto-replied"}),
    ],
)
def test_other_mail_is_the_councils(raw: bytes) -> None:
    assert not is_personal(view(raw), Options())
    assert kinds(raw) == []


def test_the_councils_line_is_added() -> None:
    found = list(check(view(make_message(subject=TAGGED)), Options(line="My own view.")))
    assert [one for one in found if isinstance(one, AppendLine)] == [AppendLine("My own view.")]


def test_within_the_council_no_line_is_needed() -> None:
    assert kinds(make_message(subject=TAGGED, to=["mayor@council.test"])) == []


def test_a_signed_message_stays_as_it_is() -> None:
    raw = make_message(subject=TAGGED, text="-----BEGIN PGP SIGNED MESSAGE-----\nI like trees.\n")
    [found] = check(view(raw), Options())
    assert isinstance(found, Finding)
    assert (found.kind, found.action) == ("signed", Action.NOTE)


@pytest.mark.parametrize(
    "text",
    [
        "I write on behalf of Test Parish Council to say yes.\n",
        "The parish council has resolved to fell the trees.\n",
        "The council\u2019s position is clear.\n",
    ],
)
def test_the_councils_name_in_a_personal_view_is_noted(text: str) -> None:
    assert kinds(make_message(subject=TAGGED, text=text)) == ["personal", "as-council"]


@pytest.mark.parametrize(
    "text",
    [
        "I do not write on behalf of the council.\n",
        "These are my words, not those of the council.\n",
        "Ask the council for its position.\n",
        f"I like trees.\n\n{LINE}\n",
    ],
)
def test_saying_that_it_is_not_the_councils_is_not(text: str) -> None:
    assert kinds(make_message(subject=TAGGED, text=text)) == ["personal"]


def test_a_partner_agency_is_noted_and_a_firm_is_not() -> None:
    assert kinds(make_message(subject=TAGGED, to=["roads@county.test"])) == ["personal", "to-partner"]
    assert kinds(make_message(subject=TAGGED, to=["office@mowing.test"])) == ["personal"]


def test_a_marker_may_be_switched_off() -> None:
    assert kinds(make_message(subject=TAGGED), Options(subject_tag="")) == []
    assert kinds(make_message(text="\n\n"), Options(first_line="")) == []
