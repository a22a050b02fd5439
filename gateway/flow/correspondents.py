"""With whom the council exchanges mail, and what the header says they are called."""

from collections.abc import Sequence
from datetime import datetime

from gateway.mime.address import mailboxes
from gateway.mime.header import fields, header_end
from gateway.model.address import Mailbox, canonical
from gateway.model.council import Council
from gateway.model.person import Correspondent

HEAD = 64 * 1024  # octets of a message in which names are looked for


def correspondents(
    council: Council, content: bytes, addresses: Sequence[str], now: datetime
) -> tuple[Correspondent, ...]:
    """Those of some recipients who are outside, with the names that To and Cc give them."""
    outside = [address for address in addresses if not council.is_inside(address)]
    if not outside:
        return ()
    head = content[: header_end(content[:HEAD])[0]]
    shown = [box for one in fields(head) if one.key in {"to", "cc"} for box in mailboxes(one.value)]
    names = {canonical(box.address): box.name for box in reversed(shown)}
    return tuple(correspondent(council, Mailbox(names.get(canonical(a), ""), a), now) for a in outside)


def correspondent(council: Council, box: Mailbox, now: datetime) -> Correspondent:
    """Somebody with whom mail was exchanged. A name that only repeats the address is none."""
    return Correspondent(council.key, canonical(box.address), "" if "@" in box.name else box.name, now)
