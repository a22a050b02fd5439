"""PDF documents (ISO 32000), read by PDFium: every page, form fields, annotations, attached files.

Text that is invisible, covered or off the page is read like any other: whoever opens the file can get at it.
"""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from gateway.extract.archive import LOCKED
from gateway.extract.extracted import Extracted, document, named, unreadable
from gateway.model.message import Attachment, Concealed, Concealment, Unreadable

MAX_PAGES = 3000
MAX_ANNOTATIONS = 20_000  # of one document
MAX_FILES = 100
MAX_CHOICES = 500  # of one field
SCAN = 0.3  # of a page without words: pictures that cover more of it may be a scan
ANNOTATED = (
    b"Contents",
    b"V",
    b"DV",
    b"TU",
    b"T",
    b"Subj",
    b"RC",
)  # what notes say; a field's value, default and names
SHOWN = ("Title", "Subject", "Keywords")
BROKEN = "A document is broken or locked, so the gateway cannot read it."
PICTURE = "A page of a document is a picture, so the gateway cannot tell what is on it."
FORM = "A document is a form that only its own program can show, so the gateway cannot read it."


def read(attachment: Attachment) -> Extracted:
    """The text of a PDF document, with the files within it."""
    try:
        with pdfium.PdfDocument(attachment.data) as opened:
            return _read(attachment, opened)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            return unreadable(attachment, LOCKED, "encrypted")
        return unreadable(attachment, BROKEN)


def _read(attachment: Attachment, opened: Any) -> Extracted:
    if len(opened) > MAX_PAGES:
        return unreadable(attachment, "A document is too long to be read as a whole.", "limit")
    if opened.get_formtype() == raw.FORMTYPE_XFA_FULL:
        return unreadable(attachment, FORM)
    opened.init_forms()
    pages = _Pages(opened)
    about = opened.get_metadata_dict()
    texts = [*pages.texts, *(mark.get_title() for mark in opened.get_toc()), *(about.get(key, "") for key in SHOWN)]
    found = document(attachment, "\n".join(filter(None, texts)) if any(pages.texts) else "")
    part = named(attachment, "document")
    reasons = list(found.unreadable)
    if pages.scanned and not reasons:
        reasons.append(Unreadable("document", PICTURE, part))
    hidden = (Concealed(Concealment.AUTHORS, part),) if about.get("Author") else ()
    return Extracted(found.texts, tuple(_files(attachment, opened)), tuple(reasons), hidden)


class _Pages:
    """The texts of all pages and of what is pinned to them, and whether one of them is a scan."""

    def __init__(self, opened: Any) -> None:
        self.texts: list[str] = []
        self.scanned = False
        self._opened = opened
        self._annotations_left = MAX_ANNOTATIONS
        for page in opened:
            self._add(page)
            page.close()

    def _add(self, page: Any) -> None:
        words = page.get_textpage().get_text_range().replace("\r\n", "\n")
        self.texts.append(words)
        self.texts += self._annotations(page)
        self.scanned = self.scanned or (not words.strip() and _pictured(page) > SCAN)

    def _annotations(self, page: Any) -> Iterator[str]:
        for number in range(min(raw.FPDFPage_GetAnnotCount(page), self._annotations_left)):
            self._annotations_left -= 1
            annotation = raw.FPDFPage_GetAnnot(page, number)
            said = [_string(raw.FPDFAnnot_GetStringValue, annotation, key) for key in ANNOTATED]
            said += (_target(self._opened, annotation), *_choices(self._opened.formenv, annotation))
            raw.FPDFPage_CloseAnnot(annotation)
            yield "\n".join(dict.fromkeys(words for words in said if words))


def _pictured(page: Any) -> float:
    """How much of a page pictures cover, as a share of it."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=5):
        left, bottom, right, top = picture.get_bounds()
        covered += abs(right - left) * abs(top - bottom)
    return float(covered / max(width * height, 1.0))


def _string(get: Callable[..., int], *where: Any) -> str:
    """A UTF-16 string of PDFium's, which tells its size in octets first."""
    size = get(*where, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(*where, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[:-2].decode("utf-16-le", "replace")


def _target(opened: Any, annotation: Any) -> str:
    """Where a link leads."""
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    if not action:
        return ""
    buffer = ctypes.create_string_buffer(raw.FPDFAction_GetURIPath(opened, action, None, 0) + 1)
    raw.FPDFAction_GetURIPath(opened, action, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace")


def _choices(form: Any, annotation: Any) -> Iterator[str]:
    """What a field of a form lets its reader choose from."""
    count = raw.FPDFAnnot_GetOptionCount(form, annotation) if form else 0
    for number in range(min(count, MAX_CHOICES)):
        yield _string(raw.FPDFAnnot_GetOptionLabel, form, annotation, number)


def _files(attachment: Attachment, opened: Any) -> Iterator[Attachment]:
    for number in range(min(opened.count_attachments(), MAX_FILES)):
        file = opened.get_attachment(number)
        data = bytes(file.get_data())
        yield Attachment(f"{attachment.part}.{number + 1}", file.get_name(), "application/octet-stream", data)
