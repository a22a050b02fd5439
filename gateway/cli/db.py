"""`lychgate db`: the store's tables."""

import asyncio

import typer

from gateway.cli.reading import ConfigFile, new_store, read_file
from gateway.config import Config

app = typer.Typer(name="db", help="The store's tables.", no_args_is_help=True)


@app.callback()
def _group() -> None: ...


@app.command()
def upgrade(config: ConfigFile = None) -> None:
    """Make the tables, or bring them up to date. `run` does it too, at its start."""
    read, _ = read_file(config)
    asyncio.run(_upgrade(read))
    typer.echo("the store is up to date")


async def _upgrade(config: Config) -> None:
    async with new_store(config):
        pass
