"""How the way out is encrypted, and when a host must prove its name."""

import ssl
from functools import cache
from ipaddress import ip_address
from typing import Literal

Tls = Literal["opportunistic", "required", "verified"]


@cache
def context(verified: bool) -> ssl.SSLContext:
    """The client's side of TLS. Unverified it keeps listeners out, not impostors (RFC 7435)."""
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if not verified:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def is_loopback(address: str) -> bool:
    """Whether an address or host name means this machine itself, so that nobody listens in between."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
