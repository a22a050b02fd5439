"""Write a new message to the record, under a ref that nobody has."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from gateway.errors import RefTaken
from gateway.flow.announce import Announce
from gateway.model.message import Message, new_ref
from gateway.store.base import Changes, Store


async def take_in(
    store: Store, announce: Announce, message: Message, changes_of: Callable[[Message], Awaitable[Changes]]
) -> tuple[Changes, str | None]:
    """What was committed, and the ref under which the message was recorded before, where it was: then nothing is."""
    while True:
        changes = await changes_of(message) + Changes(lease=announce.lease(message.received_at))
        try:
            return changes, (await store.commit(changes)).first_ref
        except RefTaken:
            message = replace(message, ref=new_ref())
