"""Words that a text holds in another form: base64, hexadecimal, escapes of the web and of programs, encoded words.

Whoever gets them need only paste them somewhere. Only what decodes to words is told, and of lines in which single
letters are written out as escapes the line as it reads, with the line before it. What no program encodes, letters and
digits in three escapes one after another, tells such escapes from those in ordinary links.
"""

import binascii
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

import re2

from gateway.mime.charset import decode
from gateway.mime.header import ENCODED_WORD, decode_words

PERCENT = re2.compile(r"(?:%(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])){3}")
ENTITIES = re2.compile(r"(?i)(?:&#(?:[0-9]{1,6}|x[0-9a-f]{1,5});){3}")
ESCAPES = re2.compile(r"(?:\\u00[2-7][0-9a-fA-F]|\\x[2-7][0-9a-fA-F]){3}")
ESCAPE = re2.compile(r"\\(?:u00|x)([2-7][0-9a-fA-F])")
DATA = re2.compile(r"(?i)\bdata:([a-z]+/[a-z0-9.+-]+)?((?:;[a-z0-9=._-]{1,40})*),([^\s\"'<>]+)")
BLOCK = re2.compile(r"(?:^|\s)(?:>[> ]*)?([A-Za-z0-9+/_-]{32,}(?:\r?\n[A-Za-z0-9+/_-]+)*={0,2})(?:[\s.]|$)")
HEX = re2.compile(r"\b((?:[2-7][0-9A-Fa-f]){24,}|(?:[2-7][0-9A-Fa-f] ){24,}[2-7][0-9A-Fa-f])")
URL_SAFE = str.maketrans("-_", "+/")
DOCUMENTS = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b\x08")
LIMIT = 200_000  # characters of all that is told
LEAST = 6  # characters: less may look like words by chance
FILE = re2.compile(r"(?m)\bbegin [0-7]{3,4} [^\r\n]+\r?\n[!-`][ -`]*\r?\n|^=ybegin [^\r\n]*\bname=")


def is_packed(text: str) -> bool:
    """Whether it carries a file in an old form, or a document in base64, that nobody here opens."""
    if "begin " in text and "end" in text and FILE.search(text):
        return True
    return any(_from_base64(found[1][:64]).startswith(DOCUMENTS) for found in BLOCK.finditer(text))


def decoded(text: str) -> str:
    """What the encoded pieces of a text say, a paragraph each; empty for a text without any."""
    found: list[str] = []
    left = LIMIT
    for said in _pieces(text):
        if left > 0:
            found.append(said[:left])
            left -= len(said)
    return "\n\n".join(dict.fromkeys(found))


def from_data_links(text: str) -> Iterator[str]:
    """The words in links that carry what they lead to (RFC 2397)."""
    if "data:" not in text.lower():
        return
    for found in DATA.finditer(text):
        if ";base64" in (found[2] or "").lower():
            said = _words_of(_from_base64(unquote(found[3]) if "%" in found[3] else found[3]))
        else:
            said = unquote(found[3]).strip()
        if said:
            yield said


def _pieces(text: str) -> Iterator[str]:
    yield from from_data_links(text)
    for found in BLOCK.finditer(text):
        rows = found[1].rpartition("\n")[0]  # the last may be a word that only stands below
        if said := _words_of(_from_base64(found[1])) or _words_of(_from_base64(rows)):
            yield said
    for found in HEX.finditer(text):
        if said := _words_of(binascii.unhexlify(found[1].replace(" ", ""))):
            yield said
    if said := _lines_read(text):
        yield said


def _lines_read(text: str) -> str:
    """The lines that hold escapes, as they read, each with the line before it."""
    if not any(sign in text for sign in ("%", "&#", "\\u", "\\x", "=?")):
        return ""
    lines = text.split("\n")
    kept: dict[int, str] = {}
    for number, line in enumerate(lines):
        said = _read(line)
        if said != line:
            if number:
                kept.setdefault(number - 1, lines[number - 1])
            kept[number] = said
    return "\n".join(kept.values())


def _read(line: str) -> str:
    if "%" in line and PERCENT.search(line):
        line = unquote(line)
    if "&#" in line and ENTITIES.search(line):
        line = unescape(line)
    if "\\" in line and ESCAPES.search(line):
        line = str(ESCAPE.sub(lambda found: chr(int(found[1], 16)), line))
    if "=?" in line and ENCODED_WORD.search(line):
        line = decode_words(line)
    return line


def _from_base64(said: str) -> bytes:
    clean = "".join(said.split()).rstrip("=").translate(URL_SAFE)
    whole = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    try:
        return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))
    except ValueError:
        return b""


def _words_of(data: bytes) -> str:
    """The bytes as text; empty where they are none, as those of a picture, a key or a signature."""
    if b"\0" in data[:4]:
        said = decode(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be").text
    else:
        try:
            said = data.decode()
        except UnicodeDecodeError:
            return ""
    said = said.strip()
    shown = sum(map(str.isprintable, said)) + said.count("\n") + said.count("\r") + said.count("\t")
    return said if len(said) >= LEAST and shown * 20 >= len(said) * 19 else ""
