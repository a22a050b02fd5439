"""What the leaves of a message are: words of its own, attachments, signatures, or something nobody here can read."""

from collections.abc import Iterator

import re2

from gateway.mime.charset import decode
from gateway.mime.encoded import decoded, is_packed
from gateway.mime.file_names import with_words
from gateway.mime.hidden import hidden_words, is_turned
from gateway.mime.parts import Leaf
from gateway.mime.text import HTML_LIMIT, html_to_text, unflow
from gateway.model.message import Attachment, Text, TextKind, Unreadable

HTML_TYPES = {"text/html", "text/x-amp-html", "text/watch-html", "application/xhtml+xml"}
REPORT_TYPES = {
    "message/delivery-status",
    "message/disposition-notification",
    "text/rfc822-headers",
    "message/global-headers",
}
OTHER_READINGS = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b")  # a file that calls itself text
PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
CLOSING_TAG = re2.compile(r"(?i)</[a-z][a-z0-9]{0,10}>")
OVERRIDES = ("\u202e", "\u202d")  # show the letters behind them in another order (Unicode Standard Annex 9)
TURNED = "A text shows its letters in another order than they stand in."
ENCRYPTED = "A part is encrypted, so nobody but its readers can check it."


class Body:
    """Gathers what the leaves hold, in their order."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.attachments: list[Attachment] = []
        self.unreadable: list[Unreadable] = []
        self.signed = False
        self.calendar_reply = False
        self._html_left = HTML_LIMIT

    def add(self, leaf: Leaf) -> None:
        """Take in one leaf."""
        if leaf.file_names:
            self.texts.append(Text(f"file name {leaf.number}", TextKind.FILE_NAME, with_words(leaf.file_names)))
        content_type = leaf.content_type
        if content_type in {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}:
            self._secure_mime(leaf)
        elif content_type in {"message/partial", "message/external-body"}:
            why = "The message is only a piece of one, or points to a part that is kept elsewhere."
            self.unreadable.append(Unreadable("broken", why, f"attachment {leaf.number}"))
        elif content_type in REPORT_TYPES:
            self._text(leaf, content_type, TextKind.DOCUMENT)
        elif is_own_text(leaf):
            self._text(leaf, content_type, TextKind.HTML if content_type in HTML_TYPES else TextKind.PLAIN)
        elif leaf.data:
            self._attach(leaf)

    def _text(self, leaf: Leaf, content_type: str, kind: TextKind) -> None:
        part = f"{content_type} {leaf.number}"
        text, known = decode(leaf.data, leaf.params.get("charset", ""))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not known:
            self.unreadable.append(Unreadable("broken", "A text is in letters that the gateway does not know.", part))
        if kind is TextKind.HTML:
            if len(text) > self._html_left:
                self.unreadable.append(Unreadable("limit", "A text is too long to be read as a whole.", part))
            html, text = text[: self._html_left], html_to_text(text[: self._html_left])
            self._html_left -= len(html)
        elif leaf.params.get("format", "").lower() == "flowed":
            text = unflow(text, delsp=leaf.params.get("delsp", "").lower() == "yes")
        if any(mark in text for mark in OVERRIDES) or (kind is TextKind.HTML and is_turned(html)):
            self.unreadable.append(Unreadable("ambiguous", TURNED, part))
        self._look_for_armour(leaf, part, text)
        if text.strip():
            self.texts.append(Text(part, kind, text))
        self.texts += self._otherwise(part, kind, html if kind is TextKind.HTML else text)
        if kind is not TextKind.DOCUMENT and (said := decoded(text)):
            self.texts.append(Text(f"{part} decoded", kind, said))

    def _otherwise(self, part: str, kind: TextKind, source: str) -> Iterator[Text]:
        """What else may be read in a text: what HTML does not show, and plain text that some readers take for HTML."""
        if kind is TextKind.HTML and (hidden := hidden_words(source)):
            yield Text(f"{part} hidden", kind, hidden)
        if kind is TextKind.PLAIN and CLOSING_TAG.search(source) and (shown := html_to_text(source)).strip():
            yield Text(f"{part} as HTML", TextKind.HTML, shown)

    def _look_for_armour(self, leaf: Leaf, part: str, text: str) -> None:
        if PGP_MESSAGE in text:
            self.unreadable.append(Unreadable("encrypted", ENCRYPTED, part))
        if leaf.depth == 0 and (text.startswith(PGP_SIGNED) or f"\n{PGP_SIGNED}" in text):
            self.signed = True
        if is_packed(text):
            why = "A text carries a file in an old form that the gateway does not read."
            self.unreadable.append(Unreadable("broken", why, part))

    def _secure_mime(self, leaf: Leaf) -> None:
        """S/MIME whose content lies within the signature or is encrypted (RFC 8551 section 3.2.2), or PGP/MIME."""
        part = f"attachment {leaf.number}"
        if leaf.params.get("smime-type", "").lower() == "signed-data":
            self.signed |= leaf.depth == 0
            why = "The message is wrapped up in its signature, so the gateway cannot read it."
            self.unreadable.append(Unreadable("encrypted", why, part))
        else:
            self.unreadable.append(Unreadable("encrypted", ENCRYPTED, part))

    def _attach(self, leaf: Leaf) -> None:
        name = leaf.file_names[0] if leaf.file_names else ""
        charset = leaf.params.get("charset", "")
        self.attachments.append(Attachment(f"attachment {leaf.number}", name, leaf.content_type, leaf.data, charset))
        if leaf.content_type == "text/calendar" and leaf.depth == 0 and leaf.disposition != "attachment":
            self.calendar_reply |= leaf.params.get("method", "").lower() == "reply"  # RFC 5546 section 3.2.3


def is_own_text(leaf: Leaf) -> bool:
    """Whether readers show it as the message's own words, not as a file."""
    shown = leaf.content_type == "text/plain" or leaf.content_type in HTML_TYPES
    attached = leaf.disposition == "attachment" or any(leaf.file_names[:1])
    return shown and not attached and not leaf.data.lstrip()[:8].startswith(OTHER_READINGS)
