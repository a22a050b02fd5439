"""Notices: what we write to authors and reviewers, in plain words and without the data that a notice is about.

Each kind has its text in `templates/<kind>.txt`: the subject on the first line, an empty line, the body.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from enum import StrEnum
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.model.address import canonical, domain_of
from gateway.model.council import Council

SENDER = "mail-check"  # the local part that notices come from, at the council's first domain


class Kind(StrEnum):
    """What a notice tells, and to whom."""

    MENDED = "mended"
    HELD = "held"
    ASKED = "asked"
    ASKED_AGAIN = "asked-again"
    RELEASED = "released"
    RETURNED = "returned"
    EXPIRED = "expired"
    QUESTION = "question"
    QUESTION_AGAIN = "question-again"
    REVIEW = "review"
    REVIEW_AGAIN = "review-again"
    REVIEW_DEPUTY = "review-deputy"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Notice:
    """What there is to tell. `whys` are the findings' sentences; `deadline` is when it goes back by itself.

    `sent_to` and `recipients` count people; `message_id` is the original's Message-ID, so that mail clients show the
    notice beside the message it is about.
    """

    kind: Kind
    ref: str
    received_at: datetime
    recipients: int
    whys: tuple[str, ...] = ()
    message_id: str = ""
    reason: str = ""
    link: str = ""
    author: str = ""
    deadline: datetime | None = None
    sent_to: int = 0
    mended: bool = False


TEMPLATES = Environment(
    loader=PackageLoader("gateway.mime", "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701 - plain text
)


def write(notice: Notice, council: Council, to: Sequence[str], now: datetime, ref: str) -> tuple[str, bytes]:
    """The subject and the whole message. It is marked Auto-Submitted (RFC 3834), so that nothing answers it.

    `ref` is the notice's own: its Message-ID carries it, so that an answer by mail finds the record of the notice.
    """
    text = TEMPLATES.get_template(f"{notice.kind}.txt").render(
        notice=notice,
        council=council,
        when=day_and_time(notice.received_at, council),
        until=day_and_time(notice.deadline, council) if notice.deadline else "",
    )
    subject, _, body = text.partition("\n\n")
    message = _message(" ".join(subject.split()), body, council, to, now)
    message["Message-ID"] = make_msgid(ref, _domain(council))
    if notice.message_id:
        message["In-Reply-To"] = notice.message_id
        message["References"] = notice.message_id
    return message["Subject"], message.as_bytes()


@dataclass(frozen=True, slots=True)
class Waits:
    """One held message, as a digest tells of it: `rules` are names, never what they found."""

    ref: str
    author: str
    since: datetime
    rules: tuple[str, ...]
    deadline: datetime


def write_digest(
    waiting: Sequence[Waits], lines: Sequence[str], link: str, council: Council, to: str, now: datetime
) -> tuple[str, bytes]:
    """The digest for one reviewer and day: its Message-ID is known before, so that it is sent once.

    `lines` say what else waits, a sentence each.
    """
    held = f"{len(waiting)} {'message waits' if len(waiting) == 1 else 'messages wait'} for you"
    subject = held if waiting else "What waits for you"
    body = TEMPLATES.get_template("digest.txt").render(
        waiting=waiting, lines=lines, link=link, council=council, say=lambda at: day_and_time(at, council)
    )
    message = _message(subject, body, council, (to,), now)
    message["Message-ID"] = digest_id(council, to, now)
    return subject, message.as_bytes()


def digest_id(council: Council, to: str, now: datetime) -> str:
    """The Message-ID of a reviewer's digest of the day."""
    day = council.day(now).isoformat()
    return f"<held.{day}.{hashlib.sha256(canonical(to).encode()).hexdigest()[:16]}@{_domain(council)}>"


def _domain(council: Council) -> str:
    return council.domains[0] if council.domains else domain_of(council.clerk)


def _message(subject: str, body: str, council: Council, to: Sequence[str], now: datetime) -> EmailMessage:
    domain = _domain(council)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(f"{council.name} mail check", SENDER, domain)
    message["To"] = tuple(Address(addr_spec=address) for address in to)
    message["Reply-To"] = Address(addr_spec=council.clerk)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(body.strip() + "\n", cte="quoted-printable")
    return message


def say_day(day: date) -> str:
    """A day as people say it."""
    return f"{day:%A} {day.day} {day:%B}"


def day_and_time(at: datetime, council: Council) -> str:
    """A moment as people say it, where the council is."""
    local = at.astimezone(ZoneInfo(council.timezone))
    return f"{say_day(local)} at {local:%H:%M}"
