"""`lychgate people`: whom the record knows, and what is theirs."""

import asyncio
import mailbox
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from gateway.app.parts import council_from, policy_from
from gateway.cli.reading import AsJson, ConfigFile, kept_store, new_store, read_config
from gateway.cli.show import print_json, print_table
from gateway.config import Config, Source
from gateway.flow.correspondents import correspondent
from gateway.mime.read import read
from gateway.model.address import Mailbox, canonical
from gateway.model.council import Council
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.person import Correspondent, Known
from gateway.policy.engine import Policy
from gateway.policy.rule import Item, View
from gateway.store.base import Changes, Store

app = typer.Typer(name="people", help="Whom the record knows.", no_args_is_help=True)

BATCH = 500  # people written in one transaction


@app.command(name="import")
def import_(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Messages (.eml) or mbox files.")],
    config: ConfigFile = None,
) -> None:
    """Learn who the council's correspondents are, and what is theirs, from mail that they sent."""
    read_, source = read_config(config)
    messages, people = asyncio.run(_import(read_, source, files))
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


async def _import(config: Config, source: Source, files: Sequence[Path]) -> tuple[int, int]:
    council, policy, now = council_from(config), policy_from(config, source), datetime.now(UTC)
    messages, everyone = 0, set()
    learnt: dict[str, frozenset[Item]] = {}
    met: dict[str, Correspondent] = {}
    async with new_store(config) as store:
        for content in _with_progress(files):
            messages += 1
            author, items = _theirs(content, council, policy, now)
            if not author.address:
                continue
            everyone.add(author.address)
            learnt[author.address] = learnt.get(author.address, frozenset()) | items
            if not council.is_inside(author.address):
                met[author.address] = correspondent(council, author, now)
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


def _theirs(content: bytes, council: Council, policy: Policy, now: datetime) -> tuple[Mailbox, frozenset[Item]]:
    """The author of a message, canonical, and what the message shows to be the author's own."""
    message = Message("", Direction.INCOMING, council.key, Session(Listener.INCOMING), Envelope("", ()), content, now)
    view = View(message, read(content), council, Known())
    name = view.content.from_[0].name if view.content.from_ else ""
    return Mailbox(name, canonical(view.author)), policy.learn(view)


def _with_progress(files: Sequence[Path]) -> Iterator[bytes]:
    console = Console(stderr=True)
    for file in track(files, "reading", console=console, disable=not console.is_terminal, transient=True):
        yield from _messages(file)


def _messages(file: Path) -> Iterator[bytes]:
    """A file's messages: it is an mbox where it begins with a `From ` line (RFC 4155)."""
    with file.open("rb") as opened:
        if opened.read(5) != b"From ":
            opened.seek(0)
            yield opened.read()
            return
    with closing(mailbox.mbox(file, create=False)) as box:
        for key in box.iterkeys():
            yield box.get_bytes(key)
