"""`lychgate records`: what is kept of each message."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from gateway.app.parts import council_from
from gateway.cli.reading import AsJson, ConfigFile, kept_store, read_config
from gateway.cli.show import print_facts, print_json, print_table
from gateway.config import Config
from gateway.model.record import Record, State, Summary
from gateway.store.pages import Search

app = typer.Typer(name="records", help="What is kept of each message.", no_args_is_help=True)

PAGE = 200
COLUMNS = ("ref", "state", "received", "direction", "author", "recipients", "rules", "subject")

Ref = Annotated[str, typer.Argument(help="The message's ref, such as 7K2-4QXM.")]


@app.command(name="list")
def list_(
    config: ConfigFile = None,
    state: Annotated[list[State] | None, typer.Option(help="Only what stands there; may be given again.")] = None,
    author: Annotated[str | None, typer.Option(help="Only this author's.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most that are listed.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the record, newest first."""
    states = frozenset(state) if state else None
    print_summaries(asyncio.run(summaries(read_config(config)[0], states, author, limit)), as_json, "no records")


@app.command()
def show(ref: Ref, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show what is kept of one message but its text: decisions, deliveries, events."""
    record = asyncio.run(_record(read_config(config)[0], ref))
    if as_json:
        print_json(record)
    else:
        print_record(record)


async def summaries(config: Config, states: frozenset[State] | None, author: str | None, limit: int) -> list[Summary]:
    """So many lines of the record, newest first. Raises StoreFault."""
    rows: list[Summary] = []
    after: str | None = None
    sought = Search(states, None if author is None else frozenset({author}))
    async with kept_store(config) as store:
        while len(rows) < limit:
            page = await store.search(council_from(config).key, sought, after, min(PAGE, limit - len(rows)))
            rows += page.rows
            if (after := page.next) is None:
                break
    return rows


def print_summaries(rows: Sequence[Summary], as_json: bool, empty: str) -> None:
    """A list of records."""
    if as_json:
        for row in rows:
            print_json(row)
        return
    cells = [
        (r.ref, r.state, r.received_at, r.direction, r.author, r.recipients, r.rules, r.subject[:60]) for r in rows
    ]
    print_table(COLUMNS, cells, empty)


def print_record(record: Record) -> None:
    """One record: the facts, why it was decided so, its deliveries and what happened to it."""
    summary, decision = record.summary, record.decision
    print_facts(
        [
            ("ref", summary.ref),
            ("state", summary.state),
            ("received", summary.received_at),
            ("direction", summary.direction),
            ("author", summary.author),
            ("login", record.session.user),
            ("from", record.envelope.mail_from or "<>"),
            ("to", record.envelope.rcpt_tos),
            ("subject", summary.subject),
            ("size", f"{summary.size} bytes"),
            ("decided by", decision.decided_by),
            ("reason", decision.reason),
            ("waits since", summary.waiting_since),
            ("amended", "yes" if record.sent_differs else "no"),
            ("about", record.about),
        ]
    )
    whys = [(v.rule, v.action, f.kind, f.part, f.why) for v in record.decisions[0].verdicts for f in v.findings]
    whys += [(v.rule, v.action, "fault", "", v.fault) for v in record.decisions[0].verdicts if v.fault]
    whys += [(v.rule, v.action, "excepted", "", v.excepted) for v in record.decisions[0].verdicts if v.excepted]
    if whys:
        print()
        print_table(("rule", "action", "found", "where", "why"), whys, "")
    if record.deliveries:
        print()
        deliveries = [(d.recipient, d.state, d.attempts, d.next_attempt_at, d.last_reply) for d in record.deliveries]
        print_table(("recipient", "state", "attempts", "next attempt", "last reply"), deliveries, "")
    print()
    print_table(("when", "what", "by", "detail"), [(e.at, e.kind, e.by, e.detail) for e in record.events], "")


async def _record(config: Config, ref: str) -> Record:
    async with kept_store(config) as store:
        return await store.record(council_from(config).key, ref)
