import pytest

from gateway.model.envelope import Listener, Session
from gateway.policy.rule import Finding
from gateway.testing import make_message, view
from rules.private_account import Options, check


def kinds(raw: bytes, session: Session | None = None, **options: bool) -> list[str]:
    return [f.kind for f in check(view(raw, session=session), Options(**options)) if isinstance(f, Finding)]


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("tess@home.test", "private"),
        ("TESS+mail@Home.test", "private"),
        ("tess.ter@gmail.com", "name"),
        ("ter_tess@outlook.com", "name"),
        ("tesster1970@btinternet.com", "name"),
        ("Ann.L\u00e9e@elsewhere.test", "name"),
    ],
)
def test_private_addresses_of_the_councils_people(to: str, kind: str) -> None:
    assert kinds(make_message(to=["someone@elsewhere.test"], cc=[to])) == [kind]


@pytest.mark.parametrize(
    "to",
    [
        "someone@elsewhere.test",
        "tess.terry@gmail.com",
        "tess@gmail.com",
        "ter@gmail.com",
        "contester@gmail.com",
        "tess.ter@council.test",
        "tess.ter@county.test",
    ],
)
def test_other_addresses_are_not_theirs(to: str) -> None:
    assert kinds(make_message(to=[to])) == []


def test_names_may_be_left_to_themselves() -> None:
    assert kinds(make_message(to=["tess.ter@gmail.com"]), names=False) == []
    assert kinds(make_message(to=["tess@home.test"]), names=False) == ["private"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Auto-Submitted", "auto-forwarded"),
        ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent"),
        ("X-MS-Exchange-Inbox-Rules-Loop", "cllr.test@council.test"),
        ("X-Forwarded-For", "cllr.test@council.test someone@elsewhere.test"),
        ("X-Forwarded-To", "someone@elsewhere.test"),
        ("X-MS-Exchange-ForwardingLoop", "cllr.test@council.test;0123"),
        ("X-Sieve-Redirected-From", "cllr.test@council.test"),
        ("X-Zimbra-Forwarded", "cllr.test@council.test"),
        ("Autoforwarded", "TRUE"),
        ("X-Auto-Forward", "1"),
    ],
)
def test_mail_that_a_mailbox_forwards_by_itself(field: str, value: str) -> None:
    assert kinds(make_message(headers={field: value})) == ["forwarded"]
    assert kinds(make_message(headers={field: value}), forwarded=False) == []
    assert kinds(make_message(headers={field: value}, to=["clerk@council.test"])) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("X-MS-Exchange-Generated-Message-Source", "Antispam"),
        ("X-Forwarded-For", "192.0.2.7"),
        ("Resent-From", "cllr.test@council.test"),
        ("Autoforwarded", "FALSE"),
        ("X-Auto-Forward", "no"),
    ],
)
def test_other_marks_are_no_forwarding(field: str, value: str) -> None:
    assert kinds(make_message(headers={field: value})) == []


@pytest.mark.parametrize("field", ["Resent-From", "Resent-Sender", "Resent-To"])
def test_what_another_wrote_and_a_mailbox_sends_again(field: str) -> None:
    raw = make_message(from_="jane@elsewhere.test", headers={field: "cllr.test@council.test"})
    assert kinds(raw, Session(Listener.SUBMISSION, user="cllr.test@council.test")) == ["forwarded"]


def test_why_gives_no_address_away() -> None:
    [finding] = check(view(make_message(to=["tess@home.test"])), Options())
    assert isinstance(finding, Finding)
    assert "tess" not in finding.why
