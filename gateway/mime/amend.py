"""Amendments on the bytes of a message: what is not amended stays byte for byte. The body is never looked at."""

from collections.abc import Iterable

from gateway.mime.address import mailboxes
from gateway.mime.header import Field, fields, header_end
from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.decision import AddCc, Amendment

LINE = 78  # octets that a header line should not pass (RFC 5322 section 2.1.1)
BLIND = {"bcc", "resent-bcc"}
PLAIN_PHRASE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -'")


def apply(content: bytes, amendments: Iterable[Amendment], council: Council) -> bytes:
    """All amendments, in the order in which they were proposed."""
    names = {canonical(address): person.name for person in council.people for address in person.addresses}
    for amendment in amendments:
        match amendment:
            case AddCc(address):
                content = add_cc(content, address, names.get(canonical(address), ""))
    return content


def add_cc(content: bytes, address: str, name: str = "") -> bytes:
    """Add an address to the visible copies: to the last Cc field, or as a new one below To.

    Nothing changes where the address stands in To or Cc already, in whatever spelling.
    """
    header = fields(content)
    shown = [box.address for one in header if one.key in {"to", "cc"} for box in mailboxes(one.value)]
    if canonical(address) in {canonical(other) for other in shown}:
        return content
    mailbox = f"{_phrase(name)}<{address}>" if name else address
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


def _phrase(name: str) -> str:
    """A display name with the blank after it, quoted where it must be; none where it would need encoding."""
    if not name.isascii() or not name.isprintable():
        return ""
    if PLAIN_PHRASE.issuperset(name):
        return f"{name} "
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" '


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
    new = comma + (b" " if fits else _line_end(content) + _fold(copies.raw)) + mailbox
    if len(mailboxes(copies._replace(raw=text + new).value)) > len(mailboxes(copies.value)):
        return end, end, new
    return head, head, b" " + mailbox + b","  # at its end, an open quote or comment would swallow it


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
    line_end = _line_end(content)
    return (b"" if not place or content[place - 1 : place] == b"\n" else line_end) + line + line_end


def _line_end(content: bytes) -> bytes:
    first = content.find(b"\n")
    return b"\n" if first > 0 and content[first - 1 : first] != b"\r" else b"\r\n"
