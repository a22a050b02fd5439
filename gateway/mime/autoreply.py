"""Automatic replies: who must not get one, and how one is written (RFC 3834)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

import re2

from gateway.mime.address import mailboxes
from gateway.mime.header import decode_words, fields, header_end
from gateway.mime.mass import is_mass
from gateway.mime.notice import TEMPLATES, day_and_time, say_day
from gateway.mime.read import is_automatic
from gateway.mime.thread import FIELD, MESSAGE_ID
from gateway.model.address import canonical, domain_of
from gateway.model.council import Council

NOBODY = re2.compile(
    r"(?i)^(?:(?:do[._-]?)?not?[._-]?reply.*|mailer-daemon|postmaster|daemon|bounces?(?:[+._-].*)?|owner-.*|.*-request"
    r"|.*-bounces?|listserv|majordomo|root|www-data|notifications?|alerts?)$"
)  # local parts behind which no person reads
SUPPRESSED = frozenset({"x-loop", "x-auto-response-suppress"})
SPAM = re2.compile(r"(?i)^\s*yes\b")
SUBJECT = 200  # characters of the subject that are repeated
FEW = 10  # of the ids in References that are kept


@dataclass(frozen=True, slots=True)
class Answered:
    """What a reply needs to know of the message that it answers."""

    message_id: str
    references: tuple[str, ...]
    subject: str = field(repr=False)
    to: frozenset[str] = field(repr=False)


def answerable(content: bytes, mail_from: str) -> Answered | None:
    """The message, where a person sent it to people by name; None for what no reply may go to (RFC 3834 section 2)."""
    header = list(fields(content[: header_end(content)[0]]))
    values = {one.key: one.value[:FIELD] for one in reversed(header)}
    if NOBODY.search(mail_from.partition("@")[0]) or not _can_be_written_to(mail_from):
        return None
    if is_mass(values) or is_automatic(content) or not values.keys().isdisjoint(SUPPRESSED):
        return None
    if any(SPAM.search(values.get(name, "")) for name in ("x-spam-flag", "x-spam-status")):
        return None
    shown = [box.address for one in header if one.key in {"to", "cc"} for box in mailboxes(one.value)]
    ids = MESSAGE_ID.findall(values.get("message-id", ""))[:1]
    references = MESSAGE_ID.findall(values.get("references", ""))[-FEW:]
    subject = " ".join(decode_words(values.get("subject", "")).split())
    return Answered("".join(ids), tuple(references), _printable(subject)[:SUBJECT], frozenset(map(canonical, shown)))


def _can_be_written_to(address: str) -> bool:
    """Whether it stands in a header as it is (RFC 5322 section 3.4.1); what no header takes gets no reply."""
    if "@" not in address or not address.isascii():
        return False
    try:
        return Address(addr_spec=address).addr_spec == address
    except (ValueError, IndexError, HeaderParseError):
        return False


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


@dataclass(frozen=True, slots=True)
class Reply:
    """Why nobody reads the mail now: the office opens at `opens`, or `away_until` is the last day of an absence.

    `others` are the addresses to turn to meanwhile; `own_words` are the council's, put below.
    """

    mailbox: str
    opens: datetime
    away_until: date | None = None
    others: tuple[str, ...] = ()
    own_words: str = ""


def write(reply: Reply, answered: Answered, council: Council, to: str, now: datetime, ref: str) -> tuple[str, bytes]:
    """The subject and the whole reply. Of the message it repeats the subject only, and nothing answers it."""
    person = council.person(reply.mailbox)
    body = TEMPLATES.get_template("autoreply.txt").render(
        reply=reply,
        council=council,
        name=person.name if person else "",
        opens=day_and_time(reply.opens, council),
        until=say_day(reply.away_until) if reply.away_until else "",
    )
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(person.name if person else council.name, addr_spec=reply.mailbox)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = f"Automatic reply: {answered.subject}" if answered.subject else "Automatic reply"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(ref, domain_of(reply.mailbox))
    if answered.message_id:
        message["In-Reply-To"] = answered.message_id
        message["References"] = " ".join((*answered.references, answered.message_id))
    message["Auto-Submitted"] = "auto-replied"
    message["Precedence"] = "bulk"  # for responders older than RFC 3834
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(body.strip() + "\n", cte="quoted-printable")
    return str(message["Subject"]), message.as_bytes()


def recipients_of(answered: Answered, rcpt_tos: Sequence[str], mailboxes_on: Sequence[str]) -> list[str]:
    """The mailboxes with an automatic reply that got a message and are named in it, each once."""
    got = set(map(canonical, rcpt_tos)) & answered.to
    return [mailbox for mailbox in dict.fromkeys(mailboxes_on) if canonical(mailbox) in got]
