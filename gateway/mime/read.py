"""The parsed view of a message: `read(content)`. Pure, linear, and it never raises on bad mail.

What cannot be read, or could be read in two ways, is a reason in `Content.unreadable`: the message is then held
(invariant 3), so leniency here never lets anything past the check.
"""

from collections.abc import Iterable

import re2

from gateway.mime.address import mailboxes
from gateway.mime.body import Body
from gateway.mime.header import FIELD_LIMIT, Field, decode_words, fields, header_end, parameters
from gateway.mime.parts import Inner, Walk
from gateway.mime.remarks import is_a_programs, remarks
from gateway.model.address import Mailbox
from gateway.model.message import Content, Text, TextKind, Unreadable

TEXT_FIELDS = ("Subject", "Comments", "Keywords", "Thread-Topic")  # words (RFC 5322 section 3.6.5, MS-OXOMSG)
INNER_FIELDS = {"from", "sender", "reply-to", "to", "cc", "bcc", "date"}
SIGNER = re2.compile(r"(?:^|;)\s*d\s*=\s*([^;\s]+)")
LONG_MATTERS = {"from", "sender", "reply-to", "to", "cc", "subject", "comments", "keywords", "content-type"}


def read(content: bytes) -> Content:
    """Read a message."""
    head, start = header_end(content)
    header = [one for one in fields(content, 0, head) if not _is_mbox_line(one)]
    reasons = list(_doubts(header))
    boxes = _Boxes(header)
    to, cc = boxes.of("to"), boxes.of("cc")
    texts = [*_header_texts(header), *_names_text((*to, *cc))]
    walk, body = Walk(content), Body()
    for part in walk.leaves(header, start):
        if isinstance(part, Inner):
            texts += _inner_texts(part)
        else:
            body.add(part)
    if said := "\n".join(filter(None, map(remarks, walk.part_headers))):
        texts.append(Text("header parts", TextKind.HEADER, said))
    return Content(
        headers=tuple((one.name.rstrip(" \t"), decode_words(one.value)) for one in header if one.name),
        from_=boxes.of("from"),
        sender=boxes.of("sender"),
        reply_to=boxes.of("reply-to"),
        to=to,
        cc=cc,
        subject=decode_words(_first(header, "subject")),
        message_id=_first(header, "message-id"),
        texts=(*texts, *body.texts),
        attachments=tuple(body.attachments),
        signed=body.signed or any(depth == 0 and kind == "multipart/signed" for depth, kind, _ in walk.types),
        automatic=_is_automatic(header) or body.calendar_reply,
        unreadable=tuple(dict.fromkeys([*reasons, *walk.unreadable, *_encrypted(walk), *body.unreadable])),
    )


def dkim_domains(content: Content) -> frozenset[str]:
    """The domains that have signed the message as it is (RFC 6376 section 3.5, the tag `d`)."""
    signatures = (value for name, value in content.headers if name.lower() == "dkim-signature")
    return frozenset(found[1].lower() for value in signatures if (found := SIGNER.search(value[:FIELD_LIMIT])))


def _is_mbox_line(one: Field) -> bool:
    return not one.name and one.start == 0 and one.raw.startswith((b"From ", b">From "))


def _values(header: Iterable[Field], key: str) -> list[str]:
    return [one.value for one in header if one.key == key]


def _first(header: list[Field], key: str) -> str:
    return next(iter(_values(header, key)), "")


class _Boxes:
    """The mailboxes of a header; all fields together are read up to FIELD_LIMIT."""

    def __init__(self, header: list[Field]) -> None:
        self._header, self._left = header, FIELD_LIMIT

    def of(self, key: str) -> tuple[Mailbox, ...]:
        found: list[Mailbox] = []
        for value in _values(self._header, key):
            found += mailboxes(value[: self._left])
            self._left = max(0, self._left - len(value))
        return tuple(found)


def _doubts(header: list[Field]) -> Iterable[Unreadable]:
    if any(not one.name for one in header):
        yield Unreadable("ambiguous", "The message does not say clearly where its header ends.")
    if sum(len(one.raw) for one in header if one.key in LONG_MATTERS or not is_a_programs(one.key)) > FIELD_LIMIT:
        yield Unreadable("limit", "The head of the message is too long to be read as a whole.")
    blank = next((number for number, one in enumerate(header) if one.blank_fold), len(header))
    if any(one.key.startswith("content-") for one in header[blank + 1 :]):
        yield Unreadable("ambiguous", "A blank line at the head of the message may be taken for its end.")


def _header_texts(header: list[Field]) -> Iterable[Text]:
    for name in TEXT_FIELDS:
        if value := "\n".join(decode_words(value) for value in _values(header, name.lower())):
            yield Text(f"header {name}", TextKind.HEADER, value)
    if said := remarks(header):
        yield Text("header remarks", TextKind.HEADER, said)
    if stray := b"".join(one.raw for one in header if not one.name):
        yield Text("header lines", TextKind.HEADER, stray.decode("utf-8", "replace"))


def _names_text(boxes: Iterable[Mailbox]) -> Iterable[Text]:
    """The names of recipients that say more than a name does: one with digits in it is seen by all of them."""
    if said := "\n".join(box.name for box in boxes if any(map(str.isdigit, box.name))):
        yield Text("header names", TextKind.HEADER, said)


def _inner_texts(inner: Inner) -> Iterable[Text]:
    """Who wrote to whom when; what it is about stands apart, as it is no part of that form."""
    lines = [f"{one.name.rstrip()}: {decode_words(one.value)}" for one in inner.fields if one.key in INNER_FIELDS]
    yield Text(f"message header {inner.number}", TextKind.HEADER, "\n".join(lines))
    for name in TEXT_FIELDS:
        if value := "\n".join(decode_words(value) for value in _values(inner.fields, name.lower())):
            yield Text(f"message header {inner.number} {name}", TextKind.HEADER, value)
    if said := remarks(inner.fields):
        yield Text(f"message header {inner.number} remarks", TextKind.HEADER, said)


def _encrypted(walk: Walk) -> Iterable[Unreadable]:
    if any(kind == "multipart/encrypted" for _, kind, _ in walk.types):
        yield Unreadable("encrypted", "The message is encrypted, so nobody but its readers can check it.")


def is_automatic(content: bytes) -> bool:
    """Whether no person wrote a message, as its header says."""
    head, _ = header_end(content)
    return _is_automatic(list(fields(content, 0, head)))


def _is_automatic(header: list[Field]) -> bool:
    """Whether no person wrote it: RFC 3834 section 5, and delivery reports and receipts (RFC 6522, 3462, 8098)."""
    submitted = _first(header, "auto-submitted").partition(";")[0].partition("(")[0].strip().lower()
    content_type, params, _ = parameters(_first(header, "content-type"))
    reports = {"delivery-status", "disposition-notification", "feedback-report"}
    return submitted not in {"", "no"} or (
        content_type == "multipart/report" and params.get("report-type", "delivery-status").lower() in reports
    )
