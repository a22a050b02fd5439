"""`lychgate questions`: what people outside asked and the council has not answered yet."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from gateway.app.parts import in_force_from
from gateway.cli.held import By, Ref, reviewer
from gateway.cli.reading import AsJson, ConfigFile, every, kept_store, read_config
from gateway.cli.show import print_json, print_table
from gateway.config import Config, Source
from gateway.flow.awaiting import Awaiting
from gateway.model.question import Question

app = typer.Typer(name="questions", help="What people asked and nobody has answered yet.", no_args_is_help=True)

AT_ONCE = 500


@app.command(name="list")
def list_(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List the questions that wait for an answer, the oldest first, with the office time that each has waited."""
    now = _now()
    found = asyncio.run(_all(*read_config(config), now))
    if as_json:
        for one, waited in found:
            print_json(asdict(one) | {"waited": waited.total_seconds(), "overdue": one.due_at < now})
        return
    rows = [
        (
            one.ref,
            one.asked_at,
            f"{waited / timedelta(hours=1):.1f} h",
            "overdue" if one.due_at < now else "",
            one.author,
            one.subject,
        )
        for one, waited in found
    ]
    print_table(("ref", "came in", "waited", "", "from", "subject"), rows, "no question waits for an answer")


@app.command()
def close(
    ref: Ref,
    config: ConfigFile = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the record.")] = "",
    by: By = None,
) -> None:
    """Say that a question needs no answer."""
    asyncio.run(_close(*read_config(config), ref, by, reason))
    typer.echo(f"{ref} needs no answer")


@app.command()
def reopen(ref: Ref, config: ConfigFile = None, by: By = None) -> None:
    """Take that back: the question waits for an answer again."""
    asyncio.run(_reopen(*read_config(config), ref, by))
    typer.echo(f"{ref} waits for an answer again")


@asynccontextmanager
async def _awaiting(config: Config, source: Source) -> AsyncIterator[Awaiting]:
    async with kept_store(config) as store:
        yield Awaiting(in_force_from(config, source), store)


async def _all(config: Config, source: Source, now: datetime) -> Sequence[tuple[Question, timedelta]]:
    async with _awaiting(config, source) as flow:
        council = flow.in_force.council
        found = every(lambda after: flow.store.questions(council.key, after, AT_ONCE))
        return [(one, council.hours.between(one.asked_at, now)) async for one in found]


async def _close(config: Config, source: Source, ref: str, by: str | None, reason: str) -> None:
    async with _awaiting(config, source) as flow:
        await flow.close(ref, await reviewer(flow.store, flow.in_force.council, by), reason, _now())


async def _reopen(config: Config, source: Source, ref: str, by: str | None) -> None:
    async with _awaiting(config, source) as flow:
        await flow.reopen(ref, await reviewer(flow.store, flow.in_force.council, by), _now())


def _now() -> datetime:
    return datetime.now(UTC)
