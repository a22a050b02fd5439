from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from gateway.mime import bounce
from gateway.mime.bounce import Undelivered
from gateway.model.council import Council
from gateway.model.delivery import Delivery, Reply
from gateway.model.hours import OfficeHours

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
COUNCIL = Council("council.example", "Test Council", ("council.example",), "clerk@council.example", OfficeHours())
CONTENT = b"From: ann@council.example\r\nSubject: the roof\r\n\r\nSecret words\r\n"


def delivery(recipient: str, reply: Reply | None) -> Delivery:
    return Delivery("7K2-4QXM", recipient, NOW, NOW, NOW + timedelta(days=5), attempts=1, last_reply=reply)


def undelivered(*deliveries: Delivery, content: bytes = CONTENT) -> Undelivered:
    return Undelivered("7K2-4QXM", "ann@council.example", NOW, deliveries, content)


def report(written: tuple[str, bytes]) -> EmailMessage:
    subject, content = written
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) < 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == subject
    return message


def parts(message: EmailMessage) -> tuple[str, list[dict[str, str]], str]:
    text, status, header = message.iter_parts()
    fields = [dict(block.items()) for block in status.get_payload()]  # type: ignore[union-attr]
    return text.get_content(), fields, header.get_content()


USER_UNKNOWN = delivery("gone@out.example", Reply(550, "5.1.1", "no such user"))


def test_a_failure_in_words_and_in_fields() -> None:
    message = report(bounce.failed(undelivered(USER_UNKNOWN), COUNCIL, "gate.example", NOW))
    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    assert message["To"] == "ann@council.example"
    assert message["Auto-Submitted"] == "auto-replied"
    text, (about, one), header = parts(message)
    assert "7K2-4QXM" in text
    assert "gone@out.example" in text
    assert "no such user" in text
    assert "Monday 2 March at 10:00" in text
    assert about == {"Reporting-MTA": "dns; gate.example", "Arrival-Date": "Mon, 02 Mar 2026 10:00:00 +0000"}
    assert one == {
        "Final-Recipient": "rfc822; gone@out.example",
        "Action": "failed",
        "Status": "5.1.1",
        "Diagnostic-Code": "smtp; 550 5.1.1 no such user",
        "Last-Attempt-Date": "Mon, 02 Mar 2026 10:00:00 +0000",
    }
    assert "Subject: the roof" in header


def test_the_original_is_given_back_without_its_body() -> None:
    message = report(bounce.failed(undelivered(USER_UNKNOWN), COUNCIL, "gate.example", NOW))
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "message/delivery-status",
        "text/rfc822-headers",
    ]
    assert b"Secret words" not in message.as_bytes()


def test_one_report_for_all_who_failed() -> None:
    said = undelivered(USER_UNKNOWN, delivery("b@out.example", Reply(552, "", "full")))
    _, (_, *fields), _ = parts(report(bounce.failed(said, COUNCIL, "gate.example", NOW)))
    assert [(one["Final-Recipient"], one["Status"]) for one in fields] == [
        ("rfc822; gone@out.example", "5.1.1"),
        ("rfc822; b@out.example", "5.0.0"),
    ]


def test_time_that_ran_out_is_a_failure_of_its_own_kind() -> None:
    said = undelivered(delivery("a@out.example", Reply(421, "4.4.1", "down")), delivery("b@out.example", None))
    _, (_, first, second), _ = parts(report(bounce.failed(said, COUNCIL, "gate.example", NOW)))
    assert (first["Status"], first["Diagnostic-Code"]) == ("4.4.7", "smtp; 421 4.4.1 down")
    assert second["Status"] == "4.4.7"
    assert "Diagnostic-Code" not in second


def test_a_delay() -> None:
    said = undelivered(delivery("a@out.example", Reply(421, "4.4.1", "down")))
    text, (_, one), _ = parts(report(bounce.delayed(said, COUNCIL, "gate.example", NOW)))
    assert "You need not do anything" in text
    assert "Saturday 7 March at 10:00" in text
    assert (one["Action"], one["Status"]) == ("delayed", "4.4.1")
    assert one["Will-Retry-Until"] == "Sat, 07 Mar 2026 10:00:00 +0000"


def test_international_addresses_and_words() -> None:
    said = undelivered(delivery("grün@out.example", Reply(550, "5.1.1", "gibt’s nicht")))
    text, (_, one), _ = parts(report(bounce.failed(said, COUNCIL, "gate.example", NOW)))
    assert "grün@out.example" in text
    assert one["Final-Recipient"] == r"utf-8; gr\x{FC}n@out.example"
    assert one["Diagnostic-Code"].startswith("smtp; 550 5.1.1 gibt")


def test_hostile_headers_and_replies_stay_inside_their_part() -> None:
    content = b"Subject: " + "é".encode() * 5000 + b"\r\n--==" + b"x" * 2000 + b"\r\n" + b"X: y\r\n" * 40_000 + b"\r\nb"
    reply = Reply(550, "5.1.1", "no\r\nAction: relayed\r\n\r\nx " + "z" * 500)
    message = report(bounce.failed(undelivered(delivery("a@out.example", reply), content=content), COUNCIL, "g", NOW))
    _, (_, one), header = parts(message)
    assert one["Action"] == "failed"
    assert len(header) < 100_000


def test_a_message_that_is_all_header() -> None:
    message = report(bounce.failed(undelivered(USER_UNKNOWN, content=b"Subject: x"), COUNCIL, "g", NOW))
    assert parts(message)[2].strip() == "Subject: x"
