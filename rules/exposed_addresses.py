"""Outside people do not learn each other's addresses from To or Cc.

People who stand together in To or Cc are shown each other's addresses. Where they do not know each other, the author is
asked first, from a number of such people on. People of one organisation, of one household, or of the conversation that
this message answers know each other; partners and firms are there to be written to. When the message is sent with the
change, each person outside gets a message of their own and sees nobody else but the Clerk.
"""

from collections.abc import Iterator, Sequence

from pydantic import Field

from gateway.model.address import Mailbox, canonical, domain_of
from gateway.model.council import Relation
from gateway.model.provider import is_provider
from gateway.policy.rule import Action, Finding, Found, OneEach, RuleOptions, View

ACTION = Action.ASK
MENDS = True

HOMES = {"address", "postcode"}  # kinds of what the record knows that two of one household share


class Options(RuleOptions):
    """The keys of `[rules.exposed-addresses]`."""

    limit: int = Field(default=3, ge=2)
    """From how many people on, who do not know each other, something is found."""


def check(view: View, options: Options) -> Found:
    """Count the circles of people who know each other."""
    if view.content.automatic or len(view.content.visible) < options.limit:
        return
    shown = _strangers(view)
    if len(shown) < options.limit:
        return
    circles = len(set(_circles(view, shown)))
    if circles >= options.limit:
        why = (
            f"{len(shown)} people outside the council would see each other's addresses in To and Cc, and they do not "
            "seem to know each other. Send each a message of their own, or put them in Bcc."
        )
        yield Finding("", "exposed", why)
        yield OneEach()


def _strangers(view: View) -> list[Mailbox]:
    """Each person in To and Cc who is neither of the council nor of a partner."""
    shown = {canonical(box.address): box for box in reversed(view.content.visible)}
    return [box for box in reversed(shown.values()) if view.council.relation(box.address) is Relation.OUTSIDE]


def _circles(view: View, people: Sequence[Mailbox]) -> Iterator[int]:
    """For each person the number of their circle: two who share any tie are of one."""
    circle_of: dict[tuple[str, str], int] = {}
    joined: dict[int, int] = {}

    def root(number: int) -> int:
        while joined[number] != number:
            number = joined[number]
        return number

    for number, box in enumerate(people):
        joined[number] = number
        for tie in _ties(view, box):
            joined[root(circle_of.setdefault(tie, number))] = root(number)
    return (root(number) for number in range(len(people)))


def _ties(view: View, box: Mailbox) -> Iterator[tuple[str, str]]:
    domain = domain_of(box.address)
    if not is_provider(domain):
        yield "domain", domain
    if surname := _surname(box):
        for kind, value in view.known.of(box.address):
            if kind in HOMES:
                yield f"{kind} {surname}", value
    if view.known.thread and canonical(box.address) in _of_thread(view):
        yield "thread", ""


def _of_thread(view: View) -> set[str]:
    thread = view.known.thread
    return {canonical(address) for address in (thread.author, *thread.recipients)} if thread else set()


def _surname(box: Mailbox) -> str:
    """The last word of the name, or the first where a comma stands behind it."""
    last, comma, _ = box.name.partition(",")
    words = (last if comma else box.name).casefold().split()
    return words[-1] if words else ""
