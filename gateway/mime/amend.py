"""Amendments on the bytes of a message: what is not amended stays byte for byte."""

from collections.abc import Collection, Iterable

from gateway.mime.address import mailboxes
from gateway.mime.append import append_line
from gateway.mime.edit import edit
from gateway.mime.header import Field, fields, header_end
from gateway.mime.phrase import mailbox_field, phrase
from gateway.mime.redact import redact, words_of
from gateway.mime.source import line_end
from gateway.mime.strip import strip
from gateway.model.address import Mailbox, canonical
from gateway.model.council import Council
from gateway.model.decision import AddCc, Amendment, AppendLine, Edit, Redact, StripTrail

LINE = 78  # octets that a header line should not pass (RFC 5322 section 2.1.1)
SHOWN = {"to", "cc"}
RESENT = {"resent-to", "resent-cc"}
BLIND = {"bcc", "resent-bcc"}


def apply(content: bytes, amendments: Iterable[Amendment], council: Council) -> bytes:
    """All amendments but OneEach, in the order of AMENDMENTS, whatever order they were proposed in.

    OneEach makes several messages out of one: see `for_one`.
    """
    proposed = tuple(amendments)
    names = {canonical(address): person.name for person in council.people for address in person.addresses}
    words = words_of(content, [one for one in proposed if isinstance(one, Redact)])
    for amendment in proposed:
        if isinstance(amendment, StripTrail):
            content = strip(content, amendment)
    content = redact(content, words)
    for amendment in proposed:
        if isinstance(amendment, AppendLine):
            content = append_line(content, amendment.text)
    for amendment in proposed:
        if isinstance(amendment, Edit):
            content = edit(content, amendment, names)
    for amendment in proposed:
        if isinstance(amendment, AddCc):
            content = add_cc(content, amendment.address, names.get(canonical(amendment.address), ""))
    return content


def for_one(content: bytes, recipient: str, kept: Collection[str] = ()) -> bytes:
    """The message as one recipient gets it who is to see nobody else: alone in To, under their name where it has one.

    Of Cc nothing is left but those of `kept` that stood in To or Cc. The Message-ID stays: it is the same message.
    """
    header = fields(content)
    shown = [box for one in header if one.key in SHOWN for box in mailboxes(one.value)]
    own = next((box for box in shown if canonical(box.address) == canonical(recipient)), Mailbox("", recipient))
    wanted = {canonical(address) for address in kept} - {canonical(recipient)}
    copies = {canonical(box.address): box for box in reversed(shown) if canonical(box.address) in wanted}
    lines = [b"To: " + mailbox_field(own._replace(address=recipient))]
    if copies:
        lines.append(b"Cc: " + b", ".join(mailbox_field(box) for box in reversed(copies.values())))
    place = next((one.start for one in header if one.key in SHOWN), header_end(content)[0])
    pieces, at = [content[:place], _on_own_line(content, place, line_end(content).join(lines))], place
    for one in header:
        if one.key in SHOWN | RESENT:
            pieces.append(content[at : one.start])
            at = one.end
    return b"".join([*pieces, content[at:]])


def add_cc(content: bytes, address: str, name: str = "") -> bytes:
    """Add an address to the visible copies: to the last Cc field, or as a new one below To.

    Nothing changes where the address stands in To or Cc already, in whatever spelling.
    """
    header = fields(content)
    shown = [box.address for one in header if one.key in SHOWN for box in mailboxes(one.value)]
    if canonical(address) in {canonical(other) for other in shown}:
        return content
    mailbox = f"{phrase(name)}<{address}>" if name else address
    copies = [one for one in header if one.key == "cc"]
    if copies:
        start, end, new = _extended(content, copies[-1], mailbox.encode())
    else:
        start = end = _place(content, header)
        new = _on_own_line(content, start, b"Cc: " + mailbox.encode())
    return content[:start] + new + content[end:]


def without_bcc(content: bytes) -> bytes:
    """The message without its Bcc and Resent-Bcc fields (RFC 5322 section 3.6.3)."""
    kept, at = [], 0
    for one in fields(content):
        if one.key in BLIND:
            kept.append(content[at : one.start])
            at = one.end
    return b"".join([*kept, content[at:]]) if kept else content


def _extended(content: bytes, copies: Field, mailbox: bytes) -> tuple[int, int, bytes]:
    """A Cc field with one more mailbox, as offsets of what is replaced and by what."""
    head = copies.end - len(copies.raw)
    text = copies.raw.rstrip(b" \t\r\n")
    end = head + len(text)
    if not text:
        return head, head + len(copies.raw.rstrip(b"\r\n")), b" " + mailbox
    comma = b"" if text.endswith(b",") or not (mailboxes(copies.value) or b":" in text) else b","
    last_line = end - (content.rfind(b"\n", 0, end) + 1)
    fits = last_line + len(comma) + 1 + len(mailbox) <= LINE
    new = comma + (b" " if fits else line_end(content) + _fold(copies.raw)) + mailbox
    read = mailboxes(copies._replace(raw=text + new).value)
    if read[len(mailboxes(copies.value)) :] == mailboxes(mailbox.decode()):
        return end, end, new
    return head, head, b" " + mailbox + b","  # at its end, an open quote, comment or word would swallow it


def _fold(raw: bytes) -> bytes:
    """The white space with which this field's own lines begin."""
    at = raw.find(b"\n") + 1
    rest = raw[at:] if at else b""
    return rest[: len(rest) - len(rest.lstrip(b" \t"))] or b" "


def _place(content: bytes, header: list[Field]) -> int:
    """Where a new Cc field goes: below To, else above Subject, else at the header's end."""
    below = [one.end for one in header if one.key == "to"]
    above = [one.start for one in header if one.key == "subject"]
    return below[-1] if below else above[0] if above else header_end(content)[0]


def _on_own_line(content: bytes, place: int, line: bytes) -> bytes:
    end = line_end(content)
    return (b"" if not place or content[place - 1 : place] == b"\n" else end) + line + end
