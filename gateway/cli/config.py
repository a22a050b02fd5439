"""`lychgate config`: check the config file, or show what it comes to."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import typer

from gateway.app.parts import ended_exceptions, policy_from
from gateway.cli.reading import ConfigFile, config_or_defaults, read_config

app = typer.Typer(name="config", help="The config file.", no_args_is_help=True)


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
    """Show all that is in force, defaults too, as JSON. Passwords are in files of their own, and not shown."""
    read, _ = config_or_defaults(config)
    typer.echo(json.dumps(read.model_dump(), indent=2, default=_plain, ensure_ascii=False))


def _plain(value: Any) -> str:
    return f"{value.total_seconds():g}s" if isinstance(value, timedelta) else str(value)
