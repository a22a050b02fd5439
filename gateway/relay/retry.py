"""When to try again, when to tell the author, when to give up. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.model.delivery import Delivery

JITTER = 0.2  # a wait is up to a fifth shorter or longer, so that what failed together comes back scattered
SHORTEST_SPREAD = timedelta(seconds=2)


def wait(schedule: Sequence[timedelta], attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts; the schedule's last wait repeats. `chance` is in [0, 1)."""
    return schedule[min(max(attempts, 1), len(schedule)) - 1] * (1 - JITTER + 2 * JITTER * chance)


def later(pause: timedelta, chance: float) -> timedelta:
    """A little after the end of a pause, up to half as long again and at least some seconds: never all at once."""
    return pause + max(pause / 2, SHORTEST_SPREAD) * chance


def is_over(delivery: Delivery, now: datetime) -> bool:
    """Whether to give up (RFC 5321 section 4.5.4.1)."""
    return now >= delivery.expires_at


def delay_is_news(delivery: Delivery, after: timedelta, now: datetime) -> bool:
    """Whether to tell the author, once, that it is still on its way."""
    return delivery.warned_at is None and now - delivery.queued_at >= after


def again(delivery: Delivery, wait: timedelta, now: datetime) -> Delivery:
    """The delivery waiting for its next attempt, or for its end, whichever is sooner."""
    return replace(delivery, next_attempt_at=min(now + wait, max(now, delivery.expires_at)))
