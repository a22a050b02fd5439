"""Official mail stays in official accounts.

A message to a private address of a member or officer waits for the Clerk: to one that the council knows, or to an
outside address that bears both names of one of its people. So does mail that a mailbox sends on by itself, which leaves
the council's accounts without anybody deciding that it should.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import re2

from gateway.model.address import canonical
from gateway.model.council import Council, Relation
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.HOLD

LETTERS = re2.compile(r"[^\pL]+")
TITLES = {
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "cllr",
    "councillor",
    "prof",
    "professor",
    "rev",
    "revd",
    "sir",
    "dame",
}
ADDRESSED = (  # with the address of the mailbox that forwards, or of where it leads
    *("x-forwarded-for", "x-forwarded-to", "x-ms-exchange-forwardingloop", "x-ms-exchange-inbox-rules-loop"),
    *("x-sieve-redirected-from", "x-zimbra-forwarded"),
)
FLAGS = ("autoforwarded", "x-auto-forward", "x-autoforward")  # RFC 2156 section 2.3.1.2 has the first
RESENT = ("resent-from", "resent-sender", "resent-to")
FORWARDING = {"auto-submitted", "x-ms-exchange-generated-message-source", *ADDRESSED, *FLAGS, *RESENT}
NO = {"", "no", "false", "0"}
SHORTEST = 2  # letters of a name
USE_OFFICIAL = "Use the official address, or ask the Clerk whether it may go."


class Options(RuleOptions):
    """The keys of `[rules.private-account]`."""

    names: bool = True
    """Whether an outside address that bears the first and last name of a member or officer counts as theirs."""
    forwarded: bool = True
    """Whether mail that a mailbox forwards by itself is held."""


def check(view: View, options: Options) -> Found:
    """Find private addresses of the council's people, and mail that is forwarded outside by itself."""
    if not view.outside:
        return
    private = _private(view.council)
    if any(canonical(address) in private for address in view.everyone):
        why = f"The message goes to the private address of a member or officer. {USE_OFFICIAL}"
        yield Finding("", "private", why)
    elif options.names and any(_bears_a_name(view.council, address) for address in view.outside):
        why = f"The message goes to an outside address that seems to be a member's or officer's own. {USE_OFFICIAL}"
        yield Finding("", "name", why)
    if options.forwarded and any(_forward_marks(view)):
        why = (
            "A mailbox of the council forwarded the message outside by itself. Switch the forwarding off in its "
            "settings, or ask the Clerk."
        )
        yield Finding("", "forwarded", why)


def _bears_a_name(council: Council, address: str) -> bool:
    """Whether the local part is made of somebody's first and last name, in either order, and figures."""
    if council.relation(address) is not Relation.OUTSIDE:
        return False
    return "".join(_words(address.rpartition("@")[0])) in _names(council.key, tuple(p.name for p in council.people))


@lru_cache(maxsize=64)
def _names(_council: str, names: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        words = [word for word in _words(name) if word not in TITLES]
        if len(words) > 1 and min(len(words[0]), len(words[-1])) >= SHORTEST:
            found |= {words[0] + words[-1], words[-1] + words[0], "".join(words)}
    return frozenset(found)


def _private(council: Council) -> frozenset[str]:
    return frozenset(canonical(address) for person in council.people for address in person.private_addresses)


def _words(text: str) -> list[str]:
    """The words of a name or of a local part, in plain lower-case letters."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return [word for word in LETTERS.split(plain) if word]


def _forward_marks(view: View) -> Iterator[bool]:
    """What servers and mail programs write into what they send on (RFC 3834 section 5, RFC 5322 section 3.6.6)."""
    said = {name.lower(): value for name, value in reversed(view.content.headers) if name.lower() in FORWARDING}
    if not said:
        return
    yield said.get("auto-submitted", "").strip().lower().startswith("auto-forwarded")
    yield "rules" in said.get("x-ms-exchange-generated-message-source", "").lower()
    yield any("@" in said.get(name, "") for name in ADDRESSED)
    yield any(said.get(name, "").strip().lower() not in NO for name in FLAGS)
    login = view.message.session.user or view.message.envelope.mail_from
    authors = {canonical(box.address) for box in view.content.from_}
    written_by_another = bool(login) and view.council.senders(login).isdisjoint(authors)
    yield written_by_another and any("@" in said.get(name, "") for name in RESENT)
