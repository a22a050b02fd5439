import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import ConfigError
from gateway.model.delivery import DeliveryState
from gateway.store.changes import Changes
from gateway.store.open import open_store
from tests.store.backends import sqlite_url
from tests.store.builders import COUNCIL, accepted, delivery, message, new_record


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "is no url"),
        ("data/lychgate.db", "is no url"),
        ("sqlite://", "needs a path"),
        ("sqlite:///:memory:", "needs a path"),
        ("mysql://user@host/name", "mysql is not known"),
        ("postgresql+asyncpg://user@host/name", "postgresql\\+asyncpg is not known"),
    ],
)
def test_a_url_that_is_none_of_ours(url: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        open_store(url)


async def test_closing_writes_what_was_patient(tmp_path: Path) -> None:
    store = open_store(sqlite_url(tmp_path))
    await store.start()
    msg = message()
    await store.commit(accepted(new_record(msg)))
    relayed = replace(delivery(msg.ref), state=DeliveryState.RELAYED)
    writing = asyncio.create_task(store.commit(accepted(new_record(message()))))
    await asyncio.sleep(0)
    patient = asyncio.create_task(store.commit(Changes(settled=(relayed,)), patiently=True))
    await asyncio.sleep(0)
    await store.close()
    assert writing.done()
    assert patient.done()
    again = open_store(sqlite_url(tmp_path))
    assert msg.ref not in {one.ref for one in await again.queue(COUNCIL)}
    await again.close()
