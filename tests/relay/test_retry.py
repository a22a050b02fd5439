from datetime import UTC, datetime, timedelta

import pytest

from gateway.config import RelayTable
from gateway.model.delivery import Delivery
from gateway.relay import retry

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
S = timedelta(seconds=1)


def delivery(**changes: object) -> Delivery:
    usual = {
        "ref": "7K2-4QXM",
        "recipient": "a@b.example",
        "queued_at": NOW,
        "next_attempt_at": NOW,
        "expires_at": NOW + timedelta(days=5),
    }
    return Delivery(**(usual | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 5), (1, 5), (2, 15), (3, 30), (6, 60), (10, 3600), (50, 3600)])
def test_the_schedule_and_its_last_wait_again(attempts: int, seconds: int) -> None:
    assert retry.wait(RelayTable().retry, attempts, 0.5) == seconds * S


def test_jitter_is_a_fifth_either_way() -> None:
    assert retry.wait((100 * S,), 1, 0.0) == 80 * S
    assert 119 * S < retry.wait((100 * S,), 1, 0.999) < 120 * S


def test_after_a_pause_nobody_is_early_and_not_all_come_at_once() -> None:
    assert retry.later(60 * S, 0.0) == 60 * S
    assert retry.later(60 * S, 0.5) == 75 * S
    assert retry.later(timedelta(0), 0.5) == 1 * S


def test_giving_up() -> None:
    assert retry.is_over(delivery(expires_at=NOW), NOW)
    assert not retry.is_over(delivery(expires_at=NOW + S), NOW)


def test_a_delay_is_news_once() -> None:
    after = timedelta(hours=4)
    assert not retry.delay_is_news(delivery(), after, NOW + after - S)
    assert retry.delay_is_news(delivery(), after, NOW + after)
    assert not retry.delay_is_news(delivery(warned_at=NOW), after, NOW + after)


def test_the_next_attempt_is_not_later_than_the_end() -> None:
    waiting = delivery(expires_at=NOW + 30 * S)
    assert retry.again(waiting, 5 * S, NOW).next_attempt_at == NOW + 5 * S
    assert retry.again(waiting, 60 * S, NOW).next_attempt_at == NOW + 30 * S
