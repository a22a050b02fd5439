"""What the gateway leans on: `lychgate doctor` and the health page look at it. Each probe says in one line what it saw.

None of them changes anything, and none tells anything of a person.
"""

import asyncio
import shutil
import ssl
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import dns.asyncresolver
import dns.exception
import dns.resolver
from cryptography import x509

from gateway.config import Config, ProviderTable, RelayTable, RouteTable, read_secret
from gateway.config.values import smtp_host
from gateway.errors import ConfigError, LychgateError
from gateway.model.record import State
from gateway.relay.base import Login
from gateway.relay.connect import Host, Unreachable, connect
from gateway.store.base import Store

PATIENCE = 15.0  # seconds for an answer from elsewhere
LITTLE, TOO_LITTLE = 2_000_000_000, 200_000_000  # bytes free
RENEW = timedelta(days=14)
AHEAD = timedelta(minutes=5)  # how far ahead of the clock a file may have been written
SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")


class Level(StrEnum):
    """How serious it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at one thing."""

    name: str
    level: Level
    text: str


def here(config: Config, now: datetime) -> list[Probe]:
    """What can be seen on this machine. It reads files, so not on the event loop."""
    return [*_certificates(config, now), _disk(config), _clock(config, now), _review(config, now)]


async def elsewhere(config: Config, now: datetime) -> list[Probe]:
    """What can only be seen by asking others, which may take long."""
    looks = [_dns(config), *_upstreams(config), *_providers(config, now)]
    return await asyncio.gather(*looks)


async def stored(store: Store, council: str) -> Probe:
    """Whether the store answers, and what waits in it."""
    try:
        held, queued = await store.count(council, State.HELD), await store.count(council, State.QUEUED)
    except LychgateError as error:
        return Probe("store", Level.FAIL, str(error))
    return Probe("store", Level.OK, f"answers: {held} held, {queued} on their way out")


def _certificates(config: Config, now: datetime) -> Iterator[Probe]:
    listeners = [("submission", one) for one in config.smtp.submission]
    listeners += [("incoming", one) for one in config.smtp.incoming]
    for door, listener in listeners:
        if not listener.listen or listener.tls == "off":
            continue
        name = f"tls {door} {', '.join(listener.listen)}"
        if listener.cert_file and listener.key_file:
            yield _certificate(name, config.path(listener.cert_file), config.path(listener.key_file), now)
        else:
            yield Probe(name, Level.WARN, "a self-signed certificate: mail clients will warn about it")
    console = config.console
    if console.listen and console.cert_file and console.key_file:
        yield _certificate("tls console", config.path(console.cert_file), config.path(console.key_file), now)


def _certificate(name: str, cert_file: Path, key_file: Path, now: datetime) -> Probe:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert_file, key_file)
        certificate = x509.load_pem_x509_certificate(cert_file.read_bytes())
    except (OSError, ValueError) as error:
        return Probe(name, Level.FAIL, f"{cert_file} and {key_file} are of no use: {error}")
    left = certificate.not_valid_after_utc - now
    until = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
    if left < timedelta():
        return Probe(name, Level.FAIL, f"the certificate ran out on {until}")
    if certificate.not_valid_before_utc > now:
        return Probe(
            name, Level.FAIL, f"the certificate is not valid before {certificate.not_valid_before_utc:%Y-%m-%d}"
        )
    return Probe(
        name, Level.WARN if left < RENEW else Level.OK, f"the certificate is good until {until}, {left.days} days"
    )


async def _dns(config: Config) -> Probe:
    domain = config.council.domains[0] if config.council.domains else "."
    needed = config.relay.upstream == "mx"
    try:
        await dns.asyncresolver.Resolver().resolve(
            f"{domain.rstrip('.')}.", "SOA", lifetime=PATIENCE, raise_on_no_answer=False
        )
    except dns.resolver.NXDOMAIN:
        return Probe("dns", Level.WARN, f"answers, but knows no domain {domain}")
    except (dns.exception.DNSException, OSError) as error:
        return Probe("dns", Level.FAIL if needed else Level.WARN, f"no look-up works: {type(error).__name__}")
    return Probe("dns", Level.OK, "answers")


def _upstreams(config: Config) -> Iterator[Coroutine[None, None, Probe]]:
    tables: tuple[RelayTable | RouteTable, ...] = (config.relay, *config.relay.routes)
    return (_upstream(f"upstream {table.upstream}", config, table) for table in tables)


async def _upstream(name: str, config: Config, table: RelayTable | RouteTable) -> Probe:
    if table.upstream == "practice":
        return Probe(name, Level.OK, f"mail is kept in {config.data_path / 'outbox'} and reaches nobody")
    if table.upstream == "mx":
        return Probe(name, Level.OK, "mail goes straight to each recipient's host")
    host, port, implicit = smtp_host(table.upstream)
    try:
        password = read_secret(config, table.password_file)
        login = Login(table.user, password) if table.user and password is not None else None
        target = Host(host, port, implicit=implicit, tls=table.tls)
        connection = await connect(target, login, config.smtp.hostname or "localhost", PATIENCE)
    except Unreachable as error:
        return Probe(name, Level.FAIL, f"{error.reply}")
    except ConfigError as error:
        return Probe(name, Level.FAIL, str(error))
    connection.close()
    return Probe(name, Level.OK, f"answers{', and takes the login' if login else ''}")


def _providers(config: Config, now: datetime) -> Iterator[Coroutine[None, None, Probe]]:
    return (_provider(config, table, now) for table in config.console.oidc)


async def _provider(config: Config, table: ProviderTable, now: datetime) -> Probe:
    from gateway.flow.provider import Provider, ProviderFault  # noqa: PLC0415 - of the extra `sso`

    name = f"sign-in {table.name}"
    try:
        await Provider(table, config).metadata(now)
    except ProviderFault as fault:
        return Probe(name, Level.FAIL, str(fault))
    return Probe(name, Level.OK, "answers")


def _disk(config: Config) -> Probe:
    folder = next(path for path in (config.data_path, *config.data_path.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    level = Level.FAIL if free < TOO_LITTLE else Level.WARN if free < LITTLE else Level.OK
    return Probe("disk", level, f"{free / 1e9:.1f} GB free at {folder}")


def _clock(config: Config, now: datetime) -> Probe:
    """A clock that has gone back would make what waits look as if it came in the future."""
    files = [path for path in config.data_path.glob("*") if path.is_file()]
    newest = max((path.stat().st_mtime for path in files), default=0.0)
    if datetime.fromtimestamp(newest, UTC) > now + AHEAD:
        return Probe("clock", Level.FAIL, "is behind: files of ours were written later than now")
    if SYNCHRONIZED.exists():
        return Probe("clock", Level.OK, "is kept by NTP")
    return Probe("clock", Level.OK, "agrees with our files; whether NTP keeps it cannot be seen from here")


def _review(config: Config, now: datetime) -> Probe:
    due = config.policy.review_due
    if due is None:
        return Probe("policy", Level.WARN, "has no date of review: set review_due in [policy]")
    if config.policy.is_overdue(now.date()):
        return Probe("policy", Level.WARN, f"should have been looked at again by {due}")
    return Probe("policy", Level.OK, f"is to be looked at again by {due}")
