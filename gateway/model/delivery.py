"""How a message leaves: one delivery a recipient, with its outcome in RFC 3464's words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How an attempt, or the whole delivery, ended (RFC 3464 section 2.3.3)."""

    RELAYED = "relayed"
    DELAYED = "delayed"
    FAILED = "failed"


class DeliveryState(StrEnum):
    """`queued` waits for its next attempt; the others are settled."""

    QUEUED = "queued"
    RELAYED = "relayed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reply:
    """An SMTP reply: code (RFC 5321), enhanced code such as 5.1.1 (RFC 3463), and the text of the other host."""

    code: int
    enhanced: str = ""
    text: str = ""

    @property
    def outcome(self) -> Outcome:
        """2xx is relayed, 5xx failed, everything else delayed."""
        if 200 <= self.code < 300:
            return Outcome.RELAYED
        return Outcome.FAILED if 500 <= self.code < 600 else Outcome.DELAYED

    @property
    def status(self) -> str:
        """The enhanced code, or the plainest one of its class where the host gave none."""
        return self.enhanced or {2: "2.0.0", 5: "5.0.0"}.get(self.code // 100, "4.0.0")

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.code), self.enhanced, self.text) if part)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient. All times are aware UTC.

    `warned_at` is when its author was told of a delay (None: not yet).
    """

    ref: str
    recipient: str
    queued_at: datetime
    next_attempt_at: datetime
    expires_at: datetime
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    last_reply: Reply | None = None
    warned_at: datetime | None = None
