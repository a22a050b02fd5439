"""A message that passes another one on, whole: the words of whoever does so, and the message as it was received."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid

from gateway.mime.notice import TEMPLATES, day_and_time, say_day
from gateway.mime.thread import MESSAGE_ID
from gateway.model.address import Mailbox, domain_of
from gateway.model.council import Council

SUBJECT = 300  # characters of the subject that are repeated


@dataclass(frozen=True, slots=True)
class Passing:
    """To whom a message is passed on, why, and with which words; `act_by` is set where they are to act by a day."""

    to: tuple[str, ...]
    note: str = field(default="", repr=False)
    for_action: bool = False
    act_by: date | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The message that is passed on. `international` says that its header is in UTF-8 (RFC 6532)."""

    content: bytes = field(repr=False)
    author: str
    subject: str = field(repr=False)
    message_id: str
    received_at: datetime
    international: bool = False


def write(passed: Passing, sender: Mailbox, original: Original, council: Council, now: datetime) -> bytes:
    """The whole message. The original's bytes stand in it as they are (RFC 2046 section 5.2.1)."""
    body = TEMPLATES.get_template("pass-on.txt").render(
        passed=passed,
        sender=sender,
        original=original,
        council=council,
        when=day_and_time(original.received_at, council),
        until=say_day(passed.act_by) if passed.act_by else "",
    )
    message = EmailMessage(policy=SMTPUTF8 if original.international else SMTP)
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = tuple(Address(addr_spec=address) for address in passed.to)
    about = "".join(char for char in original.subject if char.isprintable())[:SUBJECT].strip() or "a message"
    message["Subject"] = f"For {'action' if passed.for_action else 'information'}: {about}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=domain_of(sender.address))
    if ids := MESSAGE_ID.findall(original.message_id)[:1]:
        message["References"] = ids[0]
    text = EmailMessage(policy=SMTP)
    text.set_content(body.strip() + "\n", cte="quoted-printable")
    del text["MIME-Version"]
    return _joined(message, text.as_bytes(), original)


def _joined(message: EmailMessage, text: bytes, original: Original) -> bytes:
    edge = _edge(original.content)
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/mixed; boundary="{edge}"'
    head = message.as_bytes().partition(b"\r\n\r\n")[0]
    kind = "message/global" if original.international else "message/rfc822"
    encoding = "7bit" if original.content.isascii() else "8bit"
    about = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Disposition: attachment\r\n\r\n"
    between = f"\r\n--{edge}\r\n".encode()
    end = b"" if original.content.endswith(b"\r\n") else b"\r\n"
    parts = (head, b"\r\n", between, text, between, about.encode(), original.content, end, f"--{edge}--\r\n".encode())
    return b"".join(parts)


def _edge(content: bytes) -> str:
    while True:
        edge = f"passed-on-{secrets.token_hex(12)}"
        if edge.encode() not in content:
            return edge
