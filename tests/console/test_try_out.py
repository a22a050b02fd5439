import pytest

from gateway.console.forms import UPLOAD_BYTES
from gateway.model.record import EventKind, State
from gateway.store.pages import Search
from gateway.testing import COUNCIL, make_message
from tests.console.browser import Answer, Browser
from tests.console.house import TEXT, House

MARY = "mary@elsewhere.test"
NHS = "943 476 5919"
MESSAGE = make_message(to=[MARY], text=f"Mrs Jones has <b>NHS number</b> {NHS}.\n")


async def put_in(browser: Browser, file: bytes = b"", pasted: str = "") -> Answer:
    return await browser.upload("/try", "/try", {"pasted": pasted}, file)


async def recorded(house: House) -> int:
    return len((await house.store.search(COUNCIL.key, Search(), limit=50)).rows)


@pytest.mark.parametrize("way", ["file", "bare newlines", "pasted"])
async def test_what_would_happen_is_said_and_nothing_else_happens(house: House, way: str) -> None:
    content = MESSAGE.replace(b"\r\n", b"\n") if way == "bare newlines" else MESSAGE
    browser = await house.signed_in()
    answer = await (put_in(browser, pasted=content.decode()) if way == "pasted" else put_in(browser, content))
    assert answer.status == 200
    assert "It would be held for the Clerk" in answer.text
    assert f"<mark>{NHS}<a" in answer.text
    assert "&lt;b&gt;NHS number&lt;/b&gt;" in answer.text
    assert "clerk@council.test" in answer.text  # the copy that would be added
    assert await recorded(house) == 0
    assert house.worker.handed == []


async def test_a_harmless_message_would_be_sent(house: House) -> None:
    content = make_message(to=[MARY], cc=["clerk@council.test"], text="The meeting is on Monday.\n")
    answer = await put_in(await house.signed_in(), content)
    assert "It would be sent as it is" in answer.text
    assert "No rule found anything in it." in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file, or paste a message."),
        (b"  \r\n", "Choose a file, or paste a message."),
        (b"Dear all,\r\n\r\nno header here", "This is no message"),
        (b"\x00\xff\x00" * 100, "This is no message"),
        (b"Subject: x\r\n\r\nx", "It has no From line"),
        (b"From: clerk@council.test\r\nSubject: x\r\n\r\nx", "It has nobody in To"),
        (make_message(MARY, to=["clerk@council.test"]), "It is from outside the council."),
    ],
)
async def test_what_is_no_message_of_the_councils_people_is_told(house: House, content: bytes, said: str) -> None:
    answer = await put_in(await house.signed_in(), content)
    assert (answer.status, said in answer.text) == (422, True)


async def test_a_recorded_message_that_is_answered_was_opened(house: House) -> None:
    first = make_message(MARY, to=["cllr.test@council.test"], text=TEXT, headers={"Message-ID": "<a@elsewhere.test>"})
    ref = await house.hold(first)
    answer = make_message(to=[MARY], headers={"In-Reply-To": "<a@elsewhere.test>"})
    await put_in(await house.signed_in(), answer)
    record = await house.record(ref)
    last = record.events[-1]
    assert (last.kind, last.by, record.summary.state) == (EventKind.OPENED, "clerk@council.test", State.HELD)
    assert last.detail == "a message that was tried answers it"


async def test_a_large_message_is_taken(house: House) -> None:
    browser = await house.signed_in()
    large = make_message(to=[MARY], attachments=[("a.bin", "application/octet-stream", bytes(7_000_000))])
    assert UPLOAD_BYTES * 0.9 < len(large) < UPLOAD_BYTES
    assert (await put_in(browser, large)).status == 200
    too_much = [("form", (await browser.get("/try")).token), ("pasted", "x")]
    assert (await browser.post("/try", too_much)).status == 415


async def test_other_forms_take_no_file(house: House) -> None:
    browser = await house.signed_in()
    assert (await browser.upload("/people", "/people/say", {"who": "x"}, MESSAGE)).status == 415
    assert (await browser.upload("/people", "/people/say", {"who": "x"}, b"x" * 200_000)).status == 413
