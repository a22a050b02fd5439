import html
import re

from gateway.model.account import AccountRole
from gateway.model.decision import Action
from gateway.model.message import Direction
from gateway.store.pages import Search
from gateway.testing import COUNCIL, make_message
from tests.console.house import NUMBER, TEXT, WHY, House

MARK = re.compile(r"<mark>(.*?)<a ", re.DOTALL)


async def test_the_finding_is_marked_where_it_stands(house: House) -> None:
    ref = await house.hold()
    text = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    assert MARK.findall(text) == [NUMBER]
    assert WHY in text
    assert "In the text." in text
    assert html.escape("asks for <b>plot 14</b>.") in text
    assert "<b>plot 14</b>" not in text


async def test_who_the_recipients_are(house: House) -> None:
    content = make_message(to=["mary@elsewhere.test"], cc=["office@mowing.test"], text=TEXT)
    rcpt_tos = ("mary@elsewhere.test", "office@mowing.test", "mayor@council.test")
    ref = await house.hold(content, rcpt_tos)
    text = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    assert "3 people, 2 outside the council" in text
    assert "outside the council</span>" in text
    assert "business: Green Mowing Ltd</span> <span" in text
    assert 'councillor</span> <span class="relation">hidden from the others' in text


async def test_what_will_be_changed_is_said(house: House) -> None:
    ref = await house.hold()
    text = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    assert "The Clerk (clerk@council.test) is added to Cc." in text


async def test_a_rule_that_broke_is_told_as_a_reason(house: House) -> None:
    ref = await house.hold(findings=(), fault="the rule took too long")
    text = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    assert "It could not be checked fully: the rule took too long." in text


async def test_hostile_mail_is_shown_as_text_only(house: House) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
    content = make_message(
        '"<b>x" <cllr.test@council.test>',
        ["mary@elsewhere.test"],
        subject=evil,
        text=f"{evil} {NUMBER}",
        attachments=[(f"{evil}.html", "text/html", evil.encode())],
    )
    ref = await house.hold(content, subject=evil)
    text = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    for live in ("<script>alert", "<img", "<svg onload", "<b>x"):
        assert live not in text
    assert html.escape("<img src=x onerror=alert(2)>") in text


async def test_an_auditor_reads_and_finds_no_form_to_decide(house: House) -> None:
    ref = await house.hold()
    text = (await (await house.signed_in(AccountRole.AUDITOR)).get(f"/messages/{ref}")).text
    assert WHY in text
    assert "/release" not in text


async def test_what_waits_for_its_author_has_no_form_either(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    text = (await (await house.signed_in()).get(f"/messages/{ref}")).text
    assert "Its author was asked" in text
    assert "/release" not in text


async def test_the_history_tells_repeated_openings_once(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    for _ in range(3):
        await browser.get(f"/messages/{ref}")
    text = (await browser.get(f"/messages/{ref}")).text
    assert text.count("Opened by Ann Lee") == 1
    assert "3 times, last at" in text
    assert "Checked by the policy" in text


async def test_a_notice_of_ours_can_be_read_like_any_message(house: House) -> None:
    ref = await house.hold()
    await house.review.give_back(ref, house.accounts[AccountRole.CLERK], "Please change it.")
    rows = (await house.store.search(COUNCIL.key, Search())).rows
    notice = next(row for row in rows if row.direction is Direction.NOTICE)
    answer = await (await house.signed_in()).get(f"/messages/{notice.ref}")
    assert answer.status == 200
    assert "the gateway itself" in answer.text
