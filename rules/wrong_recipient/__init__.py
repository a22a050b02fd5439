"""Mail goes to the person it is meant for.

A first message to an address that looks like another one is shown to its author first: one or two letters off the
address of somebody with whom the council has exchanged mail, or the same but for its domain; in a domain that is a
slip of the pen from one that the council knows, its own among them, or from a mail provider's. So is a message that
greets somebody, such as "Dear Mrs Patel", who is none of its recipients but is another person known to the council.
A first name or an office in the greeting says too little, and who has had mail before is not asked about.
"""

from collections.abc import Iterator

from pydantic import Field

from gateway.model.address import Mailbox, canonical, domain_of
from gateway.model.provider import is_slip
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View
from rules.wrong_recipient import greeting, slip

ACTION = Action.ASK

CHECK = "Check the address, and say so if it is the right one."


class Options(RuleOptions):
    """The keys of `[rules.wrong-recipient]`."""

    letters: int = Field(default=2, ge=0, le=2)
    """How many letters an address may be off a known one to be asked about; 0: these slips are not looked for."""
    domains: bool = True
    """Whether domains are compared: a known person's address in another domain, and slips in a domain's name."""
    greeting: bool = True
    """Whether the greeting is compared with the recipients."""


def asks(view: View, options: Options) -> Iterator[str]:
    """The name in a greeting that fits no recipient: the record may know somebody who is called so."""
    if options.greeting and _is_looked_at(view) and (name := greeting.misfit(view)):
        yield name


def check(view: View, options: Options) -> Found:
    """Look at each recipient to whom this is the first message, then at the greeting."""
    if not _is_looked_at(view):
        return
    for address in view.outside:
        if canonical(address) not in view.known.correspondents:
            yield from _slips(view, address, options)
    if options.greeting and (name := greeting.misfit(view)) and greeting.is_somebody(view, name):
        why = f"The greeting names somebody who does not get the message. {CHECK}"
        yield Finding("", "greeting", why, *greeting.place(view))


def _is_looked_at(view: View) -> bool:
    return bool(view.outside) and not view.content.automatic


def _slips(view: View, address: str, options: Options) -> Iterator[Finding]:
    """What may be wrong with one address: the first that is found."""
    written, domain = Mailbox(_name_of(view, address), canonical(address)), domain_of(address)
    recipients = {canonical(recipient) for recipient in view.everyone}
    near = [box for box in _candidates(view, written.address) if box.address not in recipients]
    if options.domains and is_slip(domain):
        yield Finding("", "provider", f"The domain of an address is almost that of a mail provider. {CHECK}")
    elif any(slip.is_of(written, box, options.letters) for box in near):
        why = "An address that is new to the council is almost that of somebody whom it knows."
        yield Finding("", "address", f"{why} {CHECK}")
    elif options.domains and view.council.partner(address) is None:
        if any(slip.is_namesake(written, box) for box in near):
            why = "An address that is new to the council is, but for its domain, that of somebody whom it knows."
            yield Finding("", "elsewhere", f"{why} {CHECK}")
        elif f"@{domain}" not in {box.address for box in near} and any(slip.is_of_domain(written, box) for box in near):
            why = "The domain of an address is almost one that the council knows."
            yield Finding("", "domain", f"{why} {CHECK}")


def _candidates(view: View, address: str) -> Iterator[Mailbox]:
    """Those whom the record finds alike, and the council's own people, partners and domains."""
    yield from view.known.alike.get(address, ())
    for person in view.council.people:
        yield from (Mailbox(person.name, canonical(one)) for one in person.addresses)
    for partner in view.council.partners:
        yield from (Mailbox("", canonical(one)) for one in partner.addresses)
        yield from (Mailbox("", f"@{domain}") for domain in partner.domains)
    yield from (Mailbox("", f"@{domain}") for domain in view.council.domains)


def _name_of(view: View, address: str) -> str:
    """The name beside an address in To or Cc, unless it only repeats the address."""
    wanted = canonical(address)
    names = (box.name for box in view.content.visible if canonical(box.address) == wanted and "@" not in box.name)
    return next(filter(None, names), "")
