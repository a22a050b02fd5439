"""Check one message: read it, read its documents, ask the policy. Pure, and run aside, in a process that may die."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.extract import with_documents, without_documents
from gateway.mime.asks import asks
from gateway.mime.read import dkim_domains, read
from gateway.mime.thread import thread_of
from gateway.model.council import Council
from gateway.model.decision import Action, Decision, Disposition, Verdict
from gateway.model.message import Content, Direction, Message
from gateway.model.person import Known
from gateway.policy.engine import Policy
from gateway.policy.rule import View

CHECK = "check"  # stands as the rule's name where the check as a whole failed


@dataclass(frozen=True, slots=True)
class Checked:
    """The decision, and the few facts of the content that the record and the notices need.

    `asker` is where an answer to an incoming message goes that asks something; empty where it asks nothing.
    """

    decision: Decision
    author: str = ""
    author_name: str = field(default="", repr=False)
    subject: str = ""
    message_id: str = ""
    automatic: bool = False
    attachments: int = 0
    asker: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asks:
    """The check needs to know first who is called by these words of names."""

    words: tuple[str, ...]


def check(
    message: Message, council: Council, policy: Policy, known: Known, now: datetime, documents: bool = True
) -> Checked:
    """What becomes of a message. Only outgoing mail is judged; incoming mail is read for the record.

    With `documents` false no attachment is opened, and each counts as unreadable: for the second try, after a
    document brought down the first.
    """
    return _decided(_view(message, council, known), policy, now, documents)


def ask_or_check(
    message: Message, council: Council, policy: Policy, known: Known, now: datetime, documents: bool = True
) -> Checked | Asks:
    """As `check`, unless the policy needs to know more of the record first."""
    view = _view(message, council, known)
    words = policy.asks(view) if message.direction is Direction.OUTGOING else ()
    return Asks(words) if words else _decided(view, policy, now, documents)


def _view(message: Message, council: Council, known: Known) -> View:
    if known.parent is not None:
        known = replace(known, thread=thread_of(known.parent))
    content = read(message.content)
    if not council.upstream_signs and any(map(council.is_own_domain, dkim_domains(content))):
        content = replace(content, signed=True)
    return View(message, content, council, known)


def _decided(view: View, policy: Policy, now: datetime, documents: bool) -> Checked:
    if view.message.direction is not Direction.OUTGOING:
        return _checked(Decision(Disposition.RELAY, now), view)
    view = replace(view, content=with_documents(view.content) if documents else without_documents(view.content))
    return _checked(policy.decide(view, now), view)


def read_whole(content: bytes) -> Content:
    """A message as a person is shown it: all texts, those of documents too, and no attachment's bytes."""
    whole = with_documents(read(content))
    return replace(whole, attachments=tuple(replace(a, data=b"", size=len(a.data)) for a in whole.attachments))


def failed(message: Message, now: datetime, fault: str) -> Checked:
    """The answer where the check itself failed: outgoing mail is held (invariant 3), incoming mail passes."""
    if message.direction is not Direction.OUTGOING:
        return Checked(Decision(Disposition.RELAY, now), author=message.envelope.mail_from)
    verdict = Verdict(CHECK, Action.HOLD, fault=fault)
    return Checked(Decision(Disposition.HOLD, now, (verdict,)), author=message.envelope.mail_from)


def _checked(decision: Decision, view: View) -> Checked:
    content = view.content
    name = content.from_[0].name if content.from_ else ""
    facts = (content.subject, content.message_id, content.automatic, len(content.attachments))
    return Checked(decision, view.author, name, *facts, _asker(view))


def _asker(view: View) -> str:
    if view.message.direction is not Direction.INCOMING or not asks(view.message.content, view.content):
        return ""
    return view.content.reply_to[0].address if view.content.reply_to else view.author
