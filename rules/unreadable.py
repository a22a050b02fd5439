"""Nothing goes past the check unread.

Where a message or a document in it is encrypted, broken, too large to be read, a picture of a page, or written so that
two mail programs may show two different things, nobody can tell whether it keeps the policy. The Clerk looks at it
first. Of a link to a file that lies with a file-sharing service, which the check cannot see either, a note is made.
"""

from collections.abc import Iterator

import re2

from gateway.model.message import TextKind
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.HOLD

SUB = r"(?:[a-z0-9-]{1,60}\.){0,2}"
HOSTS = (
    r"(?:drive|docs|sheets|forms|slides|photos)\.google\.com",
    r"1drv\.ms|onedrive\.live\.com|[a-z0-9-]{1,60}\.sharepoint\.com",
    r"(?:www\.)?dropbox\.com/(?:s|sh|scl|t|l)|db\.tt",
    r"(?:www\.)?icloud\.com/(?:iclouddrive|photos|attachment)|share\.icloud\.com",
    rf"we\.tl|{SUB}(?:wetransfer|app\.box|egnyte|pcloud|sharefile|tresorit|filemail|mediafire)\.com|mega\.(?:nz|io)",
    r"drive\.proton\.me|(?:www\.)?(?:transfernow\.net|hightail\.com|fromsmash\.com|sendgb\.com|mailbigfile\.com)",
)
LINK = re2.compile(rf"(?i)\bhttps?://(?:{'|'.join(HOSTS)})(?:[/?#\s\"'>]|$)")
KINDS = {TextKind.PLAIN, TextKind.HTML, TextKind.DOCUMENT}


class Options(RuleOptions):
    """The keys of `[rules.unreadable]`."""

    link_action: Action = Action.NOTE
    """What follows where the message links to a file with a file-sharing service."""


def check(view: View, options: Options) -> Found:
    """Find what could not be read: one finding for each reason; and the first link to a file elsewhere in each text."""
    for reason in view.content.unreadable:
        yield Finding("", reason.kind, reason.why, part=reason.part)
    if view.outside:
        yield from _links(view, options.link_action)


def _links(view: View, action: Action) -> Iterator[Finding]:
    for text in view.content.texts:
        if text.kind in KINDS and "://" in text.text and (found := LINK.search(text.text)):
            why = "The message links to a file that lies elsewhere, where nobody here has checked it."
            yield Finding("", "cloud-link", why, text.part, found.start(), found.end(), action=action)
