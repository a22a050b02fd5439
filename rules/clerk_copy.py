"""All communications on behalf of the council come from the Clerk or are copied to the Clerk.

When a member or officer writes to anyone outside the council and the Clerk stands neither in To nor in Cc, the Clerk is
added to Cc. The Clerk's aliases count, and so does an address with a plus-tag; a display name does not. A Bcc to the
Clerk is a copy for the record that the recipients cannot see: an option says whether it is enough. Automatic replies
and reports are left alone, and so is what is marked as a personal view.
"""

from gateway.model.address import canonical
from gateway.model.council import INSIDE, Relation
from gateway.policy.rule import Action, AddCc, Finding, Found, RuleOptions, View

ACTION = Action.AMEND
MENDS = True


class Options(RuleOptions):
    """The keys of `[rules.clerk-copy]`."""

    bcc_counts: bool = False
    """Whether a blind copy to the Clerk is enough."""
    deputies_need_copy: bool = True
    """Whether mail that a deputy sends is copied to the Clerk too."""


def check(view: View, options: Options) -> Found:
    """Find outgoing mail that the Clerk does not see."""
    if not _needs_copy(view, options):
        return
    clerk = {canonical(address) for address in _clerk_addresses(view)}
    seen = {canonical(box.address) for box in view.content.visible}
    if options.bcc_counts:
        seen |= {canonical(address) for address in view.message.envelope.rcpt_tos}
    if clerk & seen:
        return
    yield Finding("clerk-copy", "no-copy", "The Clerk was not copied in, and the council's policy asks for it.")
    yield AddCc(view.council.clerk)


def _needs_copy(view: View, options: Options) -> bool:
    if view.content.automatic or view.personal or not view.outside:
        return False
    author = view.council.relation(view.message.session.user or view.author)
    if author is Relation.DEPUTY and not options.deputies_need_copy:
        return False
    return author in INSIDE and author is not Relation.CLERK


def _clerk_addresses(view: View) -> tuple[str, ...]:
    holders = view.council.with_role(Relation.CLERK)
    return (view.council.clerk, *(address for person in holders for address in person.addresses))
