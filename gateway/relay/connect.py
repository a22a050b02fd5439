"""Opening a session with a host: connection, greeting, encryption, login. aiosmtplib does the talking."""

import asyncio
import ssl
from dataclasses import dataclass

import aiosmtplib

from gateway.model.delivery import Reply
from gateway.relay.base import Login
from gateway.relay.smtp import Connection
from gateway.relay.tls import Tls, context, is_loopback
from gateway.relay.wire import NONSENSE, Wire

OPENING = 60.0  # seconds for each step until a session stands; some hosts let strangers wait for their greeting
MECHANISMS = ("plain", "login", "cram-md5")
NOT_PROVEN = Reply(454, "4.7.5", "the server's certificate does not prove its name")
TLS_FAILED = Reply(454, "4.7.5", "encryption with the server failed")


class Unreachable(Exception):
    """No session with this host. A `reply` in 5xx says that no other attempt will fare better.

    `host_is_down` is false where the trouble is not the host's: a login refused, a domain that takes no mail.
    """

    def __init__(self, reply: Reply, host_is_down: bool = True) -> None:
        super().__init__(str(reply))
        self.reply = reply
        self.host_is_down = host_is_down


@dataclass(frozen=True, slots=True)
class Host:
    """Where to connect. `name` is what its certificate must prove, `address` (empty: the name) where it is reached."""

    name: str
    port: int
    address: str = ""
    implicit: bool = False
    tls: Tls = "opportunistic"

    @property
    def target(self) -> str:
        """What to connect to."""
        return self.address or self.name


async def connect(host: Host, login: Login | None, own_name: str, patience: float) -> Connection:
    """Open a session with a host, encrypted and logged in as asked. Raises Unreachable.

    `patience` is how long to wait for one answer, in seconds.
    Where encryption is only opportunistic and nothing secret is to be said, a failed handshake means going without.
    """
    try:
        return await _connect(host, login, own_name, patience, encrypt=True)
    except Unreachable as failed:
        if failed.reply.enhanced != "4.7.5" or host.tls != "opportunistic" or host.implicit or login:
            raise
    return await _connect(host, login, own_name, patience, encrypt=False)


async def _connect(host: Host, login: Login | None, own_name: str, patience: float, encrypt: bool) -> Connection:
    client = aiosmtplib.SMTP(
        hostname=host.target,
        port=host.port,
        local_hostname=own_name,
        timeout=min(patience, OPENING),
        use_tls=host.implicit,
        start_tls=False,
        tls_context=context(verified=host.tls == "verified"),
    )
    try:
        await client.connect()
        await _greet(client)
        if encrypt and not host.implicit and (host.tls != "opportunistic" or client.supports_extension("starttls")):
            await _encrypt(client, host)
        if login:
            await _log_in(client, host, login)
        return Connection(Wire(_transport(client), patience), client.esmtp_extensions)
    except BaseException as error:
        client.close()
        if isinstance(error, (aiosmtplib.SMTPException, OSError, ValueError)):
            raise Unreachable(_in_our_words(error)) from error
        raise


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError as refused:
        if refused.code < 500:
            raise
        await client.helo()


async def _encrypt(client: aiosmtplib.SMTP, host: Host) -> None:
    if not client.supports_extension("starttls"):
        raise Unreachable(Reply(454, "4.7.4", "the server offers no encryption, which is required"))
    try:
        await client.starttls(server_hostname=host.name)
    except ssl.SSLCertVerificationError:
        raise Unreachable(NOT_PROVEN) from None
    except (aiosmtplib.SMTPException, OSError):
        raise Unreachable(TLS_FAILED) from None
    await client.ehlo()


async def _log_in(client: aiosmtplib.SMTP, host: Host, login: Login) -> None:
    if client.get_transport_info("sslcontext") is None and not is_loopback(host.target):
        raise Unreachable(Reply(454, "4.7.4", "the server offers no encryption, so no login is sent"))
    offered = [name for name in MECHANISMS if name in client.supported_auth_methods]
    if not offered:
        raise Unreachable(Reply(454, "4.7.0", "the server offers no way to log in that we know"))
    log_in = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}[offered[0]]
    try:
        await log_in(login.user, login.password)
    except aiosmtplib.SMTPAuthenticationError as refused:
        if refused.code >= 500:
            reply = Reply(535, "5.7.8", "the server does not accept the login")
            raise Unreachable(reply, host_is_down=False) from None
        raise


def _transport(client: aiosmtplib.SMTP) -> asyncio.BaseTransport:
    if client.transport is None:
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    return client.transport


def _in_our_words(error: BaseException) -> Reply:
    """A failed opening is never the message's fault: 4xx, whatever the host said."""
    match error.__cause__ or error:
        case ssl.SSLCertVerificationError():
            return NOT_PROVEN
        case ssl.SSLError():
            return TLS_FAILED
    match error:
        case aiosmtplib.SMTPTimeoutError():
            return Reply(421, "4.4.1", "the server does not answer")
        case aiosmtplib.SMTPResponseException(code=code) if code > 0:
            return Reply(421, "4.3.2", f"the server refuses the session with {code}")
        case aiosmtplib.SMTPResponseException():
            return NONSENSE
        case _:
            return Reply(421, "4.4.1", "the server cannot be reached")
