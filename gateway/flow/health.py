"""How the gateway is, for whoever looks after it: nothing of it tells what is in a message, or who wrote it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gateway import metrics
from gateway.flow.in_force import InForce
from gateway.flow.probes import Level, Probe, elsewhere, here, stored
from gateway.model.address import domain_of
from gateway.model.delivery import Delivery
from gateway.store.base import Store


@dataclass(frozen=True, slots=True)
class Failing:
    """The deliveries to one domain that were tried and wait for another attempt. `reply` is the last one's codes."""

    domain: str
    deliveries: int
    oldest: datetime
    next_attempt_at: datetime
    reply: str


@dataclass(frozen=True, slots=True)
class Health:
    """`version` is that of the policy in force. `faults` of rules and `attempts` count from the start of the process.

    With `asked_others` the probes are those too that ask over the network.
    """

    probes: tuple[Probe, ...]
    asked_others: bool
    queued: int
    oldest: datetime | None
    failing: tuple[Failing, ...]
    version: int | None
    adopted: date | None
    rules: int
    faults: Mapping[str, int]
    attempts: Mapping[str, int]

    @property
    def worst(self) -> Level:
        """How serious it is, taken together."""
        return max((one.level for one in self.probes), key=list(Level).index)


async def look(in_force: InForce, store: Store, now: datetime, ask_others: bool = False) -> Health:
    """How things are now. To ask others may take some seconds. Raises StoreFault."""
    config, council = in_force.config, in_force.council
    probes = [await stored(store, council.key), *await asyncio.to_thread(here, config, now), *_of_rules(in_force, now)]
    if ask_others:
        probes += await elsewhere(config, now)
    backlog = await store.backlog(council.key)
    return Health(
        tuple(probes),
        ask_others,
        backlog.number,
        backlog.oldest,
        _failing(backlog.tried),
        in_force.version,
        config.policy.adopted,
        len(in_force.policy.rules),
        metrics.counted(metrics.FAULTS),
        metrics.counted(metrics.ATTEMPTS),
    )


def _of_rules(in_force: InForce, now: datetime) -> list[Probe]:
    today = in_force.council.day(now)
    ended = {rule.name: sum(one.has_ended(today) for one in rule.exceptions) for rule in in_force.policy.rules}
    named = [f"{name} ({number})" for name, number in ended.items() if number]
    return [Probe("exceptions", Level.WARN, f"have ended, and no longer apply: {', '.join(named)}")] if named else []


def _failing(tried: Iterable[Delivery]) -> tuple[Failing, ...]:
    """By domain, the most first."""
    domains: dict[str, list[Delivery]] = {}
    for delivery in tried:
        domains.setdefault(domain_of(delivery.recipient), []).append(delivery)
    failing = (
        Failing(
            domain,
            len(them),
            min(one.queued_at for one in them),
            min(one.next_attempt_at for one in them),
            _codes(max(them, key=lambda one: one.attempts)),
        )
        for domain, them in domains.items()
    )
    return tuple(sorted(failing, key=lambda one: (-one.deliveries, one.domain)))


def _codes(delivery: Delivery) -> str:
    """Without the reply's text, in which other hosts like to name the recipient."""
    reply = delivery.last_reply
    return f"{reply.code} {reply.enhanced}".strip() if reply else ""
