"""`lychgate doctor`: look at everything that the gateway leans on, a line each."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.text import Text

from gateway.app.parts import council_from, ended_exceptions, policy_from
from gateway.cli.reading import AsJson, ConfigFile, kept_store, read_config, store_exists
from gateway.cli.show import print_json, said
from gateway.config import Config, Source
from gateway.errors import ConfigError
from gateway.flow.probes import Level, Probe, elsewhere, here, stored

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


async def examine(config: Config, source: Source, now: datetime) -> list[Probe]:
    """All probes."""
    found = [Probe("config", Level.OK, "no problem found"), await _store(config)]
    found += [*here(config, now), *await elsewhere(config, now)]
    ended = ended_exceptions(policy_from(config, source), now.date())
    return found + [Probe("policy", Level.WARN, line) for line in source.say_all(ended)]


async def _store(config: Config) -> Probe:
    if not store_exists(config):
        return Probe("store", Level.WARN, "is not there yet: the gateway makes it at its start")
    async with kept_store(config) as store:
        return await stored(store, council_from(config).key)
