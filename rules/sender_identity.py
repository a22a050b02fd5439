"""No one writes in another's name.

What is submitted names exactly one author in From, and that is the person who signed in, under their own address, an
alias, a shared mailbox or the address of somebody for whom they may write. A mail host that the council trusts may send
for every address of the council. Nor may the author's name bear another council address, another of the council's
people or the Clerk's office, where readers would take it for the true one. What goes wrong here is refused at once: the
author's mail program says so, and its account settings are the thing to mend. Where answers would go outside the
council, the message waits for the Clerk.
"""

import unicodedata
from collections.abc import Iterator

import re2

from gateway.mime.address import is_plain, mailboxes
from gateway.mime.header import Field, decode_words, fields
from gateway.model.address import Mailbox, canonical, domain_of
from gateway.model.council import Relation
from gateway.model.envelope import Listener
from gateway.model.likeness import words_of_name
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.REJECT

MENTIONED = re2.compile(r"[^\s\"'(),:;<>@\[\]\\]+@[^\s\"'(),:;<>@\[\]\\]+")
CLERK = re2.compile(r"(?i)\bclerk\b")
THE_CLERK = re2.compile(r"(?i)^\W*(?:the )?(?:(?:parish|town|council|village|community) )*clerk\b")
FULL_NAME = 2  # words
NAMES_LENGTH = 1000  # characters of a From field in which names are looked for

# Letters of other alphabets that pass for Latin ones (Unicode UTS 39), and what is not seen at all.
LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501"
    "\u051b\u051d\u03bf\u03b1\u03c1\u03bd\u0131\u0261\u0578\u0251\u217c\u04cf",
    "aeopcyxijshdqwoapvignall",
)
INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])

MEND = "Check the name and address in the account settings of your mail program, and send it again."


class Options(RuleOptions):
    """The keys of `[rules.sender-identity]`."""

    reply_to_action: Action = Action.HOLD
    """What follows where Reply-To leads answers outside the council."""


def check(view: View, options: Options) -> Found:
    """Find a message that is not plainly from the person who signed in."""
    if view.message.session.listener is not Listener.SUBMISSION:
        return
    header = [(_letters(one.name), one) for one in fields(view.message.content)]
    authors = [one for name, one in header if name == "from"]
    if len(authors) != 1:
        why = "no From line" if not authors else "more than one From line"
        yield Finding("", "from-count", f"The message has {why}; it needs exactly one. {MEND}")
    for author in authors:
        yield from _author(view, author)
    yield from _sender(view, [one for name, one in header if name == "sender"])
    if any(not view.council.is_inside(box.address) for box in view.content.reply_to):
        why = "Answers would go to an address outside the council. Take it out of the settings of your mail program."
        yield Finding("", "reply-to", why, action=options.reply_to_action)


def _author(view: View, author: Field) -> Iterator[Finding]:
    value = author.value
    boxes = mailboxes(value)
    if _is_malformed(author) or (len(boxes) == 1 and not is_plain(value)):
        yield Finding("", "from-form", f"The From line is written in a way that may mislead its readers. {MEND}")
    if len(boxes) != 1:
        yield Finding("", "from-address", f"The From line needs exactly one address. {MEND}")
    elif not _may_use(view, boxes[0].address):
        yield Finding("", "from-other", f"The address in the From line is not one that you may send as. {MEND}")
    elif _names_another(view, value):
        yield Finding("", "from-name", f"The name in the From line contains somebody else's council address. {MEND}")
    else:
        yield from _pretence(view, boxes[0])


def _sender(view: View, senders: list[Field]) -> Iterator[Finding]:
    boxes = [box for one in senders for box in mailboxes(one.value)]
    allowed = all(_may_use(view, box.address) for box in boxes)
    if len(senders) > 1 or len(boxes) != len(senders) or not allowed or any(map(_is_malformed, senders)):
        yield Finding("", "sender", f"The Sender line does not name an address that you may send as. {MEND}")


def _is_malformed(one: Field) -> bool:
    """Blanks before the colon, controls, or a fold that some readers take for the end of the header."""
    controls = any((char < " " and char != "\t") or char == "\x7f" for char in one.value)
    return one.name.lower() not in {"from", "sender"} or one.blank_fold or controls


def _letters(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum() or char == "-")


def _may_use(view: View, address: str) -> bool:
    """Whether this login, or this trusted mail host, may send as an address."""
    session, council = view.message.session, view.council
    if session.trusted or session.user is None:  # where no login is asked for, the network vouches for the council
        return council.is_own_domain(domain_of(address)) or council.is_inside(address)
    return canonical(address) in council.senders(session.user)


def _pretence(view: View, box: Mailbox) -> Iterator[Finding]:
    """A name that is another person's and not one's own too, or calls somebody clerk who is not. An address that
    somebody lent, or that several share, may go by its own name.
    """
    author, shown = view.council.person(view.message.session.user or box.address), words_of_name(box.name)
    here = canonical(box.address)
    lent = {canonical(address) for address in (view.council.clerk, *(author.may_send_as if author else ()))}
    if author is None or here in lent:
        return
    own = words_of_name(author.name)
    others = (words_of_name(p.name) for p in view.council.people if here not in map(canonical, p.addresses))
    if not own <= shown and any(len(name) >= FULL_NAME and name <= shown for name in others):
        yield Finding("", "from-person", f"The name in the From line is that of another person at the council. {MEND}")
    says_clerk = {Relation.MEMBER: CLERK, Relation.OFFICER: THE_CLERK}.get(author.role)
    if says_clerk and "clerk" not in own and says_clerk.search(box.name):
        yield Finding("", "from-role", f"The name in the From line says that you are the Clerk. {MEND}")


def _names_another(view: View, value: str) -> bool:
    """Whether an address of the council that is not the author's own stands in the name or in a comment."""
    shown = unicodedata.normalize("NFKC", decode_words(value[:NAMES_LENGTH])).translate(INVISIBLE)
    looks = shown.casefold().translate(LOOKALIKES)
    author = canonical(mailboxes(value)[0].address)
    others = (mention.strip(".") for mention in MENTIONED.findall(looks))
    return any(canonical(a) != author and view.council.is_inside(a) and not _is_own(view, a) for a in others)


def _is_own(view: View, address: str) -> bool:
    return view.message.session.user is not None and not view.message.session.trusted and _may_use(view, address)
