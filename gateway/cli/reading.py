"""What every command begins with: its config, and the store where it needs one."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.app.parts import policy_from, store_from
from gateway.config import Config, Problem, Source, load, parse
from gateway.errors import ConfigError, StoreFault
from gateway.policy.loader import PolicyProblems, load_policy
from gateway.store.base import Store

USUAL = Path("config.toml")

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="LYCHGATE_CONFIG", metavar="FILE", help="The config file.", show_default=str(USUAL)
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def read_config(file: Path | None) -> tuple[Config, Source]:
    """The config, and where its keys stand. Raises ConfigError with every problem, those of rules' options too."""
    if file is None and not USUAL.exists():
        raise ConfigError([f"{USUAL}:1: file: is not here: name another with --config, or copy config.example.toml"])
    file = file or USUAL
    folder = file.absolute().parent
    config, source = load(file, lambda raw: _rule_problems(raw, folder))
    policy_from(config, source)  # for what only the whole of it shows, such as partners that nobody has named
    return config, source


def config_or_defaults(file: Path | None) -> tuple[Config, Source]:
    """As `read_config`; the built-in defaults where no file was named and the usual one is not there."""
    if file is None and not USUAL.exists():
        return parse("", "built-in defaults")
    return read_config(file)


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


def _rule_problems(raw: Mapping[str, Any], folder: Path) -> list[Problem]:
    tables, own, policy = raw.get("rules", {}), raw.get("own_rules", {}), raw.get("policy", {})
    extra = policy.get("extra_rules") if isinstance(policy, dict) else None
    if not isinstance(tables, dict) or not isinstance(own, dict):
        return []  # said by the config's own types
    try:
        load_policy(tables, folder / extra if isinstance(extra, str) else None, own=own)
    except PolicyProblems as found:
        return found.problems
    return []
