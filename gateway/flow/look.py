"""What a reviewer is shown of a message beside its words: its layout, what changes, one attachment, its thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway.extract.extracted import named
from gateway.flow.known import known_of
from gateway.flow.review import Review
from gateway.mime import amend
from gateway.mime.charset import decode
from gateway.mime.clean import Words, clean
from gateway.mime.difference import Difference, difference
from gateway.mime.read import read
from gateway.mime.source import own_texts
from gateway.mime.thread import answered
from gateway.model.council import Council
from gateway.model.decision import Amendment, Decision
from gateway.model.message import Attachment, Content, Text, TextKind
from gateway.model.record import Record, Summary


@dataclass(frozen=True, slots=True)
class Look:
    """All that touches the message's inside is done in a check process."""

    review: Review

    async def laid_out(self, record: Record, words: Sequence[Words]) -> str | None:
        """Its HTML, safe and with these words marked; None where it has none, or too much of it."""
        content = await self._content(record)
        return await self.review.aside.ask(lay_out, content, tuple(words))

    async def amended(self, record: Record, amendments: tuple[Amendment, ...]) -> tuple[Difference, ...]:
        """What these amendments would change."""
        content = await self._content(record)
        return await self.review.aside.ask(would_change, content, amendments, self.review.in_force.council)

    async def changed(self, record: Record) -> tuple[Difference, ...]:
        """What was changed on its way out."""
        if not record.sent_differs:
            return ()
        sent = await self.review.store.content(record.council, record.summary.ref, sent=True)
        return await self.review.aside.ask(differs, await self._content(record), sent)

    async def attachment(self, record: Record, number: str) -> Attachment | None:
        """One attachment with its data; None where there is none of this number."""
        return await self.review.aside.ask(attachment, await self._content(record), number)

    async def draft(self, record: Record, amendments: tuple[Amendment, ...]) -> Content:
        """The message as it would be with these amendments, to be written anew."""
        content = await self._content(record)
        return await self.review.aside.ask(amended, content, amendments, self.review.in_force.council)

    async def judged(self, record: Record, amendments: tuple[Amendment, ...], recipients: tuple[str, ...]) -> Decision:
        """What the policy would say of the message with these amendments, to these recipients."""
        review, message = self.review, await self.review.message(record)
        content = await review.aside.ask(mended, message.content, amendments, review.in_force.council)
        envelope = replace(message.envelope, rcpt_tos=recipients)
        mended_message = replace(message, content=content, envelope=envelope)
        known = await known_of(review.store, mended_message, review.in_force.council)
        return (await review.aside.check(mended_message, known, review.now(), review.store.named)).decision

    async def thread(self, record: Record) -> Sequence[Summary]:
        """The recorded messages that it answers, the oldest first."""
        ids = answered(await self._content(record))
        return [one for one in await self.review.store.thread(record.council, ids) if one.ref != record.summary.ref]

    async def _content(self, record: Record) -> bytes:
        return await self.review.store.content(record.council, record.summary.ref)


def texts_of(content: Content, attachment: Attachment) -> tuple[Text, ...]:
    """The words that were read in an attachment, and in what lies within it."""
    name = named(attachment, "document")
    return tuple(text for text in content.texts if text.part == name or text.part.startswith(f"{name}."))


# what the check process is asked


def lay_out(content: bytes, words: tuple[Words, ...]) -> str | None:
    """The first HTML text of a message, cleaned."""
    html = next((source for source in own_texts(content) if source.kind is TextKind.HTML), None)
    return None if html is None else clean(decode(html.data, html.charset).text, words)


def would_change(content: bytes, amendments: tuple[Amendment, ...], council: Council) -> tuple[Difference, ...]:
    """The difference that amendments make."""
    return difference(read(content), amended(content, amendments, council))


def differs(content: bytes, sent: bytes) -> tuple[Difference, ...]:
    """The difference between two contents."""
    return difference(read(content), read(sent))


def amended(content: bytes, amendments: tuple[Amendment, ...], council: Council) -> Content:
    """The content with amendments, without any attachment's data."""
    view = read(mended(content, amendments, council))
    return replace(view, attachments=tuple(replace(one, data=b"", size=len(one.data)) for one in view.attachments))


def mended(content: bytes, amendments: tuple[Amendment, ...], council: Council) -> bytes:
    """The bytes with amendments."""
    return amend.without_bcc(amend.apply(content, amendments, council))


def attachment(content: bytes, number: str) -> Attachment | None:
    """The attachment of this number."""
    return next((one for one in read(content).attachments if one.part.rpartition(" ")[2] == number), None)
