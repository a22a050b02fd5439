"""What a reviewer wrote anew: subject, visible recipients, the text. All else stays byte for byte."""

import binascii
from collections.abc import Mapping
from email.header import Header
from html import escape

from gateway.mime.address import mailboxes
from gateway.mime.header import fields, header_end
from gateway.mime.phrase import mailbox_field
from gateway.mime.source import Source, line_end, own_texts
from gateway.model.address import Mailbox, canonical
from gateway.model.decision import Edit
from gateway.model.message import TextKind

LINE = 76  # characters of a header line


def edit(content: bytes, change: Edit, names: Mapping[str, str]) -> bytes:
    """The message with what was written anew. `names` are those of the council's people, by canonical address."""
    if change.text is not None:
        content = _with_text(content, change.text)
    new: dict[str, bytes | None] = {}
    if change.subject is not None:
        new["subject"] = b"Subject: " + _words(change.subject, content)
    known = _names(content, names)
    for key, name, addresses in (("to", b"To: ", change.to), ("cc", b"Cc: ", change.cc)):
        if addresses is not None:
            new[key] = name + _boxes(addresses, known, content) if addresses else None
    return with_fields(content, 0, new) if new else content


def with_fields(content: bytes, head: int, new: Mapping[str, bytes | None]) -> bytes:
    """The header that begins at `head` with these fields, whole lines by key, in place of its own; None: without."""
    end, _ = header_end(content, head)
    eol = line_end(content)
    pieces, at, written = [content[:head]], head, set()
    for one in fields(content, head, end):
        if one.key in new:
            pieces.append(content[at : one.start])
            line = None if one.key in written else new[one.key]
            pieces.append(b"" if line is None else line + eol)
            written.add(one.key)
            at = one.end
    pieces.append(content[at:end])
    pieces += [line + eol for key, line in new.items() if line is not None and key not in written]
    return b"".join([*pieces, content[end:]])


def _with_text(content: bytes, text: str) -> bytes:
    """The first text of each kind is the author's: others stand behind an attachment, or are a list's."""
    first: dict[TextKind, Source] = {}
    for source in own_texts(content):
        first.setdefault(source.kind, source)
    for source in sorted(first.values(), key=lambda source: -source.start):
        content = _replaced(content, source, text)
    return content


def _replaced(content: bytes, source: Source, text: str) -> bytes:
    """Written in UTF-8, whatever the part was in: what was typed may need any letter."""
    is_html = source.kind is TextKind.HTML
    said = _as_html(text) if is_html else text.rstrip("\n") + "\n"
    body = binascii.b2a_qp(said.encode("utf-8", "replace"), istext=True).replace(b"\n", line_end(content))
    head = {
        "content-type": b"Content-Type: text/html; charset=utf-8"
        if is_html
        else b"Content-Type: text/plain; charset=utf-8",
        "content-transfer-encoding": b"Content-Transfer-Encoding: quoted-printable",
    }
    if source.head == 0:
        head["mime-version"] = b"MIME-Version: 1.0"
    return with_fields(content[: source.start] + body + content[source.end :], source.head, head)


def _as_html(text: str) -> str:
    paragraphs = escape(text.strip("\n"), quote=False).split("\n\n")
    said = "\n".join("<p>" + one.replace("\n", "<br>\n") + "</p>" for one in paragraphs)
    return f"<html><body>\n{said}\n</body></html>\n"


def _words(text: str, content: bytes) -> bytes:
    """An unstructured field's value, as encoded words where it must be (RFC 2047), folded."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    charset = "us-ascii" if plain.isascii() else "utf-8"
    folded = Header(plain, charset, maxlinelen=LINE, header_name="Subject").encode(linesep="\n")
    return folded.encode().replace(b"\n", line_end(content))


def _boxes(addresses: tuple[str, ...], known: Mapping[str, str], content: bytes) -> bytes:
    """One mailbox a line, under the name that it had."""
    boxes = [mailbox_field(Mailbox(known.get(canonical(address), ""), address)) for address in addresses]
    return (b"," + line_end(content) + b" ").join(boxes)


def _names(content: bytes, names: Mapping[str, str]) -> dict[str, str]:
    shown = [box for one in fields(content) if one.key in {"to", "cc", "from"} for box in mailboxes(one.value)]
    return dict(names) | {canonical(box.address): box.name for box in reversed(shown) if box.name}
