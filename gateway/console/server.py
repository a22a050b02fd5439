"""The console's own listeners, run in the gateway's event loop."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import structlog
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from gateway.config.values import host_and_port
from gateway.flow.in_force import InForce

log = structlog.get_logger()

CONNECTIONS = 200
HEADER_BYTES = 32 * 1024
KEEP_SECONDS = 15
REQUEST_SECONDS = 20
GOODBYE_SECONDS = 5
BACKLOG = 128


class ConsoleServer:
    """`start` binds and serves, `stop` lets open requests end. The gateway handles the signals, not uvicorn."""

    def __init__(self, app: ASGIApp, in_force: InForce) -> None:
        self._app = app
        self._in_force = in_force
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> tuple[tuple[str, int], ...]:
        """Listen on `[console] listen`; the addresses that were bound.

        Raises OSError for an address that is taken, and for a certificate that cannot be read.
        """
        config = self._config()
        config.load()
        sockets = _bind(self._in_force.config.console.listen)
        if sockets:
            self._server = _Server(config)
            self._serving = asyncio.create_task(self._server.serve(sockets))
            await self._server.is_up.wait()
        return tuple(bound.getsockname()[:2] for bound in sockets)

    async def stop(self) -> None:
        """Take no more requests, end those that run, and close."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
            self._server = self._serving = None

    def reload(self) -> None:
        """Read the certificate again, for connections from now on; the old one stays where the new one is no good."""
        context = self._server.config.ssl if self._server is not None else None
        certificate, key = self._certificate
        if context is None or certificate is None:
            return
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
            context.load_cert_chain(certificate, key)
        except OSError as error:
            log.error("console certificate not read, the old one stays", kind=type(error).__name__)  # noqa: TRY400

    @property
    def _certificate(self) -> tuple[Path | None, Path | None]:
        config, console = self._in_force.config, self._in_force.config.console
        return (
            config.path(console.cert_file) if console.cert_file else None,
            config.path(console.key_file) if console.key_file else None,
        )

    def _config(self) -> Config:
        console = self._in_force.config.console
        certificate, key = self._certificate
        return Config(
            self._app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(console.proxies),
            forwarded_allow_ips=list(console.proxies),
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=HEADER_BYTES,
            timeout_keep_alive=KEEP_SECONDS,
            timeout_graceful_shutdown=GOODBYE_SECONDS,
            ssl_certfile=certificate,
            ssl_keyfile=str(key) if key else None,
        )


class _Server(Server):
    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals alone."""
        yield


class _Protocol(H11Protocol):
    """HTTP/1.1, with a limit on how long a client may take to send the header of a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect_request()

    def _expect_request(self) -> None:
        self.loop.call_later(REQUEST_SECONDS, self._close_if_silent, self.cycle)

    def _close_if_silent(self, last: Any) -> None:
        if self.cycle is last and not self.transport.is_closing():
            self.transport.close()


def _bind(listens: Iterable[str]) -> list[socket.socket]:
    with contextlib.ExitStack() as opened:
        sockets = []
        for host, port in map(host_and_port, listens):
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            bound = socket.create_server((host, port), family=family, backlog=BACKLOG)
            sockets.append(opened.enter_context(bound))
        opened.pop_all()
    return sockets
