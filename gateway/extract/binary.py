"""Documents in binary forms, read by kreuzberg: PDF, and what older office programs and Outlook save."""

import importlib

from gateway.extract.archive import LOCKED
from gateway.extract.extracted import Extracted, document, unreadable
from gateway.model.message import Attachment, Unreadable

# The streams by which a compound file (MS-CFB) shows what it is; their names are UTF-16.
COMPOUND = (
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Book", "application/vnd.ms-excel"),
)
WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"


def pdf(attachment: Attachment) -> Extracted:
    """A PDF document (ISO 32000)."""
    found = _read(attachment, "application/pdf")
    if found.unreadable and b"/Encrypt" in attachment.data:
        return unreadable(attachment, LOCKED, "encrypted")
    return found


def compound(attachment: Attachment) -> Extracted:
    """A document of an older office program, a locked one of a newer, or a message that Outlook saved."""
    data = attachment.data
    if _utf16("EncryptedPackage") in data:
        return unreadable(attachment, LOCKED, "encrypted")
    content_type = next((kind for stream, kind in COMPOUND if _utf16(stream) in data), "")
    if not content_type:
        return unreadable(attachment, "A document is of a kind that the gateway cannot read.")
    found = _read(attachment, content_type)
    if _utf16("__attach_version1.0_") in data:
        why = "A saved message has attachments of its own that the gateway cannot read."
        return Extracted(found.texts, (), (*found.unreadable, Unreadable("document", why, attachment.part)))
    return found


def workbook(attachment: Attachment) -> Extracted:
    """A workbook in Excel's binary form (MS-XLSB)."""
    return _read(attachment, WORKBOOK)


def _read(attachment: Attachment, content_type: str) -> Extracted:
    try:
        library = importlib.import_module("kreuzberg")  # of the extra [documents]
    except ImportError:
        return unreadable(attachment, "Documents of this kind cannot be read on this installation of the gateway.")
    try:
        config = library.ExtractionConfig(use_cache=False)  # its cache would keep texts on disk
        read = library.extract_bytes_sync(attachment.data, content_type, config=config)
    except library.KreuzbergError:
        return unreadable(attachment, "A document is broken or locked, so the gateway cannot read it.")
    return document(attachment, read.content)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
