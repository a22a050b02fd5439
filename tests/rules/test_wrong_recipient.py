from collections.abc import Mapping
from typing import Any

import pytest

from gateway.mime.address import mailboxes
from gateway.model.address import Mailbox, canonical
from gateway.model.person import Known
from gateway.policy.rule import Finding
from gateway.testing import make_message, view
from rules.wrong_recipient import Options, asks, check

PATEL = Mailbox("Asha Patel", "asha.patel@home.test")


def known_as(*people: str, has: str = "") -> Known:
    """Everybody looks alike to this record: telling them apart is the rule's."""
    boxes = tuple(box for one in people for box in mailboxes(one))
    return Known(alike=_Everybody(boxes), correspondents={has: ""} if has else {}, named={"patel": (PATEL,)})


class _Everybody(dict[str, tuple[Mailbox, ...]]):
    """The same for whoever is asked about."""

    def __init__(self, boxes: tuple[Mailbox, ...]) -> None:
        super().__init__()
        self._boxes = boxes

    def get(self, _address: str, _default: Any = None) -> Any:
        return self._boxes


def found(raw: bytes, known: Known, **options: Any) -> list[Finding]:
    return [one for one in check(view(raw, known=known), Options(**options)) if isinstance(one, Finding)]


def kinds(to: str, *people: str, **options: Any) -> list[str]:
    return [one.kind for one in found(make_message(to=[to]), known_as(*people), **options)]


@pytest.mark.parametrize(
    ("to", "known"),
    [
        ("jane.smyth@club.test", "jane.smith@club.test"),
        ("jane.smihth@club.test", "jane.smith@club.test"),
        ("jnae.thornton@club.test", "jane.thornton@club.test"),
        ("janethornton@club.test", "jane.thornton@club.test"),
        ("jane_thornton@club.test", "jane.thornton@club.test"),
        ("jane.tornten@gmail.com", "jane.thornton@gmail.com"),
        ("Jane.Smyth+hall@Club.test", "jane.smith@club.test"),
        ("allotmnets@club.test", "allotments@club.test"),
        ("jane.thornton58@gmail.com", "jane.thornton85@gmail.com"),
        ("jane.thornton@gmail.com", "jane.thornton1@gmail.com"),
        ("harry@club.test", "hary@club.test"),
        ("Jane Smith <jane.smyth@club.test>", "Jane Smith <jane.smith@club.test>"),
        ("jane.smyth@county.test", "jane.smith@county.test"),
    ],
)
def test_almost_a_known_address(to: str, known: str) -> None:
    assert kinds(to, known) == ["address"]
    assert kinds(to, known, letters=0, domains=False) == []


@pytest.mark.parametrize(
    ("to", "known"),
    [
        ("pat.jones@jones.test", "sam.jones@jones.test"),
        ("p.jones@jones.test", "s.jones@jones.test"),
        ("pjones@jones.test", "sjones@jones.test"),
        ("john.jones@jones.test", "joan.jones@jones.test"),
        ("clerk1@district.test", "clerk2@district.test"),
        ("planning12@district.test", "planning13@district.test"),
        ("jane.thornton7@gmail.com", "jane.thornton8@gmail.com"),
        ("ann@club.test", "anne@hall.test"),
        ("sue@club.test", "sam@club.test"),
        ("tom@club.test", "tim@club.test"),
        ("someone.new@club.test", "jane.smith@club.test"),
        ("jane.thornton@gmail.com", "janethornton@gmail.com"),
        ("Marie Jones <marie.jones@club.test>", "Maria Jones <maria.jones@club.test>"),
        ("jane.smith+hall@club.test", "jane.smith@club.test"),
    ],
)
def test_just_another_address(to: str, known: str) -> None:
    assert kinds(to, known) == []


@pytest.mark.parametrize(
    ("to", "known", "kind"),
    [
        ("jane.smith@gmail.com", "jane.smith@club.test", "elsewhere"),
        ("jane.smith@hotmail.com", "jane.smith@gmail.com", "elsewhere"),
        ("jsmith7@hotmail.com", "jsmith7@gmail.com", "elsewhere"),
        ("someone@oxfordshrie.test", "@oxfordshire.test", "domain"),
        ("new.person@st-marys-hall.test", "@st-mary-hall.test", "domain"),
        ("officer@concil.test", "@nothing.test", "domain"),
        ("anybody@gmial.com", "@nothing.test", "provider"),
    ],
)
def test_domains(to: str, known: str, kind: str) -> None:
    assert kinds(to, known) == [kind]
    assert kinds(to, known, domains=False) == []


@pytest.mark.parametrize(
    ("to", "known"),
    [
        ("clerk@ashford.test", "clerk@barton.test"),
        ("parish.clerk@ashford.test", "parish.clerk@barton.test"),
        ("enquiries@ashford.test", "enquiries@barton.test"),
        ("jim@gmail.com", "jim@hotmail.com"),
        ("smith@gmail.com", "smith@hotmail.com"),
        ("123456@qq.com", "123456@gmail.com"),
        ("jane.smith@county.test", "jane.smith@gmail.com"),  # a partner's domain stands in the config
        ("highways@county.test", "@countys.test"),
        ("someone@northleigh.test", "@southleigh.test"),
        ("someone@stoke.test", "@stone.test"),
        ("someone@area51.test", "@area52.test"),
        ("someone@oxfordshire.other", "@oxfordshire.test"),
        ("Jane Carter-Smith <jane.smith@gmail.com>", "Janet Smith <jane.smith@hotmail.com>"),
        ("list@lists.oxfordshire.test", "@oxfordshire.test"),
    ],
)
def test_other_domains(to: str, known: str) -> None:
    assert kinds(to, known) == []


def test_a_domain_that_is_known_itself_is_no_slip() -> None:
    assert kinds("new.person@marchshire.test", "@marchshire.test", "@marchesfire.test") == []
    assert kinds("new.person@marchshire.test", "@marchesfire.test") == ["domain"]


def test_who_has_had_mail_before_is_not_asked_about() -> None:
    raw = make_message(to=["jane.smyth@club.test"])
    assert found(raw, known_as("jane.smith@club.test", has="jane.smyth@club.test")) == []
    raw = make_message(to=["anybody@gmial.com"])
    assert found(raw, known_as(has="anybody@gmial.com")) == []


def test_both_as_recipients_are_meant() -> None:
    raw = make_message(to=["jane.smyth@club.test"], cc=["Jane.Smith@club.test"])
    assert found(raw, known_as("jane.smith@club.test")) == []


def test_the_councils_own_people_are_known_without_a_record() -> None:
    own = make_message(to=["tess.ter@counciil.test"])
    assert [one.kind for one in found(own, Known())] == ["elsewhere"]
    assert [one.kind for one in found(make_message(to=["office@mowin.test"]), Known())] == []
    assert found(make_message(to=["officer@council.test"]), Known()) == []


def test_automatic_mail_is_left_alone() -> None:
    raw = make_message(to=["jane.smyth@club.test"], headers={"Auto-Submitted": "auto-replied"})
    assert found(raw, known_as("jane.smith@club.test")) == []


def greeted(text: str, to: str, known: Mapping[str, str] | None = None, **message: Any) -> list[str]:
    raw = make_message(to=[to], text=text, **message)
    knows = Known(correspondents={canonical(to): ""} | dict(known or {}), named={"patel": (PATEL,)})
    seen = view(raw, known=knows)
    asked = list(asks(seen, Options()))
    kinds = [one.kind for one in check(seen, Options()) if isinstance(one, Finding)]
    assert not kinds or asked
    return kinds


JONES = "Jane Jones <jane.jones@home.test>"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Mrs Patel,\n\nThe plot is yours.\n",
        "Dear Asha Patel\n\nThe plot is yours.\n",
        "Good morning Ms Patel - the plot is yours.\n",
        "Hello Dr. Patel!\n",
        "\n\nDEAR MRS PATEL,\n\nThe plot.\n",
        "Annwyl Mrs Patel,\n",
        "Dear Mrs Pat\u00e8l,\n",
    ],
)
def test_a_greeting_that_fits_another(text: str) -> None:
    assert greeted(text, JONES) == ["greeting"]
    assert greeted(text, "jane.jones@home.test") == ["greeting"]
    assert greeted(text, "jj@home.test", {"jj@home.test": "Jane Jones"}) == ["greeting"]


def test_it_is_found_in_html_and_says_where() -> None:
    raw = make_message(to=[JONES], text=None, html="<p>Dear Mrs&nbsp;Patel,</p><p>The plot.</p>")
    [one] = found(raw, Known(named={"patel": (PATEL,)}))
    assert (one.kind, one.part, one.start) == ("greeting", "text/html 1", 0)
    assert "Patel" not in one.why
    assert found(raw, Known(named={"patel": (PATEL,)}), greeting=False) == []


def test_a_member_who_is_greeted_is_known_by_the_config() -> None:
    assert greeted("Dear Cllr Yor,\n", JONES) == ["greeting"]


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Dear Mrs Patel,\n", "Asha Patel <a@home.test>"),
        ("Dear Mrs Patel,\n", "asha.patel@home.test"),
        ("Dear Mrs Patel,\n", '"Patel, Asha" <a@home.test>'),
        ("Dear Mrs Patel,\n", "Asha Patel-Jones <a@home.test>"),
        ("Dear Mrs Patel,\n", "sunflower7@home.test"),  # who may be anybody
        ("Dear Mrs Patel,\n", "office@school.test"),
        ("Dear Mrs Patel,\n", "Hill School <office@school.test>"),
        ("Dear Mrs Patel,\n", "residents@lists.test"),
        ("Dear Mrs Unknown,\n", JONES),
        ("Dear Patel,\n", JONES),
        ("Dear Asha,\n", JONES),
        ("Hi Jane,\n", JONES),
        ("Dear Mrs Jones,\n", JONES),
        ("Dear Sir or Madam,\n", JONES),
        ("Dear Parish Clerk,\n", JONES),
        ("Dear all,\n", JONES),
        ("Dear Mr and Mrs Patel,\n", "Raj Patel <r@home.test>"),
        ("Dear Mrs Patel said the letter, and I thought so too.\n", JONES),
        ("See below.\n\n> Dear Mrs Patel,\n> The plot.\n", JONES),
        ("Thanks.\n\nFrom: Jane\nDear Mrs Patel,\n", JONES),
    ],
)
def test_a_greeting_that_says_nothing(text: str, to: str) -> None:
    assert greeted(text, to) == []
