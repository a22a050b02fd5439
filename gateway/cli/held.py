"""`lychgate held`: what waits for the Clerk. Decisions made here take effect as those of the console do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from gateway.app.parts import aside_from, in_force_from, keys_from
from gateway.cli.reading import AsJson, ConfigFile, kept_store, read_config
from gateway.cli.records import print_record, print_summaries, summaries
from gateway.cli.show import print_json, said
from gateway.config import Config, Source
from gateway.flow.announce import Announce
from gateway.flow.carry_out import CarryOut
from gateway.flow.review import Opened, Review
from gateway.flow.sign_in import ROLE_OF
from gateway.model.account import Account, AccountRole
from gateway.model.council import Council
from gateway.model.record import Record, State
from gateway.store.base import Outgoing, Store
from gateway.store.changes import Lease

app = typer.Typer(name="held", help="What waits for the Clerk.", no_args_is_help=True)

Ref = Annotated[str, typer.Argument(help="The message's ref, such as 7K2-4QXM.")]
By = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Who decides.", show_default="the Clerk")]


@app.command(name="list")
def list_(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List what waits for the Clerk, newest first."""
    read, _ = read_config(config)
    rows = asyncio.run(summaries(read, frozenset({State.HELD}), author=None, limit=10_000))
    print_summaries(rows, as_json, "nothing is held")


@app.command()
def show(
    ref: Ref,
    config: ConfigFile = None,
    text: Annotated[bool, typer.Option("--text", help="The text too; the record says that you read it.")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Show one message and why it is held; its text only with --text."""
    read, source = read_config(config)
    if text:
        opened = asyncio.run(_open(read, source, ref, by or read.council.clerk))
        record, texts = opened.record, [(one.part, one.text) for one in opened.content.texts]
    else:
        record, texts = asyncio.run(_record(read, source, ref)), []
    if as_json:
        print_json({"record": record, "texts": texts})
        return
    print_record(record)
    for part, words in texts:
        typer.echo(f"\n--- {said(part)}\n{said(words.replace(chr(13), ''))}")


@app.command()
def release(
    ref: Ref,
    config: ConfigFile = None,
    to: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Only to this recipient; again for more.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the record.")] = "",
    by: By = None,
) -> None:
    """Send a held message, to all its recipients or to some."""
    asyncio.run(_release(*read_config(config), ref, by, reason, tuple(to or ())))
    typer.echo(f"{ref} is released")


@app.command(name="return")
def return_(
    ref: Ref,
    reason: Annotated[str, typer.Option(help="What the author should change; it is sent to the author.")],
    config: ConfigFile = None,
    by: By = None,
) -> None:
    """Send a held message back to its author, with the reason."""
    asyncio.run(_return(*read_config(config), ref, by, reason))
    typer.echo(f"{ref} is returned to its author")


class Elsewhere:
    """The worker is in another process: the running gateway finds in the store what is due."""

    def lease(self, now: datetime) -> Lease | None:
        """None: nothing is handed over."""

    def hand_over(self, outgoing: Outgoing) -> None:
        """Never called without a lease."""

    def wake(self) -> None:
        """It looks by itself, every few seconds."""


@asynccontextmanager
async def _review(config: Config, source: Source) -> AsyncIterator[Review]:
    in_force, keys = in_force_from(config, source), keys_from(config)
    aside = aside_from(config, in_force.council)
    async with kept_store(config) as store:
        try:
            yield Review(in_force, store, aside, CarryOut(in_force, keys), Announce(Elsewhere()), keys, _now)
        finally:
            await aside.close()


async def _record(config: Config, source: Source, ref: str) -> Record:
    async with _review(config, source) as review:
        return await review.store.record(review.in_force.council.key, ref)


async def _open(config: Config, source: Source, ref: str, by: str) -> Opened:
    async with _review(config, source) as review:
        return await review.open(ref, by)


async def _release(config: Config, source: Source, ref: str, by: str | None, reason: str, to: tuple[str, ...]) -> None:
    async with _review(config, source) as review:
        await review.release(ref, await reviewer(review.store, review.in_force.council, by), reason, to)


async def _return(config: Config, source: Source, ref: str, by: str | None, reason: str) -> None:
    async with _review(config, source) as review:
        await review.give_back(ref, await reviewer(review.store, review.in_force.council, by), reason)


async def reviewer(store: Store, council: Council, by: str | None) -> Account:
    """Whose decision it is: an account, or a person of the council by their role there."""
    address = by or council.clerk
    if account := await store.account(council.key, address):
        return account
    role = ROLE_OF.get(council.relation(address), AccountRole.MEMBER)
    return Account(address, role, password_hash="", created_at=_now())


def _now() -> datetime:
    return datetime.now(UTC)
