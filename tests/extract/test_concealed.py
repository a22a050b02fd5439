import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.extract import texts_of, with_documents
from gateway.extract.concealed import concealed
from gateway.mime.read import read
from gateway.model.message import Attachment, Concealed, Concealment
from gateway.testing import make_message
from tests.extract.test_extract import zipped

WORD = b'<w:document xmlns:w="http://w"><w:p><w:r>%s<w:t>Words</w:t></w:r></w:p></w:document>'
SHEET = (
    b'<worksheet xmlns="http://s"><cols>%s</cols><sheetData>%s<c t="str"><v>Words</v></c></row></sheetData></worksheet>'
)
ROW = b'<row r="1">'


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("word/document.xml", WORD % b'<w:ins w:id="1" w:author="Ann"/>', Concealment.TRACKED_CHANGES),
        ("word/document.xml", WORD % b'<w:del w:author="Ann" w:id="1"/>', Concealment.TRACKED_CHANGES),
        ("word/document.xml", WORD % b"<w:rPr><w:vanish/></w:rPr>", Concealment.HIDDEN_TEXT),
        ("word/comments.xml", b"<w:comments><w:comment w:id='1'/></w:comments>", Concealment.COMMENTS),
        ("xl/workbook.xml", b'<sheets><sheet name="A" state="veryHidden"/></sheets>', Concealment.HIDDEN_SHEETS),
        ("xl/worksheets/sheet1.xml", SHEET % (b"", b'<row r="1" hidden="1">'), Concealment.HIDDEN_ROWS),
        ("xl/worksheets/sheet1.xml", SHEET % (b'<col min="2" hidden="true"/>', ROW), Concealment.HIDDEN_COLUMNS),
        ("xl/pivotCache/pivotCacheRecords1.xml", b"<x><r><s v='Jane'/></r></x>", Concealment.PIVOT_CACHE),
        ("xl/comments1.xml", b"<comments><comment ref='A1'/></comments>", Concealment.COMMENTS),
        ("ppt/notesSlides/notesSlide1.xml", b"<a:t>1</a:t><a:t>Say this</a:t>", Concealment.SPEAKER_NOTES),
        ("ppt/slides/slide1.xml", b'<p:sld xmlns:p="http://p" show="0">', Concealment.HIDDEN_SLIDES),
        ("docProps/core.xml", b"<dc:creator>Ann</dc:creator>", Concealment.AUTHORS),
        ("content.xml", b"<office:annotation office:name='1'>", Concealment.COMMENTS),
        ("content.xml", b'<table:table-row table:visibility="filter">', Concealment.HIDDEN_ROWS),
    ],
)
def test_each_kind_is_found(name: str, data: bytes, kind: Concealment) -> None:
    assert concealed({name: data, "other.xml": b"<x/>"}) == (kind,)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word/document.xml", WORD % b"<w:insideH w:val='1'/><w:rPr><w:vanish w:val='0'/></w:rPr>"),
        ("word/comments.xml", b"<w:comments/>"),
        ("xl/workbook.xml", b'<sheets><sheet name="hidden" state="visible"/></sheets>'),
        ("xl/worksheets/sheet1.xml", SHEET % (b'<col min="2" hidden="0"/>', ROW)),
        ("xl/pivotCache/pivotCacheDefinition1.xml", b"<x><r/></x>"),
        ("ppt/notesSlides/notesSlide1.xml", b"<a:t>12</a:t><a:t> </a:t>"),
        ("ppt/slides/slide1.xml", b'<p:sld xmlns:p="http://p">'),
        ("docProps/core.xml", b"<dc:creator></dc:creator><cp:lastModifiedBy/>"),
        ("content.xml", b'<table:table-row table:visibility="visible">'),
    ],
)
def test_what_looks_like_it_is_not(name: str, data: bytes) -> None:
    assert concealed({name: data}) == ()


def test_a_document_of_a_message_tells_what_it_conceals() -> None:
    inserted = WORD % b'<w:ins w:author="A"/>'
    files: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>", "word/document.xml": inserted}
    data = zipped(files)
    whole = with_documents(read(make_message(attachments=[("a.docx", "application/zip", zipped({"in/b.docx": data}))])))
    assert whole.unreadable == ()
    [found] = whole.concealed
    assert (found.kind, found.part.startswith("document ")) == (Concealment.TRACKED_CHANGES, True)
    assert texts_of(Attachment("attachment 2", "b.docx", "", data)).concealed == (
        Concealed(Concealment.TRACKED_CHANGES, "document 2"),
    )


@given(
    st.dictionaries(st.sampled_from(["word/document.xml", "xl/workbook.xml", "content.xml"]), st.binary(max_size=80))
)
def test_broken_documents_break_nothing(files: dict[str, bytes]) -> None:
    assert set(concealed(files)) <= set(Concealment)
