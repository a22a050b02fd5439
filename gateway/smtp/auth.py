"""AUTH PLAIN (RFC 4616) and AUTH LOGIN: from what the client says to an address and a password."""

import base64
import binascii
from collections.abc import Awaitable, Callable

from gateway.relay.base import Login
from gateway.smtp.replies import Say

Ask = Callable[[str], Awaitable[bytes | None]]

USER_CHALLENGE, PASSWORD_CHALLENGE = (base64.b64encode(asked).decode() for asked in (b"Username:", b"Password:"))


async def read_login(argument: str, ask: Ask) -> Login | Say:
    """Go through the exchange that `AUTH argument` begins. `ask` sends a challenge and gives the client's answer."""
    mechanism, _, initial = argument.partition(" ")
    exchange = {"PLAIN": _plain, "LOGIN": _login}.get(mechanism.upper())
    if exchange is None:
        return Say.UNKNOWN_MECHANISM if mechanism else Say.BAD_EXCHANGE
    return await exchange(initial, ask)


async def _plain(initial: str, ask: Ask) -> Login | Say:
    said = _decoded(initial.encode() if initial else await ask(""))
    if isinstance(said, Say):
        return said
    parts = said.split("\0")
    if len(parts) != 3:
        return Say.BAD_EXCHANGE
    acts_as, user, password = parts
    # to act as somebody else is not offered; it fails like a wrong password, as RFC 4616 section 2 has it
    return Login(user, password) if acts_as in ("", user) else Login(user, "")


async def _login(initial: str, ask: Ask) -> Login | Say:
    user = _decoded(initial.encode() if initial else await ask(USER_CHALLENGE))
    if isinstance(user, Say):
        return user
    password = _decoded(await ask(PASSWORD_CHALLENGE))
    return password if isinstance(password, Say) else Login(user, password)


def _decoded(line: bytes | None) -> str | Say:
    """One base64 line; a lone = is an empty one (RFC 4954 section 4)."""
    if line is None:
        return Say.COMMAND_TOO_LONG
    if line == b"*":
        return Say.AUTH_CANCELLED
    try:
        return base64.b64decode(b"" if line == b"=" else line, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return Say.BAD_EXCHANGE
