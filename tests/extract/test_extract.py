import gzip
import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.extract import Extracted, archive, office, texts_of, with_documents, without_documents
from gateway.mime.read import read
from gateway.model.message import Attachment
from gateway.testing import make_message

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 44>>stream\nBT /F1 12 Tf 20 200 Td (WORDS) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>"
)
W = 'xmlns:w="http://w" xmlns:wp="http://wp"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def pdf(words: bytes) -> bytes:
    return PDF.replace(b"WORDS", words)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return file.getvalue()


def locked(data: bytes) -> bytes:
    """A zip archive whose entries say that they have a password."""
    return data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


def extracted(data: bytes, file_name: str = "x.bin", content_type: str = "application/octet-stream") -> Extracted:
    return texts_of(Attachment("attachment 2", file_name, content_type, data))


def text(data: bytes, file_name: str = "x.bin", content_type: str = "application/octet-stream") -> str:
    found = extracted(data, file_name, content_type)
    assert found.unreadable == ()
    assert all("2" in one.part and file_name not in one.part for one in found.texts)
    return "\n".join(one.text for one in found.texts)


def reasons(data: bytes, file_name: str = "x.bin", content_type: str = "application/octet-stream") -> list[str]:
    return [reason.kind for reason in extracted(data, file_name, content_type).unreadable]


def docx(body: str, **more: str) -> bytes:
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    return zipped(files | {f"word/{name}.xml": data for name, data in more.items()})


@pytest.mark.parametrize(
    ("data", "file_name", "content_type", "expected"),
    [
        (b'Name,Phone\r\n"Lee, Ann",07700 900123\r\n', "a.csv", "text/csv", "Name\tPhone\nLee, Ann\t07700 900123"),
        (b"Name;Phone\nAnn;1,5\n", "a.csv", "text/csv", "Name\tPhone\nAnn\t1,5"),
        ("Name\tTown\nZo\u00eb\tYork\n".encode("utf-16"), "a.tsv", "", "Name\tTown\nZo\u00eb\tYork"),
        (b"caf\xe9", "a.txt", "text/plain", "caf\u00e9"),
        (
            b"BEGIN:VCARD\r\nFN:Ann\r\n  Lee\r\nEND:VCARD",
            "a.vcf",
            "text/vcard",
            "Name: Ann Lee\n\nBEGIN:VCARD\nEND:VCARD",
        ),
        (b"N;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB", "a.vcf", "", "Name: Zo\u00eb\n\nN;ENCODING=QUOTED-PRINTABLE"),
        (b"FN:Ann Lee\nN:Lee;Ann;;;\nBDAY:19410704", "a.vcf", "", "Name: Ann Lee\nDate of birth: 1941-07-04"),
        (b"N:Lee;Ann;Jo;Dr;MBE\nBDAY:--0704", "a.vcf", "", "Name: Dr Ann Jo Lee MBE\nDate of birth: --0704"),
        (b"N:Lee\nADR:;;1 High St\\, Upton;;LN2 3AB", "a.vcf", "", "Name: Lee\nAddress: 1 High St, Upton, LN2 3AB"),
        (
            b"item1.ADR;TYPE=home:;;1 Mill Ln\\nUpton;;;",
            "a.vcf",
            "",
            "Address: 1 Mill Ln, Upton\n\nitem1.ADR;TYPE=home",
        ),
        (b"NOTE:a\\nb \\\\ c\\;d\nX-A:b\\nc", "a.vcf", "", "Note: a\nb \\ c;d\nX-A:b\\nc"),
        (b"ORG:;\nTEL\nURL:x", "a.vcf", "", "TEL\nURL:x"),
        (b"<p>Jo<b>hn</b></p><p hidden>hid</p>", "a.html", "text/html", "John\n\nhid"),
        (pdf(b"Hello Ann"), "a.pdf", "application/pdf", "Hello Ann"),
        (pdf(b"Hello Ann"), "report", "application/octet-stream", "Hello Ann"),  # by its content, not by its name
        (
            rb"{\rtf1\ansi\ansicpg1252{\fonttbl Arial;}Zo\'eb \b Lee\par a\cell b\row}",
            "a.rtf",
            "",
            "Zo\u00eb Lee\na\tb\n",
        ),
        (b"{\\rtf1\r\nAnn\\b\nLee\\b0\r\n \\{\\\\\\u-10179?\\u-8703?\\\nx}", "a.rtf", "", "AnnLee {\\\U0001f601\nx"),
        (rb"{\rtf1 \u8364?5{\*\comment hidden}{\pict 00ff}}", "a.doc", "application/msword", "\u20ac5hidden"),
    ],
)
def test_the_text_of_a_document(data: bytes, file_name: str, content_type: str, expected: str) -> None:
    assert text(data, file_name, content_type) == expected


def test_word_is_read_with_margins_and_what_is_hidden_or_deleted() -> None:
    body = (
        "<w:p><w:r><w:t>Jo</w:t></w:r><w:r><w:t>hn</w:t><w:tab/><w:t>Lee</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        '<wp:positionH><wp:posOffset>07700900123</wp:posOffset></wp:positionH><wp:docPr descr="a picture of Ann"/>'
    )
    margins = {
        name: f"<w:x {W}><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:x>" for name in ("header1", "footnotes", "comments")
    }
    found = text(docx(body, **margins), "a.docx")
    assert "John\tLee\n" in found
    assert "a \tb \t\n" in found
    for words in ("gone", "unseen", "header1", "footnotes", "comments", "a picture of Ann"):
        assert words in found
    assert "07700900123" not in found  # a measure, not a number that anyone reads


def test_links_of_a_document_are_read() -> None:
    link = '<Relationship Target="mailto:ann@home.test" TargetMode="External"/>'
    rels = f'<Relationships>{link}<Relationship Target="x.xml"/></Relationships>'
    files = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", "word/_rels/document.xml.rels": rels}
    assert text(zipped(files), "a.docx") == "mailto:ann@home.test"


def test_a_workbook_is_read_row_by_row() -> None:
    files = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {S}><sheets><sheet name="Plots" state="hidden"/></sheets></workbook>',
        "xl/sharedStrings.xml": f"<sst {S}><si><t>Name</t></si><si><r><t>Ann</t></r><r><t> Lee</t></r></si>"
        "<si><t>left over</t></si></sst>",
        "xl/styles.xml": f'<styleSheet {S}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
        '<numFmt numFmtId="165" formatCode="[Red]0.00&quot;day&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>"
        '<row><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Born</t></is></c></row>'
        '<row><c r="A2" t="s"><v>1</v></c><c r="C2" s="1"><v>25569</v></c>'
        '<c r="D2" s="2"><v>25569</v></c><c r="E2" t="str"><f>1</f><v>x</v></c></row>'
        "</sheetData><headerFooter><oddHeader>Secret</oddHeader></headerFooter></worksheet>",
        "xl/comments1.xml": f"<comments {S}><comment><text><t>a remark</t></text></comment></comments>",
        "xl/pivotCache/pivotCacheRecords1.xml": f'<r {S}><s v="remembered"/></r>',
    }
    found = text(zipped(files), "a.xlsx")
    assert "Name\t\tBorn\nAnn Lee\t\t01/01/1970\t25569\tx" in found
    for words in ("Plots", "left over", "Secret", "a remark", "remembered"):
        assert words in found


def test_opendocument_is_read() -> None:
    ns = 'xmlns:text="t" xmlns:table="b" xmlns:office="o"'
    content = f"<office:document {ns}><text:h>Head</text:h><text:p>a<text:s/>b<text:tab/>c</text:p><table:table-row>"
    cells = "".join(f"<table:table-cell><text:p>{n}</text:p></table:table-cell>" for n in (1, 2))
    content += f"{cells}</table:table-row></office:document>"
    files = {
        "mimetype": "x",
        "META-INF/manifest.xml": "<m/>",
        "content.xml": content,
        "styles.xml": f"<s {ns}><text:p>footer</text:p></s>",
    }
    found = text(zipped(files), "a.odt")
    assert "Head\na b\tc\n1 \t2 \t\n" in found
    assert "footer" in found
    assert reasons(zipped(files | {"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "a.odt") == ["encrypted"]


def test_what_is_embedded_in_a_document_is_handed_on() -> None:
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:p {W}>x</w:p>",
        "word/embeddings/a.csv": "n,m\n1,2\n",
    }
    [inner] = extracted(zipped(files), "a.docx").attachments
    assert (inner.part, inner.file_name, inner.data) == ("attachment 2.1", "a.csv", b"n,m\n1,2\n")


@pytest.mark.parametrize(
    ("data", "file_name", "content_type", "expected"),
    [
        (b"%PDF-1.4 nothing of the kind", "a.pdf", "application/pdf", "document"),
        (pdf(b""), "a.pdf", "application/pdf", "document"),  # a scan gives no text
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.doc", "", "document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.what", "", "document"),
        (b"PK\x03\x04 cut off", "a.docx", "", "document"),
        (b"\x1f\x8b cut off", "a.gz", "", "document"),
        (b"\x78\x9f\x3e\x22 cut off", "winmail.dat", "application/ms-tnef", "document"),
        (b"7z\xbc\xaf\x27\x1c\x00\x00", "a.7z", "", "document"),
        (b"\x00\x01", "a.doc", "", "document"),
        (b"\x00\x01\x02\xff", "a.what", "application/octet-stream", "document"),
        (b"7z\xbc\xaf\x27\x1c\x00\x00", "a.dat", "", "document"),
        (b"\x00\x01", "a", "application/msword", "document"),
        (b"-----BEGIN PGP MESSAGE-----\nx", "a.asc", "", "encrypted"),
        (docx("<w:t>x</w:t>").replace(b"PK\x05\x06", b"PK\x05\x07"), "a.docx", "", "document"),
        (docx('<!DOCTYPE x [<!ENTITY a "a">]><x/>'), "a.docx", "", "document"),
        (docx("<open>"), "a.docx", "", "document"),
        (locked(zipped({"a.txt": "x"})), "a.zip", "", "encrypted"),
        (locked(docx("<w:t>x</w:t>")), "a.docx", "", "encrypted"),
    ],
)
def test_what_cannot_be_read_is_a_reason(data: bytes, file_name: str, content_type: str, expected: str) -> None:
    assert reasons(data, file_name, content_type) == [expected]


@pytest.mark.parametrize(
    ("data", "file_name", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.png", "image/png"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", "text/csv"),
        (b"\x00\x01\x02", "smime.p7s", "application/pkcs7-signature"),
        (b"\x00\x01\x02", "a.mp3", "audio/mpeg"),
        (b"\x00\x01\x02\xff", "a.mp4", "application/octet-stream"),
        (b"  \r\n", "a.txt", "text/plain"),
    ],
)
def test_what_holds_no_text_is_no_reason(data: bytes, file_name: str, content_type: str) -> None:
    assert extracted(data, file_name, content_type) == Extracted()


def test_text_without_a_name_for_it_is_read() -> None:
    assert text(b"Dear Ann\n") == "Dear Ann\n"
    assert text(b"BMW owners\n", "a.txt", "text/plain") == "BMW owners\n"  # begins like a picture, and is none


def test_a_zip_archive_is_opened() -> None:
    found = extracted(zipped({"in/a.csv": "a,b\n1,2\n", "b.txt": "words"}), "a.zip", "application/zip")
    assert [(one.part, one.text) for one in found.texts] == [("file name 2", "in/a.csv\nb.txt")]
    assert [(one.part, one.file_name) for one in found.attachments] == [
        ("attachment 2.1", "in/a.csv"),
        ("attachment 2.2", "b.txt"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.txt": b"0" * 100_001}),
        zipped({"a.txt": b"0" * 60_000, "b.txt": b"0" * 60_000}),
        gzip.compress(b"0" * 100_001),
        docx("", header1=" " * 100_000),
        zipped({f"{n}.txt": "" for n in range(501)}),
    ],
    ids=["zip", "zip of two", "gzip", "docx", "many files"],
)
def test_bombs_are_left_alone(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 100_000)
    monkeypatch.setattr(office, "MAX_BYTES", 100_000)
    assert reasons(data, "a.zip") == ["limit"]


def test_a_gzip_file_is_opened() -> None:
    [inner] = extracted(gzip.compress(b"a,b\n"), "a.csv.gz").attachments
    assert (inner.file_name, inner.data) == ("a.csv", b"a,b\n")


def test_a_saved_message_is_read_with_its_attachments() -> None:
    saved = make_message(
        from_="Ann <ann@home.test>", subject="Plot 7", text="Hello\n", attachments=[("a.csv", "text/csv", b"n,m\n")]
    )
    found = extracted(saved, "a.eml", "application/octet-stream")
    said = "\n".join(one.text for one in found.texts)
    assert all(words in said for words in ("ann@home.test", "Plot 7", "Hello"))
    [inner] = found.attachments
    assert (inner.part, inner.file_name) == ("attachment 2.2", "a.csv")


def test_all_documents_of_a_message_are_read() -> None:
    inner = zipped({"a.csv": "Name,Town\nAnn,York\n"})
    content = with_documents(
        read(
            make_message(
                attachments=[
                    ("b.zip", "application/zip", zipped({"c.zip": inner})),
                    ("d.pdf", "application/pdf", b"%PDF-"),
                ]
            )
        )
    )
    assert [one.text for one in content.texts if one.part.startswith("document")] == ["Name\tTown\nAnn\tYork"]
    assert [reason.kind for reason in content.unreadable] == ["document"]


def test_archives_within_archives_end_somewhere() -> None:
    data = b"words"
    for _ in range(6):
        data = zipped({"a.zip": data})
    content = with_documents(read(make_message(attachments=[("a.zip", "application/zip", data)])))
    assert [reason.kind for reason in content.unreadable] == ["limit"]


def test_without_documents_each_is_a_reason() -> None:
    content = read(
        make_message(attachments=[("a.csv", "text/csv", b"a,b\n"), ("b.png", "image/png", b"\x89PNG\r\n\x00")])
    )
    [reason] = without_documents(content).unreadable
    assert reason.kind == "document"


@given(
    st.binary(max_size=200),
    st.sampled_from(["a.csv", "a.rtf", "a.html", "a.vcf", "a.eml", "a.docx", "a.txt", "a"]),
    st.sampled_from(
        [
            b"",
            b"{\\rtf1",
            b"PK\x03\x04",
            b"\x1f\x8b",
            b"%PDF-1.4",
            b"\x78\x9f\x3e\x22",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ]
    ),
)
def test_it_never_raises(data: bytes, file_name: str, start: bytes) -> None:
    found = extracted(start + data, file_name)
    assert isinstance(found, Extracted)
