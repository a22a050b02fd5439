"""Second steps at sign-in: apps, passkeys and recovery codes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, select, update

from gateway.model.account import Factor, FactorKind
from gateway.store.database import Database, insert_or_replace
from gateway.store.tables import FACTORS, RECOVERY_CODES


class Factors:
    """The part of the store that keeps second steps."""

    _db: Database

    async def factors(self, council: str, address: str) -> Sequence[Factor]:
        """An account's, the oldest first."""
        theirs = select(FACTORS).where(FACTORS.c.council == council, FACTORS.c.address == address)
        ordered = theirs.order_by(FACTORS.c.created_at, FACTORS.c.id)
        return [_factor(row) for row in await self._db.read(lambda db: db.execute(ordered).all())]

    async def factor(self, council: str, factor_id: str) -> tuple[str, Factor] | None:
        """One by its own id, with the address of its account."""
        this = select(FACTORS).where(FACTORS.c.council == council, FACTORS.c.id == factor_id).limit(1)
        row = await self._db.read(lambda db: db.execute(this).one_or_none())
        return None if row is None else (row.address, _factor(row))

    async def put_factor(self, council: str, address: str, factor: Factor) -> None:
        """Add one, or replace the one of the same id."""
        await self._db.write(_put, council, address, factor)

    async def use_factor(
        self,
        council: str,
        address: str,
        factor_id: str,
        counter: int,
        now: datetime,
    ) -> bool:
        """Remember a use, unless as high a counter is known."""
        later = FACTORS.c.counter < counter if counter else FACTORS.c.counter == 0
        used = update(FACTORS).where(_this(council, address, factor_id), later).values(counter=counter, used_at=now)
        return await self._db.write(lambda db: db.execute(used).rowcount == 1)

    async def remove_factor(self, council: str, address: str, factor_id: str) -> bool:
        """Take one away; with the last the recovery codes go."""
        return await self._db.write(_remove, council, address, factor_id)

    async def put_recovery_codes(self, council: str, address: str, digests: Sequence[bytes]) -> None:
        """Replace all of an account."""
        await self._db.write(_put_codes, council, address, digests)

    async def recovery_codes(self, council: str, address: str) -> int:
        """How many are left."""
        counted = select(func.count()).select_from(RECOVERY_CODES).where(_codes(council, address))
        return await self._db.read(lambda db: db.execute(counted).scalar_one())

    async def use_recovery_code(self, council: str, address: str, digest: bytes) -> bool:
        """Use one up."""
        used = delete(RECOVERY_CODES).where(_codes(council, address), RECOVERY_CODES.c.digest == digest)
        return await self._db.write(lambda db: db.execute(used).rowcount == 1)


def _put(db: Connection, council: str, address: str, factor: Factor) -> None:
    put = insert_or_replace(db, FACTORS, "kind", "name", "secret", "created_at", "counter", "used_at")
    db.execute(put, [{"council": council, "address": address} | asdict(factor)])


def _remove(db: Connection, council: str, address: str, factor_id: str) -> bool:
    removed = db.execute(delete(FACTORS).where(_this(council, address, factor_id))).rowcount == 1
    left = select(FACTORS.c.id).where(FACTORS.c.council == council, FACTORS.c.address == address).limit(1)
    if db.scalar(left) is None:
        db.execute(delete(RECOVERY_CODES).where(_codes(council, address)))
    return removed


def _put_codes(db: Connection, council: str, address: str, digests: Sequence[bytes]) -> None:
    db.execute(delete(RECOVERY_CODES).where(_codes(council, address)))
    if digests:
        rows = [{"council": council, "address": address, "digest": digest} for digest in digests]
        db.execute(insert(RECOVERY_CODES), rows)


def _this(council: str, address: str, factor_id: str) -> ColumnElement[bool]:
    return and_(FACTORS.c.council == council, FACTORS.c.address == address, FACTORS.c.id == factor_id)


def _codes(council: str, address: str) -> ColumnElement[bool]:
    return and_(RECOVERY_CODES.c.council == council, RECOVERY_CODES.c.address == address)


def _factor(row: Row[Any]) -> Factor:
    return Factor(row.id, FactorKind(row.kind), row.name, row.secret, row.created_at, row.counter, row.used_at)
