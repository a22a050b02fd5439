"""`lychgate exceptions`: what the council lets pass by a rule until a day, beside the exceptions of the config."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from gateway.app.parts import in_force_from
from gateway.cli.held import By, reviewer
from gateway.cli.reading import AsJson, ConfigFile, kept_store, read_config
from gateway.cli.show import print_json, print_table
from gateway.config import Config, Source
from gateway.flow.exceptions import Exceptions
from gateway.model.account import Account
from gateway.model.exception import RecordedException
from gateway.policy import words
from gateway.policy.exceptions import table_of

app = typer.Typer(name="exceptions", help="What the council lets pass by a rule until a day.", no_args_is_help=True)


@app.command(name="list")
def list_(
    config: ConfigFile = None,
    every: Annotated[bool, typer.Option("--all", help="Those that ended or were taken back, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the exceptions that people recorded. Those of the config stand in `lychgate rules`."""
    today, found = asyncio.run(_all(*read_config(config)))
    shown = [one for one in found if every or one.is_in_force(today)]
    if as_json:
        for one in shown:
            print_json(_plain(one) | {"in_force": one.is_in_force(today)})
        return
    rows = [(one.number, one.rule, words.exception(table_of(one)), one.added_by, _stands(one, today)) for one in shown]
    print_table(("number", "rule", "exception", "by", ""), rows, "no exceptions are recorded")


@app.command()
def add(
    rule: Annotated[str, typer.Argument(help="The rule that gives way.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Its last day.")],
    why: Annotated[str, typer.Option(help="Why the council allows it, in a sentence without personal data.")],
    ref: Annotated[
        str | None,
        typer.Option(help="As this message: the same author, the same kinds of findings, the same partner or people."),
    ] = None,
    from_: Annotated[
        list[str] | None, typer.Option("--from", metavar="ADDRESS", help="Whose mail; again for more.")
    ] = None,
    role: Annotated[list[str] | None, typer.Option(help="What its author is to the council; again for more.")] = None,
    to: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="The only people who may get it; again for more.")
    ] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Or the only mail domains; again for more.")] = None,
    partner: Annotated[
        list[str] | None, typer.Option(help="Or the only partners, by their names; again for more.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only findings of this kind; again for more.")] = None,
    by: By = None,
    config: ConfigFile = None,
) -> None:
    """Record an exception to a rule: from now on the rule gives way where all that is named holds.

    Name a message with --ref, or the conditions.
    """
    named = {"from": from_, "role": role, "to": to, "domain": domain, "partner": partner, "kind": kind}
    conditions = {name: said for name, said in named.items() if said}
    if bool(ref) == bool(conditions):
        raise typer.BadParameter("name either a message with --ref, or conditions")
    added = asyncio.run(_add(*read_config(config), rule, ref, conditions, until, why, by))
    typer.echo(f"exception {added.number} to {rule} until {added.until}")


@app.command()
def remove(
    number: Annotated[int, typer.Argument(help="The exception's number.")], by: By = None, config: ConfigFile = None
) -> None:
    """Take an exception back, at once; the list keeps it."""
    ended = asyncio.run(_end(*read_config(config), number, by))
    typer.echo(f"exception {number} to {ended.rule} is taken back")


@asynccontextmanager
async def _exceptions(config: Config, source: Source) -> AsyncIterator[Exceptions]:
    async with kept_store(config) as store:
        yield Exceptions(in_force_from(config, source), store, _now)


async def _all(config: Config, source: Source) -> tuple[Any, Sequence[RecordedException]]:
    async with _exceptions(config, source) as exceptions:
        return exceptions.today(), await exceptions.all()


async def _add(
    config: Config,
    source: Source,
    rule: str,
    ref: str | None,
    conditions: dict[str, Any],
    until: datetime,
    why: str,
    by: str | None,
) -> RecordedException:
    async with _exceptions(config, source) as exceptions:
        person = await _person(exceptions, by)
        if ref:
            return await exceptions.allow(ref, rule, person, until.date(), why)
        return await exceptions.add(rule, conditions, person, until.date(), why)


async def _end(config: Config, source: Source, number: int, by: str | None) -> RecordedException:
    async with _exceptions(config, source) as exceptions:
        return await exceptions.end(number, await _person(exceptions, by))


async def _person(exceptions: Exceptions, by: str | None) -> Account:
    return await reviewer(exceptions.store, exceptions.in_force.council, by)


def _plain(one: RecordedException) -> dict[str, Any]:
    return {
        "number": one.number,
        "rule": one.rule,
        **table_of(one).model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "added_by": one.added_by,
        "added_at": one.added_at,
        "about": one.about,
        "ended_by": one.ended_by,
        "ended_at": one.ended_at,
    }


def _stands(one: RecordedException, today: Any) -> str:
    if one.ended_at is not None:
        return f"taken back by {one.ended_by}"
    return "in force" if one.is_in_force(today) else "ended"


def _now() -> datetime:
    return datetime.now(UTC)
