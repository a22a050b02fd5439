"""Labelled sets of council mail: our own, kept here as JSON lines, and folders of messages with a gold.json.

Our own are a folder each: `directory.json` (the council), `inbound.jsonl` (mail that residents sent in earlier), and
`tuned.jsonl` and `held.jsonl`, the halves that the rule was and was not tuned on.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from gateway.model.council import Council, CouncilPerson, Relation
from gateway.model.envelope import Envelope
from gateway.model.hours import OfficeHours

OWN = Path(__file__).parent
ROLES = (
    ("clerk", Relation.CLERK),
    ("cllr", Relation.MEMBER),
    ("councillor", Relation.MEMBER),
    ("chair", Relation.MEMBER),
)


@dataclass(frozen=True)
class Case:
    """One message with its label. `kinds` are the types of what leaked in it."""

    name: str
    content: bytes
    envelope: Envelope
    leak: bool
    kinds: frozenset[str]


@dataclass(frozen=True)
class LabelledSet:
    """Messages of one council, and what its residents wrote before."""

    name: str
    council: Council
    cases: tuple[Case, ...]
    inbound: tuple[bytes, ...]


def own_sets() -> Iterator[LabelledSet]:
    """Those in this folder, both halves of each."""
    for folder in sorted(path.parent for path in OWN.glob("*/directory.json")):
        council = _council(json.loads((folder / "directory.json").read_text(encoding="utf-8")))
        inbound = tuple(_content(row) for row in _rows(folder / "inbound.jsonl"))
        for half in ("tuned", "held"):
            cases = tuple(_case(row) for row in _rows(folder / f"{half}.jsonl"))
            yield LabelledSet(f"{folder.name}, {half}", council, cases, inbound)


def folder_set(folder: Path) -> LabelledSet:
    """A folder of .eml files with gold.json, directory.json and perhaps inbound/."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    council = _council(json.loads((folder / "directory.json").read_text(encoding="utf-8")))
    cases = tuple(
        Case(
            one["file"],
            _wire((folder / one["file"]).read_bytes()),
            Envelope(one["sender"], tuple(one["recipients"])),
            one["leak"],
            _leaked(one),
        )
        for one in gold["messages"]
    )
    inbound = tuple(_wire(path.read_bytes()) for path in sorted((folder / "inbound").glob("*.eml")))
    return LabelledSet("/".join(folder.parts[-2:]), council, cases, inbound)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _case(row: dict[str, Any]) -> Case:
    return Case(row["id"], _content(row), Envelope(row["sender"], tuple(row["recipients"])), row["leak"], _leaked(row))


def _leaked(row: dict[str, Any]) -> frozenset[str]:
    return frozenset(item["type"] for item in row["items"] if item.get("leaked"))


def _content(row: dict[str, Any]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = row["from"], ", ".join(row["to"]), row["subject"]
    if row.get("cc"):
        message["Cc"] = ", ".join(row["cc"])
    for name, value in (row.get("headers") or {}).items():
        message[name] = value
    if row.get("html_only"):
        message.set_content(row["html"], subtype="html", cte="quoted-printable")
    else:
        message.set_content(row["text"], cte="quoted-printable")
        if row.get("html"):
            message.add_alternative(row["html"], subtype="html", cte="quoted-printable")
    for one in row.get("attachments") or ():
        main, _, sub = one["type"].partition("/")
        message.add_attachment(one["text"].encode(), maintype=main, subtype=sub, filename=one["name"])
    return _wire(bytes(message))


def _wire(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _council(directory: dict[str, Any]) -> Council:
    people = tuple(
        CouncilPerson(one["name"], _role(one["role"]), one["email"], phones=(one["phone"],) if one.get("phone") else ())
        for one in directory["people"]
    )
    bank = directory.get("bank")
    return Council(
        directory["domain"],
        directory.get("council", directory["domain"]),
        (directory["domain"],),
        next(person.address for person in people if person.role is Relation.CLERK),
        OfficeHours(),
        people,
        postal_addresses=tuple(directory.get("own_addresses", ())),
        phones=tuple(directory.get("own_phones", ())),
        bank_accounts=(f"{bank['sort']} {bank['account']}",) if bank else (),
    )


def _role(title: str) -> Relation:
    low = title.lower()
    if "assistant" in low or "deputy" in low:
        return Relation.DEPUTY if "deputy" in low else Relation.OFFICER
    return next((role for word, role in ROLES if word in low), Relation.OFFICER)
