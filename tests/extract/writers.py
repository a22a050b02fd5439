"""Small writers of the documents that the gateway reads: only what a reader looks at."""

import itertools
import struct
import zlib
from collections.abc import Mapping, Sequence

SECTOR, MINI, SMALL = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB) with these streams; a slash in a name parts storage and stream."""
    minis = b"".join(_padded(data, MINI) for data in streams.values() if len(data) < SMALL)
    large = [data for data in streams.values() if len(data) >= SMALL]
    names, children = _tree(streams)
    blocks = [_padded(minis, SECTOR), *(_padded(data, SECTOR) for data in large)]
    starts, at = [], 0
    for block in blocks:
        starts.append(at)
        at += len(block) // SECTOR
    directory = _directory(streams, names, children, starts, len(minis))
    mini_fat = _table([_padded(d, MINI) for d in streams.values() if len(d) < SMALL], MINI)
    blocks += [directory, mini_fat]
    used = sum(len(block) for block in blocks) // SECTOR
    fat_sectors = 1
    while (used + fat_sectors) * 4 > fat_sectors * SECTOR:
        fat_sectors += 1
    fat = _table(blocks, SECTOR)[: used * 4] + struct.pack("<I", FAT) * fat_sectors
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, at, 0)
    header += struct.pack("<IIIII", SMALL, at + len(directory) // SECTOR, len(mini_fat) // SECTOR, END, 0)
    header += b"".join(struct.pack("<I", used + n) for n in range(fat_sectors))
    return header.ljust(SECTOR, b"\xff") + b"".join(blocks) + fat.ljust(fat_sectors * SECTOR, b"\xff")


def _tree(streams: Mapping[str, bytes]) -> tuple[list[str], dict[str, list[int]]]:
    names = [""]
    for path in streams:
        pieces = path.split("/")
        names += [p for n in range(1, len(pieces) + 1) if (p := "/".join(pieces[:n])) not in names]
    children: dict[str, list[int]] = {}
    for number, name in enumerate(names[1:], 1):
        children.setdefault(name.rpartition("/")[0], []).append(number)
    return names, children


def _directory(
    streams: Mapping[str, bytes],
    names: Sequence[str],
    children: Mapping[str, Sequence[int]],
    starts: Sequence[int],
    mini_size: int,
) -> bytes:
    following = {a: b for row in children.values() for a, b in itertools.pairwise(row)}
    out, mini, large = b"", 0, 1
    for number, path in enumerate(names):
        name = (path.rpartition("/")[2] if path else "Root Entry").encode("utf-16-le") + b"\0\0"
        data = streams.get(path)
        kind, start, size = (2, 0, len(data)) if data is not None else (1, 0, 0)
        if not path:
            kind, start, size = 5, starts[0] if mini_size else END, mini_size
        elif data is not None and len(data) < SMALL:
            start, mini = mini, mini + len(_padded(data, MINI)) // MINI
        elif data is not None:
            start, large = starts[large], large + 1
        child = children.get(path, [FREE])[0]
        out += name.ljust(64, b"\0") + struct.pack("<HBB", len(name), kind, 1)
        out += struct.pack("<III", FREE, following.get(number, FREE), child) + bytes(36)
        out += struct.pack("<IQ", start, size)
    return _padded(out, SECTOR)


def _table(blocks: Sequence[bytes], unit: int) -> bytes:
    """Which sector follows which."""
    entries: list[int] = []
    for block in blocks:
        count = len(block) // unit
        entries += [*range(len(entries) + 1, len(entries) + count), END] if count else []
    return _padded(b"".join(struct.pack("<I", entry) for entry in entries), SECTOR, b"\xff")


def _padded(data: bytes, unit: int, filling: bytes = b"\0") -> bytes:
    return data + filling * (-len(data) % unit)


def word97(*pieces: str, encrypted: bool = False) -> bytes:
    """A document of Word 97 to 2003; every other piece in two octets a character."""
    text, spans, ends = b"", b"", [0]
    for number, piece in enumerate(pieces):
        wide = number % 2
        where = 1024 + len(text)
        spans += struct.pack("<HIH", 0, where if wide else where * 2 | 0x40000000, 0)
        text += piece.encode("utf-16-le" if wide else "cp1252")
        ends.append(ends[-1] + len(piece))
    table = struct.pack(f"<{len(ends)}I", *ends) + spans
    table = b"\x01\x02\x00xx" + b"\x02" + struct.pack("<I", len(table)) + table
    flags = 0x0200 | 0x0100 * encrypted
    head = struct.pack("<HHHHH", 0xA5EC, 0xC1, 0, 0, 0) + struct.pack("<H", flags)
    head = head.ljust(0x1A2, b"\0") + struct.pack("<II", 0, len(table))
    return compound({"WordDocument": head.ljust(1024, b"\0") + text, "1Table": table})


def slides97(*texts: str, embedded: bytes = b"", locked: bool = False) -> bytes:
    """A presentation of PowerPoint 97 to 2003."""
    atoms = b""
    for number, text in enumerate(texts):
        wide = number % 2 == 0
        data = text.encode("utf-16-le" if wide else "latin-1")
        atoms += struct.pack("<HHI", 0, 4000 if wide else 4008, len(data)) + data
    if embedded:
        data = struct.pack("<I", len(embedded)) + zlib.compress(embedded)
        atoms += struct.pack("<HHI", 0x10, 4113, len(data)) + data
    if locked:
        atoms += struct.pack("<HHI", 0, 12052, 0)
    return compound({"PowerPoint Document": struct.pack("<HHI", 0xF, 1000, len(atoms)) + atoms})


def workbook97(
    sheets: Mapping[str, Sequence[Sequence[str | float]]],
    hidden: Sequence[str] = (),
    header: str = "",
    box: str = "",
    locked: bool = False,
    more: bytes = b"",
) -> bytes:
    """A workbook of Excel 97 to 2003 (BIFF8). Sheets named in `hidden` are very hidden."""
    bodies = [_sheet(rows, header, box) for rows in sheets.values()]
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    start += _record(0x2F, bytes(54)) if locked else b""
    size = len(start) + sum(4 + 8 + 2 * len(name) for name in sheets) + 4
    for name, body in zip(sheets, bodies, strict=True):
        bound = struct.pack("<IBBBB", size, 2 * (name in hidden), 0, len(name), 1) + name.encode("utf-16-le")
        start += _record(0x85, bound)
        size += len(body)
    return compound({"Workbook": start + _record(0x0A, b"") + b"".join(bodies) + more})


def _sheet(rows: Sequence[Sequence[str | float]], header: str, box: str) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    if header:
        out += _record(0x14, struct.pack("<HB", len(header), 1) + header.encode("utf-16-le"))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                said = struct.pack("<HHHHB", y, x, 0, len(cell), 1) + cell.encode("utf-16-le")
                out += _record(0x204, said)
            else:
                out += _record(0x203, struct.pack("<HHHd", y, x, 0, cell))
    if box:
        out += _record(0x5D, struct.pack("<HHHHH12xHH", 0x15, 18, 6, 1, 0, 0, 0))
        out += _record(0x1B6, struct.pack("<HH6xHHI", 0, 0, len(box), 0, 0)) + _record(0x3C, b"\0" + box.encode())
    return out + _record(0x0A, b"")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def outlook(strings: Mapping[str, str], more: Mapping[str, bytes] | None = None) -> bytes:
    """A message that Outlook saved: texts by the number of their property, and further streams."""
    streams = {"__properties_version1.0": bytes(32)}
    streams |= {f"__substg1.0_{key}001F": said.encode("utf-16-le") for key, said in strings.items()}
    return compound(streams | dict(more or {}))


def outlook_file(number: int, name: str, data: bytes) -> dict[str, bytes]:
    """The streams of one attachment of a saved message."""
    folder = f"__attach_version1.0_#{number:08X}"
    return {
        f"{folder}/__properties_version1.0": bytes(8),
        f"{folder}/__substg1.0_3707001F": name.encode("utf-16-le"),
        f"{folder}/__substg1.0_37010102": data,
    }


def tnef(body: str, files: Mapping[str, bytes], rtf: bytes = b"", strings: Mapping[int, str] | None = None) -> bytes:
    """A winmail.dat (MS-OXTNEF)."""
    out = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    out += _attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    if body:
        out += _attribute(1, 0x800C, 2, body.encode("cp1252") + b"\0")
    if rtf:
        packed = _padded(rtf, 4)
        out += _attribute(1, 0x9003, 6, struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, len(rtf)) + packed)
    for number, said in (strings or {}).items():
        wide = said.encode("utf-16-le") + b"\0\0"
        out += _attribute(1, 0x9003, 6, struct.pack("<IHHII", 1, 0x001F, number, 1, len(wide)) + _padded(wide, 4))
    for name, data in files.items():
        out += _attribute(2, 0x9002, 6, bytes(14)) + _attribute(2, 0x8010, 1, name.encode() + b"\0")
        out += _attribute(2, 0x800F, 6, data)
    return out


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) % 0x10000)


def packed_rtf(text: bytes) -> bytes:
    """A body in RTF as Outlook packs one, without compression (MS-OXRTFCP)."""
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text


def native(name: str, data: bytes) -> bytes:
    """A file embedded as it is (MS-OLEDS section 2.3.6)."""
    label = name.encode() + b"\0"
    body = struct.pack("<H", 2) + label + label + struct.pack("<II", 0x30000, len(label)) + label
    body += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body


def pdf(*pages: str, annotations: Sequence[str] = (), catalog: str = "", info: str = "") -> bytes:
    """A PDF document: one content stream a page, annotations as they stand on the first page."""
    objects = [f"<</Type/Catalog/Pages 2 0 R {catalog}>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    first = len(objects) + 1
    for number, content in enumerate(pages):
        notes = "/Annots[" + "".join(annotations) + "]" if not number else ""
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents {first + 2 * number + 1} 0 R{notes}"
            "/Resources<</Font<</F1 3 0 R>>/XObject<</Im 1000 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"
    image = "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>"
    body = "".join(f"{n} 0 obj{said}\nendobj\n" for n, said in enumerate(objects, 1))
    body += f"1000 0 obj{image}stream\nA\nendstream endobj\n999 0 obj<<{info}>>endobj\n"
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Info 999 0 R>>".encode("latin-1")


def shown(words: str) -> str:
    """What draws words on a page."""
    return f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET"
