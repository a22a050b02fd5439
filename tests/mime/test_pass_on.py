from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from gateway.mime.pass_on import Original, Passing, write
from gateway.model.address import Mailbox
from gateway.model.council import Council
from gateway.model.hours import OfficeHours
from gateway.testing import make_message

COUNCIL = Council("council.test", "Test Parish Council", ("council.test",), "clerk@council.test", OfficeHours())
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
ANN = Mailbox("Ann Lee", "clerk@council.test")
RAW = make_message("pat@elsewhere.test", ["clerk@council.test"], subject="Bins", text="When?\n")


def original(content: bytes = RAW, subject: str = "Bins", international: bool = False) -> Original:
    return Original(content, "pat@elsewhere.test", subject, "<1@elsewhere.test>", NOW, international)


@pytest.mark.parametrize(
    "content", [RAW, RAW.rstrip(b"\r\n"), RAW + b"caf\xe9 \xff\r\n", RAW + b"--passed-on-\r\n--\r\n"]
)
def test_what_came_in_stands_in_it_byte_for_byte(content: bytes) -> None:
    passing = Passing(("mayor@council.test",), "Please see to this.", for_action=True, act_by=date(2026, 3, 9))
    raw = write(passing, ANN, original(content), COUNCIL, NOW)
    assert raw.count(content) == 1
    message = message_from_bytes(raw, policy=policy.default)
    text, inner = message.iter_parts()
    said = " ".join(text.get_content().split())
    assert said.startswith("Please see to this. This is passed on to you for action by Monday 9 March.")
    assert said.endswith("Ann Lee Test Parish Council")
    assert inner.get_content_type() == "message/rfc822"
    assert inner.get_content()["Subject"] == "Bins"
    assert (message["Subject"], message["References"]) == ("For action: Bins", "<1@elsewhere.test>")
    assert message["In-Reply-To"] is None, "it answers nobody"


def test_a_subject_brings_no_field_in() -> None:
    raw = write(Passing(("mayor@council.test",)), ANN, original(subject="Bins\r\nBcc: x@y.test"), COUNCIL, NOW)
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "For information: BinsBcc: x@y.test"


def test_a_header_in_utf_8_is_passed_on_as_such() -> None:
    raw = write(Passing(("mayor@council.test",)), ANN, original(international=True), COUNCIL, NOW)
    assert b"Content-Type: message/global\r\n" in raw
