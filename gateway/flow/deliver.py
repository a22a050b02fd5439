"""Deliver one message: one transaction a route, a reply a recipient; then settle, try again, or tell the author."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from gateway import metrics
from gateway.errors import RefTaken, StoreFault, where
from gateway.flow.awaiting import Awaiting
from gateway.flow.case import CaseWork
from gateway.flow.correspondents import correspondents
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.notify import notify
from gateway.mime import bounce, trace
from gateway.mime.bounce import Undelivered
from gateway.model.delivery import Delivery, DeliveryState, Outcome, Reply
from gateway.model.envelope import Listener, Session
from gateway.model.record import Event, EventKind
from gateway.relay import retry
from gateway.relay.base import Login, Pause, Relay, Transaction
from gateway.store.base import Outgoing, Store
from gateway.store.changes import Changes

log = structlog.get_logger()

SETTLE_AGAIN = timedelta(seconds=1)
STATUS = {Outcome.RELAYED: "sent", Outcome.DELAYED: "deferred", Outcome.FAILED: "bounced"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt brought: the delivery as it stands now, and how it ended.

    `tried` is false where the route was left alone; `reply` is then what is known of it, if anything.
    """

    delivery: Delivery
    route: str
    outcome: Outcome
    reply: Reply | None
    tried: bool


@dataclass(frozen=True, slots=True)
class Deliver:
    """Called once for each claimed message. Delivery is at least once (invariant 10)."""

    in_force: InForce
    store: Store
    relay: Relay
    keys: Keys
    now: Callable[[], datetime]
    chance: Callable[[], float] = field(default=random.random)

    async def __call__(self, outgoing: Outgoing) -> datetime | None:
        """Attempt all deliveries and settle them. Returns when something it left in the queue is due, None if nothing.

        It does not return before the outcome is in the store, so that what was sent is not sent again.
        """
        attempts = await self._attempt(outgoing)
        while True:
            now = self.now()
            changes = self._changes(outgoing, attempts, now)
            try:
                changes += await Awaiting(self.in_force, self.store).went_out(outgoing, _reached(attempts), now)
                changes += await CaseWork(self.in_force, self.store, self.now).passes(outgoing)
                await self.store.commit(changes, patiently=True)
                break
            except RefTaken:
                continue  # the ref of a report: the next one differs
            except StoreFault as fault:
                log.warning("outcome not written yet", ref=outgoing.ref, fault=where(fault))
                await asyncio.sleep(SETTLE_AGAIN.total_seconds())
        for attempt in attempts:
            _announce(outgoing, attempt, now)
        waiting = [delivery.next_attempt_at for delivery in (*changes.settled, *changes.deliveries) if _waits(delivery)]
        return min(waiting, default=None)

    # the attempt

    async def _attempt(self, outgoing: Outgoing) -> Sequence[Attempt]:
        routes: defaultdict[str, list[Delivery]] = defaultdict(list)
        for delivery in outgoing.deliveries:
            routes[self.relay.route(delivery.recipient)].append(delivery)
        top = self._trace(outgoing)
        if len(routes) == 1:
            [(route, deliveries)] = routes.items()
            return await self._send(route, deliveries, outgoing, top)
        sent = await asyncio.gather(*(self._send(route, group, outgoing, top) for route, group in routes.items()))
        return [attempt for attempts in sent for attempt in attempts]

    async def _send(
        self, route: str, deliveries: Sequence[Delivery], outgoing: Outgoing, top: bytes
    ) -> Sequence[Attempt]:
        if pause := self.relay.pause(route):
            return [self._outcome(delivery, route, pause.reply, pause, tried=False) for delivery in deliveries]
        transaction = Transaction(
            outgoing.ref,
            outgoing.envelope_from,
            tuple(delivery.recipient for delivery in deliveries),
            outgoing.content,
            outgoing.smtputf8,
            self._login(outgoing),
            top,
        )
        replies = await self.relay.send(route, transaction)
        pause = self.relay.pause(route)
        return [self._outcome(delivery, route, replies[delivery.recipient], pause) for delivery in deliveries]

    def _outcome(
        self, delivery: Delivery, route: str, reply: Reply | None, pause: Pause | None, tried: bool = True
    ) -> Attempt:
        outcome = reply.outcome if reply else Outcome.DELAYED
        delivery = replace(delivery, attempts=delivery.attempts + tried, last_reply=reply or delivery.last_reply)
        now = self.now()
        if outcome is Outcome.DELAYED and retry.is_over(delivery, now):
            outcome = Outcome.FAILED
        if outcome is Outcome.DELAYED:
            delivery = retry.again(delivery, self._wait(delivery, pause), now)
        else:
            state = DeliveryState.RELAYED if outcome is Outcome.RELAYED else DeliveryState.FAILED
            delivery = replace(delivery, state=state)
        return Attempt(delivery, route, outcome, reply, tried)

    def _wait(self, delivery: Delivery, pause: Pause | None) -> timedelta:
        """A host that is down has its own rhythm, so that what waits for it goes soon after it is back."""
        if pause:
            return retry.later(pause.lasts, self.chance())
        return retry.wait(self.in_force.config.relay.retry, delivery.attempts, self.chance())

    def _trace(self, outgoing: Outgoing) -> bytes:
        session = outgoing.session or Session(Listener.GATEWAY)
        at = outgoing.received_at or outgoing.deliveries[0].queued_at
        own_name = self.in_force.config.own_name
        return trace.lines(session, outgoing.ref, own_name, at, outgoing.smtputf8)

    def _login(self, outgoing: Outgoing) -> Login | None:
        if outgoing.user is None or outgoing.login is None:
            return None
        password = self.keys.unseal("author login", outgoing.ref, outgoing.login)
        return Login(outgoing.user, password.decode()) if password is not None else None

    # what follows from it

    def _changes(self, outgoing: Outgoing, attempts: Sequence[Attempt], now: datetime) -> Changes:
        changes = Changes(settled=tuple(attempt.delivery for attempt in attempts))
        if any(attempt.tried for attempt in attempts):
            changes += Changes(events=(Event(outgoing.ref, now, EventKind.ATTEMPTED, detail=_summary(attempts)),))
        changes += self._met(outgoing, attempts, now)
        if outgoing.notice or not outgoing.envelope_from:
            return changes  # a null sender is never told (RFC 5321 section 6.1): the event and the log line stand
        if failed := [attempt.delivery for attempt in attempts if attempt.outcome is Outcome.FAILED]:
            changes += self._told(outgoing, failed, EventKind.BOUNCED, now)
        after = self.in_force.config.relay.delay_notice_after
        if late := [a.delivery for a in attempts if _waits(a.delivery) and retry.delay_is_news(a.delivery, after, now)]:
            warned = {delivery: replace(delivery, warned_at=now) for delivery in late}
            changes = replace(changes, settled=tuple(warned.get(delivery, delivery) for delivery in changes.settled))
            changes += self._told(outgoing, late, EventKind.DELAYED, now)
        return changes

    def _met(self, outgoing: Outgoing, attempts: Sequence[Attempt], now: datetime) -> Changes:
        """Those outside whom mail of the council has reached: from now on they are known to the record."""
        if outgoing.notice or outgoing.session is None or outgoing.session.listener is not Listener.SUBMISSION:
            return Changes()
        council = self.in_force.council
        return Changes(met=correspondents(council, outgoing.content, _reached(attempts), now))

    def _told(self, outgoing: Outgoing, deliveries: Sequence[Delivery], kind: EventKind, now: datetime) -> Changes:
        """One report for the whole attempt."""
        received_at = outgoing.received_at or deliveries[0].queued_at
        said = Undelivered(outgoing.ref, outgoing.envelope_from, received_at, deliveries, outgoing.content)
        write = bounce.failed if kind is EventKind.BOUNCED else bounce.delayed
        subject, content = write(said, self.in_force.council, self.in_force.config.own_name, now)
        event = Event(outgoing.ref, now, kind, detail=f"{len(deliveries)} of the recipients: its author is told")
        told = notify(self.in_force, content, (outgoing.envelope_from,), outgoing.ref, subject, now)
        return Changes(events=(event,)) + told


def _reached(attempts: Sequence[Attempt]) -> list[str]:
    return [attempt.delivery.recipient for attempt in attempts if attempt.outcome is Outcome.RELAYED]


def _waits(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.QUEUED


def _summary(attempts: Sequence[Attempt]) -> str:
    """Such as `relayed 3, delayed 1 (451 4.2.1)`: without addresses, and without the host's own words."""
    parts = []
    for outcome in Outcome:
        of_it = [attempt for attempt in attempts if attempt.outcome is outcome and attempt.tried]
        replies = dict.fromkeys(f"{a.reply.code} {a.reply.status}" for a in of_it if a.reply)
        if of_it:
            parts.append(f"{outcome} {len(of_it)} ({', '.join(replies)})")
    return ", ".join(parts)


def _announce(outgoing: Outgoing, attempt: Attempt, now: datetime) -> None:
    """The line that operators know from Postfix; the host's own words stay in the record."""
    delivery, reply = attempt.delivery, attempt.reply
    if _waits(delivery) and not attempt.tried:
        return
    metrics.ATTEMPTS.labels(attempt.outcome).inc()
    delay = (now - delivery.queued_at).total_seconds()
    log.info(
        f"{outgoing.ref}: from=<{outgoing.envelope_from}>, to=<{delivery.recipient}>, relay={attempt.route}, "
        f"delay={delay:.2f}, dsn={reply.status if reply else bounce.EXPIRED}, "
        f"status={STATUS[attempt.outcome]} ({reply.code if reply else 'expired'})"
    )
