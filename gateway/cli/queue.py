"""`lychgate queue`: what is on its way out."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from gateway.app.parts import council_from
from gateway.cli.reading import AsJson, ConfigFile, kept_store, read_config
from gateway.cli.show import print_json, print_table
from gateway.config import Config
from gateway.model.delivery import Delivery

app = typer.Typer(name="queue", help="What is on its way out.", no_args_is_help=True)

Ref = Annotated[str, typer.Argument(help="The message's ref, such as 7K2-4QXM.")]


@app.command(name="list")
def list_(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List what waits for delivery, the next attempt first."""
    _print(asyncio.run(_queue(read_config(config)[0])), as_json)


@app.command()
def show(ref: Ref, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show every delivery of one message, settled ones too."""
    _print(asyncio.run(_deliveries(read_config(config)[0], ref)), as_json)


@app.command()
def retry(ref: Ref, config: ConfigFile = None) -> None:
    """Try the deliveries of one message now."""
    _say(asyncio.run(_retry(read_config(config)[0], ref)))


@app.command()
def flush(config: ConfigFile = None) -> None:
    """Try everything that waits now."""
    _say(asyncio.run(_retry(read_config(config)[0], None)))


async def _queue(config: Config) -> Sequence[Delivery]:
    async with kept_store(config) as store:
        return await store.queue(council_from(config).key)


async def _deliveries(config: Config, ref: str) -> Sequence[Delivery]:
    async with kept_store(config) as store:
        return (await store.record(council_from(config).key, ref)).deliveries


async def _retry(config: Config, ref: str | None) -> int:
    async with kept_store(config) as store:
        return await store.retry_now(council_from(config).key, ref, datetime.now(UTC))


def _say(number: int) -> None:
    typer.echo(f"{number} due now" if number else "nothing waits for delivery")


def _print(deliveries: Sequence[Delivery], as_json: bool) -> None:
    if as_json:
        for delivery in deliveries:
            print_json(delivery)
        return
    columns = ("ref", "recipient", "state", "attempts", "next attempt", "last reply")
    rows = [(d.ref, d.recipient, d.state, d.attempts, d.next_attempt_at, d.last_reply) for d in deliveries]
    print_table(columns, rows, "nothing waits for delivery")
