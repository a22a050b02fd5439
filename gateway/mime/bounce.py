"""Delivery reports to authors (RFC 3464): in plain words for the author, in fields for the mail client."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from zoneinfo import ZoneInfo

from gateway.mime.notice import SENDER
from gateway.model.address import domain_of
from gateway.model.council import Council
from gateway.model.delivery import Delivery, Outcome

EXPIRED = "4.4.7"  # RFC 3463: delivery time expired
HEADER_BYTES = 64 * 1024  # of the original's header section that is given back
LINE_LENGTH = 900

FAILED = """\
Your message could not be delivered to everyone it was for.

You sent it on {when}. Its reference is {ref}.

It did not reach:

{people}

The gateway has stopped trying. Everyone else is sent it as usual.

What you can do: check the addresses, and send the message again to those it
did not reach, or get in touch with them in another way.
"""

DELAYED = """\
Your message is still on its way. You need not do anything.

You sent it on {when}. Its reference is {ref}.

It has not reached yet:

{people}

The gateway keeps trying until {until}, and tells you if it does not succeed.
If it is urgent, get in touch with them in another way.
"""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What there is to report: deliveries of one message with the last reply of each. `header` is the original's."""

    ref: str
    author: str
    received_at: datetime
    deliveries: Sequence[Delivery]
    content: bytes = field(repr=False)


def failed(said: Undelivered, council: Council, own_name: str, now: datetime) -> tuple[str, bytes]:
    """The subject and the whole report that some recipients will not get the message."""
    text = FAILED.format(when=_when(said.received_at, council), ref=said.ref, people=_people(said.deliveries))
    return _report(said, f"Not delivered: your message {said.ref}", text, "failed", council, own_name, now)


def delayed(said: Undelivered, council: Council, own_name: str, now: datetime) -> tuple[str, bytes]:
    """The subject and the whole report that some recipients have not got the message yet."""
    text = DELAYED.format(
        when=_when(said.received_at, council),
        ref=said.ref,
        people=_people(said.deliveries),
        until=_when(max(delivery.expires_at for delivery in said.deliveries), council),
    )
    return _report(said, f"Still on its way: your message {said.ref}", text, "delayed", council, own_name, now)


def _report(
    said: Undelivered, subject: str, text: str, action: str, council: Council, own_name: str, now: datetime
) -> tuple[str, bytes]:
    domain = council.domains[0] if council.domains else domain_of(council.clerk)
    report = MIMEMultipart("report", report_type="delivery-status", policy=SMTP)
    report["From"] = str(Address(f"{council.name} mail check", SENDER, domain))
    report["To"] = f"<{said.author}>"
    report["Subject"] = subject
    report["Date"] = format_datetime(now)
    report["Message-ID"] = make_msgid(said.ref, domain)
    report["Auto-Submitted"] = "auto-replied"
    report.attach(_text(text))
    report.attach(_status(said, action, own_name, now))
    report.attach(_header(said.content))
    return subject, report.as_bytes(policy=SMTP)


def _text(text: str, subtype: str = "plain") -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    short = all(len(line) <= LINE_LENGTH for line in text.splitlines())
    part.set_content(text, subtype=subtype, cte="7bit" if text.isascii() and short else "quoted-printable")
    del part["MIME-Version"]
    return part


def _status(said: Undelivered, action: str, own_name: str, now: datetime) -> Message:
    about = Message(policy=SMTP)
    about["Reporting-MTA"] = f"dns; {own_name}"
    about["Arrival-Date"] = format_datetime(said.received_at)
    part = Message(policy=SMTP)
    part["Content-Type"] = "message/delivery-status"
    part.set_payload([about, *(_fields(delivery, action, now) for delivery in said.deliveries)])
    return part


def _fields(delivery: Delivery, action: str, now: datetime) -> Message:
    reply = delivery.last_reply
    fields = Message(policy=SMTP)
    fields["Final-Recipient"] = _typed(delivery.recipient)
    fields["Action"] = action
    fields["Status"] = reply.status if reply and (reply.outcome is Outcome.FAILED or action == "delayed") else EXPIRED
    if reply:
        fields["Diagnostic-Code"] = f"smtp; {_ascii(str(reply))}"
    fields["Last-Attempt-Date"] = format_datetime(now)
    if action == "delayed":
        fields["Will-Retry-Until"] = format_datetime(delivery.expires_at)
    return fields


def _typed(recipient: str) -> str:
    """RFC 6533: an international address in its ASCII form, `\\x{..}` for each other character."""
    if recipient.isascii():
        return f"rfc822; {_ascii(recipient)}"
    return "utf-8; " + "".join(letter if letter.isascii() else f"\\x{{{ord(letter):X}}}" for letter in recipient)


def _ascii(text: str) -> str:
    return " ".join(text.encode("ascii", "replace").decode().split())


def _header(content: bytes) -> EmailMessage:
    """The header section of the original, nothing of its body (RFC 6522 section 3)."""
    end = content.find(b"\r\n\r\n")
    header = content[: end + 2] if end >= 0 else content
    if len(header) > HEADER_BYTES:
        header = header[: header.rfind(b"\r\n", 0, HEADER_BYTES) + 2]
    return _text(header.decode("utf-8", "replace"), "rfc822-headers")


def _people(deliveries: Sequence[Delivery]) -> str:
    return "\n\n".join(f"    {delivery.recipient}\n    {_why(delivery)}" for delivery in deliveries)


def _why(delivery: Delivery) -> str:
    reply = delivery.last_reply
    return (
        f"because: {' '.join(reply.text.split()) or 'no reason was given'} ({reply.code} {reply.status})"
        if reply
        else ""
    )


def _when(at: datetime, council: Council) -> str:
    local = at.astimezone(ZoneInfo(council.timezone))
    return f"{local:%A} {local.day} {local:%B} at {local:%H:%M}"
