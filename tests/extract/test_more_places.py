"""Places of a document that are easily forgotten: names of things, formulas, choices, remarks, charts."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.extract.caption import said_in
from gateway.extract.telling import literals, says_more
from tests.extract import writers
from tests.extract.test_extract import S, W, docx, extracted, reasons, text, zipped
from tests.extract.test_places import ODF, ODF_P, SAID, A, P, opened
from tests.extract.writers import shown

NAMED = f"Jane {SAID}"
URL = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")


def sheet(xml: str) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f"<workbook {S}/>",
            "xl/worksheets/sheet1.xml": f"<worksheet {S}>{xml}</worksheet>",
        }
    )


def remarked() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.txt", "Hello")
        packed.comment = SAID.encode()
    return file.getvalue()


def biff(kind: int, data: bytes) -> bytes:
    """A workbook with one more record behind the rest."""
    return writers.workbook97({"A": [["x"]]}, more=struct.pack("<HH", kind, len(data)) + data)


CHOICE = f"<</Type/Annot/Subtype/Widget/FT/Ch/T(Who)/Opt[(One)({SAID})]/Rect[0 0 9 9]>>"
FORM = f"/AcroForm<</Fields[{CHOICE}]>>"
CHART = zipped(
    {
        "META-INF/manifest.xml": "<m/>",
        "content.xml": f"<office:document {ODF}><text:p>Hello</text:p></office:document>",
        "Object 1/content.xml": f"<office:document {ODF}>{ODF_P}</office:document>",
    }
)
SPLIT = "<text:p>077<text:span>00 900123</text:span></text:p>"
FLAT = f"<?xml version='1.0'?><office:document {ODF}>{SPLIT}</office:document>"
PLACES = {
    "word: the instruction of a simple field": (
        "a.docx",
        docx(f'<w:fldSimple w:instr="HYPERLINK &quot;tel:{SAID}&quot;"/>'),
    ),
    "word: the people": (
        "a.docx",
        docx(P.replace(SAID, "Hello"), people=f'<w15:x xmlns:w15="w"><w15:person w15:author="{NAMED}"/></w15:x>'),
    ),
    "word: the author": (
        "a.docx",
        zipped(
            {
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": f"<w:document {W}>{P.replace(SAID, 'Hello')}</w:document>",
                "docProps/core.xml": f"<cp:x xmlns:cp='c' xmlns:dc='d'><dc:creator>{NAMED}</dc:creator></cp:x>",
            }
        ),
    ),
    "sheet: a formula": ("a.xlsx", sheet('<row><c><f>"Jane 07700 "&amp;"900" &amp; "123"</f></c></row>')),
    "sheet: a choice": (
        "a.xlsx",
        sheet(f'<row><c><v>1</v></c></row><dataValidation><formula1>"{NAMED},x"</formula1></dataValidation>'),
    ),
    "slides: the name of a shape": (
        "a.pptx",
        zipped(
            {
                "[Content_Types].xml": "<Types/>",
                "ppt/presentation.xml": "<p/>",
                "ppt/slides/slide1.xml": f'<p:x {A}><p:cNvPr name="{NAMED}"/><a:t>Hello</a:t></p:x>',
            }
        ),
    ),
    "workbook 97: the title of a chart": (
        "a.xls",
        biff(0x100D, b"\0\0" + bytes([len(SAID), 0]) + SAID.encode()),
    ),
    "workbook 97: a link": (
        "a.xls",
        biff(0x1B8, bytes(20) + URL + struct.pack("<I", 99) + f"tel:{SAID}\0".encode("utf-16-le") + bytes(9)),
    ),
    "opendocument: a chart": ("a.ods", CHART),
    "opendocument: the name of a shape": ("a.odt", opened(f'<draw:frame draw:name="{NAMED}"/>')),
    "opendocument: all in one file": ("a.fodt", FLAT.encode()),
    "pdf: a choice": ("a.pdf", writers.pdf(shown("One"), annotations=[CHOICE], catalog=FORM)),
    "zip: a remark": ("a.zip", remarked()),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_words_of_every_place_are_found(place: str) -> None:
    file_name, data = PLACES[place]
    assert SAID in text(data, file_name)


@pytest.mark.parametrize("chunk", ["afchunk.htm", "afchunk1.rtf", "chunk.docx"])
def test_what_a_document_takes_in_is_handed_on(chunk: str) -> None:
    files = {"[Content_Types].xml": "<T/>", "word/document.xml": f"<w:document {W}>{P}</w:document>"}
    found = extracted(zipped(files | {f"word/{chunk}": "<p>Hello</p>"}), "a.docx")
    assert [(one.file_name, one.data) for one in found.attachments] == [(chunk, b"<p>Hello</p>")]


def test_names_that_programs_give_are_left_out() -> None:
    said = '<p:cNvPr name="Google Shape;54;p13"/><p:cNvPr name="Jane Doe"/><p:cNvPr name="Picture 2"/><a:t>Hello</a:t>'
    files = {
        "[Content_Types].xml": "<T/>",
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide1.xml": f"<p:x {A}>{said}</p:x>",
    }
    assert text(zipped(files), "a.pptx").strip() == "Hello"
    assert (
        text(docx('<w:fldSimple w:instr="PAGE"/><w:p><w:r><w:t>Hello</w:t></w:r></w:p>'), "a.docx").strip() == "Hello"
    )


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ('"Jane "&"07700"&" 900123"', "Jane 07700 900123"),
        ('IF(A1="","Paid","Not paid")', "Paid Not paid"),
        ('"the ""Old"" Inn"', 'the "Old" Inn'),
        ('A1&", "&B1', ""),
        ("SUM(A1:A9)", ""),
        ('"', ""),
    ],
)
def test_the_words_of_a_formula(formula: str, said: str) -> None:
    assert literals(formula) == said


@pytest.mark.parametrize(
    ("name", "more"),
    [(NAMED, True), ("jane@home.test", True), ("Jane Doe", False), ("Picture 12", False), ("2026-11-26", False)],
)
def test_which_names_say_more_than_a_name(name: str, more: bool) -> None:
    assert says_more(name) is more


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + bytes(4)


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND", b"")


def jpeg(kind: int, data: bytes) -> bytes:
    return b"\xff\xd8" + bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data + b"\xff\xd9\0\0"


def exif(tag: int, said: bytes, kind: int = 2) -> bytes:
    entry = struct.pack("<HHII", tag, kind, len(said), 26)
    return jpeg(0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4) + said)


@pytest.mark.parametrize(
    "data",
    [
        png(chunk(b"tEXt", f"Comment\0{SAID}".encode())),
        png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SAID.encode()))),
        png(chunk(b"iTXt", f"Title\0\0\0en\0\0{SAID}".encode())),
        png(chunk(b"iTXt", b"Title\0\x01\0en\0\0" + zlib.compress(SAID.encode()))),
        jpeg(0xFE, SAID.encode()),
        exif(270, SAID.encode() + b"\0"),
        exif(315, SAID.encode() + b"\0"),
        exif(0x9C9C, f"{SAID}\0".encode("utf-16-le"), 1),
    ],
)
def test_what_is_written_beside_a_picture_is_found(data: bytes) -> None:
    assert text(data, "a.png", "image/png") == SAID


@pytest.mark.parametrize(
    "data",
    [
        png(),
        png(chunk(b"tEXt", b"Software\0Jane's Paint Shop")),
        png(chunk(b"tEXt", b"Comment\0Created with GIMP")),
        png(chunk(b"tEXt", b"Comment\0clip2gif v.0.6 by Jane Doe")),
        png(chunk(b"zTXt", b"Comment\0\0broken")),
        jpeg(0xFE, b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 75"),
        exif(271, b"Canon EOS\0"),
        exif(270, b"OLYMPUS DIGITAL CAMERA\0"),
        b"\xff\xd8\xff",
        b"GIF89a",
    ],
)
def test_what_programs_write_there_is_left_out(data: bytes) -> None:
    assert said_in(data) == ""


@given(st.sampled_from([png(chunk(b"zTXt", b"a\0\0" + zlib.compress(b"Hello"))), exif(270, b"Hello")]), st.data())
def test_no_picture_breaks_it(whole: bytes, drawn: st.DataObject) -> None:
    data = bytearray(whole)
    for place in drawn.draw(st.lists(st.integers(8, len(whole) - 1), max_size=6)):
        data[place] = drawn.draw(st.integers(0, 255))
    said_in(bytes(data))


@pytest.mark.parametrize("kind", ["image/png", "audio/mpeg", "video/mp4", "font/ttf"])
def test_a_text_that_calls_itself_something_else_is_read(kind: str) -> None:
    assert text(f"Jane is on {SAID}".encode(), "a.png", kind) == f"Jane is on {SAID}"
    assert text(f"Ren\u00e9 is on {SAID}".encode("latin-1"), "a.png", kind) == f"Ren\u00e9 is on {SAID}"


@pytest.mark.parametrize("data", [b"7z\xbc\xaf\x27\x1c\0\0", "Jane is on 07700".encode("utf-16-le"), b"Rar!\x1a\x07\0"])
def test_what_is_packed_and_calls_itself_a_picture_is_a_reason(data: bytes) -> None:
    assert reasons(data, "a.png", "image/png") == ["document"]


@pytest.mark.parametrize("kind", ["image/x-emf", "image/heic", "audio/mpeg", "video/mp4"])
def test_real_pictures_and_sounds_are_no_reason(kind: str) -> None:
    assert reasons(b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 20, "a", kind) == []
