"""Bytes to text, whatever the message says its charset is. Never raises."""

import codecs
from functools import lru_cache
from typing import NamedTuple

# Labels that mail uses and Python does not know, and those that really mean a larger set (WHATWG Encoding Standard).
LABELS = {
    "utf-8": "ascii us-ascii ansi_x3.4-1968 unknown unknown-8bit x-unknown x-user-defined 7bit 8bit none default "
    "_autodetect_all unicode-1-1-utf-8 utf8mb3 utf8mb4 utf-8mb4",
    "cp1252": "iso-8859-1 latin1 latin-1 l1 csisolatin1 iso-8859-1-windows-3.1-latin-1 x-cp1252 x-ansi",
    "iso-8859-2": "iso88592",
    "iso-8859-6": "csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i",
    "iso-8859-7": "sun_eu_greek",
    "iso-8859-8": "iso-8859-8-i iso-8859-8-e csiso88598e csiso88598i visual logical",
    "cp1254": "iso-8859-9",
    "iso-8859-15": "csisolatin9",
    "cp1250": "x-cp1250",
    "koi8-u": "koi koi8 koi8-ru",
    "cp874": "windows-874 dos-874 tis-620 iso-8859-11",
    "cp858": "ibm00858",
    "mac-roman": "macintosh mac x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "mac-greek": "x-mac-greek",
    "mac-latin2": "x-mac-ce x-mac-centraleurroman",
    "gb18030": "gb2312 csgb2312 gb_2312 gb_2312-80 gbk x-gbk cp936 chinese",
    "big5-hkscs": "big5 cn-big5 csbig5 x-x-big5",
    "cp949": "ks_c_5601-1987 ks_c_5601-1989 ksc_5601 ksc5601 csksc56011987 euc-kr cseuckr iso-ir-149 windows-949 "
    "korean",
    "johab": "x-johab",
    "cp932": "shift_jis shift-jis sjis x-sjis csshiftjis ms_kanji windows-31j ms932",
    "euc-jp": "x-euc-jp cseucpkdfmtjapanese cp51932",
    "iso-2022-jp-ext": "iso-2022-jp csiso2022jp iso-2022-jp-ms cp50220",
    "utf-16": "unicode csunicode",
    "utf-7": "unicode-1-1-utf-7",
}
MEANT = {"": "utf-8"} | {label: codec for codec, labels in LABELS.items() for label in labels.split()}
NEVER = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}  # no charsets of mail, some are slow


OVERLONG = {  # ASCII in two octets, which UTF-8 forbids (RFC 3629 section 3) and lenient readers show
    bytes([0xC0 | code >> 6, 0x80 | code & 0x3F]): bytes([code]) for code in b"@.-+ 0123456789"
}


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
            return Decoded(_shortest(data).decode("cp1252", "replace"), codec is not None)
    try:
        return Decoded(data.decode(codec, "replace"), True)
    except (UnicodeError, LookupError):  # UTF-16 without its second half, and the like
        return Decoded(data.decode("latin-1"), False)


def _shortest(data: bytes) -> bytes:
    if b"\xc0" in data or b"\xc1" in data:
        for long, short in OVERLONG.items():
            data = data.replace(long, short)
    return data


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str | None:
    """Python's name for the charset as which `decode` reads this label; None where it is unknown."""
    label = charset.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(MEANT.get(label, label))
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name.replace("-", "_") not in NEVER else None
