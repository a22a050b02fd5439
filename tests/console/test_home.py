from dataclasses import replace
from datetime import timedelta

from gateway.config import parse
from gateway.model.account import AccountRole
from gateway.model.daily import Counted, DailyCount
from gateway.model.decision import Action
from gateway.model.delivery import DeliveryState, Reply
from gateway.store.changes import Changes
from tests.console.house import House

NUMERIC = '<td class="govuk-table__cell govuk-table__cell--numeric">'


async def test_nothing_to_do_is_said(house: House) -> None:
    assert "Nothing waits." in (await (await house.signed_in()).get("/")).text


async def test_what_is_held_since_when_and_what_happens(house: House) -> None:
    first = await house.hold()
    house.clock.ahead(timedelta(minutes=30))
    await house.hold()
    text = (await (await house.signed_in()).get("/")).text
    assert "2 messages are held for you" in text
    assert f'The oldest, <a class="govuk-link" href="/messages/{first}">' in text
    assert "has waited 30 minutes of office time" in text
    assert "it goes back to its author, unsent, at" in text


async def test_what_waits_for_its_author_is_overdue_when_the_author_was_reminded(house: House) -> None:
    await house.hold(action=Action.ASK)
    browser = await house.signed_in()
    text = (await browser.get("/")).text
    assert "1 message waits for its author\N{RIGHT SINGLE QUOTATION MARK}s answer" in text
    assert "Overdue" not in text
    house.clock.ahead(timedelta(days=3))
    assert "Overdue" in (await (await house.signed_in()).get("/")).text


async def test_deliveries_that_are_late_or_failed(house: House) -> None:
    ref = await house.hold()
    await house.review.release(ref, house.accounts[AccountRole.CLERK])
    browser = await house.signed_in()
    assert "Nothing waits." in (await browser.get("/")).text
    deliveries = (await house.record(ref)).deliveries
    tried = [replace(one, attempts=1, last_reply=Reply(451, "4.3.0", "later")) for one in deliveries]
    await house.store.commit(Changes(settled=tuple(tried)))
    text = (await browser.get("/")).text
    assert "1 message is on the way, but late" in text
    assert f"{len(tried)} deliveries could not be made yet." in text
    failed = [replace(one, state=DeliveryState.FAILED) for one in tried]
    await house.store.commit(Changes(settled=tuple(failed)))
    text = (await browser.get("/")).text
    assert "but late" not in text
    assert "1 message of the last seven days did not reach everyone" in text
    house.clock.ahead(timedelta(days=8))
    assert "did not reach" not in (await (await house.signed_in()).get("/")).text


async def test_a_passed_review_of_the_policy_is_said(house: House) -> None:
    browser = await house.signed_in()
    for due, said in (("2026-03-02", False), ("2026-03-01", True)):
        house.in_force.config = parse(f"[policy]\nreview_due = {due}\n")[0]
        assert ("due for review" in (await browser.get("/")).text) is said


async def test_the_last_weeks_in_figures_with_a_table_beside_each(house: House) -> None:
    browser = await house.signed_in()
    assert "The last eight weeks" not in (await browser.get("/")).text
    ref = await house.hold()
    await house.hold(action=Action.ASK)
    house.clock.ahead(timedelta(minutes=90))
    await house.review.release(ref, house.accounts[AccountRole.CLERK])
    old = house.in_force.council.day(house.clock()) - timedelta(weeks=8)
    await house.store.commit(Changes(counts=(DailyCount("council.test", old, Counted.RECEIVED, "incoming", "", 70),)))
    text = " ".join((await (await house.signed_in()).get("/")).text.split())
    assert '<th scope="row" class="govuk-table__header">2 March 2026</th>' in text
    assert f"{NUMERIC}0</td>{NUMERIC}2</td></tr> </tbody>" in text
    assert f'class="govuk-table__header">Personal data</th>{NUMERIC}1</td>{NUMERIC}1</td>' in text
    assert f'class="govuk-table__header">Within 4 hours</th>{NUMERIC}1</td>' in text
    assert ">70<" not in text
    assert text.count('role="img"') == 3
