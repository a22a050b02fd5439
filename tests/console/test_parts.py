import html
import re

import pytest

from gateway.console.parts import disposition
from gateway.model.decision import Finding
from gateway.model.record import EventKind
from gateway.testing import make_message
from tests.console.house import NUMBER, TEXT, WHY, House

EVIL = (
    "<script>alert(1)</script><img src='http://tracker.test/x.gif'>"
    "<p onclick=alert(2)>Mrs <b>Jones</b> QQ 12 34 56 C</p>"
)


async def with_file(house: House, name: str = "plots.csv", data: bytes = b"name,plot\r\nJones,14\r\n") -> str:
    content = make_message(text=TEXT, html=EVIL, attachments=[(name, "text/csv", data)])
    return await house.hold(content, findings=(await house.finding(content, NUMBER, WHY),))


async def test_the_layout_stands_in_a_frame_where_nothing_runs_and_nothing_is_fetched(house: House) -> None:
    ref = await with_file(house)
    browser = await house.signed_in()
    page = (await browser.get(f"/messages/{ref}")).text
    assert re.search(rf'<iframe [^>]*src="/messages/{ref}/layout" sandbox ', page)
    answer = await browser.get(f"/messages/{ref}/layout")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'self'" in policy
    for live in ("<script", "<img", "onclick", "tracker", "http:"):
        assert live not in answer.text
    assert "Mrs <b>Jones</b> <mark>QQ 12 34 56 C<sup>1</sup></mark>" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    opened = [event.detail for event in (await house.record(ref)).events if event.kind is EventKind.OPENED]
    assert opened == ["", "as laid out"]


async def test_every_other_page_keeps_the_strict_policy(house: House) -> None:
    answer = await (await house.signed_in()).get(f"/messages/{await house.hold()}")
    assert "default-src 'none'; style-src 'self'; script-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_what_is_laid_out_in_too_complicated_a_way_is_said(house: House) -> None:
    content = make_message(html="<div>" * 5000 + "deep")
    ref = await house.hold(content, findings=())
    answer = await (await house.signed_in()).get(f"/messages/{ref}/layout")
    assert (answer.status, "too complicated" in answer.text) == (200, True)


async def test_an_attachment_is_saved_as_it_is_and_that_is_in_the_record(house: House) -> None:
    data = b"name,plot\r\n=cmd()|x,14\r\n\xff"
    ref = await with_file(house, 'plots "1".csv', data)
    browser = await house.signed_in()
    page = (await browser.get(f"/messages/{ref}")).text
    path = re.search(rf'href="(/messages/{ref}/attachments/\d+)" download', page)
    assert path
    answer = await browser.get(path[1])
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert len(data) == int(answer.headers["content-length"])
    exported = [event for event in (await house.record(ref)).events if event.kind is EventKind.EXPORTED]
    assert [event.by for event in exported] == ["clerk@council.test"]


async def test_an_attachment_is_read_as_text_with_the_places_marked(house: House) -> None:
    content = make_message(text="See it.\n", attachments=[("a<b>.csv", "text/csv", f"who\r\n{NUMBER}\r\n".encode())])
    ref = await house.hold(content, findings=(await house.finding(content, NUMBER, WHY),))
    browser = await house.signed_in()
    page = (await browser.get(f"/messages/{ref}")).text
    path = re.search(rf'href="(/messages/{ref}/attachments/\d+/text)"', page)
    assert path
    answer = (await browser.get(path[1])).text
    assert f"<mark>{NUMBER}<a " in answer
    assert f'href="/messages/{ref}#reason-1"' in answer
    assert html.escape("a<b>.csv") in answer
    assert WHY in answer


async def test_a_finding_in_a_document_leads_to_all_of_its_text(house: House) -> None:
    content = make_message(text="See it.\n", attachments=[("a.txt", "text/plain", f"Ask {NUMBER}\n".encode())])
    ref = await house.hold(content, findings=(await house.finding(content, NUMBER, WHY),))
    page = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    assert re.search(r'Also in an attachment: <a [^>]*href="/messages/[\w-]+/attachments/\d+/text"', page)


@pytest.mark.parametrize("number", ["9", "0", "1.2.3", "99999", "x", "..", "1/../../x", "%2e%2e"])
async def test_what_is_no_attachment_is_no_page(house: House, number: str) -> None:
    ref = await with_file(house)
    browser = await house.signed_in()
    for path in (f"/messages/{ref}/attachments/{number}", f"/messages/{ref}/attachments/{number}/text"):
        assert (await browser.get(path)).status == 404


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("plan.pdf", "filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf"),
        ("../../etc/passwd", 'filename="_.._etc_passwd"'),
        ("a\r\nX-Injected: yes.txt", 'filename="a__X-Injected_ yes.txt"'),
        ("photo\u202egpj.exe", 'filename="photo_gpj.exe"'),
        ("caf\u00e9.docx", "filename=\"caf_.docx\"; filename*=UTF-8''caf%C3%A9.docx"),
        ("", 'filename="attachment"'),
        (" ... ", 'filename="attachment"'),
        ('"; x="y', 'filename="__ x__y"'),
    ],
)
def test_an_attachment_is_saved_under_a_safe_name(name: str, saved: str) -> None:
    said = disposition(name)
    assert said.startswith("attachment; ")
    assert saved in said
    assert "\r" not in said
    assert "\n" not in said


def test_a_long_name_keeps_its_ending() -> None:
    assert '.docx"' in disposition("x" * 300 + ".docx")
    assert len(disposition("x" * 3000)) < 300


async def test_the_earlier_messages_and_the_notices_are_there(house: House) -> None:
    earlier = await house.hold(make_message(text=TEXT), subject="The first")
    headers = {"In-Reply-To": "<test@council.test>", "Message-ID": "<second@council.test>"}
    found = (Finding("personal-data", "ni", WHY),)
    ref = await house.hold(make_message(text=TEXT, headers=headers), subject="The second", findings=found)
    page = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    _, conversation = page.split("Earlier in this conversation")
    assert f'href="/messages/{earlier}"><bdi>The first</bdi>' in conversation
    assert "Notice to <bdi>Ann Lee</bdi>" in page
    other = (await (await house.signed_in()).get(f"/messages/{earlier}")).text
    assert "Earlier in this conversation" not in other
