"""Recipient domains, asked of a real name server on a real socket."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from gateway.smtp.domains import Domains
from gateway.smtp.replies import Say
from tests.smtp.door import TRUSTED, Client, opened

ZONE = {
    (".", "NS"): ["a.root-servers.net."],
    ("mail.uk.", "MX"): ["10 mx.mail.uk."],
    ("bare.uk.", "A"): ["192.0.2.1"],
    ("six.uk.", "AAAA"): ["2001:db8::1"],
    ("null.uk.", "MX"): ["0 ."],
    ("text.uk.", "TXT"): ['"no mail"'],
    ("xn--bcher-kva.uk.", "MX"): ["10 mx.mail.uk."],
}
BROKEN, SILENT = "broken.uk.", "silent.uk."


class NameServer(asyncio.DatagramProtocol):
    """Answers from ZONE; counts what it was asked."""

    def __init__(self) -> None:
        self.zone = dict(ZONE)
        self.asked: list[tuple[str, str]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._send = cast(asyncio.DatagramTransport, transport).sendto

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        name, kind = query.question[0].name.to_text(), dns.rdatatype.to_text(query.question[0].rdtype)
        self.asked.append((name, kind))
        if name == SILENT:
            return
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if found := self.zone.get((name, kind)):
            reply.answer.append(dns.rrset.from_text(name, 300, "IN", kind, *found))
        elif name == BROKEN:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif not any(name == known for known, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        self._send(reply.to_wire(), addr)


@contextlib.asynccontextmanager
async def name_server() -> AsyncIterator[tuple[Domains, NameServer]]:
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        NameServer, local_addr=("127.0.0.1", 0)
    )
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield Domains(resolver), server
    finally:
        transport.close()


@pytest.mark.parametrize(
    ("domain", "refusal"),
    [
        ("mail.uk", None),
        ("bare.uk", None),
        ("six.uk", None),
        ("null.uk", Say.DOMAIN_WITHOUT_MAIL),
        ("text.uk", Say.NO_SUCH_DOMAIN),
        ("nothing.uk", Say.NO_SUCH_DOMAIN),
        ("broken.uk", None),
        ("a" * 64 + ".uk", None),
    ],
)
async def test_what_the_dns_says_of_a_domain(domain: str, refusal: Say | None) -> None:
    async with name_server() as (domains, _):
        assert await domains.refusal(domain) is refusal


async def test_a_domain_is_asked_for_once() -> None:
    async with name_server() as (domains, server):
        for _ in range(3):
            assert await domains.refusal("nothing.uk") is Say.NO_SUCH_DOMAIN
        assert server.asked == [("nothing.uk.", "MX"), (".", "NS")]


async def test_a_silent_resolver_refuses_nothing_and_is_left_alone() -> None:
    async with name_server() as (domains, server):
        assert await domains.refusal("silent.uk") is None
        asked = len(server.asked)
        assert await domains.refusal("nothing.uk") is None
        assert len(server.asked) == asked


async def test_a_resolver_that_is_cut_off_from_the_world_refuses_nothing() -> None:
    async with name_server() as (domains, server):
        server.zone.clear()
        assert await domains.refusal("mail.uk") is None
        assert server.asked == [("mail.uk.", "MX"), (".", "NS")]
        assert await domains.refusal("bare.uk") is None
        assert len(server.asked) == 2


@pytest.mark.parametrize("domain", ["council.test", "a.example", "example.org", "x.invalid", "localhost"])
async def test_reserved_names_are_not_asked_for(domain: str) -> None:
    async with name_server() as (domains, server):
        assert await domains.refusal(domain) is None
        assert server.asked == []


async def test_at_rcpt_of_a_submission(tmp_path: Path) -> None:
    routes = '[[relay.routes]]\ndomains = ["routed.uk", ".inside.uk"]\nupstream = "smtp://127.0.0.1:9"\n'
    async with name_server() as (domains, server), opened(TRUSTED + routes, tmp_path, domains=domains) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO client.test")
        await client.cmd("MAIL FROM:<clerk@council.test> SMTPUTF8")
        for recipient, reply in (
            ("a@nothing.uk", "550 5.1.2 that domain takes no mail: look at what follows the @"),
            ("a@null.uk", "556 5.1.10 that domain says that it takes no mail"),
            ("a@mail.uk", "250 2.1.5 ok"),
            ("a@bücher.uk", "250 2.1.5 ok"),
        ):
            assert await client.cmd(f"RCPT TO:<{recipient}>") == reply
        asked = len(server.asked)
        for recipient in (
            "a@council.test",
            "a@county.nowhere.org",
            "a@sub.county.nowhere.org",
            "a@routed.uk",
            "a@x.inside.uk",
        ):
            assert await client.cmd(f"RCPT TO:<{recipient}>") == "250 2.1.5 ok"
        assert len(server.asked) == asked
        await client.close()


async def test_it_can_be_switched_off(tmp_path: Path) -> None:
    config = TRUSTED.replace("[smtp]\n", "[smtp]\ncheck_recipient_domains = false\n")
    async with name_server() as (domains, server), opened(config, tmp_path, domains=domains) as door:
        client = await Client.connect(door.ports[0])
        await client.message(to="a@nothing.uk", sender="clerk@council.test")
        assert len(door.inbox.taken) == 1 and server.asked == []
        await client.close()
