"""Bytes to text, whatever the message says its charset is. Never raises."""

import codecs
from functools import lru_cache
from typing import NamedTuple

# Labels that mail uses and Python does not know, and those that really mean a larger set (WHATWG Encoding Standard).
MEANT = {
    "": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "windows-874": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
}
NEVER = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}  # no charsets of mail, some are slow


class Decoded(NamedTuple):
    """The text, and whether the charset is one that we know."""

    text: str
    known: bool


def decode(data: bytes, charset: str) -> Decoded:
    """The text of some bytes. An unknown charset is read as UTF-8 or else Latin-1; what does not fit becomes U+FFFD."""
    codec = codec_of(charset)
    if codec in (None, "utf-8"):
        try:
            return Decoded(data.decode("utf-8-sig"), codec is not None)
        except UnicodeDecodeError:
            return Decoded(data.decode("cp1252", "replace"), codec is not None)
    try:
        return Decoded(data.decode(codec, "replace"), True)
    except (UnicodeError, LookupError):  # UTF-16 without its second half, and the like
        return Decoded(data.decode("latin-1"), False)


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str | None:
    """Python's name for the charset as which `decode` reads this label; None where it is unknown."""
    label = charset.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(MEANT.get(label, label))
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name.replace("-", "_") not in NEVER else None
