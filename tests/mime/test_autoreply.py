from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from gateway.mime.autoreply import Reply, answerable, recipients_of, write
from gateway.model.council import Council
from gateway.model.hours import OfficeHours
from gateway.testing import make_message

COUNCIL = Council("council.test", "Test Parish Council", ("council.test",), "clerk@council.test", OfficeHours())
CLERK, PAT = "clerk@council.test", "pat@elsewhere.test"
NOW = datetime(2026, 3, 7, 10, 30, tzinfo=UTC)


def mail(subject: str = "Bins", to: str = CLERK, **headers: str) -> bytes:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_message(PAT, [to], subject=subject, text="When?\n", headers=named)


def test_a_persons_mail_is_answered() -> None:
    answered = answerable(mail(Message_ID="<1@x.test>", References="<0@x.test>"), PAT)
    assert answered is not None
    assert (answered.message_id, answered.references, answered.subject) == ("<1@x.test>", ("<0@x.test>",), "Bins")
    assert recipients_of(answered, ["Clerk@council.test", "cllr@council.test"], [CLERK, CLERK, "x@council.test"]) == [
        CLERK
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; why"},
        {"Precedence": "bulk"},
        {"Precedence": " List"},
        {"List_Id": "<news.elsewhere.test>"},
        {"List_Unsubscribe": "<https://elsewhere.test/u>"},
        {"X_Auto_Response_Suppress": "OOF"},
        {"X_Spam_Flag": "YES"},
        {"X_Spam_Status": "Yes, score=9"},
    ],
)
def test_what_no_person_sent_by_name_is_not(headers: dict[str, str]) -> None:
    assert answerable(mail(**headers), PAT) is None


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "no"}, {"X_Spam_Flag": "NO"}, {"X_Spam_Status": "No, yes=1"}, {"Precedence": "first"}],
)
def test_near_misses_are(headers: dict[str, str]) -> None:
    assert answerable(mail(**headers), PAT) is not None


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "noreply",
        "no-reply@x.test",
        "noreply+1@x.test",
        "do.not.reply@x.test",
        "donotreply@x.test",
        "MAILER-DAEMON@x.test",
        "postmaster@x.test",
        "bounce-12@x.test",
        "owner-news@x.test",
        "news-request@x.test",
        "a..b@x.test",
        "jörg@x.test",
        "",
        "<script>@x.test",
    ],
)
def test_nobody_who_does_not_read_is_answered(sender: str) -> None:
    assert answerable(mail(), sender) is None


@pytest.mark.parametrize("sender", ["norma@x.test", "reply@x.test", "bouncer@x.test", "notre.dame@x.test"])
def test_people_whose_addresses_look_like_that_are(sender: str) -> None:
    assert answerable(mail(), sender) is not None


def test_a_hidden_copy_is_not_answered() -> None:
    answered = answerable(mail(to="cllr@council.test"), PAT)
    assert answered is not None
    assert recipients_of(answered, [CLERK], [CLERK]) == []


def test_a_reply_says_until_when_and_repeats_the_subject_only() -> None:
    answered = answerable(mail("=?utf-8?q?Bins=0D=0ABcc=3A_x=40y.test?=", Message_ID="<1@x.test>"), PAT)
    assert answered is not None
    opens = datetime(2026, 3, 9, 9, tzinfo=UTC)
    reply = Reply(CLERK, opens, date(2026, 3, 8), ("deputy@council.test",), "In an emergency ring 01632 960000.")
    subject, content = write(reply, answered, COUNCIL, PAT, NOW, "7K2-4QXM")
    message = message_from_bytes(content, policy=policy.default)
    assert subject == message["Subject"] == "Automatic reply: Bins Bcc: x@y.test"
    assert message["Bcc"] is None
    assert (message["Auto-Submitted"], message["In-Reply-To"]) == ("auto-replied", "<1@x.test>")
    text = " ".join(message.get_content().split())
    assert "is away until Sunday 8 March, and will see it from Monday 9 March at 09:00" in text
    assert "please write to deputy@council.test." in text
    assert "In an emergency ring 01632 960000." in text
    assert "When?" not in text
    assert answerable(content, "clerk@other.test") is None, "two that answer each other stop at once"
