"""Who may send what to whom through the front door, and what comes of a message."""

import ipaddress
from dataclasses import dataclass, field, replace
from typing import Protocol

from gateway.config import LimitsTable, ListenerTable
from gateway.flow.in_force import InForce
from gateway.flow.receive import Receipt
from gateway.mime import trace
from gateway.model.account import Account
from gateway.model.address import canonical, domain_of
from gateway.model.delivery import Reply
from gateway.model.envelope import Envelope, Listener, Session
from gateway.relay.base import Login
from gateway.smtp.domains import Domains
from gateway.smtp.grammar import is_routed
from gateway.smtp.replies import FOR_DISPOSITION, Say


class Receiver(Protocol):
    """What is used of flow.receive.Receive."""

    async def __call__(
        self, session: Session, envelope: Envelope, content: bytes, login: Login | None = None
    ) -> Receipt:
        """Take a message over. Raises TemporaryFault."""

    def confirm(self, receipt: Receipt) -> None:
        """The client has the reply."""

    def lost(self, receipt: Receipt) -> None:
        """The client may not have the reply."""


@dataclass(slots=True)
class Client:
    """Who is at the other end. `vouched` says that a certificate or a trusted network speaks for it."""

    address: str
    ehlo: str = ""
    tls: str | None = None
    vouched: bool = False
    account: Account | None = None
    login: Login | None = field(default=None, repr=False)

    @property
    def is_known(self) -> bool:
        """Whether it may send through us, not only to us."""
        return self.vouched or self.account is not None

    def session(self, listener: Listener) -> Session:
        """The session as the record keeps it."""
        user = self.account.address if self.account else None
        return Session(listener, self.address, self.ehlo, user, self.tls, self.vouched)


@dataclass(slots=True)
class Handler:
    """The rules of one listener. What is in force is looked up each time, so a reload counts at once."""

    kind: Listener
    table: ListenerTable
    in_force: InForce
    receive: Receiver
    domains: Domains

    @property
    def limits(self) -> LimitsTable:
        """The limits in force."""
        return self.in_force.config.smtp.limits

    @property
    def is_submission(self) -> bool:
        """Whether people send here, rather than other mail hosts."""
        return self.kind is Listener.SUBMISSION

    def is_trusted(self, address: str, names: frozenset[str] = frozenset()) -> bool:
        """Whether a mail host may relay through us, by its network or by the names in its client certificate."""
        if names & {name.lower() for name in self.table.client_names}:
            return True
        try:
            host = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        host = getattr(host, "ipv4_mapped", None) or host
        return any(host in ipaddress.ip_network(network) for network in self.table.trusted_networks)

    def mail(self, client: Client, sender: str) -> Say | Reply:
        """Whether this client may send from this address (empty: the null reverse-path)."""
        is_own = self.in_force.council.is_own_domain(domain_of(sender))
        if is_own and is_routed(sender):
            return Say.NO_ROUTING
        if not self.is_submission:
            return Say.SENDER_OK
        if client.account is not None:
            return self._mail_after_login(client.account, sender)
        if client.vouched:
            return Say.SENDER_OK if is_own or not sender else Say.NOT_COUNCIL_ADDRESS
        if self.table.require_auth:
            return Say.SIGN_IN_FIRST
        return Say.SENDER_OK if sender else Say.NO_NULL_SENDER

    def _mail_after_login(self, account: Account, sender: str) -> Say | Reply:
        if not sender:
            return Say.NO_NULL_SENDER
        if canonical(sender) not in self.in_force.council.senders(account.address):
            return Say.NOT_YOUR_ADDRESS.fill(address=account.address)
        return Say.SENDER_OK

    async def rcpt(self, client: Client, recipient: str) -> tuple[str, Say]:
        """Whether this client may send to this address. A bare postmaster is the council's (RFC 5321 section 4.5.1)."""
        council = self.in_force.council
        if "@" not in recipient:
            if not council.domains:
                return recipient, Say.BAD_RECIPIENT
            recipient = f"postmaster@{council.domains[0]}"
        domain = domain_of(recipient)
        if council.is_own_domain(domain):
            return recipient, Say.NO_ROUTING if is_routed(recipient) else Say.RECIPIENT_OK
        if not (self.is_submission and client.is_known):
            return recipient, Say.NO_RELAYING
        if self.in_force.config.smtp.check_recipient_domains and not self._is_routed_by_us(recipient, domain):
            return recipient, await self.domains.refusal(domain) or Say.RECIPIENT_OK
        return recipient, Say.RECIPIENT_OK

    def _is_routed_by_us(self, recipient: str, domain: str) -> bool:
        """A partner's domain, or one with a route of its own, may be in no public DNS."""
        if self.in_force.council.partner(recipient):
            return True
        patterns = [d for route in self.in_force.config.relay.routes for d in route.domains]
        return any(domain == p or (p.startswith(".") and f".{domain}".endswith(p)) for p in patterns)

    def unfit(self, content: bytes) -> Reply | None:
        """Why a message is refused before anybody has looked at it: a header without end, or a loop (section 6.3)."""
        limits = self.limits
        end = 0 if content.startswith(b"\r\n") else content.find(b"\r\n\r\n", 0, limits.header_bytes + 4)
        if end < 0 and len(content) > limits.header_bytes:
            return Say.HEADER_TOO_LARGE.fill(limit=limits.header_bytes)
        loops = trace.hops(content) > limits.received_hops or trace.ours(content, self.in_force.config.own_name)
        return Say.LOOP.reply if loops else None

    async def data(self, client: Client, envelope: Envelope, content: bytes) -> Receipt:
        """Hand a message over. Raises TemporaryFault."""
        return await self.receive(client.session(self.kind), envelope, content, client.login)


def reply_to(receipt: Receipt) -> Reply:
    """What the client is told about its message."""
    reply = FOR_DISPOSITION[receipt.disposition].fill(ref=receipt.ref, note=receipt.note)
    return replace(reply, text=" ".join(reply.text.split()))
