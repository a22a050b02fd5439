"""`lychgate requests`: requests for information and the days by which they are to be answered."""

import asyncio
from typing import Annotated

import typer

from gateway.app.parts import council_from
from gateway.cli.held import Ref
from gateway.cli.reading import AsJson, ConfigFile, every, kept_store, read_config
from gateway.cli.show import print_facts, print_json, print_table
from gateway.config import Config
from gateway.errors import NotFound
from gateway.flow.case import NAMES, due_of, plain
from gateway.model.case import Case
from gateway.store.changes import CaseLine

app = typer.Typer(name="requests", help="Requests for information, and their clocks.", no_args_is_help=True)

AT_ONCE = 500
STANDS_STILL = "the clock stands still"


@app.command(name="list")
def list_(
    config: ConfigFile = None,
    closed: Annotated[bool, typer.Option("--closed", help="The closed ones instead, the newest first.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the open requests, the first due first."""
    read, _ = read_config(config)
    found = asyncio.run(_all(read, closed))
    if as_json:
        for line in found:
            print_json(plain(line))
        return
    print_table(("ref", "kind", "came in", "due", "from", "subject"), [_row(one) for one in found], "there are none")


@app.command()
def show(ref: Ref, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show one request: its day, how that was counted, its steps and its messages."""
    read, _ = read_config(config)
    case = asyncio.run(_one(read, ref))
    due = due_of(case)
    if as_json:
        print_json(plain(CaseLine(case, due.on)) | {"how": due.how, "steps": [_step(case, n) for n in _numbers(case)]})
        return
    print_facts(
        (
            ("kind", NAMES[case.kind]),
            ("from", case.author),
            ("subject", case.subject),
            ("due", (due.on or STANDS_STILL) if not case.closed else ""),
            ("counted", due.how if not case.closed else ""),
            ("messages", case.messages),
        )
    )
    columns = ("on", "step", "by", "outcome", "until", "why")
    print_table(columns, [[_step(case, n)[name] for name in columns] for n in _numbers(case)], "")


def _row(line: CaseLine) -> tuple[object, ...]:
    case = line.case
    ends = case.closed.outcome if case.closed else line.due_on or STANDS_STILL
    return case.ref, NAMES[case.kind], case.received_on, ends, case.author, case.subject


def _numbers(case: Case) -> range:
    return range(len(case.steps))


def _step(case: Case, number: int) -> dict[str, object]:
    one = case.steps[number]
    return {"on": one.on, "step": one.kind, "by": one.by, "outcome": one.outcome, "until": one.until, "why": one.why}


async def _all(config: Config, closed: bool) -> list[CaseLine]:
    async with kept_store(config) as store:
        council = council_from(config).key
        return [one async for one in every(lambda after: store.cases(council, closed, after, AT_ONCE))]


async def _one(config: Config, ref: str) -> Case:
    async with kept_store(config) as store:
        case = await store.case(council_from(config).key, ref)
        if case is None:
            raise NotFound(f"no request {ref}")
        return case
