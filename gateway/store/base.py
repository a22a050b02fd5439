"""The contract of a store. `tests/store/test_contract.py` is its meaning; nothing outside store/ knows which it is.

Every method may raise StoreFault (StoreFull where the disk is full): the caller's work is then not done at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from gateway.config import Override
from gateway.model.account import Account, Factor, SignedIn
from gateway.model.address import Mailbox
from gateway.model.case import Case
from gateway.model.daily import DailyCount
from gateway.model.delivery import Delivery
from gateway.model.envelope import Session
from gateway.model.exception import RecordedException
from gateway.model.message import Direction
from gateway.model.person import PeopleList, Statement
from gateway.model.question import Question, Unanswered
from gateway.model.record import Event, EventKind, Record, State, Summary, Wrong
from gateway.store.changes import Changes, Committed, Lease
from gateway.store.pages import CasePage, Order, Page, QuestionPage, ReceivedPage, Search, Total, Trail


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for delivery: how many deliveries, since when the oldest, and those of them that were tried."""

    number: int
    oldest: datetime | None
    tried: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that is needed to attempt the deliveries of one message: claimed together, under one lease.

    `session` and `received_at` are the message's own, for the Received line on top; without them it says only where
    and when the message was queued. `deliveries` is never empty.
    """

    ref: str
    envelope_from: str
    content: bytes = field(repr=False)
    deliveries: tuple[Delivery, ...]
    author: str
    notice: bool
    smtputf8: bool = False
    user: str | None = None
    login: bytes | None = field(default=None, repr=False)
    session: Session | None = None
    received_at: datetime | None = None


class Store(Protocol):
    """Where everything is kept."""

    async def start(self) -> None:
        """Open it and bring its tables up to date."""

    async def close(self) -> None:
        """Finish what is being written and close it."""

    async def commit(self, changes: Changes, patiently: bool = False) -> Committed:
        """Write all of it, on disk before this returns. Many callers share one transaction and one sync.

        Patiently: it waits a moment for more of its kind, since nobody waits for it.
        Raises RefTaken where a new ref exists, AlreadyDecided where a `Change` comes too late or what is recalled is
        under way, NotFound for an unknown ref.
        """

    def confirm(self, resend_key: bytes) -> None:
        """The client has the reply to its message. This is written a moment later, with whatever else is."""

    # the record

    async def record(self, council: str, ref: str) -> Record:
        """One record. Raises NotFound."""

    async def content(self, council: str, ref: str, sent: bool = False) -> bytes:
        """The received bytes, or with `sent` what went (or would go) out. Raises NotFound."""

    async def search(self, council: str, sought: Search, after: str | None = None, limit: int = 50) -> Page:
        """A page of what is sought, newest first. Where words are sought it may be short, or empty, and yet have a
        `next`: so much was looked through, and no further. Raises NotFound for a bad `after`.
        """

    async def total(self, council: str, sought: Search) -> Total:
        """How many there are of what is sought, as far as one page looks."""

    async def waiting(
        self,
        council: str,
        sought: Search,
        after: str | None = None,
        limit: int = 50,
        order: Order = Order.LONGEST,
    ) -> Page:
        """A page of what is sought in waiting states (`states` names them), in this order, with its `total`.

        Raises NotFound for a bad `after`.
        """

    async def rules_of(self, council: str, state: State) -> Mapping[str, int]:
        """Of the records in a waiting state: each rule that had something to say, with the number of them."""

    async def count(self, council: str, state: State) -> int:
        """How many stand in a waiting state (asked, held, queued)."""

    async def answered(
        self, council: str, message_ids: Sequence[str], largest: int, before: datetime | None = None
    ) -> bytes | None:
        """The received bytes of the first of these messages that is recorded; None where it is larger than this.

        Of several with the same Message-ID it is the one recorded first. With `before` the record is taken as it was
        at that moment.
        """

    async def about(self, council: str, ref: str) -> Sequence[Summary]:
        """The records about a message, in their order: its notices, answers to them, and copies for one recipient."""

    async def thread(self, council: str, message_ids: Sequence[str]) -> Sequence[Summary]:
        """The messages with these Message-IDs that are recorded, the oldest first."""

    async def wrong(self, council: str, ref: str) -> Sequence[Wrong]:
        """What reviewers called wrong in a message."""

    async def daily_counts(self, council: str, since: date) -> Sequence[DailyCount]:
        """What was counted on the days of the council from then on, in their order."""

    async def called_wrong(self, council: str, since: datetime) -> Mapping[str, int]:
        """Of the messages received since: each rule that was called wrong about any, with the number of them."""

    async def answered_by_subject(
        self, council: str, subject: str, by: str, authors: Sequence[str], largest: int, before: datetime | None = None
    ) -> bytes | None:
        """The received bytes of the newest message of this bare subject that one of these authors sent to `by`, who
        answers it; None where it is larger than this. A few of each author's newest messages are looked at.
        """

    async def received(
        self,
        council: str,
        since: datetime | None = None,
        direction: Direction | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> ReceivedPage:
        """A page of what was received since, the oldest first: neither notices, nor answers to them, nor the copies
        that were made of a message for one recipient each. Raises NotFound for a bad `after`.
        """

    async def count_received(
        self, council: str, since: datetime | None = None, direction: Direction | None = None
    ) -> int:
        """How many messages the pages of `received` hold."""

    # questions that wait for an answer

    async def question(self, council: str, ref: str) -> Question | None:
        """The question that a message asked, settled or not; None where it asked none."""

    async def asked_by(self, council: str, askers: Sequence[str]) -> Sequence[Question]:
        """The questions of these askers, by canonical address, that wait; the newest first, at most a hundred."""

    async def questions(self, council: str, after: str | None = None, limit: int = 50) -> QuestionPage:
        """A page of the questions that wait, the oldest first, with their number. Raises NotFound for a bad `after`."""

    async def unanswered(self, council: str, now: datetime) -> Unanswered:
        """How many questions wait, how many are overdue, and since when the oldest waits."""

    # requests for information

    async def case(self, council: str, ref: str) -> Case | None:
        """The request that a message made, with all its steps and messages; None where it made none."""

    async def cases(self, council: str, closed: bool = False, after: str | None = None, limit: int = 50) -> CasePage:
        """A page of the open requests, the first due first, then those whose clock stands still; or of the closed
        ones, the newest first. Raises NotFound for a bad `after`.
        """

    async def cases_with(
        self, council: str, refs: Sequence[str] = (), message_ids: Sequence[str] = ()
    ) -> Sequence[str]:
        """The refs of the requests to which any of these messages belongs, by ref or by Message-ID."""

    # the queue

    async def claim(self, lease: Lease, now: datetime, limit: int) -> Sequence[Outgoing]:
        """Take deliveries that are due and under no lease in force, at most `limit` messages, whole by message.

        Fewer where their contents are large together (some 32 MB); none only where nothing is due.
        """

    async def release_leases(self, holder: str) -> None:
        """End all leases of a holder: it has just started, so it is working on nothing."""

    async def next_due_at(self) -> datetime | None:
        """When the next queued delivery is due or its lease runs out; None where nothing waits."""

    async def queue(self, council: str, limit: int = 1000) -> Sequence[Delivery]:
        """What waits for delivery, the next attempt first."""

    async def backlog(self, council: str, most: int = 1000) -> Backlog:
        """How much waits for delivery. Of what was tried the oldest are told one by one, at most so many."""

    async def retry_now(self, council: str, ref: str | None, now: datetime) -> int:
        """Make deliveries due at once: those of a ref, or all. Returns how many. Raises NotFound for an unknown ref."""

    # people

    async def people_known(
        self, council: str, addresses: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, frozenset[tuple[str, str]]]:
        """For each canonical address that is known: the items that are its owner's.

        With `before`, here and below, the record is taken as it was at that moment.
        """

    async def learn(self, council: str, people: Mapping[str, frozenset[tuple[str, str]]], now: datetime) -> None:
        """Add items to people, who are made where they are not known. Keys are canonical addresses."""

    async def people(self, council: str, limit: int = 1000) -> Sequence[tuple[str, int]]:
        """Known people: canonical address and number of items, in the order of the address."""

    async def learnt(
        self,
        council: str,
        since: datetime | None = None,
        after: str = "",
        limit: int = 1000,
        before: datetime | None = None,
    ) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Of whom something was learnt since, or all, in the order of the address from behind `after` on: all items."""

    async def forget_person(self, council: str, address: str) -> None:
        """Forget somebody, by the canonical address, with all items. Raises NotFound."""

    # lists of people, of which hashes are kept

    async def put_list(self, council: str, about: PeopleList, data: bytes) -> None:
        """Keep a list; one of the same name is replaced."""

    async def lists(self, council: str) -> Sequence[PeopleList]:
        """All lists, in the order of the name."""

    async def list_data(self, council: str, name: str) -> bytes:
        """The hashes of a list. Raises NotFound."""

    async def forget_list(self, council: str, name: str) -> None:
        """Forget a list. Raises NotFound."""

    async def register_version(self, council: str) -> int:
        """Another than before where somebody was forgotten, something was stated, or a list came or went."""

    async def state(self, council: str, statement: Statement) -> None:
        """Keep what a reviewer says of a person, in place of what was said before."""

    async def unstate(self, council: str, who: str) -> bool:
        """Take back what was said of a person, named as in `Statement.who`; False where nothing was."""

    async def statements(self, council: str) -> Sequence[Statement]:
        """All that reviewers said of people, the newest first."""

    # correspondents

    async def correspondents(
        self, council: str, addresses: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, str]:
        """Those of these canonical addresses with whom mail was exchanged, and the names they go by, maybe empty."""

    async def alike(
        self, council: str, addresses: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, tuple[Mailbox, ...]]:
        """For each of these canonical addresses the correspondents that may be meant by it: near it in the same domain,
        or of the same local part elsewhere; and as `@domain` the domains of correspondents that are near its own.

        It is a first sieve: some are further off. At most a few dozen each.
        """

    async def named(
        self, council: str, words: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, tuple[Mailbox, ...]]:
        """For each word, plain and in lower case, correspondents who have it in their name; at most a few."""

    # exceptions that people recorded

    async def exceptions_in_force(
        self, council: str, today: date, before: datetime | None = None
    ) -> Sequence[RecordedException]:
        """Those that apply on this day of the council's, in the order of their numbers. Another process's change may
        go unseen for a few seconds.
        """

    async def exceptions(self, council: str) -> Sequence[RecordedException]:
        """All of them, also those that have ended or were taken back."""

    async def add_exception(self, council: str, exception: RecordedException) -> RecordedException:
        """Record one; it comes back with its number."""

    async def end_exception(self, council: str, number: int, by: str, now: datetime) -> RecordedException:
        """Take one back. Raises NotFound where there is none, or none any more."""

    # accounts

    async def account(self, council: str, address: str) -> Account | None:
        """The account of an address, disabled or not."""

    async def accounts(self, council: str) -> Sequence[Account]:
        """All accounts, in the order of the address."""

    async def put_account(self, council: str, account: Account) -> None:
        """Make an account, or replace the one of the same address."""

    # second steps at sign-in

    async def factors(self, council: str, address: str) -> Sequence[Factor]:
        """An account's second steps, the oldest first."""

    async def factor(self, council: str, factor_id: str) -> tuple[str, Factor] | None:
        """A second step by its own id, with the address of its account: how a passkey names its owner."""

    async def put_factor(self, council: str, address: str, factor: Factor) -> None:
        """Add a second step to an account, or replace the one of the same id."""

    async def use_factor(self, council: str, address: str, factor_id: str, counter: int, now: datetime) -> bool:
        """Remember a use; False where one with as high a counter is known, unless it does not count at all (0)."""

    async def remove_factor(self, council: str, address: str, factor_id: str) -> bool:
        """Take a second step away; with the last the recovery codes go. False where there is no such."""

    async def put_recovery_codes(self, council: str, address: str, digests: Sequence[bytes]) -> None:
        """Replace all recovery codes of an account."""

    async def recovery_codes(self, council: str, address: str) -> int:
        """How many are left."""

    async def use_recovery_code(self, council: str, address: str, digest: bytes) -> bool:
        """Use one up; False where it is none, or was used before."""

    # what was done

    async def note(self, council: str, *events: Event) -> None:
        """Add events; those without a ref are about no message. Raises NotFound for a ref that is not known."""

    async def trail(
        self,
        council: str,
        by: str | None = None,
        kinds: frozenset[EventKind] | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Trail:
        """A page of what was done, newest first, but for what every message goes through.

        It may be short, or empty, and yet have a `next`. Raises NotFound for a bad `after`.
        """

    async def trail_total(
        self, council: str, by: str | None = None, kinds: frozenset[EventKind] | None = None
    ) -> Total:
        """How many events there are, as far as one page looks."""

    # what people change in the console, laid over the config file

    async def overrides(self, council: str) -> Sequence[Override]:
        """Every override of a council, oldest first: the newest of a key counts."""

    async def newest_override(self, council: str) -> int:
        """The number of the newest override; 0 where there is none."""

    async def override(self, council: str, overrides: Sequence[Override], seen: int) -> None:
        """Add overrides, which are numbered from `seen` on, all or none.

        Raises AlreadyDecided where `seen` is not the newest any more.
        """

    # sign-in sessions and single-use links

    async def open_session(self, council: str, session: SignedIn) -> None:
        """Remember a signed-in browser by the digest of its cookie."""

    async def session(self, council: str, digest: bytes, now: datetime, idle: timedelta) -> SignedIn | None:
        """Whose browser this is, if the session lives and was used within `idle`; uses are kept by the minute."""

    async def sessions(self, council: str, address: str, now: datetime, idle: timedelta) -> Sequence[SignedIn]:
        """The living sessions of an address, the last used first."""

    async def close_sessions(
        self, council: str, digest: bytes | None = None, address: str | None = None, but: bytes | None = None
    ) -> None:
        """End one session by its digest, or all of an address: both where both are given. `but` stays."""

    async def spend(self, council: str, digest: bytes, now: datetime, expires_at: datetime) -> bool:
        """Use up a single-use link; False where it had been used before."""
