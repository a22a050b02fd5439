from pathlib import Path

from gateway.flow.aside import Aside
from tests.console.house import House, close_house, open_house


async def test_health_is_told_to_anyone_and_nothing_more(house: House) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await house.browser().get(path)
        assert (answer.status, answer.text) == (200, "ok\n")
        assert "set-cookie" not in answer.headers


async def test_metrics_are_for_nobody_unless_named(house: House) -> None:
    assert (await house.browser().get("/metrics")).status == 404
    assert (await (await house.signed_in()).get("/metrics")).status == 404


async def test_metrics_for_a_named_network(tmp_path: Path, aside: Aside) -> None:
    house = await open_house(tmp_path, aside, 'monitor_networks = ["127.0.0.0/8"]\n')
    try:
        answer = await house.browser().get("/metrics")
        assert answer.status == 200
        assert "lychgate_accepted_total" in answer.text
        assert answer.headers["content-type"].startswith("text/plain")
    finally:
        await close_house(house)


async def test_a_proxy_is_believed_only_when_it_is_named(tmp_path: Path, aside: Aside) -> None:
    """Else whoever can reach the console could say to be the monitor."""
    house = await open_house(tmp_path, aside, 'monitor_networks = ["192.0.2.0/24"]\n')
    named = tmp_path / "named"
    named.mkdir()
    behind = await open_house(named, aside, 'monitor_networks = ["192.0.2.0/24"]\nproxies = ["127.0.0.0/8"]\n')
    try:
        said = {"X-Forwarded-For": "192.0.2.9"}
        assert (await house.browser().get("/metrics", **said)).status == 404
        assert (await behind.browser().get("/metrics", **said)).status == 200
        assert (await behind.browser().get("/metrics", **{"X-Forwarded-For": "198.51.100.1"})).status == 404
    finally:
        await close_house(house)
        await close_house(behind)
