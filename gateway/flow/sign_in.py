"""Sign in with a password: at submission and in the console, by the same rules and with the same patience."""

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.errors import NotAllowed
from gateway.flow.in_force import InForce
from gateway.flow.password import LONGEST
from gateway.flow.throttle import Bounded, Throttle
from gateway.model.account import Account, AccountRole
from gateway.model.council import Relation
from gateway.relay.base import Login, Relay
from gateway.store.base import Store

ACCOUNTS = "accounts"
UPSTREAM = "upstream"
REMEMBERED = timedelta(minutes=5)
REMEMBERED_AT_MOST = 1000
ROLE_OF = {
    Relation.CLERK: AccountRole.CLERK,
    Relation.DEPUTY: AccountRole.DEPUTY,
    Relation.OFFICER: AccountRole.OFFICER,
}

R = TypeVar("R")

_hasher = PasswordHasher()
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")  # 64 MiB each: more at once would be a way to harm us


class TooManyTries(NotAllowed):
    """Too many wrong passwords came from there: this one was not even looked at, or is not told right from wrong."""


async def hash_password(password: str) -> str:
    """The argon2id hash of a password, in its own encoding (RFC 9106), as `Account.password_hash` keeps it."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


class SignIn:
    """Whether a password is right. All answers to a wrong one are alike, in words and in time, whoever it was for.

    A right password is remembered for some minutes, because many mail clients sign in for each message and argon2 is
    slow on purpose. What is kept is a keyed digest over the stored hash and the password: it is worth nothing outside
    this process, and once the password is changed or the account disabled it fits no more.
    """

    def __init__(
        self,
        in_force: InForce,
        store: Store,
        relay: Relay | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._in_force, self._store, self._relay = in_force, store, relay
        self._sleep = sleep
        self._throttle = Throttle()
        self._key = secrets.token_bytes(32)
        self._remembered: Bounded[bytes, datetime] = Bounded(REMEMBERED_AT_MOST)

    async def verify(
        self, address: str, password: str, client_address: str, now: datetime, by: Sequence[str] = (ACCOUNTS,)
    ) -> Account | None:
        """Whose password this is; None where it is wrong, the account unknown or disabled.

        `by` names where it is checked: our accounts, the upstream server, or both, when either's yes will do.
        Raises TooManyTries, and TemporaryFault where the store or the upstream server cannot be asked.
        """
        address = address.strip().lower().encode(errors="replace").decode()
        return await self.patiently(address, client_address, now, lambda: self._verify(address, password, now, by))

    async def patiently(
        self, who: str, client_address: str, now: datetime, ask: Callable[[], Awaitable[R | None]]
    ) -> R | None:
        """What `ask` answers to one try at being `who`; None where it is wrong. Wrong ones are slow, and then refused.

        Raises TooManyTries.
        """
        attempt = self._throttle.attempt(client_address, who, now)
        answered_at = asyncio.get_running_loop().time() + attempt.seconds
        answer = None if attempt.refused else await ask()
        if answer is None or not attempt.familiar:
            await self._sleep(max(0.0, answered_at - asyncio.get_running_loop().time()))
        if answer is not None:
            self._throttle.succeeded(attempt, now)
        elif attempt.exhausted:
            raise TooManyTries("There were too many wrong passwords: wait a few minutes.")
        return answer

    async def _verify(self, address: str, password: str, now: datetime, by: Sequence[str]) -> Account | None:
        if not _is_possible(password):
            password = secrets.token_hex()  # as wrong, and as long to check, as any other
        stored = await self._store.account(self._in_force.council.key, address)
        by_account = await self._by_account(stored, password, now) if ACCOUNTS in by else None
        by_upstream = await self._by_upstream(address, password, now) if UPSTREAM in by and not by_account else None
        if stored is not None and stored.disabled_at is not None:
            return None
        return by_account or (by_upstream and (stored or by_upstream))

    async def _by_account(self, stored: Account | None, password: str, now: datetime) -> Account | None:
        password_hash = stored.password_hash if stored is not None and stored.disabled_at is None else ""
        digest = self._digest(ACCOUNTS, password_hash, password)
        if self._is_remembered(digest, now):
            return stored
        if not await asyncio.get_running_loop().run_in_executor(_threads, _is_right, password_hash, password):
            return None
        self._remembered[digest] = now + REMEMBERED
        return stored

    async def _by_upstream(self, address: str, password: str, now: datetime) -> Account | None:
        """The upstream host may serve half the world: only the council's own addresses may sign in by it."""
        if self._relay is None or not self._in_force.council.is_inside(address):
            return None
        digest = self._digest(UPSTREAM, address, password)
        if not self._is_remembered(digest, now):
            if not await self._relay.verify(Login(address, password)):
                return None
            self._remembered[digest] = now + REMEMBERED
        role = ROLE_OF.get(self._in_force.council.relation(address), AccountRole.MEMBER)
        return Account(address, role, password_hash="", created_at=now)

    def _is_remembered(self, digest: bytes, now: datetime) -> bool:
        until = self._remembered.get(digest)
        return until is not None and now < until

    def _digest(self, *parts: str) -> bytes:
        return hmac.digest(self._key, "\0".join(parts).encode(), "sha256")


def _is_possible(password: str) -> bool:
    try:
        return 0 < len(password.encode()) <= LONGEST
    except UnicodeEncodeError:
        return False


def _is_right(password_hash: str, password: str) -> bool:
    """Where there is no hash (no account, or a disabled one) another is verified, so that it takes as long."""
    nobodys = _nobodys_hash()
    try:
        return _hasher.verify(password_hash or nobodys, password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex())
