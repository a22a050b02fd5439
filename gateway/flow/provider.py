"""An identity provider as we speak to it: what it says of itself, its keys, and a code changed for a verified answer.

It leans on the packages of the extra `sso`; `config/unfit.py` asks for them.
"""

import asyncio
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.config import Config, ProviderTable, read_secret
from gateway.config.values import is_safe_url
from gateway.errors import SignInRefused, TemporaryFault
from gateway.flow.id_token import Claims, UnknownKey, verified

PATIENCE = 10.0  # seconds for one answer, all of it
LARGEST = 512 * 1024  # bytes of one
KEPT = timedelta(hours=1)
KEYS_AGAIN = timedelta(minutes=1)  # at the earliest, so that forged tokens do not make us ask all the time
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
NAMED = re.compile(r"[a-z_]{1,40}")  # an error of RFC 6749 section 5.2


class ProviderFault(TemporaryFault):
    """The provider does not answer, or not as it should. The text says how, without an address of a person."""


@dataclass(slots=True)
class Provider:
    """What it says of itself and its keys are asked for when needed, and kept for an hour."""

    table: ProviderTable
    config: Config
    _said: tuple[datetime, Mapping[str, Any]] | None = field(default=None, init=False)
    _keys: tuple[datetime, KeySet] | None = field(default=None, init=False)

    async def metadata(self, now: datetime) -> Mapping[str, Any]:
        """Its addresses, as OpenID Connect Discovery 1.0 has them. Raises ProviderFault."""
        if self._said is None or not now < self._said[0] + KEPT:
            issuer = self.table.issuer
            said = await _ask("GET", f"{issuer.removesuffix('/')}/.well-known/openid-configuration")
            if said.get("issuer") != issuer:
                raise ProviderFault("calls itself by another name than `issuer`")
            if not all(isinstance(said.get(name), str) and is_safe_url(said[name]) for name in ENDPOINTS):
                raise ProviderFault("names an address that is missing, or without TLS")
            self._said = now, said
        return self._said[1]

    async def redeem(self, code: str, verifier: str, back: str, nonce: str, now: datetime) -> Claims:
        """What it says of whoever signed in, in exchange for the code. Raises SignInRefused, ProviderFault."""
        said, table = await self.metadata(now), self.table
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        secret = await asyncio.to_thread(read_secret, self.config, table.client_secret_file) or ""
        login: tuple[str, str] | None = (quote(table.client_id, safe=""), quote(secret, safe=""))
        if "client_secret_post" in said.get("token_endpoint_auth_methods_supported", ()):
            form, login = form | {"client_id": table.client_id, "client_secret": secret}, None
        token = (await _ask("POST", said["token_endpoint"], form, login)).get("id_token")
        if not isinstance(token, str):
            raise SignInRefused("no ID token")
        try:
            return verified(token, await self._key_set(now, KEPT), table.issuer, table.client_id, nonce, now)
        except UnknownKey:  # providers change their keys without notice
            return verified(token, await self._key_set(now, KEYS_AGAIN), table.issuer, table.client_id, nonce, now)

    async def _key_set(self, now: datetime, kept: timedelta) -> KeySet:
        if self._keys is None or not now < self._keys[0] + kept:
            said = await _ask("GET", (await self.metadata(now))["jwks_uri"])
            try:
                self._keys = now, KeySet.import_key_set(said)  # type: ignore[arg-type]  # what is none is refused
            except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
                raise ProviderFault(f"has no keys: {type(error).__name__}") from None
        return self._keys[1]


async def _ask(
    method: str, url: str, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None
) -> Mapping[str, Any]:
    """One answer in JSON. Raises ProviderFault; SignInRefused where a form was not taken."""
    context = await asyncio.to_thread(_trusted)
    body = bytearray()
    try:
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(verify=context, timeout=PATIENCE) as client,
            client.stream(method, url, data=form, auth=login, headers={"Accept": "application/json"}) as answer,
        ):
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise ProviderFault("says too much")
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise ProviderFault(f"{urlsplit(url).hostname} does not answer: {type(error).__name__}") from None
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not (answer.status_code == 200 or (form and "error" in said)):
        raise ProviderFault(f"{urlsplit(url).hostname} answers {answer.status_code}")
    if answer.status_code != 200:
        named = NAMED.fullmatch(str(said["error"]))
        raise SignInRefused(f"the provider takes no code: {named[0] if named else 'no reason'}")
    return said


@cache
def _trusted() -> ssl.SSLContext:
    """Takes a moment: the machine's list of authorities is read."""
    return ssl.create_default_context()
