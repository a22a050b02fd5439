from gateway.model.record import EventKind
from gateway.testing import COUNCIL
from tests.console.house import House

MAYOR = "mayor@council.test"
SHARED = "office@council.test"


async def test_who_writes_from_a_shared_mailbox_still_may_after_another_change(house: House) -> None:
    browser = await house.signed_in()
    form = f"/council/person?address={MAYOR}"
    typed = {"was": MAYOR, "seen": "0", "name": "Jo Mayor", "role": "member", "address": MAYOR, "reason": "elected"}
    first = await browser.submit(form, "/council/saved", list((typed | {"may_send_as": f"{SHARED}\n"}).items()))
    assert first.status == 303
    page = (await browser.get(form)).text
    assert SHARED in page
    again = typed | {"seen": str(house.in_force.version), "may_send_as": SHARED, "phones": "07700 900123"}
    assert (await browser.submit(form, "/council/saved", list(again.items()))).status == 303
    mayor = house.in_force.council.person(MAYOR)
    assert mayor is not None
    assert mayor.may_send_as == (SHARED,)


async def test_a_change_of_people_stands_in_the_trail_once(house: House) -> None:
    browser = await house.signed_in()
    typed = {"was": MAYOR, "seen": "0", "name": "Jo Mayor", "role": "member", "address": MAYOR, "reason": "elected"}
    await browser.submit(f"/council/person?address={MAYOR}", "/council/saved", list(typed.items()))
    events = (await house.store.trail(COUNCIL.key, kinds=frozenset({EventKind.SETTINGS}))).events
    assert [event.detail for event in events] == [f"council.people.{MAYOR}: elected"]
