"""Documents in Rich Text Format 1.9, read word by word: of all groups, but for those that hold no words."""

import re2

from gateway.extract.compound import OTHER
from gateway.extract.extracted import Extracted, document, named, unreadable
from gateway.mime.charset import decode
from gateway.model.message import Attachment, Unreadable

LIMIT = 20_000_000  # octets
LETTERS, DIGITS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", b"-0123456789"
HEX = re2.compile(rb"[0-9a-fA-F]{2}")
MEASURE = re2.compile(rb"\{\\sv -?[0-9]+\}")  # of a shape
ESCAPES = ((rb"\\", b"\x01"), (rb"\{", b"\x02"), (rb"\}", b"\x03"))
ESCAPED = bytes.maketrans(b"\x01\x02\x03", rb"\{}")
SYMBOLS = {b"~": b" ", b"_": b"-", b"*": b"", b"-": b""}
# Groups that hold no words: fonts, colours, pictures, and programs' own data.
SILENT = frozenset(
    b"fonttbl colortbl stylesheet pict objdata themedata colorschememapping datastore latentstyles listtable"
    b" listoverridetable rsidtbl generator xmlnstbl filetbl blipuid sn revtbl pgdsctbl bin".split()
)
NEW_LINES = dict.fromkeys(b"par line row sect page annotation atnauthor shptxt".split(), b"\n")
BREAKS = NEW_LINES | {b"tab": b"\t", b"cell": b"\t", b"sv": b" "}


def read(attachment: Attachment) -> Extracted:
    """The words of a document, hidden ones too."""
    if len(attachment.data) > LIMIT:
        return unreadable(attachment, "A document is too long to be read as a whole.", "limit")
    found = document(attachment, _Rtf().read(attachment.data))
    if b"\\objdata" not in attachment.data:
        return found
    within = Unreadable("document", OTHER, named(attachment, "document"))
    return Extracted(found.texts, unreadable=(*found.unreadable, within))


class _Rtf:
    def __init__(self) -> None:
        self._charset = "cp1252"
        self._out: list[str] = []
        self._bytes: list[bytes] = []  # of the charset, not yet decoded
        self._silent = 0  # how deep we are in a group without words
        self._skip = 0  # characters to leave out: what stands after \u for readers that know no Unicode
        self._after_unicode = [1]

    def read(self, data: bytes) -> str:
        """The words of the whole document."""
        data = MEASURE.sub(b"", data)
        for escape, stand_in in ESCAPES:
            data = data.replace(escape, stand_in)
        first, *marks = data.replace(b"{", b"\\{").replace(b"}", b"\\}").split(b"\\")
        self._say(first)
        for mark in marks:
            self._mark(mark)
        self._flush()
        return "".join(self._out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _mark(self, mark: bytes) -> None:
        """A mark without its backslash, and the words behind it."""
        start, behind = mark[:1], mark[1:]
        if start in {b"{", b"}"}:
            self._group(start)
        elif start.isalpha():
            number = mark.lstrip(LETTERS)
            behind = number.lstrip(DIGITS)
            self._word(mark[: len(mark) - len(number)], number[: len(number) - len(behind)][:10])
            behind = behind.removeprefix(b" ")
        elif start == b"'" and HEX.match(behind):
            self._say(bytes.fromhex(behind[:2].decode()))
            behind = behind[2:]
        elif start in {b"\r", b"\n"}:
            self._word(b"par", b"")
        else:
            self._say(SYMBOLS.get(start, start))
        self._say(behind)

    def _group(self, brace: bytes) -> None:
        if self._silent:
            self._silent += 1 if brace == b"{" else -1
        if brace == b"{":
            self._after_unicode.append(self._after_unicode[-1])
        elif len(self._after_unicode) > 1:
            self._after_unicode.pop()

    def _word(self, word: bytes, number: bytes) -> None:
        if word in SILENT:
            self._silent = max(self._silent, 1)
        elif self._silent:
            return
        elif word in BREAKS:
            self._bytes.append(BREAKS[word])
        elif word in {b"u", b"uc", b"ansicpg"} and number.lstrip(b"-").isdigit():
            self._numbered(word, int(number))

    def _numbered(self, word: bytes, number: int) -> None:
        if word == b"uc":
            self._after_unicode[-1] = min(max(number, 0), 8)
        elif word == b"ansicpg":
            self._charset = f"cp{number}"
        else:
            self._flush()
            self._out.append(chr(number % 0x10000))
            self._skip = self._after_unicode[-1]

    def _say(self, said: bytes) -> None:
        said = said.translate(ESCAPED, b"\r\n")  # line ends are the writer's, not the text's
        if self._silent or not said:
            return
        left_out = min(self._skip, len(said))
        self._skip -= left_out
        self._bytes.append(said[left_out:])

    def _flush(self) -> None:
        self._out.append(decode(b"".join(self._bytes), self._charset).text)
        self._bytes = []
