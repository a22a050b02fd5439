"""The kinds of value that a config key may hold, each with an error that says what to write instead."""

import ipaddress
import re
from datetime import time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator

SMTP_PORTS = {"smtp": 25, "smtps": 465}
MICROSOFT, GOOGLE = "login.microsoftonline.com", "accounts.google.com"
TENANT = re.compile(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/v2\.0")
ANYBODYS = "/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"  # the tenant of personal Microsoft accounts
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? (?P<opens>\d\d?:\d\d)-(?P<closes>\d\d?:\d\d)", re.IGNORECASE
)


def _duration(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([smhdw])", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('write a number and a unit, such as "30s", "5m", "4h" or "5d"')
    return timedelta(seconds=float(match[1]) * SECONDS[match[2]])


def _address(value: Any) -> str:
    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, TypeError) as error:
        reason = str(error)
        raise ValueError(f"is not an email address: {reason[:1].lower()}{reason[1:].rstrip('.')}") from None
    return str(value)


def _domain(value: Any) -> str:
    try:
        _address(f"postmaster@{value}")
    except ValueError:
        raise ValueError('is not a mail domain, such as "council.test"') from None
    return str(value).lower()


def _recipient(value: Any) -> str:
    return _address(value) if isinstance(value, str) and "@" in value else _domain(value)


def _listen(value: Any) -> str:
    host, colon, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    if not (colon and host and port.isdigit() and int(port) < 65536):
        raise ValueError('write an address and a port, such as "127.0.0.1:2525" or "[::1]:2525"')
    return str(value)


def _listens(value: Any) -> tuple[str, ...]:
    if value == "":
        return ()
    return tuple(_listen(one) for one in ([value] if isinstance(value, str) else value))


def _upstream(value: Any) -> str:
    if value in ("practice", "mx"):
        return str(value)
    try:
        parts = urlsplit(value)
        fits = parts.scheme in SMTP_PORTS and bool(parts.hostname) and parts.port != 0 and not parts.path.strip("/")
    except (ValueError, TypeError, AttributeError):
        fits = False
    if not fits or parts.username is not None:
        raise ValueError('write "practice", "mx", "smtp://host:port" or "smtps://host:port"')
    return str(value)


def smtp_host(upstream: str) -> tuple[str, int, bool]:
    """A checked smtp:// or smtps:// `upstream` taken apart: host, port, and whether TLS is there from the start."""
    parts = urlsplit(upstream)
    return parts.hostname or "", parts.port or SMTP_PORTS[parts.scheme], parts.scheme == "smtps"


def _network(value: Any) -> str:
    try:
        return str(ipaddress.ip_network(value, strict=False))
    except ValueError:
        raise ValueError('write a network, such as "192.0.2.0/24" or "2001:db8::/32"') from None


def _timezone(value: Any) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise ValueError('is no time zone: write a name such as "Europe/London"') from None
    return str(value)


def _hours(value: Any) -> str:
    match = HOURS.fullmatch(value) if isinstance(value, str) else None
    if match is None or not {match["first"].lower(), (match["last"] or match["first"]).lower()} <= set(DAYS):
        raise ValueError('write days and times, such as "Mon-Fri 09:00-13:00"')
    opens, closes = clock(match["opens"]), clock(match["closes"])
    if opens >= closes:
        raise ValueError("the office must open before it closes")
    return str(value)


def _store_url(value: Any) -> str:
    if isinstance(value, str) and value.startswith("sqlite:///") and value.removeprefix("sqlite:///"):
        return value
    if not (isinstance(value, str) and value.startswith("postgresql://")):
        raise ValueError('write "sqlite:///path" or "postgresql://user@host/name"')
    if urlsplit(value).password:
        raise ValueError(
            "keep the password out of this file: write it into a file of its own, and name that in password_file"
        )
    return str(value)


def _public_url(value: Any) -> str:
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except (ValueError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise ValueError('write how people reach the console, such as "https://mail.council.test"')
    return str(value)


def is_safe_url(value: str) -> bool:
    """Whether it is an address with TLS, or one that does not leave this machine."""
    try:
        parts = urlsplit(value)
        fits = bool(parts.hostname) and parts.port != 0 and parts.username is None and not parts.fragment
    except ValueError:
        return False
    return fits and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _issuer(value: Any) -> str:
    if not isinstance(value, str) or not is_safe_url(value) or "?" in value:
        raise ValueError('write the provider\'s issuer, such as "https://accounts.google.com"')
    parts = urlsplit(value)
    if parts.hostname == MICROSOFT and (not TENANT.fullmatch(parts.path) or parts.path == ANYBODYS):
        raise ValueError(
            f'write the council\'s own tenant, as "https://{MICROSOFT}/<tenant id>/v2.0": of any other nobody knows '
            "who vouches for an address"
        )
    return value


def clock(text: str) -> time:
    """A time of day written as 9:00 or 09:00."""
    hours, _, minutes = text.partition(":")
    return time(int(hours), int(minutes))


def weekdays(text: str) -> tuple[range, time, time]:
    """A checked `office_hours` entry taken apart: its weekdays (Monday is 0), opening and closing time."""
    match = HOURS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    first = DAYS.index(match["first"].lower())
    last = DAYS.index((match["last"] or match["first"]).lower())
    return range(first, last + 1), clock(match["opens"]), clock(match["closes"])


def host_and_port(listen: str) -> tuple[str, int]:
    """A checked `listen` entry taken apart; brackets of an IPv6 address fall away."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


Duration = Annotated[timedelta, BeforeValidator(_duration)]
EmailAddress = Annotated[str, BeforeValidator(_address)]
Recipient = Annotated[str, BeforeValidator(_recipient)]
Domain = Annotated[str, BeforeValidator(_domain)]
Listens = Annotated[tuple[str, ...], BeforeValidator(_listens)]
Network = Annotated[str, BeforeValidator(_network)]
Upstream = Annotated[str, BeforeValidator(_upstream)]
Timezone = Annotated[str, BeforeValidator(_timezone)]
Hours = Annotated[str, BeforeValidator(_hours)]
StoreUrl = Annotated[str, BeforeValidator(_store_url)]
Issuer = Annotated[str, BeforeValidator(_issuer)]
PublicUrl = Annotated[str, BeforeValidator(_public_url)]
