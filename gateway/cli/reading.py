"""What every command begins with: its config, and the store where it needs one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import structlog
import typer

from gateway.app.parts import council_from, laid_over, policy_from, rule_problems, store_from
from gateway.config import Config, Override, Source, load, parse
from gateway.errors import ConfigError, StoreFault, where
from gateway.store.base import Store

log = structlog.get_logger()

USUAL = Path("config.toml")
Row_co = TypeVar("Row_co", covariant=True)

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="LYCHGATE_CONFIG", metavar="FILE", help="The config file.", show_default=str(USUAL)
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def read_file(file: Path | None) -> tuple[Config, Source]:
    """The config file alone, and where its keys stand. Raises ConfigError with every problem, those of rules too."""
    if file is None and not USUAL.exists():
        raise ConfigError([f"{USUAL}:1: file: is not here: name another with --config, or copy config.example.toml"])
    file = file or USUAL
    folder = file.absolute().parent
    config, source = load(file, lambda raw: rule_problems(raw, folder))
    policy_from(config, source)  # for what only the whole of it shows, such as partners that nobody has named
    return config, source


def read_config(file: Path | None) -> tuple[Config, Source]:
    """The config in force: the file, with what was changed in the console laid over it. Raises ConfigError.

    Where the store does not answer the file stands alone, and that is said.
    """
    config, source = read_file(file)
    try:
        overrides = asyncio.run(read_overrides(config)) if store_exists(config) else ()
    except StoreFault as fault:
        log.warning("what was changed in the console is not seen: the store cannot be read", fault=where(fault))
        return config, source
    return laid_over(source, overrides) if overrides else (config, source)


async def read_overrides(config: Config) -> Sequence[Override]:
    """What was changed in the console, oldest first. Raises StoreFault."""
    async with kept_store(config) as store:
        return await store.overrides(council_from(config).key)


def config_or_defaults(file: Path | None) -> tuple[Config, Source]:
    """As `read_config`; the built-in defaults where no file was named and the usual one is not there."""
    return _defaults() if file is None and not USUAL.exists() else read_config(file)


def file_or_defaults(file: Path | None) -> tuple[Config, Source]:
    """As `read_file`, with the same defaults."""
    return _defaults() if file is None and not USUAL.exists() else read_file(file)


def _defaults() -> tuple[Config, Source]:
    return parse("", "built-in defaults")


@asynccontextmanager
async def new_store(config: Config) -> AsyncIterator[Store]:
    """The store, made and brought up to date where needed."""
    store = store_from(config)
    try:
        await store.start()
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def kept_store(config: Config) -> AsyncIterator[Store]:
    """The store as it is, beside a gateway that may be running. Raises StoreFault where there is none yet."""
    if not store_exists(config):
        raise StoreFault("there is no store yet: start the gateway, or run: lychgate db upgrade")
    store = store_from(config)
    try:
        yield store
    finally:
        await store.close()


def store_exists(config: Config) -> bool:
    """Whether there is a store to open. A database server is taken to have one."""
    scheme, _, path = config.store.url.partition(":///")
    return scheme != "sqlite" or config.path(Path(path)).exists()


class PageOf(Protocol[Row_co]):
    """One page of a list. `next` is the key to go on from, None at the end."""

    @property
    def rows(self) -> Sequence[Row_co]:
        """Its lines."""

    @property
    def next(self) -> str | None:
        """Where the next one begins."""


async def every(page_after: Callable[[str | None], Awaitable[PageOf[Row_co]]]) -> AsyncIterator[Row_co]:
    """Every line of a list, page by page."""
    after: str | None = None
    while True:
        page = await page_after(after)
        for row in page.rows:
            yield row
        if (after := page.next) is None:
            return
