"""Display names as they are written into a header field."""

from email.header import Header

from gateway.model.address import Mailbox

PLAIN_PHRASE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -'")


def phrase(name: str) -> str:
    """A display name with the blank after it, quoted where it must be; none where it would need encoding."""
    if not name.isascii() or not name.isprintable():
        return ""
    if PLAIN_PHRASE.issuperset(name):
        return f"{name} "
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" '


def mailbox_field(box: Mailbox) -> bytes:
    """A mailbox with its name, as encoded words where it must be (RFC 2047)."""
    name = " ".join("".join(char if char.isprintable() else " " for char in box.name).split())
    if not name:
        return box.address.encode(errors="surrogateescape")
    written = phrase(name) or f"{Header(name, 'utf-8').encode(linesep='')} "
    return f"{written}<{box.address}>".encode(errors="surrogateescape")
