"""What the record knows of a message that is to be checked: fetched before, so that no rule has to ask."""

import asyncio

from gateway.mime.thread import answered
from gateway.model.address import canonical
from gateway.model.message import Direction, Message
from gateway.model.person import Known
from gateway.store.base import Store

LARGEST_PARENT = 5_000_000  # bytes; a larger one is not looked at, and the marks of mail clients have to do


async def known_of(store: Store, message: Message) -> Known:
    """The people of an outgoing message, and the message that it answers."""
    if message.direction is not Direction.OUTGOING:
        return Known()
    addresses = [canonical(a) for a in (message.envelope.mail_from, *message.envelope.rcpt_tos) if a]
    people, parent = await asyncio.gather(
        store.people_known(message.council, addresses),
        store.answered(message.council, answered(message.content), LARGEST_PARENT),
    )
    return Known(people, parent)
