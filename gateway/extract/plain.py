"""Documents that are plain text: tables, calendars, address cards, notes."""

import csv
import io
import quopri

from gateway.extract.extracted import Extracted, document, unreadable
from gateway.mime.charset import decode
from gateway.mime.text import unfold
from gateway.model.message import Attachment

MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8"))
SEPARATORS = ",;\t|"
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
PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"


def words(attachment: Attachment) -> str:
    """The bytes as text: by their byte order mark, then by what the message says."""
    marked = next((charset for mark, charset in MARKS if attachment.data.startswith(mark)), attachment.charset)
    return decode(attachment.data, marked).text


def text(attachment: Attachment) -> Extracted:
    """A text as it stands."""
    said = words(attachment)
    if PGP_MESSAGE in said:
        return unreadable(attachment, "A document is encrypted, so nobody but its readers can check it.", "encrypted")
    return document(attachment, said)


def folded(attachment: Attachment) -> Extracted:
    """A calendar or an address card; old cards have values in quoted-printable (vCard 2.1)."""
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
        (technical if field.startswith(TECHNICAL) else written).append(line)
        if field.startswith("BEGIN:"):
            written.append("")
    return "\n".join([*written, "", *technical]).strip("\n")


def table(attachment: Attachment) -> Extracted:
    """A table: the cells of a row on one line, a tab between them."""
    said = words(attachment).replace("\x00", "")
    head = said[:10_000].partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    try:
        rows = [
            "\t".join(" ".join(cell.split()) for cell in row)
            for row in csv.reader(io.StringIO(said), delimiter=separator)
        ]
    except csv.Error:  # a cell that is too long for a table: it is read as it stands
        return document(attachment, said)
    return document(attachment, "\n".join(rows))
