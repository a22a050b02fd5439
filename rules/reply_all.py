"""Members avoid Reply to All.

A message that answers another one, and goes to nearly everyone who had that one when it could have gone to its author,
is shown to its author first. The message that is answered is looked up in the record; where the record does not have
it, the To and Cc of the quoted mail give a note. The Clerk, to whom copies are due, is not counted. A distribution list
counts with the size that the council declares.
"""

from collections.abc import Iterable, Mapping

from pydantic import Field

from gateway.model.address import canonical
from gateway.model.council import Relation
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.ASK


class Options(RuleOptions):
    """The keys of `[rules.reply-all]`."""

    share: float = Field(default=0.8, gt=0, le=1)
    """How many of the people who had the message must get the answer too: 0.8 is four in five."""
    people: int = Field(default=4, ge=1)
    """The fewest people that count as all, without the one who is answered."""
    lists: dict[str, int] = Field(default_factory=dict)
    """How many people get what is sent to an address, such as { "all@council.test" = 9 }."""


def check(view: View, options: Options) -> Found:
    """Compare who gets this message with who had the one that it answers."""
    if view.content.automatic:
        return
    thread = view.known.thread
    if thread is None:
        had = [address for trail in view.trails if not trail.forwarded for address in trail.shown_to]
        yield from _compare(view, options, "", had, Action.NOTE)
    elif canonical(thread.author) not in _own(view):
        yield from _compare(view, options, thread.author, thread.recipients, None)


def _compare(view: View, options: Options, author: str, had: Iterable[str], action: Action | None) -> Found:
    aside = _own(view) | {canonical(author), *_clerks(view)}
    before = {canonical(address) for address in had} - aside
    now = {canonical(address) for address in view.everyone} - aside
    sizes = {canonical(address): size for address, size in options.lists.items()}
    again, all_ = _count(before & now, sizes), _count(before, sizes)
    if again < options.people or again < options.share * all_:
        return
    added, outside = _count(now - before, sizes), len(view.outside)
    why = f"This answer goes to {again} of the {all_} others who had the message, when it could go to its author alone"
    why += f"; {added} more were added" if added else ""
    yield Finding("reply-all", "reply-all", f"{why}; {outside} of its recipients are outside.", action=action)


def _count(addresses: Iterable[str], sizes: Mapping[str, int]) -> int:
    return sum(sizes.get(address, 1) for address in addresses)


def _own(view: View) -> set[str]:
    """The addresses of whoever sends this message."""
    said = [address for address in (view.author, view.message.session.user) if address]
    people = [person for address in said if (person := view.council.person(address))]
    return {canonical(address) for address in (*said, *(a for person in people for a in person.addresses))}


def _clerks(view: View) -> set[str]:
    holders = view.council.with_role(Relation.CLERK)
    return {canonical(a) for a in (view.council.clerk, *(a for person in holders for a in person.addresses))}
