"""Who may sign in, and as what."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AccountRole(StrEnum):
    """What an account may do, in the console and at submission."""

    CLERK = "clerk"
    DEPUTY = "deputy"
    MEMBER = "member"
    OFFICER = "officer"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


REVIEWERS = frozenset({AccountRole.CLERK, AccountRole.DEPUTY})
READERS = REVIEWERS | {AccountRole.AUDITOR}  # of all messages; everybody else sees their own at most


@dataclass(frozen=True, slots=True)
class Account:
    """One login, for submission and console alike. `password_hash` is argon2id in its own encoding."""

    address: str
    role: AccountRole
    password_hash: str = field(repr=False)
    created_at: datetime
    disabled_at: datetime | None = None


class FactorKind(StrEnum):
    """What a person has beside the password: an app that shows six digits (RFC 6238), or a passkey (WebAuthn)."""

    TOTP = "totp"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Factor:
    """One second step of one account. `id` is the passkey's own, or `totp`: there is one app an account.

    `secret` is the app's seed, sealed under the gateway's key, or the passkey's public key. `counter` is the time step
    or the signature count of the last use: a use that is not later is a copy.
    """

    id: str
    kind: FactorKind
    name: str
    secret: bytes = field(repr=False)
    created_at: datetime
    counter: int = 0
    used_at: datetime | None = None


class Stage(StrEnum):
    """How far a browser has come: its password was right and the second step is awaited; the second step has first to
    be set up; or it is signed in.
    """

    PASSWORD = "password"  # noqa: S105 - a word for people
    SETUP = "setup"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser's session. `digest` is of its cookie; `browser` is how the browser names itself, in short."""

    digest: bytes
    address: str
    stage: Stage
    opened_at: datetime
    used_at: datetime
    ends_at: datetime
    client: str = ""
    browser: str = ""
