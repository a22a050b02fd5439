"""All attachments of a message, and what lies within them."""

from collections import deque
from dataclasses import replace

from gateway.extract.documents import is_document, texts_of
from gateway.extract.extracted import named
from gateway.model.message import Concealed, Content, Text, Unreadable

MAX_DEPTH = 4  # archives within archives
MAX_ATTACHMENTS = 500
MAX_BYTES = 200_000_000  # unpacked, all together


def with_documents(content: Content) -> Content:
    """The content with the texts of its documents, and the reasons why any could not be read."""
    texts: list[Text] = []
    reasons: list[Unreadable] = []
    hidden: list[Concealed] = []
    waiting = deque((attachment, 1) for attachment in content.attachments)
    opened = size = 0
    while waiting:
        attachment, depth = waiting.popleft()
        opened, size = opened + 1, size + len(attachment.data)
        if depth > MAX_DEPTH or opened > MAX_ATTACHMENTS or size > MAX_BYTES:
            why = "There is more packed into the attachments than the gateway reads."
            reasons.append(Unreadable("limit", why, named(attachment, "document")))
            break
        extracted = texts_of(attachment)
        texts += extracted.texts
        reasons += extracted.unreadable
        hidden += extracted.concealed
        waiting.extend((inner, depth + 1) for inner in extracted.attachments)
    reasons = list(dict.fromkeys(reasons))
    return replace(
        content,
        texts=(*content.texts, *texts),
        unreadable=(*content.unreadable, *reasons),
        concealed=(*content.concealed, *hidden),
    )


def without_documents(content: Content) -> Content:
    """The content with every document counted as unreadable: for the second try, after one brought down the first."""
    why = "A document could not be opened safely, so the gateway cannot tell what is in it."
    reasons = [Unreadable("document", why, named(a, "document")) for a in content.attachments if is_document(a)]
    return replace(content, unreadable=(*content.unreadable, *reasons))
