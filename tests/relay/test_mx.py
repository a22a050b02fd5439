from collections.abc import AsyncIterator

import dns.asyncresolver
import pytest

from gateway.relay import mx
from gateway.relay.connect import Unreachable
from tests.relay.names import name_server

ZONE = {
    ("some.example", "MX"): ["20 second.example.", "10 first.example.", "30 third.example."],
    ("plain.example", "A"): ["192.0.2.7"],
    ("null.example", "MX"): ["0 ."],
    ("ours.example", "MX"): ["10 better.example.", "20 gate.example.", "20 equal.example.", "30 worse.example."],
    ("loop.example", "MX"): ["10 gate.example."],
    ("first.example", "A"): ["192.0.2.1"],
    ("first.example", "AAAA"): ["2001:db8::1"],
}


@pytest.fixture
async def ask() -> AsyncIterator[dns.asyncresolver.Resolver]:
    async with name_server(ZONE) as resolver:
        yield resolver


async def test_the_best_first(ask: dns.asyncresolver.Resolver) -> None:
    assert await mx.hosts("some.example", "gate.example", ask) == ["first.example", "second.example", "third.example"]


async def test_a_domain_without_mx_is_its_own_host(ask: dns.asyncresolver.Resolver) -> None:
    assert await mx.hosts("plain.example", "gate.example", ask) == ["plain.example"]


async def test_only_hosts_better_than_ourselves(ask: dns.asyncresolver.Resolver) -> None:
    assert await mx.hosts("ours.example", "gate.example", ask) == ["better.example"]


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        ("null.example", "5.1.10"),
        ("nowhere.example", "5.1.2"),
        ("loop.example", "5.4.6"),
        ("broken.example", "4.4.3"),
    ],
)
async def test_domains_without_a_host(ask: dns.asyncresolver.Resolver, domain: str, status: str) -> None:
    with pytest.raises(Unreachable) as failed:
        await mx.hosts(domain, "gate.example", ask)
    assert failed.value.reply.status == status


async def test_both_kinds_of_address(ask: dns.asyncresolver.Resolver) -> None:
    assert set(await mx.addresses("first.example", ask)) == {"192.0.2.1", "2001:db8::1"}


@pytest.mark.parametrize(("literal", "address"), [("[192.0.2.1]", "192.0.2.1"), ("[ipv6:2001:db8::1]", "2001:db8::1")])
async def test_address_literals(ask: dns.asyncresolver.Resolver, literal: str, address: str) -> None:
    (host,) = await mx.hosts(literal, "gate.example", ask)
    assert await mx.addresses(host, ask) == [address]


@pytest.mark.parametrize(("host", "status"), [("nowhere.example", "5.1.2"), ("broken.example", "4.4.3")])
async def test_hosts_without_an_address(ask: dns.asyncresolver.Resolver, host: str, status: str) -> None:
    with pytest.raises(Unreachable) as failed:
        await mx.addresses(host, ask)
    assert failed.value.reply.status == status
