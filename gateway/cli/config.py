"""`lychgate config`: check the config, show what it comes to, and what was changed in the console."""

import asyncio
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.app.parts import council_from, ended_exceptions, laid_over, policy_from
from gateway.cli.reading import (
    AsJson,
    ConfigFile,
    config_or_defaults,
    kept_store,
    read_config,
    read_file,
    read_overrides,
)
from gateway.cli.show import print_json, print_table
from gateway.config import Change, Config, Override
from gateway.config.override import undone
from gateway.errors import NotFound

app = typer.Typer(name="config", help="The config file, and what was changed in the console.", no_args_is_help=True)


@app.command()
def check(config: ConfigFile = None) -> None:
    """Say every problem of the config, each with its file and line; exit code 78 where there is one.

    An exception whose last day has passed is told too, but is no problem: the rule is asked again.
    """
    read, source = read_config(config)
    for line in source.say_all(ended_exceptions(policy_from(read, source), datetime.now(UTC).date())):
        typer.echo(line, err=True)
    typer.echo(f"{source.name}: no problem found")


@app.command()
def show(config: ConfigFile = None) -> None:
    """Show all that is in force, defaults too, as JSON. Passwords are in files of their own, and not shown.

    `overrides` tells which keys were changed in the console, by whom and when.
    """
    read, source = config_or_defaults(config)
    shown = read.model_dump() | {"overrides": [_told(one) for one in source.overrides]}
    typer.echo(json.dumps(shown, indent=2, default=_plain, ensure_ascii=False))


@app.command()
def changes(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List every change that was made in the console, oldest first."""
    overrides = asyncio.run(read_overrides(read_file(config)[0]))
    if as_json:
        for override in overrides:
            print_json(_told(override))
        return
    rows = [(o.number, ".".join(o.key), _in_words(o), o.by, o.at, o.reason) for o in overrides]
    print_table(("number", "key", "change", "by", "at", "reason"), rows, "nothing was changed in the console")


@app.command()
def undo(
    number: Annotated[int, typer.Argument(min=1, help="The oldest change to undo, as `changes` numbers them.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the change.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who undoes it.")] = "sysadmin",
    config: ConfigFile = None,
) -> None:
    """Undo a change that was made in the console, and all after it. This is itself a change, and can be undone.

    A running gateway sees it within seconds.
    """
    read, _ = read_file(config)
    asyncio.run(_undo(config, read, number, by, reason))
    typer.echo(f"change {number} and all after it are undone")


async def _undo(file: Path | None, config: Config, number: int, by: str, reason: str) -> None:
    council, now = council_from(config).key, datetime.now(UTC)
    async with kept_store(config) as store:
        history = await store.overrides(council)
        if not history or number > history[-1].number:
            raise NotFound(f"no change {number}")
        back = [replace(one, by=by, at=now, reason=reason) for one in undone(history, number - 1)]
        laid_over(read_file(file)[1], [*history, *back])
        await store.override(council, back, history[-1].number)


def _told(override: Override) -> dict[str, Any]:
    return asdict(override) | {"key": ".".join(override.key)}


def _in_words(override: Override) -> str:
    words = {Change.REMOVE: "taken out", Change.FOLLOW: "as in the file"}
    return words.get(override.change) or json.dumps(override.value, ensure_ascii=False)


def _plain(value: Any) -> str:
    return f"{value.total_seconds():g}s" if isinstance(value, timedelta) else str(value)
