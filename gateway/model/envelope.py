"""Who connected, and for whom the message is: what SMTP says before DATA (RFC 5321)."""

from dataclasses import dataclass
from enum import StrEnum


class Listener(StrEnum):
    """The door a message came through."""

    SUBMISSION = "submission"
    INCOMING = "incoming"
    GATEWAY = "gateway"  # our own notices


@dataclass(frozen=True, slots=True)
class Session:
    """One SMTP connection. `user` is the login, `tls` the protocol version, `trusted` a known mail host."""

    listener: Listener
    client_address: str = ""
    ehlo: str = ""
    user: str | None = None
    tls: str | None = None
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """MAIL FROM, empty for the null reverse-path, and the RCPT TO addresses as the client wrote them."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    smtputf8: bool = False
    eight_bit: bool = False
