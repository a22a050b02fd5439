"""The gateway: its parts, and the order in which they start, stop and take a new config."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from gateway.app.ground import Ground
from gateway.app.parts import aside_from, in_force_from, keys_from, register_from, store_from
from gateway.config import Config, Source
from gateway.console.app import create_app
from gateway.console.server import ConsoleServer
from gateway.errors import StoreFault, where
from gateway.flow.accounts import Accounts
from gateway.flow.announce import Announce
from gateway.flow.answer_by_mail import AnswerByMail
from gateway.flow.autoreply import Autoreply
from gateway.flow.awaiting import Awaiting
from gateway.flow.carry_out import CarryOut
from gateway.flow.case import CaseWork
from gateway.flow.deliver import Deliver
from gateway.flow.digest import Digest
from gateway.flow.get_to_know import GetToKnow
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.known_people import KnownPeople
from gateway.flow.overrule import Overrule
from gateway.flow.receive import Receive
from gateway.flow.remind import Remind
from gateway.flow.review import Review
from gateway.flow.sign_in import SignIn
from gateway.model.account import AccountRole
from gateway.relay.route import Relays
from gateway.smtp.listener import FrontDoor
from gateway.store.base import Store
from gateway.worker import Worker, node_name

log = structlog.get_logger()

REMIND_EVERY = timedelta(minutes=1)
LEARN_EVERY = timedelta(seconds=5)
KNOWN_EVERY = timedelta(minutes=1)
LOOK_EVERY = timedelta(seconds=5)  # for what was changed in the console of another process
DRAIN = timedelta(seconds=20)
STORE_AGAIN = timedelta(seconds=2)


def utc_now() -> datetime:
    """The time, for everyone who is not given it."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Gateway:
    """All parts, made and joined by `build`."""

    in_force: InForce
    store: Store
    keys: Keys
    relay: Relays
    ground: Ground
    overrule: Overrule
    worker: Worker
    receive: Receive
    review: Review
    remind: Remind
    digest: Digest
    sign_in: SignIn
    known_people: KnownPeople
    console: ConsoleServer
    front_door: FrontDoor
    now: Callable[[], datetime]
    bound: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    opening: "asyncio.Task[None] | None" = None

    async def start(self) -> None:
        """Open the store, make the check processes ready, deliver what waits; the doors last.

        A store that cannot be opened yet is tried again and again. Until then clients hear 451, and keep their mail.
        """
        warn_of_review(self.in_force.config, self.now())
        await self._open_store()
        await self.ground.aside.warm()
        self.worker.periodic("remind", REMIND_EVERY, self.remind)
        self.worker.periodic("digest", REMIND_EVERY, self.digest)
        self.worker.periodic("get to know", LEARN_EVERY, self.receive.get_to_know)
        self.worker.periodic("autoreply", LEARN_EVERY, self.receive.autoreply)
        self.worker.periodic("known people", KNOWN_EVERY, self.known_people)
        self.worker.periodic("look", LOOK_EVERY, self.overrule.look)
        await self.worker.start()
        self.bound["console"] = list(await self.console.start())
        for kind, address in await self.front_door.start():
            self.bound.setdefault(kind, []).append(address)

    async def _open_store(self) -> None:
        try:
            await self.store.start()
            await self.overrule.read()
        except StoreFault as fault:
            log.error("store not ready, trying again", fault=where(fault))  # noqa: TRY400 - the place says enough
            self.opening = asyncio.create_task(self._keep_opening())

    async def _keep_opening(self) -> None:
        while True:
            await asyncio.sleep(STORE_AGAIN.total_seconds())
            with suppress(StoreFault):
                await self.store.start()
                await self.overrule.look()
                log.info("store ready")
                return

    async def stop(self) -> None:
        """Drain: the doors first, then what is being received, then what is being delivered. Nothing is lost."""
        if self.opening:
            self.opening.cancel()
        await self.front_door.stop(DRAIN.total_seconds())
        await self.console.stop()
        await self.receive.close()
        await self.worker.stop(DRAIN)
        await self.ground.aside.close()
        await self.relay.close()
        await self.store.close()

    async def reload(self, source: Source) -> None:
        """Put a config file that was read anew in force, with the overrides laid over it.

        Raises ConfigError: then the old one stays. The store and the console's addresses change with a restart only.
        """
        old, self.ground.source = self.ground.source, source
        try:
            await self.overrule.read()
        except BaseException:
            self.ground.source = old
            raise
        warn_of_review(self.in_force.config, self.now())
        await self.front_door.reload(DRAIN.total_seconds())
        self.console.reload()

    @property
    def awaiting(self) -> Awaiting:
        """What happens to questions."""
        return Awaiting(self.in_force, self.store)

    @property
    def cases(self) -> CaseWork:
        """What is done about requests for information."""
        return CaseWork(self.in_force, self.store, self.now)

    async def welcome(self) -> str | None:
        """A link for the first Clerk account; None where there is one, or the store cannot tell."""
        try:
            known = await self.store.accounts(self.in_force.council.key)
        except StoreFault:
            return None
        clerk = self.in_force.council.clerk.lower()
        if any(account.role is AccountRole.CLERK or account.address == clerk for account in known):
            return None
        accounts = Accounts(self.in_force, self.store, self.keys)
        return accounts.invite(clerk, AccountRole.CLERK, None, self.now())


def warn_of_review(config: Config, now: datetime) -> None:
    """Say in the log that the council should have looked at its policy again."""
    if config.policy.is_overdue(now.date()):
        log.warning("the policy should have been reviewed", review_due=str(config.policy.review_due))


def build(config: Config, source: Source, now: Callable[[], datetime] = utc_now) -> Gateway:
    """Make all parts and join them; nothing is started. Raises ConfigError with every problem."""
    in_force = in_force_from(config, source, version=None)
    keys = keys_from(config)
    store = store_from(config)
    relay = Relays(config)
    people = register_from(config, keys)
    aside = aside_from(config, in_force.council, people)
    carry_out = CarryOut(in_force, keys)
    deliver = Deliver(in_force, store, relay, keys, now)
    worker = Worker(store, deliver, node_name(config.data_path), now)
    announce = Announce(worker)
    review = Review(in_force, store, aside, carry_out, announce, keys, now)
    get_to_know = GetToKnow(in_force, store, aside)
    answer_by_mail, autoreply = AnswerByMail(store, review), Autoreply(in_force, store, announce)
    receive = Receive(in_force, store, aside, carry_out, announce, now, answer_by_mail, get_to_know, autoreply)
    sign_in = SignIn(in_force, store, relay)
    ground = Ground(source, in_force, relay, receive, review, people)
    overrule = Overrule(in_force, store, ground.make, ground.put, now)
    app = create_app(in_force, store, review, sign_in, overrule, keys, now)
    return Gateway(
        in_force,
        store,
        keys,
        relay,
        ground,
        overrule,
        worker,
        receive,
        review,
        Remind(in_force, store, review, announce),
        Digest(in_force, store, announce),
        sign_in,
        KnownPeople(people, store, in_force.council.key),
        ConsoleServer(app, in_force),
        FrontDoor(in_force, receive, sign_in, now),
        now,
    )
