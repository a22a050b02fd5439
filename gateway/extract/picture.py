"""Pictures: whether one looks like a scanned or photographed page, by its shape, its size and its name.

Nothing is decoded but the few octets that tell width and height, and what is written beside the picture.
"""

import struct
from collections.abc import Callable, Iterator

import re2

from gateway.extract.caption import said_in
from gateway.extract.extracted import Extracted, document, unreadable
from gateway.model.message import Attachment

SHAPES = (2**0.5, 11 / 8.5)  # of sheets: ISO 216, and Letter; a camera's pictures are 4:3, 3:2 or 16:9
TOLERANCE = 0.008
LEGIBLE = 800  # pixels of the shorter side, about 100 an inch of a sheet
NAMED_LEGIBLE = 500  # of one whose name says what it is
NAME = re2.compile(
    r"(?i)^(?:img[ _-]?)?(?:scan|scn\d|fax|camscanner|(?:adobe|genius|tiny|office|microsoft)[ _-]?(?:scan|lens))"
)
WHY = "A picture looks like a scanned page, and the gateway cannot tell what is on it."
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # ISO/IEC 10918-1, table B.1
MAX_SEGMENTS = 1000

Size = tuple[int, int]


def read(attachment: Attachment) -> Extracted:
    """What is written in its file, and a reason to have it looked at by a person, or nothing."""
    said = said_in(attachment.data)
    return Extracted(document(attachment, said).texts if said else (), unreadable=_scanned(attachment).unreadable)


def _scanned(attachment: Attachment) -> Extracted:
    width, height = sorted(size_of(attachment.data))
    named = bool(NAME.match(attachment.file_name))
    if named or attachment.data.startswith((b"II*\0", b"MM\0*")):  # scanners and faxes write TIFF
        return unreadable(attachment, WHY, "scan") if width >= NAMED_LEGIBLE else Extracted()
    shaped = width >= LEGIBLE and any(abs(height / width / shape - 1) < TOLERANCE for shape in SHAPES)
    return unreadable(attachment, WHY, "scan") if shaped else Extracted()


def size_of(data: bytes) -> Size:
    """Width and height in pixels; (0, 0) where it does not tell."""
    try:
        return next((find(data) for mark, find in FINDERS if data.startswith(mark)), None) or _heif(data) or (0, 0)
    except struct.error:
        return 0, 0


def _png(data: bytes) -> Size:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> Size:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _bmp(data: bytes) -> Size:
    width, height = struct.unpack_from("<ii", data, 18)
    return abs(width), abs(height)


def _jpeg(data: bytes) -> Size | None:
    at = 2
    for _ in range(MAX_SEGMENTS):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker & 0xFF in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    return None


def _tiff(data: bytes) -> Size:
    order = "<" if data.startswith(b"II") else ">"
    found = dict(_tags(data, order))
    return found.get(256, 0), found.get(257, 0)


def _tags(data: bytes, order: str) -> Iterator[tuple[int, int]]:
    """The numbers in the first directory (TIFF 6.0, section 2)."""
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, at)
    for number in range(min(count, MAX_SEGMENTS)):
        tag, kind = struct.unpack_from(f"{order}HH", data, at + 2 + number * 12)
        if kind in {3, 4}:
            (value,) = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", data, at + 10 + number * 12)
            yield tag, value


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = struct.unpack_from("<3s3s", data, 24)
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _heif(data: bytes) -> Size | None:
    """The largest picture in a file of a telephone's camera (ISO/IEC 23008-12): its `ispe` boxes tell."""
    if data[4:8] != b"ftyp":
        return None
    head = data[: 64 * 1024]
    places = [at for at in range(len(head)) if head.startswith(b"ispe", at)] if b"ispe" in head else []
    sizes = [struct.unpack_from(">II", data, at + 8) for at in places]
    return max(sizes, default=None)


FINDERS: tuple[tuple[bytes, Callable[[bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n", _png),
    (b"\xff\xd8", _jpeg),
    (b"GIF8", _gif),
    (b"BM", _bmp),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
    (b"RIFF", _webp),
)
