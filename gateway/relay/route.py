"""Which way mail goes: `[relay]` and its `[[relay.routes]]`, joined into one relay."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

import dns.asyncresolver

from gateway.config import Config, RelayTable, RouteTable
from gateway.config.values import smtp_host
from gateway.errors import ConfigError, TemporaryFault
from gateway.model.address import domain_of
from gateway.model.delivery import Reply
from gateway.relay import mx
from gateway.relay.base import Login, Pause, Transaction
from gateway.relay.connect import Host, Unreachable, connect
from gateway.relay.pool import Pool
from gateway.relay.practice import Practice
from gateway.relay.smtp import Connection
from gateway.relay.tls import Tls

CHANGED = Reply(451, "4.3.5", "the way out has just been changed")
SERVICE_REFUSED = Reply(454, "4.7.8", "the server does not accept the gateway's own login")
MX_PORT = 25
MX_HOSTS = 5  # how many of a domain's hosts are tried in one attempt
POOLS = 1000  # domains remembered at once


@dataclass(frozen=True, slots=True)
class Way:
    """One table of the config: everything that decides how a message is sent."""

    upstream: str
    tls: Tls
    login: Login | None
    as_author: bool
    connections: int
    timeout: float

    def login_for(self, transaction: Transaction) -> Login | None:
        """Whose login to use: the author's where so configured and known, else the gateway's own."""
        return (transaction.login or self.login) if self.as_author else self.login


class Outlet(Protocol):
    """What stands at the end of a route: a pool of connections, or the practice outbox."""

    @property
    def unused(self) -> bool:
        """Whether nothing would be forgotten with it."""

    def pause(self) -> Pause | None:
        """Why to leave it alone for now."""

    async def send(self, transaction: Transaction) -> Mapping[str, Reply]:
        """Send it."""

    def close(self) -> None:
        """Let its connections go."""


@dataclass(slots=True)
class Route:
    """A way with its outlet."""

    way: Way
    outlet: Outlet = field(repr=False)


class Relays:
    """The relay of the whole gateway. Routes are worked out for each attempt, so a new config applies to what waits."""

    def __init__(
        self, config: Config, resolver: dns.asyncresolver.Resolver | None = None, mx_port: int = MX_PORT
    ) -> None:
        self._resolver = resolver
        self._mx_port = mx_port
        self._routes: dict[str, Route] = {}
        self._read(config)

    async def reload(self, config: Config) -> None:
        """Put a new config in force. Connections that it leaves as they were are kept. Raises ConfigError."""
        self._read(config)
        for name, route in list(self._routes.items()):
            if route.way not in self._ways.values():
                self._routes.pop(name).outlet.close()

    def route(self, recipient: str) -> str:
        """`practice`, `host:port`, or for a domain's own hosts `mx:domain`."""
        domain = domain_of(recipient)
        label = next((label for domains, label in self._fits if _fits(domain, domains)), self._default)
        way = self._ways[label]
        name = f"{label}:{domain}" if way.upstream == "mx" else label
        if name not in self._routes:
            self._forget_unused()
            self._routes[name] = Route(way, self._outlet(name, way, domain))
        return name

    def pause(self, route: str) -> Pause | None:
        """Why to leave this way alone for now."""
        known = self._routes.get(route)
        return known.outlet.pause() if known else None

    async def send(self, route: str, transaction: Transaction) -> Mapping[str, Reply]:
        """Send it, with a reply for each recipient."""
        known = self._routes.get(route)
        if known is None:
            return dict.fromkeys(transaction.rcpt_tos, CHANGED)
        return await known.outlet.send(transaction)

    async def verify(self, login: Login) -> bool:
        """Whether the default upstream takes this login. Raises TemporaryFault where it cannot be asked just now."""
        way = self._ways[self._default]
        if way.upstream in ("practice", "mx"):
            return False
        try:
            connection = await connect(_host(way), login, self._own_name, way.timeout)
        except Unreachable as failed:
            if failed.reply.code >= 500:
                return False
            raise TemporaryFault(f"the upstream server cannot be asked: {failed.reply}") from None
        connection.close()
        return True

    async def close(self) -> None:
        """Let all connections go."""
        for route in self._routes.values():
            route.outlet.close()
        self._routes.clear()
        await asyncio.sleep(0)

    def _read(self, config: Config) -> None:
        relay = config.relay
        default = _way(config, relay, relay)
        others = [_way(config, relay, table) for table in relay.routes]
        labels: dict[Way, str] = {}
        for way in (default, *others):
            same = sum(_label(way) == _label(other) for other in labels if other != way)
            labels.setdefault(way, f"{_label(way)}#{same + 1}" if same else _label(way))
        self._own_name = config.own_name
        self._outbox = config.data_path / "outbox"
        self._ways = {label: way for way, label in labels.items()}
        self._fits = [(table.domains, labels[way]) for table, way in zip(relay.routes, others, strict=True)]
        self._default = labels[default]

    def _outlet(self, name: str, way: Way, domain: str) -> Outlet:
        if way.upstream == "practice":
            return Practice(self._outbox)
        if way.upstream == "mx":
            return Pool(name, partial(self._to_domain, way, domain), way.connections, way.login_for)
        return Pool(name, partial(self._to_upstream, way), way.connections, way.login_for)

    async def _to_upstream(self, way: Way, login: Login | None) -> Connection:
        try:
            return await connect(_host(way), login, self._own_name, way.timeout)
        except Unreachable as failed:
            if failed.reply.enhanced == "5.7.8" and login == way.login:
                raise Unreachable(SERVICE_REFUSED) from None  # a wrong key of ours is no reason to return mail
            raise

    async def _to_domain(self, way: Way, domain: str, _login: Login | None) -> Connection:
        """The best of the domain's hosts that answers."""
        self._resolver = self._resolver or mx.resolver()
        failed: Unreachable | None = None
        for name in (await mx.hosts(domain, self._own_name, self._resolver))[:MX_HOSTS]:
            try:
                for address in await mx.addresses(name, self._resolver):
                    host = Host(name, self._mx_port, address, tls=way.tls)
                    try:
                        return await connect(host, None, self._own_name, way.timeout)
                    except Unreachable as error:
                        failed = error
            except Unreachable as error:
                failed = error if failed is None or failed.reply.code >= 500 else failed
        raise failed or Unreachable(mx.NO_HOST, host_is_down=False)

    def _forget_unused(self) -> None:
        if len(self._routes) >= POOLS:
            self._routes = {name: route for name, route in self._routes.items() if not route.outlet.unused}


def _way(config: Config, relay: RelayTable, table: RelayTable | RouteTable) -> Way:
    named = table.upstream not in ("practice", "mx")  # other people's mail hosts are given no login of ours
    login = Login(table.user, _password(config, table.password_file)) if table.user and named else None
    return Way(
        table.upstream,
        table.tls,
        login,
        named and table.login == "author",
        relay.connections,
        relay.timeout.total_seconds(),
    )


def _password(config: Config, file: Path | None) -> str:
    if file is None:
        raise ConfigError(["relay.password_file: is needed with relay.user"])
    try:
        return config.path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise ConfigError([f"relay.password_file: {file} cannot be read"]) from None


def _label(way: Way) -> str:
    if way.upstream in ("practice", "mx"):
        return way.upstream
    host = _host(way)
    return f"{host.name}:{host.port}"


def _host(way: Way) -> Host:
    name, port, implicit = smtp_host(way.upstream)
    return Host(name, port, implicit=implicit, tls=way.tls)


def _fits(domain: str, wanted: tuple[str, ...]) -> bool:
    return any(domain == w or (w.startswith(".") and (domain == w[1:] or domain.endswith(w))) for w in wanted)
