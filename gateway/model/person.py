"""People whom the record knows, and what is known to be theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from gateway.model.address import Mailbox, canonical
from gateway.model.exception import RecordedException


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody outside who has written to the council, or whom its mail has reached. The address is canonical."""

    council: str
    address: str
    name: str = field(repr=False)
    known_since: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """The recorded message that another one answers, by In-Reply-To or References.

    `author` and `recipients`, those in To and Cc, are addresses as written; `lines` its words by line, made alike for
    comparing, in order.
    """

    author: str
    recipients: tuple[str, ...]
    lines: tuple[str, ...] = field(default=(), repr=False)


class Standing(StrEnum):
    """What a reviewer may say of a person."""

    CONTRACTOR = "contractor"  # works for the council: their details at work are no private person's
    OFFICIAL = "official"  # holds an office, and is named in it
    SAME_AS = "same-as"  # is somebody who is known under another name or address


def person_key(who: str) -> str:
    """A name or an address, made alike for comparing."""
    return canonical(who) if "@" in who else " ".join(who.split()).casefold()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reviewer said of a person. `who` is a name or an address, and so is `same_as`, empty for the others."""

    who: str
    standing: Standing
    by: str
    at: datetime
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list that was imported: its name, the households on it, and when it came. Of itself only hashes are kept."""

    name: str
    households: int
    imported_at: datetime


class Everybody(Protocol):
    """All people whom the record or a list knows, asked about one datum."""

    def knows(self, kind: str, value: str) -> bool:
        """Whether it is known to be somebody's."""
        ...

    def belongs(self, kind: str, value: str, address: str) -> bool:
        """Whether it is of the household of the owner of this canonical address."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What the record knows of the people of one message, fetched before the rules run.

    For each address the items (kind, value in its normal form) that its owner has used or been sent. `parent` is the
    content of the message that this one answers, where the record has it; a check makes its `thread` of that.

    `correspondents` are those recipients with whom mail was exchanged before, and the names they go by. For each of the
    others `alike` has the correspondents whose addresses look like theirs; one without a local part is a whole domain.
    `named` has the correspondents who are called by a word that a rule asked for. `exceptions` are those that people
    recorded and that are in force.
    `statements` are what reviewers said of people, by `person_key`. `everybody` is there during a check only.
    """

    items: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    parent: bytes | None = field(default=None, repr=False)
    thread: Thread | None = None
    correspondents: Mapping[str, str] = field(default_factory=dict, repr=False)
    alike: Mapping[str, tuple[Mailbox, ...]] = field(default_factory=dict, repr=False)
    named: Mapping[str, tuple[Mailbox, ...]] = field(default_factory=dict, repr=False)
    exceptions: tuple[RecordedException, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    everybody: Everybody | None = field(default=None, repr=False)

    def said_of(self, who: str) -> Statement | None:
        """What a reviewer said of whoever has this name or address."""
        return self.statements.get(person_key(who))

    def of(self, address: str) -> frozenset[tuple[str, str]]:
        """All items known to belong to the owner of this address."""
        return self.items.get(canonical(address), frozenset())

    def is_theirs(self, kind: str, value: str, address: str) -> bool:
        """Whether a datum is known to be the owner's of this address, or their household's."""
        if (kind, value) in self.of(address):
            return True
        return self.everybody is not None and self.everybody.belongs(kind, value, canonical(address))

    def is_somebodys(self, kind: str, value: str) -> bool:
        """Whether a datum is known to be some person's, by mail or by an imported list."""
        return self.everybody is not None and self.everybody.knows(kind, value)
