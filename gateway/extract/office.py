"""Office documents in XML (ECMA-376 and ISO 26300): every text node, also of what is hidden, deleted or at the margin.

Read by hand from the archive, because libraries leave out headers, comments or text boxes.
"""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from gateway.extract import sheet
from gateway.extract.archive import LOCKED, MAX_BYTES, MAX_ENTRIES, PACKED_TOO_MUCH, Locked, TooMuch, unpack
from gateway.extract.concealed import concealed
from gateway.extract.extracted import Extracted, document, named, unreadable
from gateway.extract.nodes import Attributes, parse, words
from gateway.extract.telling import says_more
from gateway.model.message import Attachment, Concealed

PATTERNS = ("ppt/slideMasters/", "ppt/slideLayouts/", "ppt/notesMasters/", "ppt/handoutMasters/")
PROPERTIES = ("customXml/item", "docProps/core.xml", "docProps/custom.xml", "meta.xml")
NOT_SAID = frozenset(
    {
        *("dc:creator", "cp:lastModifiedBy", "meta:initial-creator"),  # who wrote it is told apart
        *("dc:language", "cp:revision", "meta:generator", "meta:editing-duration", "meta:editing-cycles"),
    }
)
CHUNKS = {".htm", ".html", ".xhtml", ".mht", ".mhtml", ".rtf", ".txt", ".docx", ".eml"}  # w:altChunk takes them in
ABOUT = ("docProps/core.xml", "meta.xml")
PICTURES = ("word/media/", "ppt/media/", "xl/media/", "Pictures/", "media/")
NO_WORDS = {
    "styles",
    "theme",
    "settings",
    "fontTable",
    "webSettings",
    "calcChain",
    "metadata",
    "presProps",
    "viewProps",
}


def is_office(packed: zipfile.ZipFile) -> bool:
    """Whether the archive is a document rather than a parcel of files."""
    names = set(packed.namelist())
    return "[Content_Types].xml" in names or {"META-INF/manifest.xml", "content.xml"} <= names


def read(attachment: Attachment, packed: zipfile.ZipFile) -> Extracted:
    """The text of a document, with what is embedded in it."""
    if "xl/workbook.bin" in packed.namelist():
        return unreadable(attachment, "A document is of a kind that the gateway cannot read.")
    try:
        files = _files(packed)
        text, beside = _text(files), _beside(files)
    except TooMuch:
        return unreadable(attachment, PACKED_TOO_MUCH, "limit")
    except (RuntimeError, Locked):  # the first is zipfile's word for an entry with a password
        return unreadable(attachment, LOCKED, "encrypted")
    pictured = any(name.startswith(PICTURES) for name in packed.namelist())
    if text.strip() or pictured:
        found = document(attachment, _joined([text, beside]) if text.strip() else "")
    else:  # each part was read, and nobody has written in it yet
        found = document(attachment, beside) if beside.strip() else Extracted()
    part = named(attachment, "document")
    hidden = tuple(Concealed(kind, part) for kind in concealed(files))
    return Extracted(found.texts, _embedded(attachment, files), found.unreadable, hidden)


def flat(attachment: Attachment) -> Extracted:
    """A document of OpenDocument in one file of XML (ISO 26300-1, 2.2.1): read like its parts, pictures left out."""
    files = {"content.xml": attachment.data}
    hidden = tuple(Concealed(kind, named(attachment, "document")) for kind in concealed(files))
    found = document(attachment, words(attachment.data, NOT_SAID | {"office:binary-data"}))
    return Extracted(found.texts, (), found.unreadable, hidden)


def _files(packed: zipfile.ZipFile) -> dict[str, bytes]:
    entries = packed.infolist()
    if len(entries) > MAX_ENTRIES * 10:
        raise TooMuch
    files: dict[str, bytes] = {}
    left = MAX_BYTES
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.suffix in {".xml", ".rels"} or "embeddings" in path.parts or _is_chunk(path):
            files[entry.filename] = unpack(packed, entry, left)
            left -= len(files[entry.filename])
    if b"encryption-data" in files.get("META-INF/manifest.xml", b""):
        raise Locked
    return files


def _text(files: dict[str, bytes]) -> str:
    """What the document says."""
    pieces = sheet.rows(files) if "xl/workbook.xml" in files else []
    pieces += [_targets(data) for name, data in files.items() if name.endswith(".rels")]
    pieces += [words(data) for name, data in files.items() if _has_words(name)]
    return _joined(pieces)


def _beside(files: dict[str, bytes]) -> str:
    """What stands in the patterns of its pages and among its properties: nobody need have written it."""
    names = [name for name in files if name.startswith((*PATTERNS, *PROPERTIES)) and name.endswith(".xml")]
    return _joined([*(words(files[name], NOT_SAID) for name in names), *_authors(files)])


def _authors(files: dict[str, bytes]) -> Iterator[str]:
    """Authors whose names say more than a name."""
    for data in (files[name] for name in ABOUT if name in files):
        others = set(words(data, NOT_SAID).splitlines())
        yield from (said for said in words(data).splitlines() if says_more(said) and said not in others)


def _is_chunk(path: PurePosixPath) -> bool:
    return path.suffix.lower() in CHUNKS and path.parts[0] in {"word", "ppt", "xl"}


def _is_embedded(name: str) -> bool:
    return _is_chunk(PurePosixPath(name)) or ("/embeddings/" in name and not name.endswith(".rels"))


def _joined(pieces: Iterable[str]) -> str:
    return "\n".join(piece for piece in pieces if piece.strip())


def _has_words(name: str) -> bool:
    path = PurePosixPath(name)
    if path.name == "content.xml" or name == "styles.xml":
        return True  # OpenDocument keeps headers and footers among its styles, and charts in folders
    wanted = path.parts[0] in {"word", "ppt", "xl"} and not sheet.is_own(name) and not name.startswith(PATTERNS)
    return wanted and path.suffix == ".xml" and path.stem.rstrip("0123456789") not in NO_WORDS


def _targets(data: bytes) -> str:
    """Where a document's links lead."""
    found: list[str] = []

    def start(_name: str, attributes: Attributes) -> None:
        if attributes.get("TargetMode") == "External":
            found.append(attributes.get("Target", ""))

    parse(data, start)
    return "\n".join(found)


def _embedded(attachment: Attachment, files: dict[str, bytes]) -> tuple[Attachment, ...]:
    found = [(name, data) for name, data in files.items() if _is_embedded(name)]
    return tuple(
        Attachment(f"{attachment.part}.{number}", PurePosixPath(name).name, "application/octet-stream", data)
        for number, (name, data) in enumerate(found, 1)
    )
