"""`lychgate run`: the gateway itself, until it is told to stop."""

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

import structlog
import typer

from gateway.app.gateway import Gateway, build
from gateway.cli.reading import ConfigFile, read_file
from gateway.cli.show import print_facts
from gateway.errors import ConfigError, LychgateError

log = structlog.get_logger()


def command(config: ConfigFile = None) -> None:
    """Run the gateway. SIGTERM drains it and ends it; SIGHUP makes it read the config and the certificates again."""
    read, source = read_file(config)
    _log_to_stdout()
    gateway = build(read, source)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_run(gateway, Path(source.name).absolute()))
    except OSError as error:  # an address that is taken, or not ours
        print(f"lychgate cannot start: {error.strerror or error}", file=sys.stderr)
        raise typer.Exit(os.EX_UNAVAILABLE) from None


command.__name__ = "run"


async def _run(gateway: Gateway, file: Path) -> None:
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    reloading = asyncio.create_task(_reload(gateway, file, reload))
    try:
        await gateway.start()
        await _say_where(gateway, file)
        await stop.wait()
        log.info("stopping")
    finally:
        reloading.cancel()
        await gateway.stop()
        log.info("stopped")


async def _reload(gateway: Gateway, file: Path, asked: asyncio.Event) -> None:
    """Read the config again whenever asked. One that is wrong changes nothing."""
    while True:
        await asked.wait()
        asked.clear()
        try:
            await gateway.reload(read_file(file)[1])
        except ConfigError as error:
            for problem in error.problems:
                log.warning("config not reloaded", problem=problem)
        except (LychgateError, OSError) as error:  # a check process, a certificate: the old config stays, too
            log.warning("config not reloaded", problem=str(error))
        else:
            log.info("config reloaded")


async def _say_where(gateway: Gateway, file: Path) -> None:
    """Where everything is, for whoever has just started it."""
    config = gateway.in_force.config
    facts = [
        (door, ", ".join(f"{host}:{port}" for host, port, *_ in gateway.bound.get(door, ())) or "off")
        for door in ("submission", "incoming", "console")
    ]
    facts += [("console at", config.console.public_url), ("config", str(file)), ("store", config.store.url)]
    practice = f"practice: mail is kept in {config.data_path / 'outbox'} and reaches nobody"
    facts.append(("upstream", practice if config.relay.upstream == "practice" else config.relay.upstream))
    if link := await gateway.welcome():
        facts.append(("first sign-in", f"{link}\n(for the Clerk, once, within a week)"))
    print_facts(facts)
    sys.stdout.flush()


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    """uvloop where there is one: 1.4 times the accept rate."""
    try:
        import uvloop  # noqa: PLC0415 - not on every platform
    except ImportError:
        return None
    loop: type[asyncio.AbstractEventLoop] = uvloop.Loop
    return loop


def _log_to_stdout() -> None:
    """For people on a terminal, else one JSON object a line."""
    renderer = structlog.dev.ConsoleRenderer() if sys.stdout.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
