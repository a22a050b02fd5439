"""The contract of a relay: one transaction in, a reply for each recipient out. It never raises for what a host says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from gateway.model.delivery import Reply


@dataclass(frozen=True, slots=True)
class Login:
    """A user and password for the upstream server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One message for some recipients who go the same way: `trace`, our lines on top, and then `content`.

    They are apart so that a large content need not be copied.
    `smtputf8` says that its header may need SMTPUTF8 (RFC 6531), as its client declared.
    """

    ref: str
    mail_from: str
    rcpt_tos: tuple[str, ...]
    content: bytes = field(repr=False)
    smtputf8: bool = False
    login: Login | None = None
    trace: bytes = b""

    @property
    def size(self) -> int:
        """How much is sent, in bytes."""
        return len(self.trace) + len(self.content)


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing should be sent that way for so long: its host is down, which `reply` tells, or it has enough to do."""

    lasts: timedelta
    reply: Reply | None = None


class Relay(Protocol):
    """A way out."""

    def route(self, recipient: str) -> str:
        """The name of the way that mail for this recipient takes; recipients of one route share a transaction."""

    def pause(self, route: str) -> Pause | None:
        """Why to leave this way alone for now; None where it is open."""

    async def send(self, route: str, transaction: Transaction) -> Mapping[str, Reply]:
        """Send it. A host that is down, slow or says nonsense is a Reply in 4xx with words of our own.

        It ends within half an hour, whatever the host does.
        """

    async def verify(self, login: Login) -> bool:
        """Whether the upstream server takes this login. Raises TemporaryFault where it cannot be asked."""

    async def close(self) -> None:
        """Let all connections go."""
