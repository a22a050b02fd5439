"""A whole console for tests: a real store, the real flows behind it, and a listening server."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from gateway.app.parts import in_force_from, laid_over
from gateway.config import parse
from gateway.console.app import create_app
from gateway.console.server import ConsoleServer
from gateway.flow.announce import Announce
from gateway.flow.aside import Aside
from gateway.flow.carry_out import CarryOut
from gateway.flow.check import Checked
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.overrule import Overrule
from gateway.flow.review import Review
from gateway.flow.sign_in import SignIn
from gateway.model.account import Account, AccountRole
from gateway.model.decision import Action, AddCc, Decision, Disposition, Finding, Verdict
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message, Text, new_ref
from gateway.model.record import Record, State
from gateway.policy.engine import Policy
from gateway.store.base import Outgoing, Store
from gateway.store.changes import Lease
from gateway.store.open import open_store
from gateway.testing import COUNCIL, NOW, make_message
from gateway.testing.store import lay_tables
from tests.console.browser import Browser

PASSWORD = "correct horse battery"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ADDRESSES = {
    AccountRole.CLERK: "clerk@council.test",
    AccountRole.DEPUTY: "deputy@council.test",
    AccountRole.MEMBER: "cllr.test@council.test",
    AccountRole.OFFICER: "officer@council.test",
    AccountRole.AUDITOR: "auditor@council.test",
    AccountRole.SYSADMIN: "sysadmin@council.test",
}
GROUND = """
[council]
name = "Test Parish Council"
domains = ["council.test"]
clerk = "clerk@council.test"
people = [
    { name = "Ann Lee", role = "clerk", address = "clerk@council.test", aliases = ["ann.lee@council.test"] },
    { name = "Dev Patel", role = "deputy", address = "deputy@council.test" },
    { name = "Tess Ter", role = "member", address = "cllr.test@council.test", aliases = ["tess.ter@council.test"], \
private_addresses = ["tess@home.test"], phones = ["01632 960101"] },
    { name = "Mo Yor", role = "member", address = "mayor@council.test" },
    { name = "Olu Ade", role = "officer", address = "officer@council.test" },
]
"""
NUMBER = "QQ 12 34 56 C"
TEXT = f"Dear all,\n\nMrs Jones ({NUMBER}) asks for <b>plot 14</b>.\n"
WHY = "It shows a National Insurance number."


class Clock:
    """A clock that only a test moves."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def ahead(self, by: timedelta) -> None:
        self.at += by


def at_once(_seconds: float) -> "asyncio.Future[None]":
    """Stands for the wait after a wrong password."""
    return asyncio.ensure_future(asyncio.sleep(0))


class Worker:
    """Takes what is handed over, and keeps it: these tests end where delivery begins."""

    def __init__(self) -> None:
        self.handed: list[Outgoing] = []

    def lease(self, now: datetime) -> Lease | None:
        return Lease("test", now + timedelta(minutes=5))

    def hand_over(self, outgoing: Outgoing) -> None:
        self.handed.append(outgoing)

    def wake(self) -> None:
        pass


@dataclass
class House:
    """The console and what is behind it."""

    in_force: InForce
    store: Store
    keys: Keys
    review: Review
    clock: Clock
    worker: Worker
    server: ConsoleServer
    sign_in: SignIn
    overrule: Overrule
    port: int = 0
    accounts: dict[AccountRole, Account] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self) -> Browser:
        return Browser(self.port)

    async def signed_in(self, role: AccountRole = AccountRole.CLERK) -> Browser:
        browser = self.browser()
        answer = await browser.sign_in(ADDRESSES[role], PASSWORD)
        assert answer.status == 303
        return browser

    async def hold(
        self,
        content: bytes | None = None,
        rcpt_tos: Sequence[str] = ("mary@elsewhere.test", "mayor@council.test"),
        author: str = ADDRESSES[AccountRole.MEMBER],
        action: Action = Action.HOLD,
        findings: tuple[Finding, ...] | None = None,
        fault: str = "",
        subject: str = "Allotments",
    ) -> str:
        """Record a message that waits, as the policy would have left it; its ref."""
        content = content or make_message(author, rcpt_tos, subject=subject, text=TEXT)
        found = findings if findings is not None else (await self.finding(content, NUMBER, WHY),)
        amendments = (AddCc(ADDRESSES[AccountRole.CLERK]),)
        verdicts = (
            Verdict("personal-data", action, found, fault=fault),
            Verdict("clerk-copy", Action.AMEND, (Finding("clerk-copy", "missing", "Copy."),), amendments),
        )
        disposition = Disposition.ASK if action is Action.ASK else Disposition.HOLD
        decision = Decision(disposition, self.clock(), verdicts, amendments)
        return await self._record(content, rcpt_tos, author, decision, subject)

    async def asked(self, decision: Decision) -> str:
        """Record a message that was decided so; its ref."""
        author, rcpt_tos = ADDRESSES[AccountRole.MEMBER], ("mary@elsewhere.test", "joan@elsewhere.test")
        return await self._record(make_message(author, rcpt_tos), rcpt_tos, author, decision, "Test")

    async def _record(
        self, content: bytes, rcpt_tos: Sequence[str], author: str, decision: Decision, subject: str
    ) -> str:
        session = Session(Listener.SUBMISSION, "192.0.2.7", user=author)
        envelope = Envelope(author, tuple(rcpt_tos))
        message = Message(new_ref(), Direction.OUTGOING, COUNCIL.key, session, envelope, content, self.clock())
        read = await self.review.aside.read(content)
        checked = Checked(
            decision, author, subject=subject, message_id=read.message_id, attachments=len(read.attachments)
        )
        await self.store.commit(self.review.carry_out.accept(message, checked, None, None))
        return message.ref

    async def finding(self, content: bytes, value: str, why: str) -> Finding:
        """A finding of this value, wherever the message holds it."""
        texts = (await self.review.aside.read(content)).texts
        text: Text = next(text for text in texts if value in text.text)
        start = text.text.index(value)
        return Finding("personal-data", "ni", why, text.part, start, start + len(value))

    async def record(self, ref: str) -> Record:
        return await self.store.record(COUNCIL.key, ref)

    async def state(self, ref: str) -> State:
        return (await self.record(ref)).summary.state

    def ask_path(self, ref: str, lasts: timedelta = timedelta(days=5)) -> str:
        return f"/ask/{self.keys.sign('ask', ref, self.clock() + lasts)}"


async def open_house(folder: Path, aside: Aside, extra: str = "", listen: str = "127.0.0.1:0") -> House:
    """Build it all and start listening. `extra` is TOML after the [console] table's first keys."""
    config, source = parse(f'{GROUND}[console]\nlisten = "{listen}"\n{extra}', folder=folder)
    in_force = InForce(config, COUNCIL, Policy(()))

    async def put(fresh: InForce) -> None:
        in_force.replace(fresh.config, fresh.council, fresh.policy, fresh.version)

    lay_tables(folder / "test.db")
    store = open_store(f"sqlite:///{folder / 'test.db'}")
    await store.start()
    keys, clock, worker = Keys(b"k" * 32), Clock(), Worker()
    carry_out = CarryOut(in_force, keys)
    review = Review(in_force, store, aside, carry_out, Announce(worker), keys, clock)
    overrule = Overrule(in_force, store, lambda overrides: in_force_from(*laid_over(source, overrides)), put, clock)
    sign_in = SignIn(in_force, store, sleep=at_once)
    app = create_app(in_force, store, review, sign_in, overrule, keys, clock)
    server = ConsoleServer(app, in_force)
    house = House(in_force, store, keys, review, clock, worker, server, sign_in, overrule)
    for role, address in ADDRESSES.items():
        house.accounts[role] = Account(address, role, PASSWORD_HASH, clock())
        await store.put_account(COUNCIL.key, house.accounts[role])
    try:
        house.port = (await server.start())[0][1]
    except OSError:
        await store.close()
        raise
    return house


async def close_house(house: House) -> None:
    await house.server.stop()
    await house.store.close()
