"""Compound files (MS-CFB): documents of older office programs, locked ones of newer, and messages that Outlook saved.

What is there is told by the streams within. One file may hold several documents, each in a storage of its own.
"""

import io
import struct
from collections.abc import Iterator, Mapping

import olefile

from gateway.extract import outlook, slides97, word97, workbook97
from gateway.extract.archive import LOCKED, Locked, within
from gateway.extract.extracted import Extracted, document, named, unreadable
from gateway.model.message import Attachment, Concealed, Concealment, Unreadable

LOCKS = {"EncryptedPackage", "EncryptedSummary"}
NATIVE = "\x01Ole10Native"
OTHER = "A document holds another one that the gateway cannot read."
MAX_STREAMS = 5000
Streams = Mapping[str, bytes]


def read(attachment: Attachment) -> Extracted:
    """Whatever is in a compound file."""
    with olefile.OleFileIO(io.BytesIO(attachment.data)) as opened:
        paths = opened.listdir()
        if len(paths) > MAX_STREAMS:
            return unreadable(attachment, "There is more packed into an attachment than the gateway reads.", "limit")
        streams = {"/".join(path): opened.openstream(path).read() for path in paths}
    if LOCKS & {path.rpartition("/")[2] for path in streams}:
        return unreadable(attachment, LOCKED, "encrypted")
    if outlook.PROPERTIES in streams:
        return outlook.read(attachment, streams)
    try:
        return _documents(attachment, streams)
    except Locked:
        return unreadable(attachment, LOCKED, "encrypted")


def _documents(attachment: Attachment, streams: Streams) -> Extracted:
    texts: list[str] = []
    hidden: list[Concealment] = []
    files: list[tuple[str, bytes]] = list(_packed(streams))
    for path, data in streams.items():
        storage, _, name = path.rpartition("/")
        if name == "WordDocument":
            texts.append(word97.text(data, *(streams.get(f"{storage}/{t}".lstrip("/"), b"") for t in word97.TABLES)))
        elif name in {"Workbook", "Book"}:
            said, concealed = workbook97.read(data)
            texts.append(said)
            hidden += concealed
        elif name == "PowerPoint Document":
            texts.append(slides97.text(data))
            files += (("", embedded) for embedded in slides97.embedded(data))
    if not texts and not files:
        return unreadable(attachment, "A document is of a kind that the gateway cannot read.")
    found = document(attachment, "\n".join(texts)) if texts else Extracted()
    part = named(attachment, "document")
    strange = (Unreadable("document", OTHER, part),) if len(texts) + len(files) < _objects(streams) else ()
    return Extracted(
        found.texts,
        tuple(within(attachment, number, name, inner) for number, (name, inner) in enumerate(files, 1)),
        (*found.unreadable, *strange),
        tuple(Concealed(kind, part) for kind in dict.fromkeys(hidden)),
    )


def _objects(streams: Streams) -> int:
    """How many embedded objects there are: each has a storage of its own (MS-OLEDS)."""
    return len({path.rpartition("/")[0] for path in streams if path.endswith("\x01CompObj") and "/" in path})


def _packed(streams: Streams) -> Iterator[tuple[str, bytes]]:
    """Files that are embedded as they are (MS-OLEDS sections 2.3.6, Package): name and data."""
    for path, data in streams.items():
        name = path.rpartition("/")[2]
        if name in {"Package", "CONTENTS"}:
            yield "", data
        elif name == NATIVE:
            yield _native(data)


def _native(data: bytes) -> tuple[str, bytes]:
    label, _, rest = data[6:].partition(b"\0")
    _source, _, rest = rest.partition(b"\0")
    (path_size,) = struct.unpack_from("<I", rest, 4)
    (size,) = struct.unpack_from("<I", rest, 8 + path_size)
    return label.decode("cp1252", "replace"), rest[12 + path_size : 12 + path_size + size]
