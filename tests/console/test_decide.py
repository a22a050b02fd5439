from datetime import timedelta

import pytest

from gateway.mime.read import read
from gateway.model.account import AccountRole
from gateway.model.decision import Action, AddCc, Finding, OneEach
from gateway.model.record import EventKind, Record, State
from gateway.testing import COUNCIL, make_message
from tests.console.browser import Answer, Browser
from tests.console.house import ADDRESSES, NUMBER, TEXT, WHY, House

CLERK, DEPUTY = ADDRESSES[AccountRole.CLERK], AccountRole.DEPUTY
EVERYONE = [("to", "0"), ("to", "1")]
MINUTE = timedelta(minutes=1)


async def decide(browser: Browser, ref: str, *fields: tuple[str, str]) -> Answer:
    return await browser.submit(f"/messages/{ref}", f"/messages/{ref}/decide", [*fields])


def said(record: Record) -> list[tuple[EventKind, str, str]]:
    return [(event.kind, event.by, event.detail) for event in record.events]


async def test_sent_as_it_is_it_goes_byte_for_byte_to_everyone(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    answer = await decide(browser, ref, ("answer", "send"), *EVERYONE, ("note", "She agreed."))
    assert (answer.status, answer.headers["location"]) == (303, f"/held?done={ref}")
    record = await house.record(ref)
    assert (record.summary.state, record.sent_differs) == (State.QUEUED, False)
    assert {d.recipient for d in record.deliveries} == {"mary@elsewhere.test", "mayor@council.test"}
    assert (record.decision.decided_by, record.decision.amendments) == (CLERK, ())
    assert (EventKind.NOTED, CLERK, "She agreed.") in said(record)
    banner = (await browser.get(answer.headers["location"])).text
    assert f"{ref}</a>: Ann Lee sent it at 10am today." in banner
    assert "Nothing leaves before 10:01:00" in banner


async def test_the_author_does_not_get_the_note(house: House) -> None:
    ref = await house.hold()
    await decide(await house.signed_in(), ref, ("answer", "send"), *EVERYONE, ("note", "Between us."))
    for notice in await house.store.about(COUNCIL.key, ref):
        assert b"Between us" not in await house.store.content(COUNCIL.key, notice.ref)


async def test_each_change_is_a_tick(house: House) -> None:
    rcpt_tos = ("mary@elsewhere.test", "joan@elsewhere.test")
    for ticks, made in (((), ()), (("0",), (AddCc(CLERK),)), (("0", "1"), (AddCc(CLERK), OneEach()))):
        ref = await house.hold(rcpt_tos=rcpt_tos)
        browser = await house.signed_in()
        page = (await browser.get(f"/messages/{ref}")).text
        assert "is added to Cc." in page
        assert "Each recipient gets a message of their own" in page
        ticked = [("amendment", tick) for tick in ticks]
        answer = await decide(browser, ref, ("answer", "send-amended"), *EVERYONE, *ticked)
        assert answer.status == 303
        assert (await house.record(ref)).decision.amendments == made
    copies = [one for one in await house.store.about(COUNCIL.key, ref) if one.author]
    assert {one.rcpt_tos for one in copies} == {("mary@elsewhere.test",), ("joan@elsewhere.test",)}


async def test_release_to_some(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    assert (await decide(browser, ref, ("answer", "send"), ("to", "1"))).status == 303
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
    assert (await decide(browser, ref, ("answer", "send"), ("to", "0"))).status == 303


async def test_release_to_nobody_or_to_a_stranger_is_no_release(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    for to in ([], [("to", "2")], [("to", "evil@elsewhere.test")], [("to", "-1")]):
        answer = await decide(browser, ref, ("answer", "send"), *to, ("note", "Typed."))
        assert answer.status == 422
        assert "Tick at least one person" in answer.text
        assert "Typed." in answer.text
    assert await house.state(ref) is State.HELD


@pytest.mark.parametrize("answer", ["", "burn", "release"])
async def test_what_should_happen_must_be_chosen(house: House, answer: str) -> None:
    ref = await house.hold()
    told = await decide(await house.signed_in(), ref, ("answer", answer), *EVERYONE, ("note", "Kept."))
    assert told.status == 422
    assert "Choose what should happen." in told.text
    assert "Kept." in told.text
    assert await house.state(ref) is State.HELD


async def test_return_needs_a_reason_and_gives_it_to_the_author(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    answer = await decide(browser, ref, ("answer", "return"), *EVERYONE, ("reason", "  "), ("phrase", "99"))
    assert answer.status == 422
    assert "Write a reason" in answer.text
    phrases = house.in_force.config.review.phrases
    assert phrases[1] in answer.text
    await decide(browser, ref, ("answer", "return"), ("phrase", "1"), ("reason", "No number."), ("note", "Again!"))
    record = await house.record(ref)
    assert (record.summary.state, record.decision.reason) == (State.RETURNED, f"{phrases[1]}\nNo number.")
    assert (EventKind.NOTED, CLERK, "Again!") in said(record)
    assert "Ann Lee returned it to its author" in (await browser.get(f"/messages/{ref}")).text


async def test_the_clerk_does_not_release_the_clerks_own_message(house: House) -> None:
    ref = await house.hold(author=CLERK)
    form = [("answer", "send"), *EVERYONE, ("note", "Mine.")]
    answer = await decide(await house.signed_in(), ref, *form)
    assert answer.status == 422
    assert "This is your own message" in answer.text
    assert await house.state(ref) is State.HELD
    assert (await decide(await house.signed_in(DEPUTY), ref, *form)).status == 303


@pytest.mark.parametrize("author", ["ann.lee@council.test", "Clerk@Council.test", "clerk+fwd@council.test"])
async def test_another_address_of_the_clerk_is_the_clerk_too(house: House, author: str) -> None:
    ref = await house.hold(author=author)
    form = [("answer", "send"), *EVERYONE, ("note", "Mine.")]
    answer = await decide(await house.signed_in(), ref, *form)
    assert (answer.status, "This is your own message" in answer.text) == (422, True)
    assert await house.state(ref) is State.HELD
    assert (await decide(await house.signed_in(DEPUTY), ref, *form)).status == 303


async def test_the_second_of_two_is_told_who_decided_and_how(house: House) -> None:
    ref = await house.hold()
    clerk, deputy = await house.signed_in(), await house.signed_in(DEPUTY)
    token = (await deputy.get(f"/messages/{ref}")).token
    await decide(clerk, ref, ("answer", "return"), ("reason", "Leave the number out."))
    for late in ([("answer", "send"), *EVERYONE], [("answer", "question"), ("question", "Why?")], [("answer", "pass")]):
        answer = await deputy.post(f"/messages/{ref}/decide", [("form", token), *late])
        assert answer.status == 409
        assert "Ann Lee returned it to its author at 10am today." in answer.text
        assert "Leave the number out." in answer.text
    assert await house.state(ref) is State.RETURNED


async def test_confirm_and_open_next(house: House) -> None:
    first, second, third = [await house.hold(subject=f"Plot {n}") for n in range(3)]
    refs = sorted((first, second, third))
    browser = await house.signed_in()
    then = [("answer", "send"), *EVERYONE, ("then", "next")]
    answer = await decide(browser, refs[1], *then)
    assert answer.headers["location"] == f"/messages/{refs[2]}?done={refs[1]}"
    page = (await browser.get(answer.headers["location"])).text
    assert "Ann Lee sent it" in page
    assert f'action="/messages/{refs[1]}/undo"' in page
    assert (await decide(browser, refs[2], *then)).headers["location"] == f"/messages/{refs[0]}?done={refs[2]}"
    assert (await decide(browser, refs[0], *then)).headers["location"] == f"/held?done={refs[0]}"


async def test_nothing_leaves_before_a_decision_can_no_longer_be_undone(house: House) -> None:
    ref = await house.hold()
    await decide(await house.signed_in(), ref, ("answer", "send"), *EVERYONE)
    record = await house.record(ref)
    assert {d.next_attempt_at for d in record.deliveries} == {house.clock() + MINUTE}
    notices = [one for one in await house.store.about(COUNCIL.key, ref) if "sent" in one.subject]
    late = [(await house.record(one.ref)).deliveries[0].next_attempt_at for one in notices]
    assert max(late) == house.clock() + MINUTE


@pytest.mark.parametrize(
    "choice",
    [
        [("answer", "send"), *EVERYONE],
        [("answer", "send-amended"), *EVERYONE, ("amendment", "1")],
        [("answer", "return"), ("reason", "No.")],
        [("answer", "question"), ("question", "Why?")],
    ],
)
async def test_a_decision_is_undone_as_if_it_had_not_been(house: House, choice: list[tuple[str, str]]) -> None:
    ref = await house.hold(rcpt_tos=("mary@elsewhere.test", "joan@elsewhere.test"))
    since = house.clock()
    before = {one.ref for one in await house.store.about(COUNCIL.key, ref)}
    house.clock.ahead(5 * MINUTE)
    browser = await house.signed_in()
    await decide(browser, ref, *choice)
    house.clock.ahead(timedelta(seconds=50))
    answer = await browser.submit(f"/held?done={ref}", f"/messages/{ref}/undo", [])
    assert (answer.status, answer.headers["location"]) == (303, f"/messages/{ref}")
    record = await house.record(ref)
    assert (record.summary.state, record.summary.waiting_since, record.deliveries) == (State.HELD, since, ())
    assert said(record)[-1][0] is EventKind.UNDONE
    for one in await house.store.about(COUNCIL.key, ref):
        if one.ref not in before:
            assert (one.state, (await house.record(one.ref)).deliveries) == (State.WITHDRAWN, ())
    assert (await decide(browser, ref, ("answer", "send"), *EVERYONE)).status == 303
    assert len((await house.record(ref)).deliveries) == 2


async def test_after_a_minute_nothing_is_undone(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    await decide(browser, ref, ("answer", "send"), *EVERYONE)
    house.clock.ahead(MINUTE)
    assert "/undo" not in (await browser.get(f"/held?done={ref}")).text
    answer = await browser.submit("/held", f"/messages/{ref}/undo", [])
    assert answer.status == 409
    assert "It can no longer be undone" in answer.text
    assert await house.state(ref) is State.QUEUED


async def test_what_the_relay_has_taken_is_not_undone(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    await decide(browser, ref, ("answer", "send"), *EVERYONE)
    lease = house.worker.lease(house.clock())
    assert lease is not None
    await house.store.retry_now(COUNCIL.key, ref, house.clock())
    assert len(await house.store.claim(lease, house.clock(), 10)) > 0
    assert (await browser.submit("/held", f"/messages/{ref}/undo", [])).status == 409
    assert await house.state(ref) is State.QUEUED


async def test_what_was_never_decided_by_a_person_is_not_undone(house: House) -> None:
    ref = await house.hold()
    await house.review.expire(ref)
    assert (await (await house.signed_in()).submit("/held", f"/messages/{ref}/undo", [])).status == 409
    assert await house.state(ref) is State.RETURNED


async def test_an_author_is_asked_and_the_answer_comes_back_to_the_clerk(house: House) -> None:
    ref = await house.hold()
    clerk = await house.signed_in()
    assert (await decide(clerk, ref, ("answer", "question"), ("question", " "))).status == 422
    await decide(clerk, ref, ("answer", "question"), ("question", "Does she know?"))
    record = await house.record(ref)
    assert (record.summary.state, record.decision.reason) == (State.ASKED, "Does she know?")
    notice = next(one for one in await house.store.about(COUNCIL.key, ref) if "question" in one.subject)
    assert notice.rcpt_tos == (ADDRESSES[AccountRole.MEMBER],)
    words = read(await house.store.content(COUNCIL.key, notice.ref)).texts[-1].text
    assert "Does she know?" in words
    assert NUMBER not in words
    author, path = house.browser(), house.ask_path(ref)
    page = (await author.get(path)).text
    assert "Ann Lee asks:" in page
    assert "Send as it is" not in page
    for answer in ("send", "send-amended"):
        told = await author.submit(path, path, [("answer", answer), ("reason", "Yes.")])
        assert (told.status, await house.state(ref)) == (422, State.ASKED)
    assert (await author.submit(path, path, [("answer", "ask-clerk"), ("reason", "")])).status == 422
    assert (await author.submit(path, path, [("answer", "ask-clerk"), ("reason", "She asked for it.")])).status == 303
    assert await house.state(ref) is State.HELD
    assert "She asked for it." in (await clerk.get(f"/messages/{ref}")).text


async def test_it_is_passed_to_the_deputy_with_a_note(house: House) -> None:
    ref = await house.hold()
    clerk = await house.signed_in()
    assert (await decide(clerk, ref, ("answer", "pass"), ("note", "I know the family."))).status == 303
    record = await house.record(ref)
    assert record.summary.state is State.HELD
    assert record.summary.escalated_at == house.clock()
    assert (EventKind.ESCALATED, CLERK, "I know the family.") in said(record)
    notice = (await house.store.about(COUNCIL.key, ref))[-1]
    assert notice.rcpt_tos == (ADDRESSES[DEPUTY],)
    assert "With the deputies" in (await clerk.get("/held")).text


async def test_a_note_alone(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    browser, page = await house.signed_in(), f"/messages/{ref}"
    assert (await browser.submit(page, f"{page}/note", [("remark", " ")])).status == 422
    assert (await browser.submit(page, f"{page}/note", [("remark", "Rang <her>.")])).status == 303
    assert "Rang &lt;her&gt;." in (await browser.get(page)).text
    assert await house.state(ref) is State.ASKED


async def test_a_finding_is_called_wrong_once(house: House) -> None:
    ref = await house.hold()
    browser, page = await house.signed_in(), f"/messages/{ref}"
    for number in ("9", "", "x"):
        assert (await browser.submit(page, f"{page}/wrong", [("reason", number)])).status == 422
    for _ in range(2):
        assert (await browser.submit(page, f"{page}/wrong", [("reason", "1")])).status == 303
    assert "Ann Lee said that this is wrong." in (await browser.get(page)).text
    (wrong,) = await house.store.wrong(COUNCIL.key, ref)
    assert (wrong.rule, wrong.kind, wrong.by) == ("personal-data", "ni", CLERK)
    assert await house.store.called_wrong(COUNCIL.key, house.clock() - MINUTE) == {"personal-data": 1}


async def test_signed_mail_is_not_changed_on_release_either(house: House) -> None:
    signed = f"-----BEGIN PGP SIGNED MESSAGE-----\n\n{TEXT}\n-----BEGIN PGP SIGNATURE-----\n"
    rcpt_tos = ("mary@elsewhere.test", "joan@elsewhere.test")
    content = make_message(to=rcpt_tos, text=signed)
    found = (Finding("personal-data", "ni", WHY),)
    ref = await house.hold(content, rcpt_tos, findings=found)
    browser = await house.signed_in()
    page = (await browser.get(f"/messages/{ref}")).text
    assert "Edit it first" not in page
    answer = await decide(browser, ref, ("answer", "send-amended"), *EVERYONE, ("amendment", "1"))
    assert answer.status == 422
    assert "This message is signed" in answer.text
    assert await house.state(ref) is State.HELD


async def test_what_does_not_exist_cannot_be_decided(house: House) -> None:
    browser = await house.signed_in()
    for action in ("decide", "undo", "note", "wrong", "edited"):
        fields = [("answer", "send"), ("to", "0"), ("remark", "x"), ("reason", "1")]
        assert (await browser.submit("/held", f"/messages/7K2-4QXM/{action}", fields)).status == 404
