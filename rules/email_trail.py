"""Email trails are removed before a message leaves the council.

Mail that is quoted below the author's own words is cut when the message goes to anyone outside, and one line says so.
The message that is answered is looked up in the record first, so that what is cut is exactly what was quoted; else the
marks that mail programs leave show where it begins. Where the author's answers stand between quoted lines nothing is
cut: such a message waits for the Clerk, and so does a forwarded one, which without the trail would say nothing. An
answer that goes outside only to the person who wrote the quoted mail may carry it, unless an option says otherwise.
"""

from collections.abc import Sequence

from gateway.mime.strip import strip
from gateway.mime.trail import Trail, TrailKind
from gateway.model.address import canonical
from gateway.model.message import TextKind
from gateway.policy.rule import Action, Finding, Found, RuleOptions, StripTrail, View

ACTION = Action.AMEND
MENDS = True

FORWARDS = ("fw:", "fwd:", "wg:", "tr:", "rv:")  # in clients' languages


class Options(RuleOptions):
    """The keys of `[rules.email-trail]`."""

    reply_to_author: bool = False
    """Whether a trail is found too where nobody outside gets it but the one who wrote it."""


def check(view: View, options: Options) -> Found:
    """Find quoted mail that goes outside, and cut it where nothing but quoted mail would go with it."""
    if not view.outside or view.content.automatic:
        return
    found = view.trails
    forwarded = bool(found) and _is_forwarded(view, found)
    if not found or not (forwarded or options.reply_to_author or not _goes_to_its_author(view, found)):
        return
    cuts = [StripTrail(trail.part, trail.start, trail.end) for trail in found]
    doubt = _doubt(view, found, cuts, forwarded)
    waits = Action.HOLD if doubt and (options.action or ACTION) is Action.AMEND else None
    for trail in found:
        start, end = _place(view, trail)
        why = doubt or "Earlier messages are quoted below the author's words, and the council removes them."
        yield Finding("email-trail", trail.kind, why, trail.part, start, end, action=waits)
    if not doubt:
        yield from cuts


def _goes_to_its_author(view: View, found: Sequence[Trail]) -> bool:
    authors = {canonical(trail.author) for trail in found if trail.author}
    return {canonical(address) for address in view.outside} == authors


def _is_forwarded(view: View, found: Sequence[Trail]) -> bool:
    return any(trail.forwarded for trail in found) or view.content.subject.casefold().lstrip().startswith(FORWARDS)


def _doubt(view: View, found: Sequence[Trail], cuts: Sequence[StripTrail], forwarded: bool) -> str:
    """Why nothing is cut; empty where it can be."""
    if any(trail.kind is TrailKind.INLINE for trail in found):
        return "Answers stand between the lines of an earlier message, so that it cannot be removed."
    if forwarded:
        return "An earlier message is passed on, and the council does not send email trails outside."
    kinds = {text.kind for text in view.content.texts} & {TextKind.PLAIN, TextKind.HTML}
    if kinds != {trail.of for trail in found}:
        return "An earlier message is quoted, but it is not clear in every part of the message what is quoted."
    if any(strip(view.message.content, cut) == view.message.content for cut in cuts):
        return "An earlier message is quoted in a way in which it cannot be removed."
    return ""


def _place(view: View, trail: Trail) -> tuple[int, int]:
    """Where it stands in the text that is shown."""
    if trail.of is TextKind.PLAIN:
        return trail.shown
    text = next((text.text for text in view.content.texts if text.part == trail.part), "")
    return max(0, text.find(trail.said)), len(text)
