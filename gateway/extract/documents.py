"""What kind of document an attachment is, by its first bytes before its name and type, and who reads it."""

from collections.abc import Callable

from gateway.extract import archive, card, compound, markup, office, outlook, pdf, picture, plain, rtf
from gateway.extract.extracted import Extracted, unreadable
from gateway.model.message import Attachment

Reader = Callable[[Attachment], Extracted]

FLAT = b"<office:document"  # the root of a whole document in XML, some way behind its declarations
MEDIA = {"mp3", "m4a", "wav", "ogg", "oga", "flac", "mp4", "m4v", "mov", "avi", "ogv", "webm", "ttf", "otf", "woff"}
NOT_TEXT = ("image/", "audio/", "video/", "font/")
PACKED = (
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xfd7zXZ",
    b"BZh",
    b"(\xb5/\xfd",
    b"SQLite",
    b"\x00\x01\x00\x00Standard",
)  # archives, databases
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00", b"RIFF")
SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
PLAIN = {"txt", "text", "log", "md", "json", "xml", "yaml", "yml", "ini", "sql", "tex", "asc", "diz", "srt"}
CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r"))
CLOSED = {"eps", "ps", "gpg", "pgp", "p7m", "aes"}  # may look like text, and its words are not in it


def _zipped(attachment: Attachment) -> Extracted:
    """Office documents are zip archives too (ECMA-376, ISO 26300)."""
    with archive.opened(attachment) as packed:
        if office.is_office(packed):
            return office.read(attachment, packed)
        return archive.unzip(attachment, packed)


def _closed(attachment: Attachment) -> Extracted:
    return unreadable(attachment, "A document is of a kind that the gateway cannot read.")


def _nothing(_attachment: Attachment) -> Extracted:
    return Extracted()


MAGIC: tuple[tuple[bytes, Reader], ...] = (
    (b"PK\x03\x04", _zipped),
    (b"PK\x05\x06", _zipped),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", compound.read),
    (b"{\\rtf", rtf.read),
    (b"\x1f\x8b", archive.gz),
    (b"\x78\x9f\x3e\x22", outlook.tnef),
)
BY_EXTENSION: dict[str, Reader] = {
    **dict.fromkeys(("csv", "tsv", "tab"), plain.table),
    **dict.fromkeys(("htm", "html", "xhtml", "mht", "mhtml", "svg"), markup.html),
    **dict.fromkeys(("ics", "vcf", "vcard", "ical"), card.read),
    **dict.fromkeys(("eml", "mht", "mhtml"), archive.message),
    **dict.fromkeys(PLAIN, plain.text),
}
BY_TYPE: dict[str, Reader] = {
    **dict.fromkeys(("text/csv", "text/tab-separated-values", "application/csv"), plain.table),
    **dict.fromkeys(
        ("text/html", "application/xhtml+xml", "image/svg+xml", "text/enriched", "text/richtext"), markup.html
    ),
    **dict.fromkeys(("text/calendar", "text/vcard", "text/x-vcard", "text/directory", "application/ics"), card.read),
    **dict.fromkeys(("message/rfc822", "message/global"), archive.message),
}


def texts_of(attachment: Attachment) -> Extracted:
    """The texts of one attachment, and what lies within it. Never raises."""
    try:
        return _reader(attachment)(attachment)
    except Exception:  # whatever a broken document does to its reader, the message is held (invariant 3)
        return unreadable(attachment, "A document is broken or of a kind that the gateway cannot read.")


def is_document(attachment: Attachment) -> bool:
    """Whether there may be text in it."""
    return _reader(attachment) not in {_nothing, picture.read}


def _reader(attachment: Attachment) -> Reader:
    extension = attachment.file_name.rpartition(".")[2].strip().lower()
    return _by_content(attachment) or _by_label(attachment, extension) or _by_look(attachment, extension)


def _by_content(attachment: Attachment) -> Reader | None:
    data = attachment.data
    if not data.strip() or attachment.content_type in SIGNATURES:
        return _nothing
    if b"%PDF-" in data[:1024]:  # readers allow it some way in
        return pdf.read
    if data.startswith(PICTURES) and b"\x00" in data[:512]:
        return picture.read
    if FLAT in data[:1000]:
        return office.flat
    return next((reader for magic, reader in MAGIC if data.startswith(magic)), None)


def _by_label(attachment: Attachment, extension: str) -> Reader | None:
    content_type = attachment.content_type
    if reader := BY_EXTENSION.get(extension) or BY_TYPE.get(content_type):
        return reader
    if content_type.startswith(NOT_TEXT):
        return _by_claim(attachment)
    return _closed if extension in CLOSED else None


def _by_claim(attachment: Attachment) -> Reader:
    """What calls itself a picture or a sound may be a text all the same, or something packed."""
    head = attachment.data[:4000]
    if head.startswith(PACKED) or _is_wide(head):
        return _closed
    if head.translate(None, CONTROLS) == head:
        return plain.text
    return picture.read if attachment.content_type.startswith("image/") else _nothing


def _is_wide(head: bytes) -> bool:
    """Whether it is text in two octets a letter, every other of them empty."""
    half = len(head) // 2
    empty = sorted((head[::2].count(0), head[1::2].count(0)))
    return half > 8 and empty[0] < 0.1 * half < 0.9 * half < empty[1]


def _by_look(attachment: Attachment, extension: str) -> Reader:
    if attachment.content_type.startswith("text/") or _looks_like_text(attachment.data):
        return plain.text
    return _nothing if extension in MEDIA else _closed


def _looks_like_text(data: bytes) -> bool:
    head = data[:4000]
    if b"\x00" in head:
        return head.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True
