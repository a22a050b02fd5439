"""Documents whose text stands between marks: HTML and RTF."""

import re2

from gateway.extract.extracted import Extracted, document, unreadable
from gateway.extract.plain import words
from gateway.mime.charset import decode
from gateway.mime.text import HTML_LIMIT, html_to_text
from gateway.model.message import Attachment

RTF_LIMIT = 20_000_000  # octets
RTF_MARK = re2.compile(rb"(?s)\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)")
# Groups that hold no words: fonts, colours, pictures, and programs' own data. All other groups are read, hidden or not.
RTF_SILENT = {
    *(b"fonttbl", b"colortbl", b"stylesheet", b"pict", b"objdata", b"themedata", b"colorschememapping", b"datastore"),
    *(
        b"latentstyles",
        b"listtable",
        b"listoverridetable",
        b"rsidtbl",
        b"generator",
        b"xmlnstbl",
        b"filetbl",
        b"blipuid",
    ),
}
RTF_BREAKS = {
    b"par": b"\n",
    b"line": b"\n",
    b"row": b"\n",
    b"sect": b"\n",
    b"page": b"\n",
    b"tab": b"\t",
    b"cell": b"\t",
}


def html(attachment: Attachment) -> Extracted:
    """A page of HTML, or a picture in SVG."""
    said = words(attachment)
    if len(said) > HTML_LIMIT:
        return unreadable(attachment, "A document is too long to be read as a whole.", "limit")
    if attachment.content_type.startswith("image/"):
        return Extracted() if not (shown := html_to_text(said)).strip() else document(attachment, shown)
    return document(attachment, html_to_text(said))


def rtf(attachment: Attachment) -> Extracted:
    """A document in Rich Text Format 1.9."""
    if len(attachment.data) > RTF_LIMIT:
        return unreadable(attachment, "A document is too long to be read as a whole.", "limit")
    return document(attachment, _Rtf().read(attachment.data))


class _Rtf:
    def __init__(self) -> None:
        self._charset = "cp1252"
        self._out: list[str] = []
        self._bytes: list[bytes] = []  # of the charset, not yet decoded
        self._silent = 0  # how deep we are in a group without words
        self._skip = 0  # characters to leave out: what stands after \u for readers that know no Unicode
        self._after_unicode = [1]

    def read(self, data: bytes) -> str:
        for word, number, code, symbol, brace, plain in RTF_MARK.findall(data):
            if brace:
                self._group(brace)
            elif word in RTF_SILENT or word == b"bin":
                self._silent = max(self._silent, 1)
            elif self._silent:
                continue
            elif word:
                self._word(word, number)
            elif code:
                self._say(bytes.fromhex(code.decode()))
            elif symbol:
                self._say({b"~": b" ", b"_": b"-", b"*": b"", b"-": b""}.get(symbol, symbol))
            else:
                self._say(plain)
        self._flush()
        return "".join(self._out)

    def _group(self, brace: bytes) -> None:
        if self._silent:
            self._silent += 1 if brace == b"{" else -1
        if brace == b"{":
            self._after_unicode.append(self._after_unicode[-1])
        elif len(self._after_unicode) > 1:
            self._after_unicode.pop()

    def _word(self, word: bytes, number: bytes) -> None:
        if word == b"u" and number:
            self._flush()
            self._out.append(chr(int(number) % 0x10000))
            self._skip = self._after_unicode[-1]
        elif word == b"uc" and number:
            self._after_unicode[-1] = min(max(int(number), 0), 8)
        elif word == b"ansicpg" and number:
            self._charset = f"cp{int(number)}"
        elif word in RTF_BREAKS:
            self._bytes.append(RTF_BREAKS[word])

    def _say(self, said: bytes) -> None:
        left_out = min(self._skip, len(said))
        self._skip -= left_out
        self._bytes.append(said[left_out:])

    def _flush(self) -> None:
        self._out.append(decode(b"".join(self._bytes), self._charset).text)
        self._bytes = []
