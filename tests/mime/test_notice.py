from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from gateway.mime.notice import Kind, Notice, write
from gateway.model.council import Council
from gateway.model.hours import OfficeHours

COUNCIL = Council("council.test", "Test Parish Council", ("council.test",), "clerk@council.test", OfficeHours())
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def notice(kind: Kind) -> Notice:
    return Notice(
        kind,
        "7K2-4QXM",
        NOW,
        recipients=3,
        whys=("First reason.", "Second reason."),
        message_id="<original@council.test>",
        reason="too long",
        link="https://mail.council.test/messages/7K2-4QXM",
        author="Bob Smith",
        deadline=datetime(2026, 11, 30, 13, tzinfo=UTC),
        sent_to=2,
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_written(kind: Kind) -> None:
    subject, content = write(notice(kind), COUNCIL, ("bob@council.test",), NOW, "7K2-4QXM")
    message = message_from_bytes(content, policy=policy.default)
    assert message["Subject"] == subject
    assert "7K2-4QXM" in subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == "bob@council.test"
    assert message["In-Reply-To"] == "<original@council.test>"
    body = message.get_content().replace("\r\n", "\n")
    assert "\n\n\n" not in body
    assert "Reference: 7K2-4QXM" in body
    assert "{" not in body
    assert all(len(line) <= 998 for line in content.splitlines())


def test_a_held_message_tells_why_what_next_and_that_nobody_has_it() -> None:
    _, content = write(notice(Kind.HELD), COUNCIL, ("bob@council.test",), NOW, "7K2-4QXM")
    body = message_from_bytes(content, policy=policy.default).get_content().replace("\r\n", "\n")
    assert "- First reason.\n- Second reason.\n" in body
    assert "Nobody has had it yet" in body
    assert "Monday 30 November at 13:00" in body


def test_one_recipient_is_a_person() -> None:
    said = Notice(Kind.RETURNED, "7K2-4QXM", NOW, recipients=1, reason="x")
    _, content = write(said, COUNCIL, ("a@council.test",), NOW, "7K2-4QXM")
    body = message_from_bytes(content, policy=policy.default).get_content()
    assert "to 1 person " in body
    assert "What the check had found" not in body


def test_a_council_name_cannot_break_the_header() -> None:
    odd = Council("c", 'A "B", C', ("council.test",), "clerk@council.test", OfficeHours())
    message = message_from_bytes(
        write(notice(Kind.HELD), odd, ("a@council.test",), NOW, "7K2-4QXM")[1], policy=policy.default
    )
    assert message["From"].addresses[0].display_name == 'A "B", C mail check'
