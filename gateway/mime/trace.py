"""Trace lines: what we put on top of a message that leaves, and what tells that a message runs in a loop."""

from datetime import datetime
from email.utils import format_datetime
from ipaddress import IPv6Address, ip_address

from gateway.model.envelope import Listener, Session

OUR_FIELD = b"Lychgate-Trace"
OURS_AT_MOST = 3  # once out, once in, once passed on: more is a loop
NAME_LENGTH = 255


def lines(session: Session, ref: str, own_name: str, at: datetime, smtputf8: bool = False) -> bytes:
    """Received and our own trace field: the same bytes whenever they are made again.

    For a message that its author submitted the client's address is left out: it is personal information, which the
    policy keeps from leaving. No recipient is named, since Bcc would show.
    """
    client = "" if session.user or session.listener is Listener.GATEWAY else f"from {_client(session)}\r\n\t"
    how = "" if session.listener is Listener.GATEWAY else f" with {_protocol(session, smtputf8)}"
    received = f"Received: {client}by {own_name} (Lychgate){how} id {ref};\r\n\t{format_datetime(at)}\r\n"
    return f"{received}{OUR_FIELD.decode()}: {ref} {own_name}\r\n".encode("ascii", "replace")


def hops(content: bytes) -> int:
    """How many hosts the message has passed: its Received fields (RFC 5321 section 6.3)."""
    return _header(content).lower().count(b"\r\nreceived:")


def ours(content: bytes, own_name: str) -> bool:
    """Whether it came through this gateway more often than any right way leads."""
    header = _header(content)
    name = own_name.encode("ascii", "replace")
    passed = sum(
        line.startswith(OUR_FIELD + b":") and line.endswith(b" " + name)
        for line in header.split(b"\r\n")
        if name in line
    )
    return passed > OURS_AT_MOST


def _header(content: bytes) -> bytes:
    """The header section with a line end before each field."""
    end = content.find(b"\r\n\r\n")
    return b"\r\n" + (content if end < 0 else content[:end])


def _client(session: Session) -> str:
    """RFC 5321 section 4.4: what the client called itself, and its address."""
    said = "".join(letter for letter in session.ehlo if letter.isascii() and (letter.isalnum() or letter in ".-:[]_"))
    try:
        address = ip_address(session.client_address)
    except ValueError:
        return said[:NAME_LENGTH] or "unknown"
    literal = f"[IPv6:{address}]" if isinstance(address, IPv6Address) else f"[{address}]"
    return f"{said[:NAME_LENGTH] or 'unknown'} ({literal})"


def _protocol(session: Session, smtputf8: bool) -> str:
    """The registered names of RFC 3848 and RFC 6531."""
    return ("UTF8SMTP" if smtputf8 else "ESMTP") + ("S" if session.tls else "") + ("A" if session.user else "")
