"""Messages that were saved in files: as they were on the wire, and what their header tells of their sending."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import re2

from gateway.mime.address import mailboxes
from gateway.mime.header import Field, fields, first_value, header_end
from gateway.model.address import Mailbox, canonical
from gateway.model.envelope import Envelope

BEGINS = re2.compile(rb">?From [^\r\n]*\r?\n[!-9;-~]+[ \t]*:|[!-9;-~]+[ \t]*:")


def on_the_wire(content: bytes) -> bytes:
    """A message with every line end a CRLF (RFC 5321 section 2.3.8)."""
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def is_message(content: bytes) -> bool:
    """Whether it begins with a header field, behind an mbox's `From ` line or not."""
    return BEGINS.match(content) is not None


def author_of(content: bytes) -> Mailbox:
    """The first mailbox in From; one without an address where there is none."""
    return next(_boxes(_header(content), "from"), Mailbox("", ""))


def envelope_of(content: bytes) -> Envelope:
    """The envelope that the header tells of: From; To, Cc and Bcc, each address once."""
    header = _header(content)
    author = next(_boxes(header, "from"), Mailbox("", ""))
    everyone = [box.address for key in ("to", "cc", "bcc") for box in _boxes(header, key)]
    once = {canonical(address): address for address in reversed(everyone)}
    return Envelope(author.address, tuple(once.values())[::-1])


def sent_at(content: bytes) -> datetime | None:
    """When the Date field says that it was sent, in UTC; None where it says nothing that can be read."""
    try:
        said = parsedate_to_datetime(first_value(content, "date"))
        return said.replace(tzinfo=said.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _header(content: bytes) -> list[Field]:
    return fields(content, 0, header_end(content)[0])


def _boxes(header: Iterable[Field], key: str) -> Iterator[Mailbox]:
    return (box for field in header if field.key == key for box in mailboxes(field.value))
