"""Office documents in XML (ECMA-376 and ISO 26300): every text node, also of what is hidden, deleted or at the margin.

Read by hand from the archive, because libraries leave out headers, comments or text boxes.
"""

import zipfile
from pathlib import PurePosixPath

from gateway.extract import binary, sheet
from gateway.extract.archive import LOCKED, MAX_BYTES, MAX_ENTRIES, PACKED_TOO_MUCH, TooMuch, unpack
from gateway.extract.concealed import concealed
from gateway.extract.extracted import Extracted, document, named, unreadable
from gateway.extract.nodes import Attributes, local, parse
from gateway.model.message import Attachment, Concealed

EXTENSIONS = {
    *("doc", "dot", "docx", "docm", "dotx", "xls", "xlt", "xlsx", "xlsm", "xlsb", "ppt", "pps", "pptx", "pptm", "ppsx"),
    *("odt", "ods", "odp", "odg", "ott", "rtf", "pdf", "msg"),
}
TYPES = {"application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}

LINES = {"p", "h", "br", "line-break", "row"}
CELLS, ROWS = {"tc", "table-cell", "covered-table-cell"}, {"tr", "table-row"}
TABS = {"tab", "ptab"}
MEASURES = {"posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset"}
DESCRIPTIONS = ("descr", "title", "svg:desc")
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


class Locked(Exception):
    """The document is encrypted."""


def is_office(packed: zipfile.ZipFile) -> bool:
    """Whether the archive is a document rather than a parcel of files."""
    names = set(packed.namelist())
    return "[Content_Types].xml" in names or {"META-INF/manifest.xml", "content.xml"} <= names


def read(attachment: Attachment, packed: zipfile.ZipFile) -> Extracted:
    """The text of a document, with what is embedded in it."""
    if "xl/workbook.bin" in packed.namelist():
        return binary.workbook(attachment)
    try:
        files = _files(packed)
        text = _text(files)
    except TooMuch:
        return unreadable(attachment, PACKED_TOO_MUCH, "limit")
    except (RuntimeError, Locked):  # the first is zipfile's word for an entry with a password
        return unreadable(attachment, LOCKED, "encrypted")
    found = document(attachment, text)
    part = named(attachment, "document")
    hidden = tuple(Concealed(kind, part) for kind in concealed(files))
    return Extracted(found.texts, _embedded(attachment, files), found.unreadable, hidden)


def _files(packed: zipfile.ZipFile) -> dict[str, bytes]:
    entries = packed.infolist()
    if len(entries) > MAX_ENTRIES * 10:
        raise TooMuch
    files: dict[str, bytes] = {}
    left = MAX_BYTES
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.suffix in {".xml", ".rels"} or "embeddings" in path.parts:
            files[entry.filename] = unpack(packed, entry, left)
            left -= len(files[entry.filename])
    if b"encryption-data" in files.get("META-INF/manifest.xml", b""):
        raise Locked
    return files


def _text(files: dict[str, bytes]) -> str:
    pieces = sheet.rows(files) if "xl/workbook.xml" in files else []
    for name, data in files.items():
        if name.endswith(".rels"):
            pieces.append(_targets(data))
        elif _has_words(name):
            pieces.append(_Words().read(data))
    return "\n".join(piece for piece in pieces if piece.strip())


def _has_words(name: str) -> bool:
    path = PurePosixPath(name)
    if path.name in {"content.xml", "styles.xml"} and len(path.parts) == 1:
        return True  # OpenDocument keeps headers and footers among its styles
    wanted = path.parts[0] in {"word", "ppt", "xl"} and not sheet.is_own(name)
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
    found = [(name, data) for name, data in files.items() if "/embeddings/" in name and not name.endswith(".rels")]
    return tuple(
        Attachment(f"{attachment.part}.{number}", PurePosixPath(name).name, "application/octet-stream", data)
        for number, (name, data) in enumerate(found, 1)
    )


class _Words:
    """The text nodes of one part. Cells of a row stand on one line, a tab between them."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._cells = 0
        self._silent = 0

    def read(self, data: bytes) -> str:
        parse(data, self._start, self._end, self._say)
        return "".join(self._out)

    def _start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        self._cells += tag in CELLS
        self._silent += tag in MEASURES
        if tag in TABS:
            self._out.append("\t")
        elif tag == "s" and name.startswith("text:"):
            self._out.append(" ")
        self._out += [f"{attributes[key]}\n" for key in DESCRIPTIONS if attributes.get(key)]

    def _end(self, name: str) -> None:
        tag = local(name)
        self._silent -= tag in MEASURES
        if tag in CELLS:
            self._cells -= 1
            self._out.append("\t")
        elif tag in ROWS or (tag in LINES and not self._cells):
            self._out.append("\n")
        elif tag in LINES:
            self._out.append(" ")

    def _say(self, text: str) -> None:
        if not self._silent and (text.strip() or "\n" not in text):
            self._out.append(text)
