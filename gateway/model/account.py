"""Who may sign in, and as what."""

from dataclasses import dataclass
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
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None = None
