"""The contract of a rule, and the whole vocabulary of whoever writes one.

A rule is one module in `rules/` (or in the folder that `[policy] extra_rules` names):

    \"\"\"What the rule keeps, in the Clerk's words.\"\"\"
    ACTION = Action.ASK                 what follows unless the council chooses otherwise
    class Options(RuleOptions): ...     the keys of its `[rules.<name>]` table
    def check(view, options): yield Finding(...), and amendments if it has any

The file's name is the rule's name, with hyphens. A rule is pure: no I/O, no clock, the same answer for the same view.
`learn(view)` is optional: the personal data that an author shows to be their own, as (kind, normal form) pairs.
`recognise(kind, written)` is optional: what a cell of an imported list says that is of this kind, in the same pairs.
`is_personal(view, options)` is optional: whether this is mail of its author's own and not of the council's. It is asked
before any `check`, which then finds the answer in `view.personal`.
`asks(view, options)` is optional: words of names, as `words_of_name` gives them. Who is called by them is then in
`view.known.named`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from gateway.mime.trail import Trail, trails
from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.decision import (
    Action,
    AddCc,
    Amendment,
    AppendLine,
    Finding,
    OneEach,
    Redact,
    StripTrail,
    Whose,
)
from gateway.model.message import Content, Message
from gateway.model.person import Known

__all__ = [
    "Action",
    "AddCc",
    "Amendment",
    "AppendLine",
    "Finding",
    "Found",
    "Item",
    "OneEach",
    "Redact",
    "Rule",
    "RuleOptions",
    "StripTrail",
    "View",
    "Whose",
]

Found = Iterator[Finding | Amendment]
Item = tuple[str, str]


class RuleOptions(BaseModel):
    """The options that every rule has. Each `description` is the reference's text."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    action: Action | None = None
    """What follows when the rule finds something; unset: the rule's own choice."""


@dataclass(frozen=True)
class View:
    """What a rule may look at: one message, its parsed content, the council, and what the record knows.

    `personal`: a rule takes the message for its author's own, not for the council's. What several rules ask for is
    worked out once.
    """

    message: Message
    content: Content
    council: Council
    known: Known
    personal: bool = False

    @property
    def author(self) -> str:
        """The address in From, or the envelope's sender where From says nothing."""
        return self.content.from_[0].address if self.content.from_ else self.message.envelope.mail_from

    @cached_property
    def everyone(self) -> tuple[str, ...]:
        """Each recipient once: those of the envelope and those whom the header shows, as first written."""
        shown = [box.address for box in self.content.visible]
        return tuple({canonical(a): a for a in reversed([*self.message.envelope.rcpt_tos, *shown])}.values())[::-1]

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """Everyone who is not of the council."""
        return tuple(a for a in self.everyone if not self.council.is_inside(a))

    @cached_property
    def trails(self) -> tuple[Trail, ...]:
        """The quoted mail in the message's texts, found by the message that is answered where the record has it."""
        return trails(self.message.content, self.known.thread)


class Rule(Protocol):
    """A rule's module, as the loader sees it."""

    ACTION: Action
    Options: type[RuleOptions]

    @staticmethod
    def check(view: View, options: Any) -> Iterable[Finding | Amendment]:
        """What the rule finds in this message, and the amendments that would mend it."""
        ...
