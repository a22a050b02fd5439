"""What the record knows of a message that is to be checked: fetched before, so that no rule has to ask."""

from datetime import datetime

from gateway.mime.thread import answered, subject_answered
from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.message import Direction, Message
from gateway.model.person import Known, person_key
from gateway.store.base import Store

STRANGERS = 20  # recipients who are new to the record, and looked for among those whom it knows
LARGEST_PARENT = 5_000_000  # bytes; a larger one is not looked at, and the marks of mail clients have to do


async def known_of(store: Store, message: Message, council: Council, before: datetime | None = None) -> Known:
    """The people of an outgoing message, those they may be mistaken for, and the message that it answers.

    With `before`, as the record knew them at that moment.
    """
    if message.direction is not Direction.OUTGOING:
        return Known()
    recipients = [canonical(address) for address in message.envelope.rcpt_tos]
    addresses = [*filter(None, [canonical(message.envelope.mail_from)]), *recipients]
    # one after the other: the store has nearly all of it at hand, and a task for each would cost more
    people = await store.people_known(message.council, addresses, before)
    said = await store.statements(message.council)
    parent = await _parent(store, message, before)
    correspondents = await store.correspondents(message.council, recipients, before)
    exceptions = await store.exceptions_in_force(message.council, council.day(message.received_at), before)
    strangers = [a for a in dict.fromkeys(recipients) if a not in correspondents and not council.is_inside(a)]
    alike = await store.alike(message.council, strangers[:STRANGERS], before)
    statements = {person_key(one.who): one for one in said if before is None or one.at < before}
    return Known(
        people, parent, correspondents=correspondents, alike=alike, exceptions=tuple(exceptions), statements=statements
    )


async def _parent(store: Store, message: Message, before: datetime | None) -> bytes | None:
    """The message that this one answers, by the ids that it names, else by its subject and who takes part in both."""
    if found := await store.answered(message.council, answered(message.content), LARGEST_PARENT, before):
        return found
    subject = subject_answered(message.content)
    by = message.session.user or message.envelope.mail_from
    if not subject or not by:
        return None
    authors = message.envelope.rcpt_tos
    return await store.answered_by_subject(message.council, subject, by, authors, LARGEST_PARENT, before)
