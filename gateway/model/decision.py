"""What the policy found and what follows: findings, verdicts, one decision a message."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal


class Action(StrEnum):
    """What the config attaches to a rule, mildest first."""

    OFF = "off"
    NOTE = "note"
    WARN = "warn"
    AMEND = "amend"
    ASK = "ask"
    HOLD = "hold"
    REJECT = "reject"

    @property
    def severity(self) -> int:
        """0 for the mildest."""
        return SEVERITY[self]


SEVERITY = {action: severity for severity, action in enumerate(Action)}


def strictest(actions: Iterable[Action]) -> Action:
    """The strictest of some actions; `off` where there is none."""
    return max(actions, key=lambda action: action.severity, default=Action.OFF)


class Disposition(StrEnum):
    """What becomes of the message."""

    RELAY = "relay"
    ASK = "ask"
    HOLD = "hold"
    REJECT = "reject"


DISPOSITION_OF = {
    Action.OFF: Disposition.RELAY,
    Action.NOTE: Disposition.RELAY,
    Action.WARN: Disposition.RELAY,
    Action.AMEND: Disposition.RELAY,
    Action.ASK: Disposition.ASK,
    Action.HOLD: Disposition.HOLD,
    Action.REJECT: Disposition.REJECT,
}


class Whose(StrEnum):
    """Whose a datum is, seen from one message."""

    RECIPIENT = "recipient"
    SENDER = "sender"
    COUNCIL = "council"
    PARTNER = "partner"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact that a rule saw. Never the value itself.

    `part` names the place as `Text.part` does, `start` and `end` are offsets in its text (both 0: the whole message).
    `why` is one sentence without personal data, fit for a notice. `action` overrides the rule's own for this finding.
    """

    rule: str
    kind: str
    why: str
    part: str = ""
    start: int = 0
    end: int = 0
    whose: Whose | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class AddCc:
    """Add a visible copy: to the Cc field and to the envelope."""

    address: str
    kind: Literal["add-cc"] = "add-cc"


@dataclass(frozen=True, slots=True)
class StripTrail:
    """Cut quoted mail out of a part, from `start` to `end` of its decoded source, and leave one line that says so."""

    part: str
    start: int
    end: int
    kind: Literal["strip-trail"] = "strip-trail"


@dataclass(frozen=True, slots=True)
class Redact:
    """Put a fixed mark in place of a span of a part's text."""

    part: str
    start: int
    end: int
    kind: Literal["redact"] = "redact"


@dataclass(frozen=True, slots=True)
class AppendLine:
    """Add a line of the council's at the end of the author's text, once."""

    text: str
    kind: Literal["append-line"] = "append-line"


@dataclass(frozen=True, slots=True)
class OneEach:
    """Send each recipient a message of their own, in which they see nobody else."""

    kind: Literal["one-each"] = "one-each"


@dataclass(frozen=True, slots=True)
class Edit:
    """What a reviewer wrote anew before sending it; None leaves a thing as it is.

    `to` and `cc` are all visible recipients, as addresses; `text` is the message's own text, with what it quotes.
    """

    subject: str | None = None
    to: tuple[str, ...] | None = None
    cc: tuple[str, ...] | None = None
    text: str | None = field(default=None, repr=False)
    kind: Literal["edit"] = "edit"


Amendment = AddCc | StripTrail | Redact | AppendLine | OneEach | Edit
AMENDMENTS = (StripTrail, Redact, AppendLine, Edit, AddCc, OneEach)  # in the order in which they are made


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's result: what it saw and the action that follows, or the fault it died of (then: hold).

    `fault` is words for the record, without data. `action` is the strictest of the findings' actions. `excepted` is
    the council's reason why the rule was not asked about this message.
    """

    rule: str
    action: Action
    findings: tuple[Finding, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    fault: str = ""
    excepted: str = ""


POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer for one message. `decided_by` is `policy` or a person's address; `policy_version` a hash.

    `reason` is what a person gave; `recipients` limits a release to some (empty: all).
    """

    disposition: Disposition
    decided_at: datetime
    verdicts: tuple[Verdict, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    decided_by: str = POLICY
    reason: str = ""
    policy_version: str = ""
    recipients: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of all rules."""
        return tuple(f for v in self.verdicts for f in v.findings)

    def by_action(self, *actions: Action) -> tuple[Verdict, ...]:
        """The verdicts whose action is one of these."""
        return tuple(v for v in self.verdicts if v.action in actions)
