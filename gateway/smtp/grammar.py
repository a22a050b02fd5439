"""The arguments of MAIL, RCPT and EHLO (RFC 5321 section 4.1.2), read by linear patterns."""

from dataclasses import dataclass
from functools import lru_cache

import re2

from gateway.smtp.replies import Say

LONGEST_PATH = 254  # RFC 5321 section 4.5.3.1.3, erratum 1690
ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x{80}-\x{10ffff}-]"
LOCAL = rf'(?:(?:{ATEXT}|\.)+|"(?:[^"\\]|\\.)*")'
LABEL = r"[A-Za-z0-9_\x{80}-\x{10ffff}](?:[A-Za-z0-9_\x{80}-\x{10ffff}-]{0,61}[A-Za-z0-9_\x{80}-\x{10ffff}])?"
DOMAIN = rf"{LABEL}(?:\.{LABEL})*"
MAILBOX = rf"{LOCAL}@{DOMAIN}"

ARGUMENT = re2.compile(rf"(?i)(FROM|TO): *(?:<({MAILBOX}|postmaster)?>|({MAILBOX}))((?: +[^ ]+)*) *")
SOURCE_ROUTE = re2.compile(r"(?i)(?:FROM|TO): *<@[^:>]*:.*")
PARAMETER = re2.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~\x{80}-\x{10ffff}]+))?")
HOST = re2.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")


@dataclass(frozen=True, slots=True)
class Path:
    """What MAIL or RCPT names: the address, empty for the null reverse-path, and the parameters in upper case."""

    address: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class MailParameters:
    """The parameters of MAIL (RFC 1870, 6152, 6531). `size` is the client's guess in bytes, 0 where it gave none."""

    size: int = 0
    eight_bit: bool = False
    smtputf8: bool = False


@lru_cache(maxsize=1024)  # the same people write to each other again and again
def read_path(keyword: str, argument: str) -> Path | Say:
    """Read `FROM:<address> parameters` or `TO:<address> parameters`."""
    bad = Say.BAD_SENDER if keyword == "FROM" else Say.BAD_RECIPIENT
    if not argument.upper().startswith(f"{keyword}:"):
        return Say.BAD_ARGUMENT
    match = ARGUMENT.fullmatch(argument)
    if match is None:
        return Say.NO_ROUTING if SOURCE_ROUTE.fullmatch(argument) else bad
    address = match[2] or match[3] or ""
    if len(address.encode()) > LONGEST_PATH:
        return bad
    parameters = _parameters(match[4])
    return Say.BAD_ARGUMENT if parameters is None else Path(address, parameters)


def _parameters(text: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for word in text.split():
        match = PARAMETER.fullmatch(word)
        if match is None or match[1].upper() in found:
            return None
        found[match[1].upper()] = match[2] or ""
    return found


def read_mail_parameters(given: dict[str, str]) -> MailParameters | Say:
    """What the parameters of MAIL say. AUTH= (RFC 4954 section 5) is taken and not believed."""
    size, body, utf8 = given.get("SIZE", "0"), given.get("BODY", "7BIT").upper(), given.get("SMTPUTF8")
    if given.keys() - {"SIZE", "BODY", "SMTPUTF8", "AUTH"}:
        return Say.UNKNOWN_PARAMETER
    if not (size.isascii() and size.isdigit() and len(size) <= 20) or body not in {"7BIT", "8BITMIME"} or utf8:
        return Say.BAD_ARGUMENT
    return MailParameters(int(size), body == "8BITMIME", utf8 is not None)


def is_routed(address: str) -> bool:
    """Whether the local part hides another address: a percent or bang route, or a quoted string."""
    local = address.rpartition("@")[0]
    return "%" in local or "!" in local or local.startswith('"')


def is_host(name: str) -> bool:
    """Whether an EHLO argument could be a name or an address literal: as clients write them, underscores too."""
    return bool(HOST.fullmatch(name))
