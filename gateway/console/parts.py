"""Parts of a message: its layout in a frame of its own, its attachments, and the words that were read in them."""

import base64
import hashlib
import re
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from gateway.console import marks
from gateway.console.visit import Visit
from gateway.flow.look import texts_of
from gateway.flow.review import Opened
from gateway.model.message import Attachment
from gateway.model.record import Event, EventKind
from gateway.store.changes import Changes

STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 arial,sans-serif;margin:16px;overflow-wrap:anywhere}"
    "table{border-collapse:collapse}td,th{padding:2px 6px;border:1px solid #b1b4b6;vertical-align:top;text-align:left}"
    "blockquote{margin-left:12px;padding-left:12px;border-left:3px solid #b1b4b6}pre{white-space:pre-wrap}"
    "mark{background:#fff2a8;color:#0b0c0c;border-bottom:3px solid #b58800}sup{font-weight:bold}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Nothing runs, nothing is fetched, no form is sent: the frame has no origin of its own, and may only stand on our page.
LAYOUT_POLICY = (
    f"sandbox; default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>The message as laid out</title>'
    "<style>{style}</style></head>\n<body>{body}</body></html>\n"
)
TOO_MUCH = "<p>This message is laid out in too complicated a way to be shown safely. Its words stand in the page.</p>"
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
LONGEST_NAME = 100


async def layout(visit: Visit) -> Response:
    """The message's HTML, cleaned, for the frame on its page."""
    opened = await _open(visit, "as laid out")
    first = opened.record.decisions[0]
    words = marks.words(opened.content, first, marks.reasons(first, opened.content))
    body = await visit.console.look.laid_out(opened.record, words)
    page = PAGE.format(style=STYLE, body=TOO_MUCH if body is None else body)
    return HTMLResponse(page, headers={"Content-Security-Policy": LAYOUT_POLICY})


async def download(visit: Visit) -> Response:
    """An attachment as it is, to be saved, never shown by the browser. It leaves the record: that is an event."""
    record = await visit.console.store.record(visit.council, visit.ref)
    found = await visit.console.look.attachment(record, _number(visit))
    if found is None:
        raise HTTPException(404)
    detail = f"attachment {_number(visit)}"
    event = Event(visit.ref, visit.now, EventKind.EXPORTED, visit.signed_in.address, detail)
    await visit.console.store.commit(Changes(events=(event,)))
    headers = {
        "Content-Disposition": disposition(found.file_name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(found.data, media_type="application/octet-stream", headers=headers)


async def text(visit: Visit) -> Response:
    """An attachment as the words that were read in it, with the places marked."""
    opened = await _open(visit, f"the text of attachment {_number(visit)}")
    found = next((one for one in opened.content.attachments if _number(visit) == _number_of(one)), None)
    if found is None:
        raise HTTPException(404)
    first = opened.record.decisions[0]
    reasons = marks.reasons(first, opened.content)
    parts = {one.part for one in texts_of(opened.content, found)}
    return await visit.page(
        "document.html",
        record=opened.record,
        attachment=found,
        number=_number(visit),
        reasons=reasons,
        texts=marks.shown(opened.content, first, reasons, parts),
    )


def disposition(file_name: str) -> str:
    """To be saved, under a name that is one wherever it is saved (RFC 6266)."""
    name = UNSAFE.sub("_", file_name).strip(". ")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (
            (stem or name)[: LONGEST_NAME - len(ending) - 1] + dot + ending if len(ending) < 10 else name[:LONGEST_NAME]
        )
    name = name or "attachment"
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _open(visit: Visit, detail: str) -> Opened:
    return await visit.console.review.open(visit.ref, visit.signed_in.address, detail)


def _number(visit: Visit) -> str:
    return str(visit.request.path_params["number"])


def _number_of(one: Attachment) -> str:
    return one.part.rpartition(" ")[2]
