"""Tell the world, after the commit only: the log line, the metrics, and the worker that has something to deliver."""

from collections import defaultdict
from datetime import datetime
from typing import Protocol

import structlog

from gateway import metrics
from gateway.flow.check import Checked
from gateway.model.decision import Decision
from gateway.model.delivery import Delivery
from gateway.model.message import Direction, Message
from gateway.store.base import Outgoing
from gateway.store.changes import Changes, Lease, NewRecord

log = structlog.get_logger()


class HandOver(Protocol):
    """Who delivers: the worker of this process."""

    def lease(self, now: datetime) -> Lease | None:
        """A lease for deliveries that are handed over right after their commit; None where there is enough to do."""

    def hand_over(self, outgoing: Outgoing) -> None:
        """Deliver this, which the lease covers."""

    def wake(self) -> None:
        """Something may be due in the store."""


class Announce:
    """Called once for whatever was committed."""

    def __init__(self, worker: HandOver) -> None:
        self._worker = worker

    def lease(self, now: datetime) -> Lease | None:
        """The lease to commit new deliveries under, so that they need not be read back from the store."""
        return self._worker.lease(now)

    def received(self, message: Message, checked: Checked, changes: Changes) -> None:
        """A message came in, and this became of it."""
        decision = checked.decision
        metrics.ACCEPTED.labels(message.direction, decision.disposition).inc()
        for verdict in decision.verdicts:
            metrics.FINDINGS.labels(verdict.rule, verdict.action).inc()
            if verdict.fault:
                metrics.FAULTS.labels(verdict.rule).inc()
                log.warning("rule failed", ref=message.ref, rule=verdict.rule, fault=verdict.fault)
        log.info(
            "received",
            ref=message.ref,
            direction=message.direction,
            disposition=decision.disposition,
            size=len(message.content),
            recipients=len(message.envelope.rcpt_tos),
            rules=[verdict.rule for verdict in decision.verdicts],
        )
        self.deliver(changes)

    def decided(self, ref: str, decision: Decision, changes: Changes) -> None:
        """Somebody decided about a message that waited."""
        metrics.DECIDED.labels(decision.disposition).inc()
        log.info("decided", ref=ref, disposition=decision.disposition)
        self.deliver(changes)

    def deliver(self, changes: Changes) -> None:
        """Hand over what was committed under our lease; what was not is found in the store."""
        due: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in changes.deliveries:
            due[delivery.ref].append(delivery)
        if changes.lease is None or changes.changes:
            if due:
                self._worker.wake()
            return
        for record in changes.records:
            if deliveries := due.get(record.message.ref):
                self._worker.hand_over(_outgoing(record, tuple(deliveries)))


def _outgoing(record: NewRecord, deliveries: tuple[Delivery, ...]) -> Outgoing:
    message = record.message
    return Outgoing(
        ref=message.ref,
        envelope_from=message.envelope.mail_from,
        content=message.content if record.sent is None else record.sent,
        deliveries=deliveries,
        author=record.author,
        notice=message.direction is Direction.NOTICE,
        smtputf8=message.envelope.smtputf8,
        user=message.session.user,
        login=record.login,
        session=message.session,
        received_at=message.received_at,
    )
