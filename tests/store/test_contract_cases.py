"""The contract of a store, on every backend: requests for information."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from gateway.errors import AlreadyDecided, NotFound
from gateway.model.case import Case, CaseKind, Outcome, Step, StepKind
from gateway.model.message import Direction
from gateway.store.base import Store
from gateway.store.changes import CaseLine, Changes
from tests.store import backends
from tests.store.builders import COUNCIL, NOW, message, new_record, waiting

DAY = date(2026, 3, 2)
BY = "clerk@ashford.example"
OPENED = Step(StepKind.OPENED, DAY, BY, NOW, "Freedom of information")
CLOSED = Step(StepKind.CLOSED, DAY, BY, NOW, "s.40", outcome=Outcome.PART)


async def recorded(store: Store, message_id: str = "<1@laptop.example>", council: str = COUNCIL) -> str:
    msg = message(direction=Direction.INCOMING, council=council)
    await store.commit(waiting(replace(new_record(msg), message_id=message_id)))
    return msg.ref


async def opened(store: Store, due_on: date | None = DAY, council: str = COUNCIL, **more: str) -> Case:
    ref = await recorded(store, council=council, **more)
    case = Case(ref, CaseKind.FOI, (OPENED,), (ref,))
    await store.commit(Changes(cases=(CaseLine(case, due_on),)))
    return case


async def test_a_request_grows_step_by_step(store: Store) -> None:
    case = await opened(store)
    found = await store.case(COUNCIL, case.ref)
    assert found == case
    assert (found.author, found.subject) == ("cllr@ashford.example", "Allotments")
    extended = Step(StepKind.EXTENDED, DAY, BY, NOW, "public interest", until=DAY + timedelta(days=90))
    other = await recorded(store)
    later = replace(case, steps=(OPENED, extended), messages=(case.ref, other))
    await store.commit(Changes(cases=(CaseLine(later, DAY + timedelta(days=90)),)))
    found = await store.case(COUNCIL, case.ref)
    assert found is not None
    assert (found.steps, set(found.messages)) == (later.steps, {case.ref, other})
    assert (await store.cases(COUNCIL)).rows[0].due_on == DAY + timedelta(days=90)


async def test_of_two_people_who_take_a_step_at_once_one_does(store: Store, url: str) -> None:
    case = await opened(store)
    both = [replace(CLOSED, by=by) for by in ("clerk@ashford.example", "deputy@ashford.example")]
    async with backends.opened(url) as other:
        lines = [CaseLine(replace(case, steps=(OPENED, step)), DAY) for step in both]
        asked = (one.commit(Changes(cases=(line,))) for one, line in zip((store, other), lines, strict=True))
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in answers if isinstance(one, Exception)] == [AlreadyDecided]
    found = await store.case(COUNCIL, case.ref)
    assert found is not None
    assert found.steps in [line.case.steps for line in lines]
    with pytest.raises(AlreadyDecided):
        await store.commit(Changes(cases=(CaseLine(replace(case, steps=(replace(OPENED, by="x@y"),)), DAY),)))


async def test_a_message_that_is_added_late_changes_no_step(store: Store) -> None:
    case, other = await opened(store), await recorded(store)
    ended = replace(case, steps=(OPENED, CLOSED))
    await store.commit(Changes(cases=(CaseLine(ended, DAY),)))
    await store.commit(Changes(cases=(CaseLine(replace(case, messages=(other,)), DAY),)))
    found = await store.case(COUNCIL, case.ref)
    assert found is not None
    assert found.closed == CLOSED
    assert set(found.messages) == {case.ref, other}
    assert (await store.cases(COUNCIL)).total == 0


async def test_the_first_due_comes_first_and_those_that_stand_still_last(store: Store) -> None:
    still, late, early = [await opened(store, on) for on in (None, DAY + timedelta(days=9), DAY)]
    page = await store.cases(COUNCIL, limit=2)
    assert [one.case for one in page.rows] == [early, late]
    assert page.total == 3
    rest = await store.cases(COUNCIL, after=page.next, limit=2)
    assert rest.rows == (CaseLine(still, None),)
    assert rest.next is None


async def test_closed_ones_stand_apart_the_newest_first(store: Store) -> None:
    first, second = [await opened(store) for _ in range(2)]
    for case, at in ((first, NOW), (second, NOW + timedelta(hours=1))):
        ended = replace(case, steps=(OPENED, replace(CLOSED, at=at)))
        await store.commit(Changes(cases=(CaseLine(ended, DAY),)))
    assert (await store.cases(COUNCIL)).rows == ()
    page = await store.cases(COUNCIL, closed=True, limit=1)
    assert [one.case.ref for one in page.rows] == [second.ref]
    rest = await store.cases(COUNCIL, closed=True, after=page.next)
    assert [one.case.ref for one in rest.rows] == [first.ref]


async def test_to_which_requests_messages_belong(store: Store) -> None:
    case = await opened(store, message_id="<7@x.test>")
    other = await recorded(store, "<8@x.test>")
    assert await store.cases_with(COUNCIL, [case.ref, other]) == [case.ref]
    assert await store.cases_with(COUNCIL, message_ids=["<7@x.test>", "<9@x.test>"]) == [case.ref]
    assert await store.cases_with(COUNCIL, [other], ["<8@x.test>"]) == []
    assert await store.cases_with(COUNCIL) == ()
    assert await store.cases_with("barton", [case.ref], ["<7@x.test>"]) == []


async def test_a_council_sees_its_own_and_what_is_not_there_is_not_found(store: Store) -> None:
    case = await opened(store, council="barton")
    assert await store.case(COUNCIL, case.ref) is None
    assert (await store.cases(COUNCIL)).total == 0
    for closed in (False, True):
        with pytest.raises(NotFound):
            await store.cases(COUNCIL, closed, after="222-2222")
    with pytest.raises(NotFound):
        await store.commit(Changes(cases=(CaseLine(replace(case, messages=("222-2222",)), DAY),)))
