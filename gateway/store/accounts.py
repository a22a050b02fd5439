"""Accounts: who may sign in."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, select

from gateway.model.account import Account, AccountRole
from gateway.store.database import Database, insert_or_replace
from gateway.store.tables import ACCOUNTS


class Accounts:
    """The part of the store that keeps accounts."""

    _db: Database

    async def account(self, council: str, address: str) -> Account | None:
        """The account of an address, disabled or not."""
        this = select(ACCOUNTS).where(ACCOUNTS.c.council == council, ACCOUNTS.c.address == address)
        row = await self._db.read(lambda db: db.execute(this).one_or_none())
        return None if row is None else _account(row)

    async def accounts(self, council: str) -> Sequence[Account]:
        """All accounts, in the order of the address."""
        all_ = select(ACCOUNTS).where(ACCOUNTS.c.council == council).order_by(ACCOUNTS.c.address)
        return [_account(row) for row in await self._db.read(lambda db: db.execute(all_).all())]

    async def put_account(self, council: str, account: Account) -> None:
        """Make an account, or replace the one of the same address."""
        await self._db.write(_put, council, account)


def _put(db: Connection, council: str, account: Account) -> None:
    put = insert_or_replace(db, ACCOUNTS, "role", "password_hash", "created_at", "disabled_at")
    db.execute(put, [{"council": council} | asdict(account)])


def _account(row: Row[Any]) -> Account:
    return Account(row.address, AccountRole(row.role), row.password_hash, row.created_at, row.disabled_at)
