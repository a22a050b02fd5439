"""Take a picture of each page of the console, on a desk and on a phone: `make screenshots`.

The pages show a council that is made up, with eight weeks of mail that went through the whole gateway.
"""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright

from gateway.app.gateway import Gateway, build
from gateway.cli.demo_messages import Sample, samples
from gateway.config import Change, Override, parse
from gateway.flow.sign_in import hash_password
from gateway.model.account import Account, AccountRole
from gateway.model.case import CaseKind
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction
from gateway.model.record import State, Wrong
from gateway.store.changes import Changes
from gateway.store.pages import Search

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "screenshots"
CLERK, AUTHOR, PASSWORD = "clerk@council.test", "cllr.test@council.test", "a long password for pictures"
WEEKS = 8
TODAY = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)  # a Wednesday, in office hours
DESK, PHONE = (1100, 800), (390, 844)
SIZES, WIDTHS = ("desk", "phone"), {"desk": 560, "phone": 200}
LONGEST = 2000  # pixels of a page
SHOWN = (
    ("start", "/"),
    ("held", "/held"),
    ("held-decide", "/held/decide?ref={held}&ref={other}"),
    ("message", "/messages/{held}"),
    ("message-edit", "/messages/{held}/edit"),
    ("message-allow", "/messages/{held}/allow"),
    ("message-came-in", "/messages/{question}"),
    ("message-pass-on", "/messages/{question}/pass-on"),
    ("questions", "/questions"),
    ("requests", "/requests"),
    ("request", "/requests/{request}"),
    ("records", "/records"),
    ("people", "/people"),
    ("policy", "/policy"),
    ("policy-rule", "/policy/rules/too-many-recipients"),
    ("policy-office-hours", "/policy/settings/office-hours"),
    ("policy-changes", "/policy/changes"),
    ("policy-version", "/policy/versions/1"),
    ("exceptions", "/exceptions"),
    ("try", "/try"),
    ("council", "/council"),
    ("council-person", "/council/person?address=cllr.test%40council.test"),
    ("trail", "/trail"),
    ("health", "/health"),
    ("accounts", "/accounts"),
    ("account", "/account"),
    ("account-app", "/account/app"),
    ("help", "/help"),
)


class Clock:
    """The time that the pages show."""

    def __init__(self) -> None:
        self.at = TODAY - timedelta(weeks=WEEKS)

    def __call__(self) -> datetime:
        """It stands still."""
        return self.at


def config_text() -> str:
    """The example's council, on a port of its own, without any other listener."""
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    text = re.sub(r'^#listen = \["127.0.0.1:8080"\]', 'listen = ["127.0.0.1:0"]', text, flags=re.MULTILINE)
    text = re.sub(r'^#listen = \["127.0.0.1:252\d"\]', 'listen = ""', text, flags=re.MULTILINE)
    return text.replace("#adopted = 2026-05-11", "adopted = 2024-05-20").replace(
        "#review_due = 2028-05-11", "review_due = 2026-05-20"
    )


def written(gateway: Gateway, day: date) -> Iterator[Sample]:
    """The mail of one day: more of some kinds than of others, and none at weekends."""
    if day.weekday() < 5:
        for number, sample in enumerate(samples(gateway.in_force.council, AUTHOR)):
            if sample.shows != "a misspelt domain" and (day.toordinal() * 7 + number * 5) % 11 < 3 + day.weekday() % 3:
                yield sample


async def send(gateway: Gateway, clock: Clock, sample: Sample) -> None:
    """As a mail program would."""
    message: EmailMessage = sample.message
    subject = message["Subject"].removeprefix("Demo: ")
    message.replace_header("Subject", f"{subject[:1].upper()}{subject[1:]}")
    listener = Listener.INCOMING if sample.incoming else Listener.SUBMISSION
    sender = str(message["From"]) if sample.incoming else AUTHOR
    session = Session(listener, "192.0.2.7", user=None if sample.incoming else AUTHOR)
    message["Message-ID"] = f"<{clock.at.timestamp():.0f}.{id(sample)}@laptop.example>"
    receipt = await gateway.receive(session, Envelope(sender, sample.rcpt_tos), message.as_bytes(policy=SMTP))
    gateway.receive.confirm(receipt)


async def live(gateway: Gateway, clock: Clock, clerk: Account) -> None:
    """Eight weeks of the council's life, up to this morning."""
    for past in range(WEEKS * 7):
        clock.at = TODAY - timedelta(weeks=WEEKS) + timedelta(days=past)
        for sample in written(gateway, clock.at.date()):
            await send(gateway, clock, sample)
        clock.at += timedelta(hours=past % 4, minutes=20)
        await decide(gateway, clerk)
        await gateway.remind(clock.at)
    clock.at = TODAY - timedelta(hours=1)
    for sample in samples(gateway.in_force.council, AUTHOR):
        if sample.shows != "a misspelt domain":
            await send(gateway, clock, sample)
    clock.at = TODAY


async def decide(gateway: Gateway, clerk: Account) -> None:
    """What waits is sent, and one in three goes back."""
    waiting = await gateway.store.waiting(gateway.in_force.council.key, Search(frozenset({State.HELD})), limit=50)
    for number, one in enumerate(waiting.rows):
        if number % 3 == 2:
            await gateway.review.give_back(one.ref, clerk, "Please leave the number out.")
        else:
            await gateway.review.release(one.ref, clerk)
    asked = await gateway.store.questions(gateway.in_force.council.key)
    for question in asked.rows[:-2]:
        await gateway.awaiting.close(question.ref, clerk, "Answered by telephone.", gateway.now())
    for one in waiting.rows[:1]:
        record = await gateway.store.record(gateway.in_force.council.key, one.ref)
        rule = record.summary.rules[0]
        if gateway.now().weekday() == 2:
            await wrong(gateway, clerk, one.ref, rule)


async def wrong(gateway: Gateway, clerk: Account, ref: str, rule: str) -> None:
    """Now and then a finding is called wrong."""
    one = Wrong(ref, rule, "name", clerk.address, gateway.now())
    await gateway.store.commit(Changes(wrong=(one,)))


async def main() -> int:
    """All pictures, in docs/screenshots."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("screenshots: chromium was not found: install it (apt install chromium)", file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        clock = Clock()
        gateway = build(*parse(config_text(), "config.toml", Path(folder)), now=clock)
        await gateway.start()
        try:
            await furnish(gateway, clock)
            age(Path(folder))
            port = gateway.bound["console"][0][1]
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                for name, (width, height) in (("desk", DESK), ("phone", PHONE)):
                    page = await browser.new_page(viewport={"width": width, "height": height})
                    await shoot(page, f"http://127.0.0.1:{port}", gateway, name)
                await browser.close()
        finally:
            await gateway.stop()
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")
    return 0


def index() -> str:
    """A page with all pictures, on a desk beside on a phone."""
    names = sorted(path.stem.removesuffix("-desk") for path in FOLDER.glob("*-desk.png"))
    rows = [
        f"## {name.replace('-', ' ').capitalize()}\n\n" + " ".join(map(picture, (name, name), SIZES)) for name in names
    ]
    return (
        "\n\n".join(("# The pages of the console\n\nMade by `make screenshots`, of a council that is made up.", *rows))
        + "\n"
    )


def picture(name: str, size: str) -> str:
    """One, as HTML, so that it can be made smaller."""
    return f'<img src="{name}-{size}.png" alt="{name.replace("-", " ")}, on a {size}" width="{WIDTHS[size]}">'


async def furnish(gateway: Gateway, clock: Clock) -> None:
    """Accounts, mail, a request for information, and a policy that was changed twice."""
    clerk = Account(CLERK, AccountRole.CLERK, await hash_password(PASSWORD), clock())
    for account in (clerk, replace(clerk, address=AUTHOR, role=AccountRole.MEMBER)):
        await gateway.store.put_account(gateway.in_force.council.key, account)
    await live(gateway, clock, clerk)
    asked, *_ = await incoming(gateway)
    await gateway.cases.open(asked, CaseKind.FOI, clerk)
    for seen, (visible, why) in enumerate(
        ((12, "Agreed on 2 March, minute 14."), (15, "The fete committee is large."))
    ):
        change = Override(("rules", "too-many-recipients", "visible"), Change.SET, visible)
        await gateway.overrule.change([change], CLERK, why, seen)


async def incoming(gateway: Gateway) -> list[str]:
    """The refs of the mail that came in, the newest first."""
    page = await gateway.store.search(gateway.in_force.council.key, Search(), limit=100)
    return [row.ref for row in page.rows if row.direction is Direction.INCOMING]


def age(folder: Path) -> None:
    """The files are as old as the mail."""
    for path in folder.rglob("*"):
        os.utime(path, (TODAY.timestamp(), TODAY.timestamp()))


async def shoot(page: Page, url: str, gateway: Gateway, name: str) -> None:
    """Sign in, and take every page."""
    waiting = await gateway.store.waiting(gateway.in_force.council.key, Search(frozenset({State.HELD})), limit=50)
    held = next(one.ref for one in waiting.rows if "personal-data" in one.rules)
    other = next(one.ref for one in waiting.rows if one.ref != held)
    request, question, *_ = await incoming(gateway)
    refs = {"held": held, "other": other, "request": request, "question": question}
    await page.goto(f"{url}/login")
    await take(page, f"sign-in-{name}")
    await page.get_by_label("Your email address").fill(CLERK)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{url}/")
    for title, path in SHOWN:
        await page.goto(url + path.format(**refs))
        await take(page, f"{title}-{name}")
    await page.goto(f"{url}/policy/rules/too-many-recipients")
    await page.get_by_label("The most people outside").fill("3")
    await page.get_by_role("button", name="See what changes").click()
    await page.get_by_role("button", name="Try it on").click()
    await page.get_by_text("What it would have done").wait_for(timeout=120_000)
    await take(page, f"change-{name}")
    await page.goto(f"{url}/try")
    await page.get_by_label("Or paste it here").fill(PASTED)
    await page.get_by_role("button", name="See what would happen").click()
    await page.get_by_text("Nothing was sent, and the message was not kept.").wait_for()
    await take(page, f"tried-{name}")
    await page.goto(f"{url}/messages/{question}/pass-on")
    await page.get_by_label("Other addresses").fill("highways@county.example")
    await page.get_by_role("button", name="See what happens").click()
    await page.get_by_text("What they will read").wait_for()
    await take(page, f"passing-{name}")


PASTED = f"""From: Terry Test <{AUTHOR}>
To: resident@example.org
Subject: The pass for your neighbour

Dear Sir,

Her NHS number is 943 476 5919 and she was born on 14/03/1951, so the pass should be free.

Terry Test
"""


async def take(page: Page, name: str) -> None:
    """One picture, of the whole page where it is not too long."""
    height = min(await page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    width = page.viewport_size["width"] if page.viewport_size else DESK[0]
    FOLDER.mkdir(exist_ok=True)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    await page.screenshot(path=FOLDER / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
