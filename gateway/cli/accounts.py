"""`lychgate accounts`: who may sign in, at submission and in the console."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from email_validator import EmailNotValidError, validate_email

from gateway.app.parts import council_from
from gateway.cli.reading import AsJson, ConfigFile, kept_store, new_store, read_config
from gateway.cli.show import print_json, print_table
from gateway.config import Config
from gateway.errors import NotFound
from gateway.flow.password import unfit
from gateway.flow.sign_in import ROLE_OF, hash_password
from gateway.model.account import Account, AccountRole

app = typer.Typer(name="accounts", help="Who may sign in.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The official address: it is the login.")]


@app.command()
def add(
    address: Address,
    password_file: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="A file that holds the password; /dev/stdin will do.")
    ],
    role: Annotated[AccountRole | None, typer.Option(show_default="as in the config, else member")] = None,
    config: ConfigFile = None,
) -> None:
    """Make an account, or give an existing one this password and role."""
    read, _ = read_config(config)
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise typer.BadParameter(f"{address} is not an email address: {error}") from None
    password = password_file.read_text(encoding="utf-8").rstrip("\r\n")
    if not password:
        raise typer.BadParameter(f"{password_file} is empty")
    if problem := asyncio.run(unfit(password, password, (address, read.council.name))):
        print(f"warning: the console would refuse this password: {problem}", file=sys.stderr)
    account = asyncio.run(_add(read, address, password, role))
    typer.echo(f"{account.address} may sign in as {account.role}")


@app.command(name="list")
def list_(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List all accounts."""
    accounts = asyncio.run(_accounts(read_config(config)[0]))
    if as_json:
        for account in accounts:
            print_json({key: value for key, value in asdict(account).items() if key != "password_hash"})
        return
    rows = [(a.address, a.role, a.created_at, a.disabled_at) for a in accounts]
    print_table(("address", "role", "since", "disabled"), rows, "no accounts yet")


@app.command()
def disable(address: Address, config: ConfigFile = None) -> None:
    """End an account's sign-ins, at once and from now on. `accounts add` brings it back."""
    asyncio.run(_disable(read_config(config)[0], address))
    typer.echo(f"{address} may no longer sign in")


async def _add(config: Config, address: str, password: str, role: AccountRole | None) -> Account:
    council = council_from(config)
    role = role or ROLE_OF.get(council.relation(address), AccountRole.MEMBER)
    account = Account(address.lower(), role, await hash_password(password), datetime.now(UTC))
    async with new_store(config) as store:
        await store.put_account(council.key, account)
        await store.close_sessions(council.key, address=account.address)
    return account


async def _accounts(config: Config) -> Sequence[Account]:
    async with kept_store(config) as store:
        return await store.accounts(council_from(config).key)


async def _disable(config: Config, address: str) -> None:
    council = council_from(config)
    async with kept_store(config) as store:
        account = await store.account(council.key, address.lower())
        if account is None:
            raise NotFound(f"no account {address}")
        await store.put_account(council.key, replace(account, disabled_at=datetime.now(UTC)))
        await store.close_sessions(council.key, address=account.address)
