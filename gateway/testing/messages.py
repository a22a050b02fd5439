"""For tests, and for whoever writes a rule: messages, a council and a view of both."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from gateway.mime.read import read
from gateway.model.council import Council, CouncilPerson, Partner, Relation
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.hours import OfficeHours
from gateway.model.message import Direction, Message
from gateway.model.person import Known
from gateway.policy.rule import View

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday, within office hours
NOBODY_KNOWN = Known()

COUNCIL = Council(
    key="council.test",
    name="Test Parish Council",
    domains=("council.test",),
    clerk="clerk@council.test",
    hours=OfficeHours(),
    people=(
        CouncilPerson("Ann Lee", Relation.CLERK, "clerk@council.test", aliases=("ann.lee@council.test",)),
        CouncilPerson("Dev Patel", Relation.DEPUTY, "deputy@council.test"),
        CouncilPerson(
            "Tess Ter",
            Relation.MEMBER,
            "cllr.test@council.test",
            aliases=("tess.ter@council.test",),
            private_addresses=("tess@home.test",),
            phones=("01632 960101",),
        ),
        CouncilPerson("Mo Yor", Relation.MEMBER, "mayor@council.test"),
        CouncilPerson("Olu Ade", Relation.OFFICER, "officer@council.test"),
    ),
    partners=(
        Partner("County Highways", domains=("county.test",), may_receive=("name", "address")),
        Partner("Green Mowing Ltd", addresses=("office@mowing.test",), business=True),
    ),
    postal_addresses=("Parish Office, 1 High Street, Testford TE5 7ST",),
    phones=("01632 960100",),
    bank_accounts=("20-00-00 12345678",),
)


def make_message(
    from_: str = "cllr.test@council.test",
    to: Sequence[str] = ("someone@elsewhere.test",),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    subject: str = "Test",
    text: str | None = "Hello.\n",
    html: str | None = None,
    attachments: Sequence[tuple[str, str, bytes]] = (),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A message as a mail client would send it. `attachments` are (file name, content type, data).

    The fields stand as they are given, however odd: a field that is empty is left out.
    """
    body = EmailMessage(policy=SMTP)
    if text is not None:
        body.set_content(text)
    if html is not None:
        body.add_alternative(html, subtype="html") if text is not None else body.set_content(html, subtype="html")
    for file_name, content_type, data in attachments:
        maintype, _, subtype = content_type.partition("/")
        body.add_attachment(data, maintype=maintype, subtype=subtype, filename=file_name)
    fields = {
        "From": from_,
        "To": ", ".join(to),
        "Cc": ", ".join(cc),
        "Bcc": ", ".join(bcc),
        "Subject": subject,
        "Date": "Mon, 02 Mar 2026 10:00:00 +0000",
        "Message-ID": "<test@council.test>",
    }
    fields |= headers or {}
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value]
    return "".join(lines).encode() + body.as_bytes()


def view(
    raw: bytes,
    council: Council = COUNCIL,
    session: Session | None = None,
    envelope: Envelope | None = None,
    known: Known = NOBODY_KNOWN,
) -> View:
    """What a rule sees of a message. Session and envelope, where not given, are those of its author's mail client."""
    content = read(raw)
    author = content.from_[0].address if content.from_ else ""
    session = session or Session(Listener.SUBMISSION, "192.0.2.7", user=author)
    envelope = envelope or Envelope(author, tuple(box.address for box in content.visible))
    message = Message("7K2-4QXM", Direction.OUTGOING, council.key, session, envelope, raw, NOW)
    return View(message, content, council, known)
