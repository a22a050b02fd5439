"""`lychgate people`: lists of people, what is said of them, and forgetting."""

import asyncio
import getpass
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from gateway.app.parts import council_from, keys_from, policy_from, register_from
from gateway.cli.people import app
from gateway.cli.reading import AsJson, ConfigFile, kept_store, new_store, read_config
from gateway.cli.show import print_facts, print_json, print_table
from gateway.config import Config, Source
from gateway.errors import NotFound
from gateway.flow.import_list import NotAList, columns_of, households, in_hashes, rows_of
from gateway.flow.known_people import packed, unpacked
from gateway.mime.charset import decode
from gateway.model.address import canonical
from gateway.model.person import PeopleList, Standing, Statement, person_key
from gateway.model.record import Event, EventKind
from gateway.model.register import Hasher


@app.command(name="import-list")
def import_list(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file whose first row names columns.")
    ],
    name: Annotated[str, typer.Option("--name", help="What the list is called.", show_default="the file's name")] = "",
    column: Annotated[
        list[str] | None, typer.Option("--column", metavar="NAME=MEANING", help="What a column is; again for more.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Learn people from a list: allotment holders, hall hirers, the electoral roll.

    Keyed hashes alone are kept, from which the list cannot be read back. A list of the same name is replaced.
    """
    read_, source = read_config(config)
    named = dict(_meanings(column or ()))
    try:
        data, count, unknown = _read(read_, source, file, named)
    except NotAList as error:
        raise typer.BadParameter(f"{file}: {error}") from None
    about = PeopleList(name or file.stem, count, datetime.now(UTC))
    asyncio.run(_keep(read_, about, data))
    typer.echo(f"{count} households learnt as the list {about.name}")
    if unknown:
        typer.echo(f"columns that were not read: {', '.join(unknown)}", err=True)


@app.command()
def lists(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List the lists that were imported."""
    found = asyncio.run(_lists(read_config(config)[0]))
    if as_json:
        for one in found:
            print_json(one)
        return
    rows = [(one.name, one.households, one.imported_at) for one in found]
    print_table(("name", "households", "imported"), rows, "no list was imported yet")


@app.command()
def show(
    who: Annotated[str, typer.Argument(help="A mail address, or a name that something was said of.")],
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what is known of somebody: which kinds of data, not the data; and what was said of them."""
    kinds, said = asyncio.run(_person(read_config(config)[0], who))
    facts: dict[str, object] = {"who": who, "known to be theirs": kinds}
    if said:
        facts |= {"is": said.standing, "same as": said.same_as, "said by": said.by, "said at": said.at}
    if as_json:
        print_json({name.replace(" ", "_"): value for name, value in facts.items()})
        return
    print_facts(facts.items())


@app.command()
def note(
    who: Annotated[str, typer.Argument(help="A mail address, or a name.")],
    is_: Annotated[Standing | None, typer.Option("--is", help="What they are.")] = None,
    same_as: Annotated[str, typer.Option(help="Another address or name of the same person.")] = "",
    take_back: Annotated[bool, typer.Option("--take-back", help="Take back what was said.")] = False,
    config: ConfigFile = None,
) -> None:
    """Say that somebody is a contractor, an official, or the same person as another. It stays so."""
    standing = Standing.SAME_AS if same_as and is_ is None else is_
    if (standing is None) is not take_back or (standing is Standing.SAME_AS) is not bool(same_as):
        raise typer.BadParameter("say one thing: --is contractor, --is official, --same-as WHO, or --take-back")
    statement = Statement(who, standing, getpass.getuser(), datetime.now(UTC), same_as) if standing else None
    said = f"{who} is {statement.standing} {same_as}".rstrip() if statement else f"took back what was said of {who}"
    event = Event("", datetime.now(UTC), EventKind.STATED, getpass.getuser(), said)
    asyncio.run(_note(read_config(config)[0], who, statement, event))
    typer.echo(f"noted of {who}" if statement else f"taken back of {who}")


@app.command()
def forget(
    addresses: Annotated[list[str] | None, typer.Argument(help="Mail addresses.")] = None,
    list_: Annotated[list[str] | None, typer.Option("--list", help="A whole list; again for more.")] = None,
    config: ConfigFile = None,
) -> None:
    """Forget people, with what was said of them, or whole lists. A running gateway forgets within a minute."""
    if not (addresses or list_):
        raise typer.BadParameter("name a mail address, or a list with --list")
    asyncio.run(_forget(read_config(config)[0], [canonical(address) for address in addresses or ()], list_ or ()))
    for forgotten in (*(addresses or ()), *(list_ or ())):
        typer.echo(f"forgotten: {forgotten}")


def _meanings(columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    for column in columns:
        name, equals, meaning = column.rpartition("=")
        if not equals:
            raise typer.BadParameter(f"{column}: write it as NAME=MEANING, such as 'Plot holder=name'")
        yield name, meaning.strip().lower()


def _read(config: Config, source: Source, file: Path, named: Mapping[str, str]) -> tuple[bytes, int, tuple[str, ...]]:
    """A list as it is kept, the number of its households, and the columns that were not read. Raises NotAList."""
    policy, hasher = policy_from(config, source), Hasher(register_from(config, keys_from(config)).key)
    text = decode(file.read_bytes(), "").text
    rows = rows_of(text)
    columns = columns_of(next(rows, []), named)
    people = households(_with_progress(rows, text.count("\n")), columns, policy)
    data = packed(in_hashes(people, hasher))
    return data, sum(1 for _ in unpacked(data)), columns.unknown


async def _keep(config: Config, about: PeopleList, data: bytes) -> None:
    async with new_store(config) as store:
        await store.put_list(council_from(config).key, about, data)


def _with_progress(rows: Iterable[list[str]], lines: int) -> Iterable[list[str]]:
    console = Console(stderr=True)
    return track(rows, "reading", total=lines, console=console, disable=not console.is_terminal, transient=True)


async def _lists(config: Config) -> list[PeopleList]:
    async with kept_store(config) as store:
        return list(await store.lists(council_from(config).key))


async def _person(config: Config, who: str) -> tuple[tuple[str, ...], Statement | None]:
    """The kinds of what is theirs, and what was said of them."""
    council = council_from(config).key
    async with kept_store(config) as store:
        known = await store.people_known(council, [canonical(who)])
        said = next((one for one in await store.statements(council) if person_key(one.who) == person_key(who)), None)
    if not known and said is None:
        raise NotFound(f"{who} is not known")
    return tuple(sorted(kind for items in known.values() for kind, _ in items)), said


async def _note(config: Config, who: str, statement: Statement | None, event: Event) -> None:
    council = council_from(config).key
    async with kept_store(config) as store:
        if statement:
            await store.state(council, statement)
        elif not await store.unstate(council, who):
            raise NotFound(f"nothing was said of {who}")
        await store.note(council, event)


async def _forget(config: Config, addresses: Iterable[str], names: Iterable[str]) -> None:
    council = council_from(config).key
    async with kept_store(config) as store:
        for address in addresses:
            await store.forget_person(council, address)
        for name in names:
            await store.forget_list(council, name)
