from gateway.model.account import AccountRole
from gateway.model.decision import Action
from gateway.model.record import EventKind, State
from tests.console.house import ADDRESSES, House

CLERK = ADDRESSES[AccountRole.CLERK]


def ticked(*refs: str) -> list[tuple[str, str]]:
    return [("ref", ref) for ref in refs]


async def test_what_is_ticked_is_counted_in_the_buttons_and_nothing_is_decided_yet(house: House) -> None:
    first, second = await house.hold(), await house.hold()
    text = (await (await house.signed_in()).get(f"/held/decide?ref={first}&ref={second}&ref={first}")).text
    assert "Send 2 messages" in text
    assert "Return 2 messages to their authors" in text
    assert await house.state(first) is await house.state(second) is State.HELD


async def test_several_are_sent_at_once(house: House) -> None:
    refs = [await house.hold() for _ in range(3)]
    browser = await house.signed_in()
    answer = await browser.submit(
        "/held", "/held/decided", [*ticked(*refs), ("answer", "send"), ("reason", "All fine.")]
    )
    assert answer.status == 303
    for ref in refs:
        record = await house.record(ref)
        assert (record.summary.state, record.decision.decided_by) == (State.QUEUED, CLERK)
        assert (EventKind.NOTED, "All fine.") in {(event.kind, event.detail) for event in record.events}
    assert (await browser.get(answer.headers["location"])).text.count("Ann Lee sent it") == 3


async def test_several_are_returned_at_once_with_a_reason(house: House) -> None:
    refs = [await house.hold() for _ in range(2)]
    browser = await house.signed_in()
    without = await browser.submit("/held", "/held/decided", [*ticked(*refs), ("answer", "return"), ("reason", " ")])
    assert without.status == 422
    assert "Write a reason" in without.text
    await browser.submit("/held", "/held/decided", [*ticked(*refs), ("answer", "return"), ("reason", "No numbers.")])
    assert {await house.state(ref) for ref in refs} == {State.RETURNED}


async def test_only_what_is_held_for_the_same_reason_and_mended_alike_is_decided_together(house: House) -> None:
    first, other = await house.hold(), await house.hold(findings=())
    browser = await house.signed_in()
    for answer in (
        await browser.get(f"/held/decide?ref={first}&ref={other}"),
        await browser.submit("/held", "/held/decided", [*ticked(first, other), ("answer", "send"), ("reason", "x")]),
    ):
        assert answer.status == 422
        assert "held for different reasons" in answer.text
    assert await house.state(first) is await house.state(other) is State.HELD


async def test_ones_own_message_is_left_and_the_reader_is_told(house: House) -> None:
    own, other = await house.hold(author=CLERK), await house.hold()
    browser = await house.signed_in()
    answer = await browser.submit("/held", "/held/decided", [*ticked(own, other), ("answer", "send"), ("reason", "x")])
    assert answer.status == 422
    assert "This is your own message" in answer.text
    assert other not in answer.text
    assert (await house.state(own), await house.state(other)) == (State.HELD, State.QUEUED)


async def test_what_is_not_held_cannot_be_decided(house: House) -> None:
    asked = await house.hold(action=Action.ASK)
    browser = await house.signed_in()
    for fields in (ticked(asked), ticked("7K2-4QXM"), ticked("<b>"), []):
        answer = await browser.submit("/held", "/held/decided", [*fields, ("answer", "send"), ("reason", "x")])
        assert answer.status == 422
        assert "Tick at least one message" in answer.text
    assert await house.state(asked) is State.ASKED


async def test_an_answer_must_be_chosen(house: House) -> None:
    ref = await house.hold()
    answer = await (await house.signed_in()).submit("/held", "/held/decided", [*ticked(ref), ("answer", "burn")])
    assert answer.status == 422
    assert await house.state(ref) is State.HELD


async def test_an_auditor_has_nothing_to_tick(house: House) -> None:
    ref = await house.hold()
    text = (await (await house.signed_in(AccountRole.AUDITOR)).get("/held")).text
    assert ref in text
    assert 'id="tick-' not in text
