"""`lychgate healthcheck`: whether the running gateway answers; for Docker and for watchers."""

import asyncio
import ssl
from collections.abc import Awaitable, Iterator
from urllib.parse import urlsplit

import typer

from gateway.cli.reading import ConfigFile, file_or_defaults
from gateway.config import Config
from gateway.config.values import host_and_port

PATIENCE = 5.0  # seconds for each door
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a listener on every address is reached


def command(config: ConfigFile = None) -> None:
    """Ask the console's /healthz and each listener's greeting; exit code 1 where one does not answer."""
    ill = asyncio.run(_ask(file_or_defaults(config)[0]))
    for line in ill:
        typer.echo(line, err=True)
    if ill:
        raise typer.Exit(1)
    typer.echo("well")


command.__name__ = "healthcheck"


async def _ask(config: Config) -> list[str]:
    answers = await asyncio.gather(*_doors(config))
    return [answer for answer in answers if answer]


def _doors(config: Config) -> Iterator[Awaitable[str]]:
    for listener in (*config.smtp.submission, *config.smtp.incoming):
        for listen in listener.listen:
            yield _door(listen, listener.tls == "implicit", b"", b"220")
    host = urlsplit(config.console.public_url).netloc
    question = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    for listen in config.console.listen:
        yield _door(listen, config.console.cert_file is not None, question, b"HTTP/1.1 200")


async def _door(listen: str, tls: bool, question: bytes, answer: bytes) -> str:
    """What is wrong with one door; empty where it answers as it should."""
    host, port = host_and_port(listen)
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(
                ANY.get(host, host), port, ssl=_any_certificate() if tls else None
            )
            try:
                writer.write(question)
                said = await reader.readline()
            finally:
                writer.close()
    except TimeoutError:
        return f"{listen} does not answer in time"
    except (OSError, ValueError) as error:
        return f"{listen} does not answer: {type(error).__name__}"
    return "" if said.startswith(answer) else f"{listen} does not answer as it should"


def _any_certificate() -> ssl.SSLContext:
    """It is our own door, on this machine: whether it answers is asked, not who it is."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
