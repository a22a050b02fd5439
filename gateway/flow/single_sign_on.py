"""Sign in by an identity provider: OpenID Connect, authorisation code flow with PKCE (RFC 7636, RFC 9700).

Nothing is kept between the way there and the way back. What is sent along (`state`) is signed, and bound to the
browser that was sent; the secret of PKCE and the nonce are made from it with the gateway's key. It counts once.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import structlog

from gateway.config import ProviderTable
from gateway.errors import NotFound, SignInRefused
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys, digest
from gateway.flow.sign_in import SignIn
from gateway.model.account import Account
from gateway.store.base import Store

if TYPE_CHECKING:
    from gateway.flow.provider import Provider

log = structlog.get_logger()

LASTS = timedelta(minutes=10)
PURPOSE = "single sign-on"
SCOPE = "openid email profile"


@dataclass(frozen=True, slots=True)
class Returned:
    """With what a browser came back: the query of its address."""

    state: str
    code: str
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """Who was sent, and to whom, as a `state` of ours has it. `ref` is the message that was asked for."""

    provider: str
    ref: str
    browser: str


@dataclass(slots=True)
class SingleSignOn:
    """It lets in who has an account here that is in use, and nobody else: a provider makes no accounts."""

    in_force: InForce
    store: Store
    keys: Keys
    sign_in: SignIn
    _providers: dict[ProviderTable, "Provider"] = field(default_factory=dict, init=False)

    def table(self, slug: str) -> ProviderTable:
        """The provider of this name in addresses. Raises NotFound."""
        found = next((one for one in self.in_force.config.console.oidc if one.slug == slug), None)
        if found is None:
            raise NotFound("no such provider")
        return found

    async def way_there(self, slug: str, browser: str, ref: str, now: datetime) -> str:
        """The address at the provider to which a browser is sent. Raises NotFound, ProviderFault."""
        table = self.table(slug)
        said = await self._provider(table).metadata(now)
        payload = "\0".join((slug, ref, digest(browser).hex(), secrets.token_hex(16)))
        state = self.keys.sign(PURPOSE, payload, now + LASTS)
        challenge = _text(hashlib.sha256(self._secret("verifier", state).encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": table.client_id,
            "redirect_uri": self.back(slug),
            "scope": SCOPE,
            "state": state,
            "nonce": self._secret("nonce", state),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        there = str(said["authorization_endpoint"])
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    def sent(self, slug: str, state: str, browser: str | None, now: datetime) -> Sent | None:
        """What we sent this browser with; None where it was another, another way, or too long ago."""
        parts = (self.keys.read(PURPOSE, state, now) or "").split("\0")
        if len(parts) != 4 or browser is None:
            return None
        sent = Sent(*parts[:3])
        ours = sent.provider == slug and hmac.compare_digest(sent.browser, digest(browser).hex())
        return sent if ours else None

    async def way_back(
        self, slug: str, returned: Returned, browser: str | None, client: str, now: datetime
    ) -> Account | None:
        """Whose account the provider vouches for; None where it vouches for nobody who may come in, told in the log.

        Raises NotFound, ProviderFault, and TooManyTries: what is wrong here is counted like wrong passwords.
        """
        table = self.table(slug)

        async def ask() -> Account | None:
            return await self._ask(table, returned, browser, now)

        # What is tried is the state, not an account: so nobody can use up the tries of another.
        return await self.sign_in.patiently(f"{PURPOSE} {digest(returned.state).hex()}", client, now, ask)

    def back(self, slug: str) -> str:
        """The address to which the provider sends browsers back; the same must be registered there."""
        return f"{self.in_force.config.console.public_url.rstrip('/')}/login/with/{slug}/back"

    async def _ask(
        self, table: ProviderTable, returned: Returned, browser: str | None, now: datetime
    ) -> Account | None:
        try:
            return await self._vouched(table, returned, browser, now)
        except SignInRefused as refused:
            log.info("single sign-on refused", provider=table.slug, why=str(refused))
            return None

    async def _vouched(self, table: ProviderTable, returned: Returned, browser: str | None, now: datetime) -> Account:
        """Raises SignInRefused."""
        from gateway.flow.id_token import address_of  # noqa: PLC0415 - of the extra `sso`

        state, council = returned.state, self.in_force.council.key
        if self.sent(table.slug, state, browser, now) is None:
            raise SignInRefused("not sent from this browser")
        if not await self.store.spend(council, digest(state), now, now + LASTS):
            raise SignInRefused("came back twice")
        if returned.issuer not in ("", table.issuer):  # RFC 9207
            raise SignInRefused("came from another provider")
        verifier, nonce = self._secret("verifier", state), self._secret("nonce", state)
        claims = await self._provider(table).redeem(returned.code, verifier, self.back(table.slug), nonce, now)
        account = await self.store.account(council, address_of(table.issuer, claims))
        if account is None or account.disabled_at is not None:
            raise SignInRefused("no account that is in use")
        return account

    def _provider(self, table: ProviderTable) -> "Provider":
        from gateway.flow.provider import Provider  # noqa: PLC0415 - of the extra `sso`

        if table not in self._providers:
            in_use = self.in_force.config.console.oidc
            kept = {one: known for one, known in self._providers.items() if one in in_use}
            self._providers = kept | {table: Provider(table, self.in_force.config)}
        return self._providers[table]

    def _secret(self, what: str, state: str) -> str:
        return _text(hmac.digest(self.keys.derived(f"{PURPOSE} {what}"), state.encode(), "sha256"))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
