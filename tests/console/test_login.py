import re

from gateway.model.account import AccountRole
from tests.console.house import ADDRESSES, PASSWORD, House

CLERK = ADDRESSES[AccountRole.CLERK]


async def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(house: House) -> None:
    known = await house.browser().sign_in(CLERK, "wrong")
    unknown = await house.browser().sign_in("nobody@council.test", "wrong")
    assert known.status == unknown.status == 401

    def words(text: str, user: str) -> list[str]:
        return [
            line for line in text.replace(user, "").splitlines() if not re.search(r'name="(form|token|options)"', line)
        ]

    assert words(known.text, CLERK) == words(unknown.text, "nobody@council.test")


async def test_guessing_is_slowed_down(house: House) -> None:
    answers = [(await house.browser().sign_in("nobody@council.test", f"wrong{n}")).status for n in range(15)]
    assert answers[0] == 401
    assert answers[-1] == 429


async def test_sign_in_leads_back_to_the_message_that_was_asked_for(house: House) -> None:
    ref = await house.hold()
    browser = house.browser()
    to_login = (await browser.get(f"/messages/{ref}")).headers["location"]
    assert to_login == f"/login?message={ref}"
    answer = await browser.sign_in(CLERK, PASSWORD, page=to_login)
    assert answer.headers["location"] == f"/messages/{ref}"


async def test_sign_in_leads_nowhere_else(house: House) -> None:
    for name in ("next", "url", "message"):
        for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "7K2-4QXM//evil.example"):
            answer = await house.browser().sign_in(CLERK, PASSWORD, page=f"/login?{name}={target}")
            assert answer.headers["location"] == "/"


async def test_what_was_typed_as_a_name_is_escaped(house: House) -> None:
    answer = await house.browser().sign_in('"><script>alert(1)</script>', "wrong")
    assert "<script>alert" not in answer.text
