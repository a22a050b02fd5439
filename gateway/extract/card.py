"""Calendars (RFC 5545) and address cards (RFC 6350; vCard 2.1): what people wrote of each event or card, in words."""

import quopri

import re2

from gateway.extract.extracted import Extracted, document
from gateway.extract.plain import words
from gateway.mime.charset import decode
from gateway.mime.text import unfold
from gateway.model.message import Attachment

TECHNICAL = (
    "BEGIN:",
    "END:",
    "VERSION:",
    "PRODID:",
    "UID:",
    "METHOD:",
    "CALSCALE:",
    "DTSTAMP",
    "SEQUENCE:",
    "TRANSP:",
    "REV:",
    "ORGANIZER",
)
LABELS = {
    "FN": "Name",
    "N": "Name",
    "NICKNAME": "Known as",
    "ADR": "Address",
    "LABEL": "Address",
    "TEL": "Telephone",
    "EMAIL": "E-mail",
    "BDAY": "Date of birth",
    "ORG": "Organisation",
    "TITLE": "Role",
    "ROLE": "Role",
    "NOTE": "Note",
    "SUMMARY": "Summary",
    "DESCRIPTION": "Description",
    "LOCATION": "Location",
    "COMMENT": "Comment",
}
SPOKEN = (3, 1, 2, 0, 4)  # how the components of N are said: title, first names, surname, letters behind it
ESCAPED = re2.compile(r"(?s)\\(.)")
NO_BORDER = "\0"  # stands for a semicolon within a component
DATE = re2.compile(r"(\d{4})(\d\d)(\d\d)")


def read(attachment: Attachment) -> Extracted:
    """A calendar or an address card; old cards have values in quoted-printable."""
    said = words(attachment)
    if "ENCODING=QUOTED-PRINTABLE" in said.upper():
        said = decode(quopri.decodestring(said.encode()), "utf-8").text
    return document(attachment, _parted(unfold(said)))


def _parted(said: str) -> str:
    """What people wrote of each event or card in a paragraph of its own; at the end what programs tell each other."""
    written: list[str] = []
    technical: list[str] = []
    for line in said.splitlines():
        field = line.upper()
        if field.startswith(TECHNICAL):
            technical.append(line)
            written += [""] * field.startswith("BEGIN:")
            continue
        shown, rest = _in_words(line)
        if shown not in written[-2:]:  # a name is said twice: as it is shown, and by its components
            written.append(shown)
        technical += filter(None, [rest])
    return "\n".join([*written, "", *technical]).strip("\n")


def _in_words(line: str) -> tuple[str, str]:
    """A field as people read it, and what else its name says; one that we have no word for stands as it is."""
    head, colon, value = line.partition(":")
    name, _, params = head.rpartition(".")[2].partition(";")
    label = LABELS.get(name.upper())
    if not colon or label is None:
        return line, ""
    said = _value(name.upper(), value)
    return f"{label}: {said}" if said else "", head if params else ""


def _value(name: str, value: str) -> str:
    if name == "N":
        components = _components(value)
        return " ".join(components[at] for at in SPOKEN if at < len(components) and components[at])
    if name in {"ADR", "ORG"}:
        return ", ".join(one.replace("\n", ", ") for one in _components(value) if one)
    if name == "BDAY":
        return str(DATE.sub(r"\1-\2-\3", value))
    return _plain(value)


def _components(value: str) -> list[str]:
    """The pieces of a structured value, empty ones too (RFC 6350 section 3.3)."""
    kept = ESCAPED.sub(lambda found: NO_BORDER if found[1] == ";" else found[0], value)
    return [_plain(one).replace(NO_BORDER, ";") for one in kept.split(";")]


def _plain(value: str) -> str:
    """A value without its escapes (RFC 6350 section 3.4)."""
    return str(ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)).strip()
