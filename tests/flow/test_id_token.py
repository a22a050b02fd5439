"""Which address a provider vouches for. When a token is believed is in tests/console/test_provider.py."""

from typing import Any

import pytest

from gateway.errors import SignInRefused
from gateway.flow.id_token import address_of

TENANT = "11111111-2222-3333-4444-555555555555"
MICROSOFT = f"https://login.microsoftonline.com/{TENANT}/v2.0"
GOOGLE, OTHER = "https://accounts.google.com", "https://id.council.test/realm"
CLERK = "clerk@council.test"
AT_HOME = {"tid": TENANT, "preferred_username": CLERK}


@pytest.mark.parametrize(
    ("issuer", "claims"),
    [
        (MICROSOFT, AT_HOME),
        (MICROSOFT, AT_HOME | {"idp": MICROSOFT, "acct": 0}),
        (MICROSOFT, AT_HOME | {"email": "mayor@council.test", "email_verified": True}),  # never read
        (GOOGLE, {"email": CLERK, "email_verified": True, "hd": "council.test"}),
        (OTHER, {"email": "Clerk@Council.test", "email_verified": True}),
    ],
)
def test_vouched_for(issuer: str, claims: dict[str, Any]) -> None:
    assert address_of(issuer, claims) == CLERK


def test_gmail_is_googles_own() -> None:
    assert address_of(GOOGLE, {"email": "a@gmail.com", "email_verified": True}) == "a@gmail.com"


@pytest.mark.parametrize(
    ("issuer", "claims", "why"),
    [
        (MICROSOFT, {"tid": TENANT, "email": CLERK}, "no sign-in name"),
        (MICROSOFT, {"tid": TENANT, "email": CLERK, "email_verified": True, "xms_edov": True}, "no sign-in name"),
        (MICROSOFT, AT_HOME | {"tid": TENANT.replace("1", "9")}, "wrong tid"),
        (MICROSOFT, {"preferred_username": CLERK}, "wrong tid"),
        (MICROSOFT, AT_HOME | {"idp": "https://sts.windows.net/99999999-2222-3333-4444-555555555555/"}, "a guest"),
        (MICROSOFT, AT_HOME | {"idp": "live.com"}, "a guest"),
        (MICROSOFT, AT_HOME | {"acct": 1}, "a guest"),
        (GOOGLE, {"email": CLERK, "email_verified": True}, "Google does not answer for"),
        (GOOGLE, {"email": "a@gmail.com.evil.test", "email_verified": True}, "Google does not answer for"),
        (GOOGLE, {"email": CLERK, "email_verified": False, "hd": "council.test"}, "no verified email"),
        (OTHER, {"email": CLERK, "email_verified": 1}, "no verified email"),
        (OTHER, {"email": [CLERK], "email_verified": True}, "no verified email"),
        (OTHER, {"preferred_username": CLERK, "email_verified": True}, "no verified email"),
    ],
)
def test_not_vouched_for(issuer: str, claims: dict[str, Any], why: str) -> None:
    with pytest.raises(SignInRefused, match=why):
        address_of(issuer, claims)
