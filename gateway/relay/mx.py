"""Which hosts take mail for a domain (RFC 5321 section 5.1, RFC 7505)."""

import random
from collections.abc import Sequence
from operator import itemgetter
from typing import cast

import dns.asyncresolver
import dns.exception
import dns.rdtypes.ANY.MX
import dns.resolver

from gateway.model.delivery import Reply
from gateway.relay.connect import Unreachable

SECONDS = 20.0
CACHED = 10_000

NO_SUCH_DOMAIN = Reply(550, "5.1.2", "the domain does not exist")
NO_HOST = Reply(550, "5.1.2", "the domain has no mail server")
NULL_MX = Reply(556, "5.1.10", "the domain takes no mail")
LOOP = Reply(554, "5.4.6", "the domain's mail leads back to this server")
DNS_FAULT = Reply(451, "4.4.3", "the domain could not be looked up")


def resolver() -> dns.asyncresolver.Resolver:
    """The machine's own resolver, with a memory."""
    made = dns.asyncresolver.Resolver()
    made.cache = dns.resolver.LRUCache(CACHED)
    return made


async def hosts(domain: str, own_name: str, ask: dns.asyncresolver.Resolver) -> Sequence[str]:
    """The names of a domain's mail hosts, the best first; equals in random order. Raises Unreachable.

    A domain in brackets is an address, and its own host. Hosts no better than ourselves are left out.
    """
    if domain.startswith("["):
        return [domain]
    try:
        answer = await ask.resolve(domain, "MX", lifetime=SECONDS)
    except dns.resolver.NXDOMAIN:
        raise Unreachable(NO_SUCH_DOMAIN, host_is_down=False) from None
    except dns.resolver.NoAnswer:
        return [domain]
    except dns.exception.DNSException:
        raise Unreachable(DNS_FAULT) from None
    named = [(mx.preference, mx.exchange.to_text(omit_final_dot=True).lower()) for mx in _mx(answer)]
    if named == [(0, "")] or all(name in ("", ".") for _, name in named):
        raise Unreachable(NULL_MX, host_is_down=False)
    ours = min((preference for preference, name in named if name == own_name.lower()), default=None)
    usable = [(preference, name) for preference, name in named if ours is None or preference < ours]
    if not usable:
        raise Unreachable(LOOP, host_is_down=False)
    random.shuffle(usable)
    return [name for _, name in sorted(usable, key=itemgetter(0))]


async def addresses(host: str, ask: dns.asyncresolver.Resolver) -> Sequence[str]:
    """Where a host is reached. Raises Unreachable."""
    if host.startswith("["):
        return [host.strip("[]").removeprefix("ipv6:")]
    try:
        answers = await ask.resolve_name(host, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        raise Unreachable(NO_HOST, host_is_down=False) from None
    except dns.exception.DNSException:
        raise Unreachable(DNS_FAULT) from None
    return list(answers.addresses())


def _mx(answer: dns.resolver.Answer) -> list[dns.rdtypes.ANY.MX.MX]:
    return [cast(dns.rdtypes.ANY.MX.MX, record) for record in answer]
