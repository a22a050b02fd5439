"""What came out of one attachment."""

from dataclasses import dataclass

from gateway.model.message import Attachment, Concealed, Text, TextKind, Unreadable

TEXT_LIMIT = 5_000_000  # characters of one document


@dataclass(frozen=True, slots=True)
class Extracted:
    """Its texts, what lies within it, why any of that may be incomplete, and what it does not show at once."""

    texts: tuple[Text, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    concealed: tuple[Concealed, ...] = ()


def document(attachment: Attachment, text: str) -> Extracted:
    """The text of a document. None at all from a document that is not empty is a reason to hold (a scan, a form)."""
    part = named(attachment, "document")
    if not text.strip():
        return unreadable(attachment, "A document gave no text, so the gateway cannot tell what is in it.")
    texts = (Text(part, TextKind.DOCUMENT, text[:TEXT_LIMIT]),)
    if len(text) > TEXT_LIMIT:
        return Extracted(
            texts, unreadable=(Unreadable("limit", "A document is too long to be read as a whole.", part),)
        )
    return Extracted(texts)


def unreadable(attachment: Attachment, why: str, kind: str = "document") -> Extracted:
    """Nothing but a reason."""
    return Extracted(unreadable=(Unreadable(kind, why, named(attachment, "document")),))


def named(attachment: Attachment, what: str) -> str:
    """The attachment's place under another word: `attachment 3.1` is `document 3.1`."""
    return f"{what} {attachment.part.rpartition(' ')[2]}"
