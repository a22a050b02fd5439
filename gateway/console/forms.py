"""Forms as browsers post them, read within limits. A form that is not from our own page is refused."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

FORM_BYTES = 128 * 1024  # a message that is written anew has to fit
UPLOAD_BYTES = 10_000_000
UPLOAD_PARTS = 10
UPLOAD_PIECE = 64 * 1024  # read at once: the loop goes on between
FORM_FIELDS = 4000
READ_SECONDS = 10
UPLOAD_SECONDS = 120  # a phone on a slow line
KIND = "application/x-www-form-urlencoded"
UPLOAD_KIND = "multipart/form-data"
TOKEN = "form"  # noqa: S105  the name of the field


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one form, in order, and the file of one that takes a file."""

    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    file: bytes = field(default=b"", repr=False)

    def get(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, such as ticked boxes."""
        return tuple(value for key, value in self.fields if key == name)

    def text(self, name: str) -> str:
        """What somebody typed, with plain line ends and nothing around it."""
        return self.get(name).replace("\r\n", "\n").strip()


def number(text: str) -> int | None:
    """The whole number that a form or an address names; None where it names none, or one that nothing can have."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


async def read_form(request: Request) -> Form:
    """The posted form. Raises HTTPException 413 over a limit, 415 for another kind of body, 408 where it is slow."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != KIND:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(READ_SECONDS):
            body = await _body(request, FORM_BYTES)
        return Form(tuple(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FORM_FIELDS)))
    except TimeoutError:
        raise HTTPException(408, headers={"Connection": "close"}) from None
    except (ClientDisconnect, UnicodeDecodeError):
        raise HTTPException(400) from None
    except ValueError:
        raise HTTPException(413) from None


async def read_upload(request: Request) -> Form:
    """A posted form with a file (RFC 7578), all of it in memory. Raises as `read_form` does."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != UPLOAD_KIND:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            body = await _body(request, UPLOAD_BYTES)
            parser = _InMemory(
                request.headers, _pieces(body), max_files=1, max_fields=UPLOAD_PARTS, max_part_size=UPLOAD_BYTES
            )
            data = await parser.parse()
            try:
                fields = tuple((name, value) for name, value in data.multi_items() if isinstance(value, str))
                files = [value for _, value in data.multi_items() if isinstance(value, UploadFile)]
                return Form(fields, await files[0].read() if files else b"")
            finally:
                await data.close()
    except TimeoutError:
        raise HTTPException(408, headers={"Connection": "close"}) from None
    except (ClientDisconnect, MultiPartException, UnicodeDecodeError, LookupError):
        raise HTTPException(400) from None


class _InMemory(MultiPartParser):
    """No mail that was put in for a trial is written to a disk."""

    spool_max_size = UPLOAD_BYTES


async def _pieces(body: bytes) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(body), UPLOAD_PIECE):
        yield body[start : start + UPLOAD_PIECE]
        await asyncio.sleep(0)


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, headers={"Connection": "close"})
    return bytes(body)


def is_from_here(request: Request, public_url: str) -> bool:
    """Whether the browser says that the form was on one of our pages (Origin, else Referer)."""
    said = request.headers.get("origin") or request.headers.get("referer") or ""
    try:
        page, public = urlsplit(said.lower()), urlsplit(public_url.lower())
    except ValueError:
        return False
    here = {request.headers.get("host", "").lower(), public.netloc}
    return page.scheme in ("http", "https") and page.netloc in here
