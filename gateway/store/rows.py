"""How the words stand in rows: what more than one part of the store writes or reads."""

from typing import Any

from sqlalchemy import Row

from gateway.model.delivery import Delivery, DeliveryState, Reply
from gateway.model.envelope import Envelope, Listener, Session
from gateway.store.changes import Lease
from gateway.store.codec import texts_from_json


def delivery_row(delivery: Delivery, lease: Lease | None = None) -> dict[str, Any]:
    """The columns of a delivery, all but its council."""
    reply = delivery.last_reply
    return {
        "ref": delivery.ref,
        "recipient": delivery.recipient,
        "state": delivery.state,
        "queued_at": delivery.queued_at,
        "next_attempt_at": delivery.next_attempt_at,
        "expires_at": delivery.expires_at,
        "attempts": delivery.attempts,
        "reply_code": reply.code if reply else None,
        "reply_enhanced": reply.enhanced if reply else None,
        "reply_text": reply.text if reply else None,
        "warned_at": delivery.warned_at,
        "due_at": lease.until if lease else delivery.next_attempt_at,
        "holder": lease.holder if lease else None,
    }


def delivery_of(row: Row[Any]) -> Delivery:
    """The delivery of a row."""
    reply = None if row.reply_code is None else Reply(row.reply_code, row.reply_enhanced, row.reply_text)
    return Delivery(
        row.ref,
        row.recipient,
        row.queued_at,
        row.next_attempt_at,
        row.expires_at,
        DeliveryState(row.state),
        row.attempts,
        reply,
        row.warned_at,
    )


def session_of(row: Row[Any]) -> Session:
    """The session of a record's row."""
    return Session(Listener(row.listener), row.client_address, row.ehlo, row.user, row.tls, row.trusted)


def envelope_of(row: Row[Any]) -> Envelope:
    """The envelope of a record's row."""
    return Envelope(row.mail_from, texts_from_json(row.rcpt_tos), row.smtputf8, row.eight_bit)
