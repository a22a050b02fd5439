"""Members are careful to copy only those who need to know.

A message to more people than the council's limits is shown to its author first: too many in To and Cc together, too
many outside the council, or too many in all, blind copies included. Each person counts once, whatever the spelling, and
the header counts as well as the envelope, since some mail programs send one message for each domain.
"""

from pydantic import Field

from gateway.model.address import canonical
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.ASK


class Options(RuleOptions):
    """The keys of `[rules.too-many-recipients]`."""

    visible: int = Field(default=10, ge=1)
    """The most people in To and Cc together."""
    outside: int = Field(default=5, ge=1)
    """The most people outside the council, in To, Cc and Bcc together."""
    total: int = Field(default=30, ge=1)
    """The most people in all, Bcc included."""


def check(view: View, options: Options) -> Found:
    """Count the recipients three ways."""
    visible = len({canonical(box.address) for box in view.content.visible})
    counts = (
        ("visible", visible, options.visible, "can all see each other in To and Cc"),
        ("outside", len(view.outside), options.outside, "are outside the council"),
        ("total", len(view.everyone), options.total, "get this message"),
    )
    for kind, number, limit, words in counts:
        if number > limit:
            yield Finding("too-many-recipients", kind, f"{number} people {words}; the council's limit is {limit}.")
