"""Every place of a document in which a name or a number can stand: its words are found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.extract import texts_of, with_documents
from gateway.mime.read import read
from gateway.model.message import Attachment, Concealed, Concealment
from gateway.testing import make_message
from tests.extract import writers
from tests.extract.test_extract import W, docx, extracted, reasons, text, zipped
from tests.extract.writers import outlook_file, shown

SAID = "07700 900123"
P = f"<w:p><w:r><w:t>{SAID}</w:t></w:r></w:p>"
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00"
ODF = (
    'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="d" xmlns:presentation="p" xmlns:xlink="x" xmlns:dc="c"'
)
A = 'xmlns:a="http://a" xmlns:p="http://p"'


def word(where: str, xml: str) -> bytes:
    return docx(P.replace(SAID, "Hello"), **{where: f"<w:x {W}>{xml}</w:x>"})


def slides(where: str, said: str = SAID) -> bytes:
    part = f"<p:x {A}><a:p><a:r><a:t>{said}</a:t></a:r></a:p></p:x>"
    files = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}
    return zipped(files | {"ppt/slides/slide1.xml": f"<p:x {A}><a:t>Hello</a:t></p:x>", f"ppt/{where}.xml": part})


def opened(content: str, styles: str = "") -> bytes:
    files = {
        "META-INF/manifest.xml": "<m/>",
        "content.xml": f"<office:document {ODF}><text:p>Hello</text:p>{content}</office:document>",
        "styles.xml": f"<office:styles {ODF}>{styles}</office:styles>",
    }
    return zipped(files)


ODF_P = f"<text:p>{SAID}</text:p>"
NOTE = f"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents({SAID})>>"
FIELD = f"<</Type/Annot/Subtype/Widget/FT/Tx/T(Phone)/V({SAID})/Rect[0 0 9 9]>>"
LINK = f"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(tel:{SAID})>>>>"
PLACES = {
    "word: a header": ("a.docx", word("header2", P)),
    "word: a footer": ("a.docx", word("footer1", P)),
    "word: a footnote": ("a.docx", word("footnotes", P)),
    "word: an endnote": ("a.docx", word("endnotes", P)),
    "word: a comment": ("a.docx", word("comments", P)),
    "word: a text box": (
        "a.docx",
        docx(f"<w:pict><v:textbox xmlns:v='v'><w:txbxContent>{P}</w:txbxContent></v:textbox></w:pict>"),
    ),
    "word: a chart": ("a.docx", word("charts/chart1", f"<c:v xmlns:c='c'>{SAID}</c:v>")),
    "word: deleted text": ("a.docx", docx(f"<w:del><w:r><w:delText>{SAID}</w:delText></w:r></w:del>")),
    "word: hidden text": ("a.docx", docx(f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{SAID}</w:t></w:r>")),
    "word: the words for a picture": ("a.docx", docx(f'<wp:docPr descr="{SAID}"/>')),
    "word: a field's instruction": ("a.docx", docx(f"<w:instrText>MERGEFIELD {SAID}</w:instrText>")),
    "word 97": ("a.doc", writers.word97("Hello\r", f"{SAID}\r")),
    "word 97: one octet a character": ("a.doc", writers.word97(f"caf\u00e9 {SAID}\r")),
    "slides: the notes": ("a.pptx", slides("notesSlides/notesSlide1")),
    "slides: a comment": ("a.pptx", slides("comments/comment1")),
    "slides: a diagram": ("a.pptx", slides("diagrams/data1")),
    "slides: their pattern": ("a.pptx", slides("slideMasters/slideMaster1")),
    "slides 97": ("a.ppt", writers.slides97("Hello", SAID)),
    "slides 97: wide letters": ("a.ppt", writers.slides97(SAID)),
    "workbook 97: a very hidden sheet": ("a.xls", writers.workbook97({"A": [["x"]], "B": [[SAID]]}, hidden=["B"])),
    "workbook 97: a sheet's name": ("a.xls", writers.workbook97({SAID: [["x"]]})),
    "workbook 97: a comment": ("a.xls", writers.workbook97({"A": [["x"]]}, box=SAID)),
    "workbook 97: a header": ("a.xls", writers.workbook97({"A": [["x"]]}, header=f"&L{SAID}&R&P")),
    "opendocument: a header": ("a.odt", opened("", ODF_P)),
    "opendocument: a comment": (
        "a.odt",
        opened(f"<office:annotation><dc:creator>A</dc:creator>{ODF_P}</office:annotation>"),
    ),
    "opendocument: deleted text": ("a.odt", opened(f"<text:changed-region>{ODF_P}</text:changed-region>")),
    "opendocument: a text box": ("a.odt", opened(f"<draw:text-box>{ODF_P}</draw:text-box>")),
    "opendocument: a note": ("a.odt", opened(f"<text:note-body>{ODF_P}</text:note-body>")),
    "opendocument: a link": ("a.odt", opened(f'<text:a xlink:href="tel:{SAID}">ring</text:a>')),
    "opendocument: a sheet's name": ("a.ods", opened(f'<table:table table:name="{SAID}"/>')),
    "opendocument: speaker notes": ("a.odp", opened(f"<presentation:notes>{ODF_P}</presentation:notes>")),
    "pdf: the last page": ("a.pdf", writers.pdf(shown("One"), shown("Two"), shown(SAID))),
    "pdf: off the page": ("a.pdf", writers.pdf(f"BT /F1 12 Tf -900 -900 Td ({SAID}) Tj ET")),
    "pdf: invisible": ("a.pdf", writers.pdf(f"BT 3 Tr /F1 12 Tf 9 9 Td ({SAID}) Tj ET")),
    "pdf: a note": ("a.pdf", writers.pdf(shown("One"), annotations=[NOTE])),
    "pdf: a form field": ("a.pdf", writers.pdf(shown("One"), annotations=[FIELD])),
    "pdf: a link": ("a.pdf", writers.pdf(shown("One"), annotations=[LINK])),
    "pdf: its title": ("a.pdf", writers.pdf(shown("One"), info=f"/Title({SAID})")),
    "rtf: a header": ("a.rtf", rb"{\rtf1 Hello{\header %s}}" % SAID.encode()),
    "rtf: a comment": ("a.rtf", rb"{\rtf1 Hello{\*\annotation{\*\atnref 1}%s}}" % SAID.encode()),
    "rtf: a text box": ("a.rtf", rb"{\rtf1 Hello{\shp{\*\shpinst{\shptxt %s}}}}" % SAID.encode()),
    "rtf: hidden": ("a.rtf", rb"{\rtf1 Hello{\v %s}}" % SAID.encode()),
    "html: an attribute": ("a.html", f'<p>Hello <a href="tel:{SAID}">ring</a></p>'.encode()),
    "html: hidden": ("a.html", f'<p>Hello <span style="display:none">{SAID}</span></p>'.encode()),
    "a card": ("a.vcf", f"BEGIN:VCARD\r\nTEL:{SAID[:6]}\r\n {SAID[6:]}\r\nEND:VCARD".encode()),
    "a calendar": ("a.ics", f"BEGIN:VEVENT\r\nDESCRIPTION:ring {SAID[:4]}\r\n {SAID[4:]}\r\nEND:VEVENT".encode()),
    "a saved message": ("a.eml", make_message(text=f"{SAID}\n")),
    "outlook: the body": ("a.msg", writers.outlook({"1000": SAID})),
    "outlook: a contact's number": ("a.msg", writers.outlook({"0037": "Jane", "3A1C": SAID})),
    "outlook: a recipient": (
        "a.msg",
        writers.outlook({"1000": "x"}, {"__recip_version1.0_#00000000/__substg1.0_39FE001F": SAID.encode("utf-16-le")}),
    ),
    "winmail.dat: a property": ("winmail.dat", writers.tnef("", {}, strings={0x3A1C: SAID})),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_words_of_every_place_are_found(place: str) -> None:
    file_name, data = PLACES[place]
    assert SAID in text(data, file_name)


@pytest.mark.parametrize(
    ("file_name", "data", "inner"),
    [
        ("a.msg", writers.outlook({"1000": "x"}, outlook_file(0, "list.csv", b"a,b\n")), ("list.csv", b"a,b\n")),
        (
            "a.msg",
            writers.outlook({"1000": "x"}, {"__substg1.0_10130102": b"<p>Hello</p>"}),
            ("body.html", b"<p>Hello</p>"),
        ),
        ("winmail.dat", writers.tnef("", {"list.csv": b"a,b\n"}), ("list.csv", b"a,b\n")),
        ("winmail.dat", writers.tnef("Hello", {}), ("body.txt", b"Hello")),
        (
            "winmail.dat",
            writers.tnef("", {}, rtf=writers.packed_rtf(b"{\\rtf1 Hello}")),
            ("body.rtf", b"{\\rtf1 Hello}"),
        ),
        (
            "a.ppt",
            writers.slides97("x", embedded=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ),
        (
            "a.doc",
            writers.compound({"ObjectPool/_1/\x01Ole10Native": writers.native("list.csv", b"a,b\n")}),
            ("list.csv", b"a,b\n"),
        ),
    ],
)
def test_what_lies_within_is_handed_on(file_name: str, data: bytes, inner: tuple[str, bytes]) -> None:
    found = extracted(data, file_name)
    assert inner in [
        (one.file_name, one.data.rstrip(b"\0\r\n") if inner[0] == "body.rtf" else one.data) for one in found.attachments
    ]
    assert found.unreadable == ()


def test_a_message_within_a_saved_message_is_read_with_it() -> None:
    within = "__attach_version1.0_#00000000/__substg1.0_3701000D"
    streams = {f"{within}/__properties_version1.0": b"", f"{within}/__substg1.0_1000001F": SAID.encode("utf-16-le")}
    assert SAID in text(writers.outlook({"1000": "see below"}, streams), "a.msg")
    strange = {f"{within}/CONTENTS": b"\x00\x01"}
    assert reasons(writers.outlook({"1000": "see below"}, strange), "a.msg") == ["document"]


@pytest.mark.parametrize(
    ("file_name", "data", "expected"),
    [
        ("a.doc", writers.word97("x", encrypted=True), "encrypted"),
        ("a.xls", writers.workbook97({"A": [["x"]]}, locked=True), "encrypted"),
        ("a.ppt", writers.slides97("x", locked=True), "encrypted"),
        ("a.docx", writers.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "encrypted"),
        ("a.doc", writers.compound({"Strange": b"x"}), "document"),
        ("a.doc", writers.compound({"WordDocument": b"\xdc\xa5" + bytes(600)}), "document"),  # Word 95
        ("a.xls", writers.compound({"Workbook": b"\x00" * 600}), "document"),
        ("a.pdf", writers.pdf("/Im Do"), "document"),  # a scan
        ("a.pdf", writers.pdf("300 0 0 300 0 0 cm /Im Do", shown("One")), "document"),  # a scan of one page
        ("a.docx", docx("", **{"media/image1": "<x/>"}), "document"),
        (
            "a.pptx",
            zipped({"[Content_Types].xml": "<T/>", "ppt/media/a.png": PICTURE, "ppt/slides/slide1.xml": "<p/>"}),
            "document",
        ),
        ("a.xlsb", zipped({"[Content_Types].xml": "<T/>", "xl/workbook.bin": b"\x83\x01"}), "document"),
    ],
)
def test_what_cannot_be_told_is_a_reason(file_name: str, data: bytes, expected: str) -> None:
    assert reasons(data, file_name) == [expected]


@pytest.mark.parametrize(
    ("file_name", "data"),
    [
        ("a.docx", docx("<w:p/>")),  # each part of it was read
        (
            "a.odt",
            zipped({"META-INF/manifest.xml": "<m/>", "content.xml": "<c/>"}),
        ),
        ("a.csv", b"Name,Phone\n"),
        ("a.xls", writers.workbook97({"Sheet1": []})),
        ("a.pdf", writers.pdf(shown("One") + " q 20 0 0 20 0 0 cm /Im Do Q")),  # a crest beside words
        ("a.pdf", writers.pdf(shown("One"), "q 20 0 0 20 0 0 cm /Im Do Q")),  # a small picture on a page of its own
        ("a.docx", docx(P, **{"media/image1": "<x/>"})),
        ("a.msg", writers.outlook({"1000": "Hello"})),
    ],
)
def test_what_is_honest_is_no_reason(file_name: str, data: bytes) -> None:
    assert reasons(data, file_name) == []


def test_a_workbook_97_tells_what_it_hides() -> None:
    data = writers.workbook97({"A": [["x"]], "B": [["y"]]}, hidden=["B"])
    assert extracted(data, "a.xls").concealed == (Concealed(Concealment.HIDDEN_SHEETS, "document 2"),)
    assert extracted(writers.workbook97({"A": [["x"]]}), "a.xls").concealed == ()


def test_cells_of_a_row_stand_on_one_line() -> None:
    rows: list[list[str | float]] = [["Name", "Phone"], ["Jane", 7700900123.0], ["", ""], ["Bob\nLee", 1.5]]
    assert text(writers.workbook97({"A": rows}), "a.xls") == "A\nName\tPhone\nJane\t7700900123\nBob Lee\t1.5"


@pytest.mark.parametrize("cut", [100, 700, 1500, 2500])
@pytest.mark.parametrize(
    "whole",
    [
        writers.word97("Hello\r", "you\r"),
        writers.workbook97({"A": [["x"]]}),
        writers.slides97("Hello", "you"),
        writers.outlook({"1000": "Hello"}),
    ],
    ids=["word", "workbook", "slides", "outlook"],
)
def test_a_file_that_is_cut_off_is_never_taken_for_a_whole_one(whole: bytes, cut: int) -> None:
    found = extracted(whole[: len(whole) - cut] if cut < len(whole) else whole[:600], "a.bin")
    assert found.unreadable or "Hello" in str([one.text for one in found.texts])


def test_documents_of_every_kind_pass_through_a_message() -> None:
    files = [(name, "application/octet-stream", data) for name, data in PLACES.values()]
    whole = with_documents(read(make_message(attachments=files)))
    assert whole.unreadable == ()
    found = [one for one in whole.texts if SAID in one.text and one.part.startswith("document")]
    assert len(found) == len(files)


def test_a_part_of_a_text_has_no_file_name() -> None:
    found = texts_of(Attachment("attachment 3", "secret.doc", "", writers.word97("Hello\r")))
    assert [one.part for one in found.texts] == ["document 3"]


HOSTILE = [
    writers.word97("Hello\r", "you\r"),
    writers.workbook97({"A": [["x", 1.0]]}, header="h", box="b"),
    writers.slides97("Hello", "you", embedded=b"x"),
    writers.outlook({"1000": "Hello"}, outlook_file(0, "a.csv", b"a,b\n")),
    writers.tnef("Hello", {"a.csv": b"a,b\n"}, rtf=writers.packed_rtf(b"{\\rtf1 Hello}")),
    writers.pdf(shown("Hello"), annotations=[NOTE, FIELD, LINK]),
]


@given(st.sampled_from(HOSTILE), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=20))
@settings(max_examples=150, deadline=None)
def test_a_document_with_other_octets_in_it_breaks_nothing(whole: bytes, changes: list[tuple[int, int]]) -> None:
    data = bytearray(whole)
    for place, octet in changes:
        data[place % len(data)] = octet
    found = extracted(bytes(data), "a.bin")
    assert all("2" in one.part and "a.bin" not in one.part for one in found.texts)


WINMAIL = writers.tnef("Hello", {"list.csv": b"a,b\n"})


@pytest.mark.parametrize("said", [b"Hello", b"list.csv", b"a,b"])
def test_a_winmail_dat_changed_on_its_way_is_not_taken_for_a_whole_one(said: bytes) -> None:
    assert reasons(WINMAIL.replace(said, said[1:] + b"?"), "winmail.dat") == ["document"]


@pytest.mark.parametrize("cut", [1, 4, 9])
def test_a_winmail_dat_that_is_cut_off_is_not_taken_for_a_whole_one(cut: int) -> None:
    assert reasons(WINMAIL[:-cut], "winmail.dat") == ["document"]
