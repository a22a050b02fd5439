"""What other files are packed into: zip, gzip, and whole messages."""

import gzip
import io
import zipfile
import zlib

from gateway.extract.extracted import Extracted, named, unreadable
from gateway.mime.charset import decode
from gateway.mime.file_names import with_words
from gateway.mime.read import read
from gateway.model.message import Attachment, Text, TextKind, Unreadable

MAX_ENTRIES = 500
MAX_BYTES = 100_000_000  # unpacked, of one archive
PACKED_TOO_MUCH = "There is more packed into an attachment than the gateway reads."
LOCKED = "A document is locked with a password, so the gateway cannot read it."


class Locked(Exception):
    """A document is encrypted."""


class TooMuch(Exception):
    """An archive holds more than MAX_BYTES or MAX_ENTRIES."""


def opened(attachment: Attachment) -> zipfile.ZipFile:
    """The archive, not yet unpacked. Raises BadZipFile."""
    return zipfile.ZipFile(io.BytesIO(attachment.data))


def unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """One entry of an archive. Raises TooMuch where it is larger than the limit, whatever it says of itself."""
    with packed.open(entry) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise TooMuch
    return data


def unzip(attachment: Attachment, packed: zipfile.ZipFile) -> Extracted:
    """The files of a zip archive, and their names."""
    entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        return unreadable(attachment, PACKED_TOO_MUCH, "limit")
    names = with_words(entry.filename for entry in entries)
    said = _comments(packed, entries)
    texts = (
        *((Text(named(attachment, "file name"), TextKind.FILE_NAME, names),) if entries else ()),
        *((Text(named(attachment, "document"), TextKind.DOCUMENT, said),) if said else ()),
    )
    inner: list[Attachment] = []
    left = MAX_BYTES
    for number, entry in enumerate(entries, 1):
        if entry.flag_bits & 1:
            return Extracted(texts, unreadable=unreadable(attachment, LOCKED, "encrypted").unreadable)
        try:
            data = unpack(packed, entry, left)
        except TooMuch:
            return Extracted(texts, tuple(inner), unreadable(attachment, PACKED_TOO_MUCH, "limit").unreadable)
        left -= len(data)
        inner.append(within(attachment, number, entry.filename, data))
    return Extracted(texts, tuple(inner))


def _comments(packed: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    """What is remarked on an archive and on its files; each is at most 65,535 octets."""
    remarks = (packed.comment, *(entry.comment for entry in entries))
    return "\n".join(decode(remark, "").text for remark in remarks if remark.strip())


def gz(attachment: Attachment) -> Extracted:
    """The file within a gzip file."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(attachment.data)) as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        return unreadable(attachment, "A document is broken, so the gateway cannot read it.")
    if len(data) > MAX_BYTES:
        return unreadable(attachment, PACKED_TOO_MUCH, "limit")
    return Extracted(attachments=(within(attachment, 1, attachment.file_name.removesuffix(".gz"), data),))


def message(attachment: Attachment) -> Extracted:
    """A message saved as a file."""
    content = read(attachment.data)
    number = attachment.part.rpartition(" ")[2]
    shown = "\n".join(
        f"{name}: {value}" for name, value in content.headers if name.lower() in {"from", "to", "cc", "date"}
    )
    texts = [Text(f"document {number} header", TextKind.DOCUMENT, shown)] if shown else []
    texts += [Text(f"document {number} {text.part}", TextKind.DOCUMENT, text.text) for text in content.texts]
    inner = [
        Attachment(
            f"attachment {number}.{one.part.rpartition(' ')[2]}", one.file_name, one.content_type, one.data, one.charset
        )
        for one in content.attachments
    ]
    part = f"document {number}"
    return Extracted(tuple(texts), tuple(inner), tuple(Unreadable(u.kind, u.why, part) for u in content.unreadable))


def within(attachment: Attachment, number: int, file_name: str, data: bytes) -> Attachment:
    """What lies within an attachment, counted from 1."""
    return Attachment(f"{attachment.part}.{number}", file_name, "application/octet-stream", data)
