"""Word's binary documents (MS-DOC): body, notes, headers, comments and text boxes are one run of characters."""

import struct
from collections.abc import Iterator

from gateway.extract.archive import Locked

TABLES = ("0Table", "1Table")
MAGIC = 0xA5EC
FLAGS, CLX = 0x0A, 0x1A2  # offsets in the FIB (MS-DOC section 2.5)
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200
COMPRESSED = 0x40000000
MARKS = dict.fromkeys(range(32), " ") | {7: "\t", 9: "\t", 10: "\n", 11: "\n", 12: "\n", 13: "\n", 30: "-", 31: ""}
PRESENT = 2  # the mark before the piece table; before it stand runs of formatting


def text(word: bytes, *tables: bytes) -> str:
    """All words of a document, deleted and hidden ones too, given its streams. Raises Locked, or ValueError."""
    magic, _ = struct.unpack_from("<HH", word)
    (flags,) = struct.unpack_from("<H", word, FLAGS)
    if magic != MAGIC:
        raise ValueError("a document of Word 95 or older")
    if flags & ENCRYPTED:
        raise Locked
    start, size = struct.unpack_from("<II", word, CLX)
    table = tables[bool(flags & SECOND_TABLE)]
    return "".join(_pieces(word, _piece_table(table[start : start + size]))).translate(MARKS)


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while clx[at] != PRESENT:
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    size = int.from_bytes(clx[at + 1 : at + 5], "little")
    return clx[at + 5 : at + 5 + size]


def _pieces(word: bytes, table: bytes) -> Iterator[str]:
    """Each piece, of one octet a character or of two (MS-DOC section 2.9.73)."""
    count = (len(table) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table)
    left = len(word)  # pieces that lie over each other could make any length
    for number in range(count):
        (where,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)
        length = min(max(ends[number + 1] - ends[number], 0), left)
        left -= length
        if where & COMPRESSED:
            at = (where & ~COMPRESSED) // 2
            yield word[at : at + length].decode("cp1252", "replace")
        else:
            yield word[where : where + 2 * length].decode("utf-16-le", "replace")
