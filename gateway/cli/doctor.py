"""`lychgate doctor`: look at everything that the gateway leans on, a line each."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.text import Text

from gateway.cli.probes import Level, Probe, examine
from gateway.cli.reading import AsJson, ConfigFile, read_config
from gateway.cli.show import print_json, said
from gateway.errors import ConfigError

COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def command(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Check config, store, certificates, DNS, upstream, disk, clock and the policy's review; exit code 1 for a fail."""
    try:
        probes = asyncio.run(examine(*read_config(config), datetime.now(UTC)))
    except ConfigError as error:
        probes = [Probe("config", Level.FAIL, problem) for problem in error.problems]
    console = Console(soft_wrap=True)
    for probe in probes:
        if as_json:
            print_json(asdict(probe))
        else:
            level = Text(f"{probe.level:<4}", COLOURS[probe.level])
            console.print(Text.assemble(level, f"  {probe.name}: {said(probe.text)}"))
    if any(probe.level is Level.FAIL for probe in probes):
        raise typer.Exit(1)


command.__name__ = "doctor"
