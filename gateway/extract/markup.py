"""Pages of HTML."""

from gateway.extract.extracted import Extracted, document, unreadable
from gateway.extract.plain import words
from gateway.mime.hidden import hidden_words
from gateway.mime.text import HTML_LIMIT, html_to_text
from gateway.model.message import Attachment


def html(attachment: Attachment) -> Extracted:
    """A page of HTML, or a picture in SVG."""
    said = words(attachment)
    if len(said) > HTML_LIMIT:
        return unreadable(attachment, "A document is too long to be read as a whole.", "limit")
    shown = "\n".join(filter(None, (html_to_text(said), hidden_words(said))))
    if attachment.content_type.startswith("image/") and not shown.strip():
        return Extracted()
    return document(attachment, shown)
