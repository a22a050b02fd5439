import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser as Chromium

from gateway import metrics
from gateway.flow.aside import Aside
from gateway.model.account import AccountRole
from gateway.model.delivery import Reply
from gateway.store.changes import Changes
from gateway.testing import COUNCIL
from tests.console.house import ADDRESSES, PASSWORD, House, close_house, open_house
from tests.console.looks import faults


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


BUSY = Reply(451, "4.7.1", "greylisted, mary@elsewhere.test")


async def send_and_fail(house: House) -> str:
    """A message of which two deliveries were tried in vain, to one domain."""
    ref = await house.hold(rcpt_tos=("mary@elsewhere.test", "joan@Elsewhere.test", "ann@third.test"))
    await house.review.release(ref, house.accounts[AccountRole.DEPUTY])
    two = [one for one in (await house.record(ref)).deliveries if "lsewhere" in one.recipient]
    later = house.clock() + timedelta(minutes=5)
    tried = [replace(one, attempts=1, last_reply=BUSY, next_attempt_at=later) for one in two]
    await house.store.commit(Changes(settled=tuple(tried)))
    return ref


async def test_the_sysadmin_sees_how_the_gateway_is_and_nothing_of_the_mail(house: House) -> None:
    ref = await send_and_fail(house)
    metrics.FAULTS.labels("broken-rule").inc()
    sysadmin = await house.signed_in(AccountRole.SYSADMIN)
    page = (await sysadmin.get("/health")).text
    waits = (await house.store.backlog(COUNCIL.key)).number  # the notice and the Clerk's copy, too
    for said in (f"{waits} deliveries wait", "elsewhere.test", "451 4.7.1", "GB free", "Broken rule: ", "Look at it"):
        assert said in page
    for hidden in (ref, "mary", "greylisted", "Allotments", "cllr.test", "third.test"):
        assert hidden not in page
    said = json.loads((await sysadmin.get("/health.json")).text)
    assert (said["queued"], said["worst"], said["asked_others"]) == (waits, "warn", False)
    [failing] = said["failing"]
    assert (failing["domain"], failing["deliveries"], failing["reply"]) == ("elsewhere.test", 2, "451 4.7.1")
    assert said["faults"]["broken-rule"] >= 1
    names = [one["name"].split()[0] for one in said["probes"]]
    assert names == ["store", "tls", "tls", "disk", "clock", "policy"]


async def test_others_are_asked_on_demand(house: House) -> None:
    sysadmin = await house.signed_in(AccountRole.SYSADMIN)
    assert 'href="/health?others=yes"' in (await sysadmin.get("/health")).text
    page = (await sysadmin.get("/health?others=yes")).text
    assert "upstream practice" in page
    assert "?others=yes" not in page


async def test_health_for_everybody(house: House, chromium: Chromium) -> None:
    await send_and_fail(house)
    page = await chromium.new_page()
    await page.goto(f"{house.url}/login")
    await page.get_by_label("Your email address").fill(ADDRESSES[AccountRole.SYSADMIN])
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{house.url}/health")
    assert await faults(page, "health") == []
