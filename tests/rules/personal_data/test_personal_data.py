"""The rule, seen through whole messages: who may have what."""

from typing import Any

import pytest

from gateway.model.decision import Whose
from gateway.model.envelope import Envelope
from gateway.model.person import Known
from gateway.policy.rule import Action, Finding
from gateway.testing import make_message, view
from rules.personal_data import Options, check, learn

CLERK = "clerk@council.test"
HELEN, YUSUF = "helen.barker@gmail.com", "yusuf.khan@outlook.com"
FIRM = "office@mowing-and-more.co.uk"


def findings(text: str = "", to: str | list[str] = HELEN, known: Known | None = None, **more: Any) -> list[Finding]:
    options = more.pop("options", Options())
    recipients = [to] if isinstance(to, str) else to
    looked_at = view(make_message(from_=CLERK, to=recipients, text=text, **more), known=known or Known())
    return [finding for finding in check(looked_at, options) if isinstance(finding, Finding)]


def held(*args: Any, **more: Any) -> list[str]:
    return [finding.kind for finding in findings(*args, **more) if finding.action is None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Dear Ms Barker,\n\nYusuf Khan of 14 Mill Lane has complained.\n", "address"),
        ("Dear Ms Barker,\n\nPlease ring your neighbour on 07700 900123.\n", "phone"),
        ("Dear Ms Barker,\n\nThe lady at 14 Mill Lane keeps hens.\n", "address"),
        ("Dear Ms Barker,\n\nIt was somebody in a blue car, AB12 CDE.\n", "vehicle"),
        ("Dear Ms Barker,\n\nThe comment came from 81.2.69.160.\n", "ip"),
        ("Dear Ms Barker,\n\nHe wrote from yusuf.khan@outlook.com.\n", "email"),
        ("Dear Ms Barker,\n\nPassport number 123456789 for Yusuf Khan.\n", "passport"),
        ("Please ring 07700 900123.\n", "phone"),
    ],
)
def test_somebody_elses_data_is_found(text: str, kind: str) -> None:
    assert held(text) == [kind] or held(text) == [kind, "name"]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms Barker,\n\nWe have your address as 14 Mill Lane, Ford, OX29 4DB and your number as 07700 900123.\n",
        "Dear Ms Barker,\n\nBooked for Helen Barker, 14 Mill Lane, tel 07700 900123.\n",
        "Dear Helen,\n\nWe hold: name Helen Barker; date of birth 05/03/1961; NI number AB123456C.\n",
        "Dear Helen,\n\nYour refund goes to 12-34-56 12345678.\n",
        "Dear Helen,\n\nWe write to helen.barker@gmail.com from now on.\n",
    ],
)
def test_the_recipients_own_may_go_to_the_recipient(text: str) -> None:
    assert held(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ring the office on 01632 960100, or write to 1 High Street, Testford, TE5 7ST.\n",
        "Please pay into 20-00-00 12345678.\n",
        "Cllr Tess Ter is on 01632 960101, cllr.test@council.test.\n",
        "My mobile is 07700 900999.\n",
        "It is done.\n\nKind regards\nAnn Lee\n07700 900999\n",
        "The case officer is Penny Grey, Planning Officer, p.grey@district.gov.uk, 01632 960555.\n",
        "Bob Stone at Stone Builders Ltd (01632 960777) will call.\n",
        "The planning application 24/01234/FUL for 12 Church Lane is on the agenda.\n",
        "We meet at the Village Hall, 3 High Street, Testford, OX29 4DB.\n",
        "The office helpline is 01632 960888.\n",
        "Our server is 81.2.69.160.\n",
    ],
)
def test_the_councils_the_senders_and_an_offices_may_go_to_anybody(text: str) -> None:
    assert held(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dear Helen,\n\nI have updated our records:\n\nOld address: 14 Mill Lane\nMobile: 07700 900123\n\nAnn Lee\n",
        "Dear Helen,\n\nIs this still right? 22 Station Road, 07700 900123.\n\nAnn Lee\n",
        "Dear Helen and Frank,\n\nFrank Barker, 07700 900124, is down as the contact.\n\nAnn Lee\n",
    ],
)
def test_mail_about_the_readers_own_record_or_household_may_go(text: str) -> None:
    assert held(text) == []


def test_mail_that_speaks_of_another_is_not_about_the_readers_record() -> None:
    text = "Dear Helen,\n\nI have updated our records for your neighbour. The mobile is:\n\n07700 900123\n\nAnn Lee\n"
    assert held(text) == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "Thomas Webb (1834-1901) kept the forge at 12 Mill Lane. In 1912 his son built 14 Mill Lane.\n",
        "The defibrillator outside 22 Station Road works again.\n",
        "Roadworks between 10 Mill Lane and 30 Mill Lane.\n",
        "Bookings for the village hall: 07700 900222 or villagehall@gmail.com.\n",
        "Firmware 7.6.2.11 is installed.\n",
    ],
)
def test_history_sites_and_public_places_are_nobodys(text: str) -> None:
    assert held(text) == []


def test_a_house_without_a_number_counts_beside_a_person_only() -> None:
    assert "address" in held("Yusuf Khan of Rose Cottage, Back Lane, rang.\n")
    assert held("The footpath runs past Rose Cottage, Back Lane and on to the church.\n") == []


def test_a_firms_own_number_is_no_persons() -> None:
    to = [FIRM, "bob@stone-builders.co.uk"]
    assert held("Dear Bob,\n\nYour number is 01632 960777.\n", to=to) == []


def test_a_greeting_is_no_owner() -> None:
    assert held("Helen,\nIt was the chap with the blue car, AB12 CDE.\nAnn\n") == ["vehicle"]


def test_a_payment_to_the_reading_firm_may_name_its_account() -> None:
    assert held("Your invoice was paid to 40-11-22 01234567.\n", to=FIRM) == []
    assert held("Please set up 40-11-22 01234567 for the tenant.\n", to=FIRM) == ["bank-account"]


def test_an_officers_private_numbers_are_private() -> None:
    assert "national-insurance" in held("The caretaker is Ian Stott, NI AB123456C.\n")


def test_all_recipients_inside_means_nothing_is_found() -> None:
    assert findings("Yusuf Khan of 14 Mill Lane, 07700 900123.\n", to=["deputy@council.test"]) == []


def test_one_recipients_data_is_not_the_others() -> None:
    text = "Dear Ms Barker and Mr Khan,\n\nMr Khan can be reached on 07700 900123.\n"
    found = [f for f in findings(text, to=[HELEN, YUSUF]) if f.action is None]
    assert [(f.kind, f.whose) for f in found] == [("phone", Whose.RECIPIENT)]


def test_a_blind_copy_is_a_recipient_too() -> None:
    raw = make_message(from_=CLERK, to=[HELEN], text="Dear Helen,\n\nYour number is 07700 900123.\n")
    assert not list(check(view(raw), Options()))
    seen = view(raw, envelope=Envelope(CLERK, (HELEN, "deputy@council.test")))
    assert not list(check(seen, Options()))


def test_a_greeting_by_another_surname_does_not_make_the_data_theirs() -> None:
    text = "Dear Mr Wheeler,\n\nBooked for Frank Wheeler, 14 Mill Lane.\n"
    assert "address" in held(text, to=f"Helen Barker <{HELEN}>")


def test_a_name_alone_is_a_warning() -> None:
    (finding,) = findings("Dear Helen,\n\nThe objection came from Yusuf Khan.\n")
    assert (finding.kind, finding.action, finding.whose) == ("name", Action.WARN, Whose.OUTSIDE)


def test_a_name_with_what_reaches_the_person_is_held_with_it() -> None:
    assert held("Dear Helen,\n\nYusuf Khan is on 07700 900123.\n") == ["phone", "name"]


def test_the_action_of_a_name_is_the_councils_choice() -> None:
    (finding,) = findings("The objection came from Yusuf Khan.\n", options=Options(name_action=Action.ASK))
    assert finding.action is Action.ASK


def test_a_kind_that_the_council_allows_is_passed_over() -> None:
    assert held("The car is AB12 CDE.\n", options=Options(allow=frozenset({"vehicle"}))) == []


def test_what_the_recipient_wrote_may_go_back_to_them() -> None:
    text = (
        "Dear Helen,\n\nDone.\n\nOn 3 March 2026, Helen Barker <helen.barker@gmail.com> wrote:\n"
        "> Yusuf Khan of 14 Mill Lane, 07700 900123, keeps bees.\n"
    )
    assert findings(text) == []


def test_what_another_wrote_may_not() -> None:
    text = (
        "Dear Helen,\n\nDone.\n\nFrom: Yusuf Khan <yusuf.khan@outlook.com>\nSent: 3 March 2026\nTo: Parish Clerk\n"
        "Subject: Bees\n\nThey sting.\nYusuf Khan\n14 Mill Lane\n07700 900123\n"
    )
    assert {"address", "phone"} <= set(held(text))
    assert "email" in [finding.kind for finding in findings(text)]


def test_what_was_sent_to_the_recipient_before_may_be_quoted() -> None:
    text = (
        "Done.\n\nFrom: Yusuf Khan <yusuf.khan@outlook.com>\nSent: 3 March 2026\n"
        "To: Ann Lee; Helen Barker <helen.barker@gmail.com>\nSubject: Bees\n\nRing me on 07700 900123.\n"
    )
    assert findings(text) == []


def test_a_firms_signature_in_the_trail_is_the_firms() -> None:
    text = (
        "Please see below.\n\nFrom: Bob Stone <bob@stone-builders.co.uk>\nSent: 3 March 2026\nSubject: Quote\n\n"
        "Our price is 100 pounds.\n\nRegards\nBob Stone\n01632 960777\n"
    )
    assert held(text, to=FIRM) == []


def test_what_the_record_knows_to_be_theirs_is() -> None:
    known = Known({HELEN: frozenset({("phone", "07700900123")})})
    assert held("The number is 07700 900123.\n", known=known) == []
    assert held("The number is 07700 900124.\n", known=known) == ["phone"]


def test_a_partner_may_receive_what_the_council_has_named() -> None:
    text = "Dear all,\n\nYusuf Khan of 14 Mill Lane reports a pothole.\n"
    assert findings(text, to="reports@county.test") == []
    assert held(text + "He is on 07700 900123.\n", to="reports@county.test") == ["phone", "name"] or held(
        text + "He is on 07700 900123.\n", to="reports@county.test"
    ) == ["phone"]


def test_the_subject_and_file_names_are_read() -> None:
    places = {f.part for f in findings("See attached.\n", subject="Complaint about 14 Mill Lane")}
    assert len(places) == 1


def test_the_dead_are_not_protected() -> None:
    assert findings("A bench in memory of Harold Barnes, of 14 Mill Lane.\n") == []


def test_a_finding_never_holds_the_value() -> None:
    for finding in findings("Yusuf Khan of 14 Mill Lane, 07700 900123, yusuf.khan@outlook.com.\n"):
        assert not any(value in repr(finding) for value in ("Yusuf", "Mill", "07700", "outlook"))


def test_findings_point_at_the_value() -> None:
    text = "Dear Helen,\r\n\r\ncaf\u00e9: somebody's car is AB12 CDE.\r\n"
    looked_at = view(make_message(from_=CLERK, to=[HELEN], text=text))
    (finding,) = (f for f in check(looked_at, Options()) if isinstance(f, Finding) and f.kind == "vehicle")
    (place,) = (t for t in looked_at.content.texts if t.part == finding.part)
    assert place.text[finding.start : finding.end] == "AB12 CDE"


NESTED = (
    b"From: Helen Barker <helen.barker@gmail.com>\r\nTo: clerk@council.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nMy number is 07700 900222.\r\n"
    b"--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: Jean Pike <jean@sky.com>\r\nTo: helen.barker@gmail.com\r\n"
    b"Subject: x\r\n\r\nMy number is 07700 900123.\r\n--x--\r\n"
)


def test_nothing_is_learnt_from_a_message_that_is_attached() -> None:
    assert {value for kind, value in learn(view(NESTED)) if kind == "phone"} == {"07700900222"}


def test_learning_takes_what_the_author_gives_as_theirs() -> None:
    text = (
        "Dear Clerk,\n\nThe tree outside my house at 14 Mill Lane fell. My neighbour Yusuf Khan is on 07700 900555.\n\n"
        "Regards\nHelen Barker\n07700 900123\n"
    )
    items = learn(view(make_message(from_=f"Helen Barker <{HELEN}>", to=[CLERK], text=text)))
    assert items == {
        ("name", "helen barker"),
        ("email", HELEN),
        ("address", "14 mill lane"),
        ("phone", "07700900123"),
    }
