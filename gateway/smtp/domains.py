"""Whether a recipient's domain can take mail at all: asked at RCPT, so that a slip of the pen is told at once."""

import asyncio
import time
from typing import Protocol

import dns.asyncresolver
import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
import structlog
from dns.rdtypes.ANY.MX import MX

from gateway.flow.throttle import Bounded
from gateway.smtp.replies import Say

PATIENCE = 2.0  # seconds for all questions about one domain
KEPT = 300.0  # seconds; a client writes to the same domains again and again
LEFT_ALONE = 30.0  # seconds that a resolver is not asked again after it gave no answer
KEPT_AT_MOST = 10_000

# RFC 2606 and RFC 6761: nobody has these, so there is nothing to ask and nobody to disappoint
RESERVED = ("test", "example", "invalid", "localhost", "local", "example.com", "example.net", "example.org")

log = structlog.get_logger()


class Resolver(Protocol):
    """What is used of dns.asyncresolver.Resolver."""

    async def resolve(self, qname: str, rdtype: str, *, lifetime: float, search: bool) -> dns.resolver.Answer:
        """Ask for the records of one type."""


class Domains:
    """Asks the DNS about recipient domains. What the DNS cannot say refuses nothing."""

    def __init__(self, resolver: Resolver | None = None) -> None:
        self._resolver = resolver or _system_resolver()
        self._known: Bounded[str, tuple[float, Say | None]] = Bounded(KEPT_AT_MOST)
        self._silent_until = 0.0

    async def refusal(self, domain: str) -> Say | None:
        """Why mail to this domain (lower case, A-labels) goes nowhere; None where it may go, or nobody knows."""
        if self._resolver is None or _is_reserved(domain):
            return None
        now = time.monotonic()
        until, answer = self._known.get(domain, (0.0, None))
        if now < until:
            return answer
        if now < self._silent_until:
            return None
        answer = await self._ask(self._resolver, domain)
        self._known[domain] = (now + KEPT, answer)
        return answer

    async def _ask(self, resolver: Resolver, domain: str) -> Say | None:
        try:
            async with asyncio.timeout(PATIENCE):
                refusal = await _refusal(resolver, domain)
                if refusal is Say.NO_SUCH_DOMAIN:
                    # a resolver that is cut off from the world denies every name, the root of all too
                    await resolver.resolve(".", "NS", lifetime=PATIENCE, search=False)
                return refusal
        except (TimeoutError, dns.resolver.LifetimeTimeout, dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, OSError):
            self._leave_alone()
            return None
        except dns.exception.DNSException:
            return None  # SERVFAIL, or a name that cannot be asked for

    def _leave_alone(self) -> None:
        now = time.monotonic()
        if now >= self._silent_until:
            log.warning("dns is of no use: recipient domains are not checked", seconds=LEFT_ALONE)
        self._silent_until = now + LEFT_ALONE


async def _refusal(resolver: Resolver, domain: str) -> Say | None:
    try:
        exchanges = await _exchanges(resolver, domain)
        if exchanges is None and not await _has_address(resolver, domain):
            return Say.NO_SUCH_DOMAIN
    except dns.resolver.NXDOMAIN:
        return Say.NO_SUCH_DOMAIN
    return Say.DOMAIN_WITHOUT_MAIL if exchanges == [dns.name.root] else None


async def _exchanges(resolver: Resolver, domain: str) -> list[dns.name.Name] | None:
    try:
        answer = await resolver.resolve(f"{domain}.", "MX", lifetime=PATIENCE, search=False)
    except dns.resolver.NoAnswer:
        return None
    return [record.exchange for record in answer if isinstance(record, MX)]


async def _has_address(resolver: Resolver, domain: str) -> bool:
    for kind in ("A", "AAAA"):
        try:
            await resolver.resolve(f"{domain}.", kind, lifetime=PATIENCE, search=False)
        except dns.resolver.NoAnswer:
            continue
        return True
    return False


def _is_reserved(domain: str) -> bool:
    return domain in RESERVED or domain.endswith(tuple(f".{name}" for name in RESERVED))


def _system_resolver() -> Resolver | None:
    try:
        return dns.asyncresolver.Resolver()
    except (dns.resolver.NoResolverConfiguration, OSError):
        return None
