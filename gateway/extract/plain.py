"""Documents that are plain text: tables and notes."""

import csv
import io

from gateway.extract.extracted import Extracted, document, unreadable
from gateway.mime.charset import decode
from gateway.model.message import Attachment

MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8"))
SEPARATORS = ",;\t|"
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
