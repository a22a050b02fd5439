"""Who may sign in, and as what: invite, change the role, disable, and let somebody in again who has lost everything."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.errors import NotAllowed, NotFound
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys, digest
from gateway.model.account import Account, AccountRole
from gateway.store.base import Store

LINK_LASTS = timedelta(days=7)
PURPOSE = "welcome"
OWN = "Nobody can change their own account here. Ask the Clerk or the sysadmin."
LAST_CLERK = "This is the only account of a Clerk. Make another one first."


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a link lets choose a password, and as what."""

    address: str
    role: AccountRole
    known: Account | None


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every change ends the account's sessions, so that it holds at once."""

    in_force: InForce
    store: Store
    keys: Keys

    def invite(self, address: str, role: AccountRole, known: Account | None, now: datetime) -> str:
        """A link with which the owner of an address chooses a password: a first one, or another.

        It works once, for a week, and no longer than the account stays as it is now.
        """
        payload = "\0".join((address.lower(), role, _mark(known)))
        token = self.keys.sign(PURPOSE, payload, now + LINK_LASTS)
        return f"{self.in_force.config.console.public_url.rstrip('/')}/welcome/{token}"

    async def invited(self, token: str, now: datetime) -> Invitation | None:
        """Whom a link is for; None where it is not ours, too old, used, or the account has changed since."""
        parts = (self.keys.read(PURPOSE, token, now) or "").split("\0")
        if len(parts) != 3:
            return None
        known = await self.store.account(self._council, parts[0])
        return Invitation(parts[0], AccountRole(parts[1]), known) if _mark(known) == parts[2] else None

    async def accept(self, invitation: Invitation, token: str, password_hash: str, now: datetime) -> Account | None:
        """Make the account, or give it the new password; None where the link was used in the meantime."""
        if not await self.store.spend(self._council, digest(token), now, now + LINK_LASTS):
            return None
        since = invitation.known.created_at if invitation.known else now
        account = Account(invitation.address, invitation.role, password_hash, since)
        await self._put(account)
        return account

    async def set_password(self, account: Account, password_hash: str, cookie: str | None) -> None:
        """A new password; every session ends but the one of this cookie."""
        await self.store.put_account(self._council, replace(account, password_hash=password_hash))
        but = digest(cookie) if cookie else None
        await self.store.close_sessions(self._council, address=account.address, but=but)

    async def change(self, address: str, role: AccountRole, by: Account) -> Account:
        """Another role. Raises NotAllowed, NotFound."""
        account = await self._other(address, by)
        await self._spare_the_clerk(account, role)
        return await self._put(replace(account, role=role))

    async def disable(self, address: str, by: Account, now: datetime) -> Account:
        """No sign-in from now on, here and at submission. Raises NotAllowed, NotFound."""
        account = await self._other(address, by)
        await self._spare_the_clerk(account, None)
        return await self._put(replace(account, disabled_at=account.disabled_at or now))

    async def enable(self, address: str, by: Account) -> Account:
        """Sign-ins again. Raises NotAllowed, NotFound."""
        return await self._put(replace(await self._other(address, by), disabled_at=None))

    async def forget_steps(self, address: str, by: Account) -> Account:
        """Take every second step away from somebody who has lost them all. Raises NotAllowed, NotFound."""
        account = await self._other(address, by)
        for factor in await self.store.factors(self._council, account.address):
            await self.store.remove_factor(self._council, account.address, factor.id)
        return await self._put(account)

    async def _other(self, address: str, by: Account) -> Account:
        account = await self.store.account(self._council, address)
        if account is None:
            raise NotFound(f"no account {address}")
        if account.address == by.address:
            raise NotAllowed(OWN)
        return account

    async def _spare_the_clerk(self, account: Account, role: AccountRole | None) -> None:
        """Without a Clerk nobody could decide, nor make one."""
        if account.role is not AccountRole.CLERK or role is AccountRole.CLERK or account.disabled_at is not None:
            return
        everyone = await self.store.accounts(self._council)
        if not any(
            one.role is AccountRole.CLERK and one.disabled_at is None and one.address != account.address
            for one in everyone
        ):
            raise NotAllowed(LAST_CLERK)

    async def _put(self, account: Account) -> Account:
        await self.store.put_account(self._council, account)
        await self.store.close_sessions(self._council, address=account.address)
        return account

    @property
    def _council(self) -> str:
        return self.in_force.council.key


def _mark(account: Account | None) -> str:
    """What a link is tied to: that there is no account, or the password, the role and the end that it has now."""
    return digest(f"{account.password_hash}\0{account.disabled_at}\0{account.role}").hex()[:16] if account else "new"
