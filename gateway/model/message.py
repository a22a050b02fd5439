"""A message as it was accepted, and the parsed view of its bytes."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.model.address import Mailbox
from gateway.model.envelope import Envelope, Session

REF_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that sound or look alike: no 0 O 1 I L


class Direction(StrEnum):
    """Outgoing mail is checked; incoming mail is recorded and passed on; a notice is our own."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"
    NOTICE = "notice"


def new_ref() -> str:
    """A fresh ref such as 7K2-4QXM: short enough to say on the phone. The store refuses one already taken."""
    number, letters = secrets.randbelow(len(REF_LETTERS) ** 7), ""
    for _ in range(7):
        number, place = divmod(number, len(REF_LETTERS))
        letters += REF_LETTERS[place]
    return f"{letters[:3]}-{letters[3:]}"


@dataclass(frozen=True, slots=True)
class Message:
    """What was accepted. `content` is the bytes as received, never changed; `council` the council's key."""

    ref: str
    direction: Direction
    council: str
    session: Session
    envelope: Envelope
    content: bytes = field(repr=False)
    received_at: datetime


class TextKind(StrEnum):
    """Where a text stood."""

    HEADER = "header"
    PLAIN = "plain"
    HTML = "html"
    DOCUMENT = "document"
    FILE_NAME = "file name"


@dataclass(frozen=True, slots=True)
class Text:
    """Words that a reader of the message gets to see. `part` names the place, such as `text/plain 1`.

    Lines of the message's own texts end in one newline, whatever they ended in on their way.
    """

    part: str
    kind: TextKind
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the message's own text. `data` is decoded; `part` its name without the file name.

    `charset` is what the message says of a text; empty where it says nothing. `size` is kept where the data is not.
    """

    part: str
    file_name: str = field(repr=False)
    content_type: str
    data: bytes = field(repr=False)
    charset: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why the view of a message may be incomplete.

    `kind` is `encrypted`, `limit` (too much to read), `broken`, `ambiguous` (two readers may see two things), `scan` (a
    picture of a page) or `document`. `why` is one sentence without data.
    """

    kind: str
    why: str
    part: str = ""

    def __str__(self) -> str:
        return self.why


class Concealment(StrEnum):
    """What a document may hold that its reader is not shown at once."""

    TRACKED_CHANGES = "tracked changes"
    COMMENTS = "comments"
    HIDDEN_TEXT = "hidden text"
    HIDDEN_SHEETS = "hidden sheets"
    HIDDEN_ROWS = "hidden rows"
    HIDDEN_COLUMNS = "hidden columns"
    PIVOT_CACHE = "pivot cache"
    SPEAKER_NOTES = "speaker notes"
    HIDDEN_SLIDES = "hidden slides"
    AUTHORS = "authors"


@dataclass(frozen=True, slots=True)
class Concealed:
    """One document holds something of this kind. `part` names it as `Text.part` does."""

    kind: Concealment
    part: str


@dataclass(frozen=True, slots=True)
class Content:
    """The parsed view of a message's bytes. It is never written back.

    `unreadable` says why the view may be incomplete; an empty tuple means all was read.
    `concealed` says what documents hold without showing it.
    `signed` is true for S/MIME, PGP/MIME and inline PGP; `automatic` for DSN, MDN, auto-replies and calendar replies.
    """

    headers: tuple[tuple[str, str], ...] = field(repr=False)
    from_: tuple[Mailbox, ...] = ()
    sender: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    subject: str = ""
    message_id: str = ""
    texts: tuple[Text, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signed: bool = False
    automatic: bool = False
    unreadable: tuple[Unreadable, ...] = ()
    concealed: tuple[Concealed, ...] = ()

    @property
    def visible(self) -> tuple[Mailbox, ...]:
        """Everyone whom each recipient can see: To and Cc."""
        return self.to + self.cc

    def header(self, name: str) -> str:
        """The first value of a header field, unfolded and decoded; empty where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")
