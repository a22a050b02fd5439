"""The console's own listeners, run in the gateway's event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from gateway.config.values import host_and_port
from gateway.flow.in_force import InForce

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
        """Listen on `[console] listen`; the addresses that were bound. Raises OSError for one that is taken."""
        console = self._in_force.config.console
        sockets = [_bind(*host_and_port(listen)) for listen in console.listen]
        if sockets:
            self._server = _Server(self._config())
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
        """Read the certificate again, for connections from now on."""
        config, console = self._in_force.config, self._in_force.config.console
        if self._server is not None and self._server.config.ssl is not None and console.cert_file:
            key = config.path(console.key_file) if console.key_file else None
            self._server.config.ssl.load_cert_chain(config.path(console.cert_file), key)

    def _config(self) -> Config:
        config, console = self._in_force.config, self._in_force.config.console
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
            ssl_certfile=config.path(console.cert_file) if console.cert_file else None,
            ssl_keyfile=str(config.path(console.key_file)) if console.key_file else None,
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


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)
