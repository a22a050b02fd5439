"""Nothing goes past the check unread.

Where a message or a document in it is encrypted, broken, too large to be read, or written so that two mail programs
may show two different things, nobody can tell whether it keeps the policy. The Clerk looks at it first.
"""

from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.HOLD


class Options(RuleOptions):
    """The keys of `[rules.unreadable]`."""


def check(view: View, _options: Options) -> Found:
    """Find what could not be read: one finding for each reason."""
    for reason in view.content.unreadable:
        yield Finding("", reason.kind, reason.why, part=reason.part)
