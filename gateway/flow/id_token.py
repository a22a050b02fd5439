"""What an identity provider says of whoever signed in, and whether it may be believed (OpenID Connect Core 1.0)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from gateway.config.values import GOOGLE, MICROSOFT
from gateway.errors import SignInRefused

# Those that a public key verifies; `none`, and what is signed with a shared secret, are not among them.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY = 60  # seconds that clocks may differ
GMAIL = "@gmail.com"

Claims = Mapping[str, Any]


class UnknownKey(SignInRefused):
    """It is signed with a key that the provider's set does not hold, or no more."""


def verified(token: str, keys: KeySet, issuer: str, client_id: str, nonce: str, now: datetime) -> Claims:
    """The claims of an ID token that this provider made for us, in answer to this question, and that is still good.

    Section 3.1.3.7. Raises SignInRefused.
    """
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except InvalidKeyIdError:
        raise UnknownKey("an unknown key") from None
    except (JoseError, ValueError, TypeError) as error:
        raise SignInRefused(f"no signed token: {type(error).__name__}") from None
    if wrong := list(_wrong(claims, issuer, client_id, nonce, now.timestamp())):
        raise SignInRefused(f"wrong {', '.join(wrong)}")
    return claims


def _wrong(claims: Claims, issuer: str, client_id: str, nonce: str, now: float) -> Iterator[str]:
    if claims.get("iss") != issuer:
        yield "iss"
    if claims.get("aud") not in (client_id, [client_id]):
        yield "aud"
    if claims.get("azp", client_id) != client_id:
        yield "azp"
    if claims.get("nonce") != nonce:
        yield "nonce"
    if not _seconds(claims, "exp", 0) > now - LEEWAY:
        yield "exp"
    for name in ("iat", "nbf"):
        if not _seconds(claims, name, now) <= now + LEEWAY:
            yield name


def _seconds(claims: Claims, name: str, missing: float) -> float:
    """A moment; what is none compares false with all."""
    value = claims.get(name, missing)
    return float(value) if isinstance(value, int | float) else float("nan")


def address_of(issuer: str, claims: Claims) -> str:
    """The mail address that the provider vouches for, in lower case. Raises SignInRefused where it vouches for none.

    Microsoft lets anybody's administrator write any `email`, and marks none as verified; so that claim is never read.
    The sign-in name (`preferred_username`) of a tenant's own user stands in a domain that the tenant has proved to be
    its own, and only the tenant's administrators change it. The config takes one tenant only: the council's. Guests
    are vouched for by somebody else, and are refused.

    Google answers for addresses of gmail.com, and of a Workspace (`hd`); any other was verified once, and may have
    changed hands. Of all other providers `email_verified` is asked.
    """
    host = urlsplit(issuer).hostname
    if host == MICROSOFT:
        return _of_microsoft(issuer, claims)
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        raise SignInRefused("no verified email")
    if host == GOOGLE and not claims.get("hd") and not address.lower().endswith(GMAIL):
        raise SignInRefused("an email that Google does not answer for")
    return address.lower()


def _of_microsoft(issuer: str, claims: Claims) -> str:
    tenant = urlsplit(issuer).path.split("/")[1]
    if claims.get("tid") != tenant:
        raise SignInRefused("wrong tid")
    if claims.get("idp", issuer) != issuer or str(claims.get("acct", 0)) != "0":
        raise SignInRefused("a guest of the tenant")
    address = claims.get("preferred_username")
    if not isinstance(address, str):
        raise SignInRefused("no sign-in name")
    return address.lower()
