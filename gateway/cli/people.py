"""`lychgate people`: whom the record knows, and what is theirs."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from gateway.app.parts import council_from, policy_from
from gateway.cli.progress import bars
from gateway.cli.reading import AsJson, ConfigFile, kept_store, new_store, read_config
from gateway.cli.show import print_json, print_table, said
from gateway.config import Config, Source
from gateway.flow.archive import Archive, Misses
from gateway.flow.correspondents import correspondent
from gateway.flow.learn import learn
from gateway.mime.saved import author_of
from gateway.model.backtest import Unread
from gateway.model.council import Council
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.person import Correspondent
from gateway.policy.rule import Item
from gateway.store.base import Store
from gateway.store.changes import Changes

app = typer.Typer(name="people", help="Whom the record knows.", no_args_is_help=True)

BATCH = 500  # people written in one transaction


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(exists=True, help="Mail: mbox files, Maildirs, folders, messages (.eml).")
    ],
    config: ConfigFile = None,
) -> None:
    """Learn who the council's correspondents are, and what is theirs, from mail that they sent."""
    read_, source = read_config(config)
    misses = Misses()
    messages, people = asyncio.run(_import(read_, source, files, misses))
    for missed in misses.named:
        typer.echo(f"{said(missed.name)} {missed.why}", err=True)
    typer.echo(f"{messages} messages read, {people} people learnt")


@app.command(name="list")
def list_(
    config: ConfigFile = None,
    limit: Annotated[int, typer.Option(min=1, help="The most that are listed.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """List known people, with how much is known to be theirs; not what it is."""
    people = asyncio.run(_people(read_config(config)[0], limit))
    if as_json:
        for address, items in people:
            print_json({"address": address, "items": items})
        return
    print_table(("address", "items"), people, "nobody is known yet")


async def _people(config: Config, limit: int) -> Sequence[tuple[str, int]]:
    async with kept_store(config) as store:
        return await store.people(council_from(config).key, limit)


async def _import(config: Config, source: Source, files: Sequence[Path], misses: Misses) -> tuple[int, int]:
    council, policy, now = council_from(config), policy_from(config, source), datetime.now(UTC)
    messages, everyone = 0, set()
    learnt: dict[str, frozenset[Item]] = {}
    met: dict[str, Correspondent] = {}
    async with new_store(config) as store:
        for content in _with_progress(Archive(files, config.smtp.limits.message_bytes), misses):
            messages += 1
            author, items = learn(_incoming(content, council, now), council, policy)
            if not author:
                continue
            everyone.add(author)
            learnt[author] = learnt.get(author, frozenset()) | items
            if not council.is_inside(author):
                met[author] = correspondent(council, author_of(content), now)
            if len(learnt) >= BATCH:
                await _keep(store, council.key, learnt, met, now)
                learnt, met = {}, {}
        await _keep(store, council.key, learnt, met, now)
    return messages, len(everyone)


async def _keep(
    store: Store, council: str, learnt: Mapping[str, frozenset[Item]], met: Mapping[str, Correspondent], now: datetime
) -> None:
    await store.learn(council, learnt, now)
    await store.commit(Changes(met=tuple(met.values())))


def _incoming(content: bytes, council: Council, now: datetime) -> Message:
    return Message("", Direction.INCOMING, council.key, Session(Listener.INCOMING), Envelope("", ()), content, now)


def _with_progress(archive: Archive, misses: Misses) -> Iterator[bytes]:
    with bars() as stage:
        told, size = stage("reading"), archive.size()
        for one in archive:
            told(archive.read, size)
            if isinstance(one, Unread):
                misses.add(one)
            else:
                yield one.content
