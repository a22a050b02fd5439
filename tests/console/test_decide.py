from gateway.model.account import AccountRole
from gateway.model.record import State
from tests.console.house import ADDRESSES, House

DEPUTY = AccountRole.DEPUTY


async def test_release_sends_it_to_everyone(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    everyone = [("to", "0"), ("to", "1"), ("reason", "She agreed.")]
    answer = await browser.submit(f"/messages/{ref}", f"/messages/{ref}/release", everyone)
    assert (answer.status, answer.headers["location"]) == (303, f"/held?done={ref}")
    record = await house.record(ref)
    assert record.summary.state is State.QUEUED
    assert {d.recipient for d in record.deliveries} == {
        "mary@elsewhere.test",
        "mayor@council.test",
        "clerk@council.test",
    }
    assert (record.decision.decided_by, record.decision.reason) == ("clerk@council.test", "She agreed.")
    banner = (await browser.get(answer.headers["location"])).text
    assert f"{ref}</a>: Ann Lee sent it at 10am today." in banner


async def test_release_to_some(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    answer = await browser.submit(f"/messages/{ref}", f"/messages/{ref}/release", [("to", "1"), ("reason", "")])
    assert answer.status == 303
    record = await house.record(ref)
    assert record.decision.recipients == ("mayor@council.test",)
    assert "mary@elsewhere.test" not in {d.recipient for d in record.deliveries}
    assert "Ann Lee sent it to 1 of 2 people" in (await browser.get(f"/messages/{ref}")).text


async def test_one_recipient_needs_no_ticking(house: House) -> None:
    ref = await house.hold(rcpt_tos=["mary@elsewhere.test"])
    browser = await house.signed_in()
    text = (await browser.get(f"/messages/{ref}")).text
    assert '<input type="hidden" name="to" value="0">' in text
    assert "Send it to some people only" not in text
    assert (await browser.submit(f"/messages/{ref}", f"/messages/{ref}/release", [("to", "0")])).status == 303


async def test_release_to_nobody_or_to_a_stranger_is_no_release(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    for to in ([], [("to", "2")], [("to", "evil@elsewhere.test")], [("to", "-1")]):
        answer = await browser.submit(f"/messages/{ref}", f"/messages/{ref}/release", [*to, ("reason", "Typed.")])
        assert answer.status == 422
        assert "Tick at least one person" in answer.text
        assert "Typed." in answer.text
    assert await house.state(ref) is State.HELD


async def test_return_needs_a_reason_and_gives_it_to_the_author(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    page, path = f"/messages/{ref}", f"/messages/{ref}/return"
    answer = await browser.submit(page, path, [("reason", "  ")])
    assert answer.status == 422
    assert "Write a reason" in answer.text
    answer = await browser.submit(page, path, [("reason", "Leave the number out.")])
    assert answer.status == 303
    record = await house.record(ref)
    assert (record.summary.state, record.decision.reason) == (State.RETURNED, "Leave the number out.")
    assert "Ann Lee returned it to its author" in (await browser.get(page)).text


async def test_the_clerk_does_not_release_the_clerks_own_message(house: House) -> None:
    ref = await house.hold(author=ADDRESSES[AccountRole.CLERK])
    form = [("to", "0"), ("to", "1"), ("reason", "Mine.")]
    path = f"/messages/{ref}/release"
    answer = await (await house.signed_in()).submit(f"/messages/{ref}", path, form)
    assert answer.status == 422
    assert "This is your own message" in answer.text
    assert await house.state(ref) is State.HELD
    assert (await (await house.signed_in(DEPUTY)).submit(f"/messages/{ref}", path, form)).status == 303


async def test_the_second_of_two_is_told_who_decided_and_how(house: House) -> None:
    ref = await house.hold()
    clerk, deputy = await house.signed_in(), await house.signed_in(DEPUTY)
    token = (await deputy.get(f"/messages/{ref}")).token
    page = f"/messages/{ref}"
    await clerk.submit(page, f"{page}/return", [("reason", "Leave the number out.")])
    answer = await deputy.post(f"{page}/release", [("form", token), ("to", "0"), ("to", "1")])
    assert answer.status == 409
    assert "Ann Lee returned it to its author at 10am today." in answer.text
    assert "Leave the number out." in answer.text
    assert await house.state(ref) is State.RETURNED


async def test_what_does_not_exist_cannot_be_decided(house: House) -> None:
    browser = await house.signed_in()
    for action in ("release", "return"):
        answer = await browser.submit("/held", f"/messages/7K2-4QXM/{action}", [("to", "0"), ("reason", "x")])
        assert answer.status == 404
