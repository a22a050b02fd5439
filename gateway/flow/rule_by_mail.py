"""A reviewer decides by answering a notice of held mail: `RELEASE`, or `RETURN: reason`, in the first line."""

from collections.abc import Awaitable
from dataclasses import dataclass

from gateway.flow.answer import LONGEST_REASON, first_line
from gateway.flow.remark import Remark
from gateway.flow.review import Review, is_own
from gateway.model.account import REVIEWERS, Account
from gateway.model.message import Content, Message
from gateway.model.record import Record
from gateway.store.changes import Changes

RELEASE, RETURN = "release", "return"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the reviewer wants: to have it sent, or returned. `words` are a note for the record, or the reason."""

    release: bool
    words: str = ""


def from_mail(content: Content) -> Ruling | None:
    """The ruling that the first line of a message gives; None where it gives none."""
    word, colon, words = first_line(content).partition(":")
    verb = word.strip().casefold()
    if verb.rstrip(".") == RELEASE or (colon and verb == RELEASE):
        return Ruling(release=True, words=words.strip()[:LONGEST_REASON])
    if verb == RETURN and (colon or not words):
        return Ruling(release=False, words=words.strip()[:LONGEST_REASON])
    return None


async def reviewer(review: Review, message: Message) -> Account | None:
    """Whose login sent the message, if that may decide: an account of ours that is in use."""
    account = await review.store.account(message.council, message.session.user or "")
    return account if account and account.role in REVIEWERS and account.disabled_at is None else None


def rule(review: Review, record: Record, by: Account, ruling: Ruling, beside: Changes) -> Awaitable[str | None]:
    """Let the ruling take effect, written together with what stands `beside`. It can be undone in the console."""
    ref, wait = record.summary.ref, review.in_force.config.review.undo
    if not ruling.release:
        return review.give_back(ref, by, ruling.words, wait, beside)
    noted, own = Remark(review).noted(ref, by, ruling.words), is_own(review.in_force.council, record, by)
    return review.release(ref, by, ruling.words if own else "", wait=wait, beside=beside + noted)
