"""What holds for every request, before any page is asked: a known host, a small body, strict headers, no detail."""

from pathlib import PurePath
from traceback import extract_tb
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.config.values import host_and_port
from gateway.console.forms import FORM_BYTES, UPLOAD_BYTES
from gateway.flow.in_force import InForce

log = structlog.get_logger()

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
# With "no-referrer" browsers send `Origin: null` with our own forms (Fetch standard), and the check of the origin
# could not work; "same-origin" tells nothing to anybody else either.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
A_YEAR = 31_536_000


class Guard:
    """The outermost layer of the console. `uploads` are the paths that take a file."""

    def __init__(self, app: ASGIApp, in_force: InForce, uploads: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.in_force = in_force
        self.uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return
        started = False

        async def strict_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        if refusal := self._refusal(Headers(scope=scope), scope["path"]):
            await refusal(scope, receive, strict_send)
            return
        try:
            await self.app(scope, receive, strict_send)
        except Exception as error:  # a page may break in any way; its reader learns nothing, the log learns where
            last = extract_tb(error.__traceback__)[-1]
            place = f"{PurePath(last.filename).name}:{last.lineno}"
            log.error("console fault", kind=type(error).__name__, at=place)  # noqa: TRY400  a trace may quote data
            if not started:
                sorry = PlainTextResponse("Something went wrong here. Please try again in a few minutes.\n", 500)
                await sorry(scope, receive, strict_send)

    def _refusal(self, headers: Headers, path: str) -> Response | None:
        closing = {"Connection": "close"}
        if not self._is_ours(headers.get("host", "")):
            return PlainTextResponse("This address is not served here.\n", 400, headers=closing)
        length, most = headers.get("content-length", "0"), UPLOAD_BYTES if path in self.uploads else FORM_BYTES
        if not length.isdigit() or len(length) > 18 or int(length) > most:
            return PlainTextResponse("That is too much for a form.\n", 413, headers=closing)
        return None

    def _is_ours(self, host: str) -> bool:
        console = self.in_force.config.console
        try:
            name = None if "@" in host or "/" in host else urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        ours = {urlsplit(console.public_url).hostname, *(host_and_port(one)[0] for one in console.listen)}
        return name is not None and name in ours | LOOPBACK

    def _add_headers(self, headers: MutableHeaders) -> None:
        own = headers.get("Content-Security-Policy")
        headers.update(HEADERS)
        if own is not None:  # that of a message's layout is stricter
            headers["Content-Security-Policy"] = own
        headers.setdefault("Cache-Control", "no-store")
        if self.in_force.config.console.public_url.startswith("https:"):
            headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
