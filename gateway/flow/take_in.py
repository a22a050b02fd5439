"""Write a new message to the record, under a ref that nobody has."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from gateway.errors import RefTaken
from gateway.flow.announce import Announce
from gateway.flow.check import Checked
from gateway.model.message import Message, new_ref
from gateway.store.base import Store
from gateway.store.changes import Changes


async def take_in(
    store: Store,
    announce: Announce,
    message: Message,
    checked: Checked,
    changes_of: Callable[[Message], Awaitable[Changes]],
) -> tuple[Message, str | None]:
    """The message as it was recorded and announced; and the ref under which it was before, where it was: then nothing
    is.
    """
    while True:
        changes = await changes_of(message) + Changes(lease=announce.lease(message.received_at))
        try:
            first_ref = (await store.commit(changes)).first_ref
        except RefTaken:
            message = replace(message, ref=new_ref())
            continue
        if first_ref is None:
            announce.received(message, checked, changes)
        return message, first_ref
