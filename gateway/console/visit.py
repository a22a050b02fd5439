"""One request by one browser: who it is, what was posted, and the page that answers it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from gateway.console.forms import Form
from gateway.console.pages import Pages
from gateway.console.sessions import Sessions, new_cookie
from gateway.console.words import Words
from gateway.flow.accounts import Accounts
from gateway.flow.exceptions import Exceptions
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.look import Look
from gateway.flow.overrule import Overrule
from gateway.flow.rehearse import Rehearse
from gateway.flow.remark import Remark
from gateway.flow.review import Review, is_own
from gateway.flow.second_step import SecondStep
from gateway.flow.sign_in import SignIn
from gateway.flow.single_sign_on import SingleSignOn
from gateway.model.account import READERS, REVIEWERS, Account, AccountRole, SignedIn, Stage
from gateway.model.record import Event, EventKind, Record, State
from gateway.store.base import Store

AUTHORS = frozenset({AccountRole.MEMBER, AccountRole.OFFICER})  # they see what they sent themselves
KEEPERS = frozenset({AccountRole.CLERK, AccountRole.SYSADMIN})  # of accounts
PAGES = (
    ("/", "Start", READERS),
    ("/held", "Held", READERS),
    ("/questions", "Questions", READERS),
    ("/requests", "Requests", READERS),
    ("/records", "Records", READERS | AUTHORS),
    ("/people", "People", READERS),
    ("/policy", "Policy", READERS),
    ("/try", "Try a message", REVIEWERS),
    ("/council", "Council", READERS),
    ("/trail", "Audit trail", READERS),
    ("/health", "Health", KEEPERS),
    ("/accounts", "Accounts", KEEPERS),
)

LONGEST_ASKED = 254  # characters


@dataclass(frozen=True, slots=True)
class Console:
    """All that pages need."""

    in_force: InForce
    store: Store
    review: Review
    sign_in: SignIn
    overrule: Overrule
    keys: Keys
    now: Callable[[], datetime]
    sessions: Sessions
    pages: Pages
    rehearse: Rehearse
    single_sign_on: SingleSignOn

    @property
    def remark(self) -> Remark:
        """What reviewers add without deciding."""
        return Remark(self.review)

    @property
    def exceptions(self) -> Exceptions:
        """What reviewers let pass by a rule."""
        return Exceptions(self.in_force, self.store, self.now)

    @property
    def look(self) -> Look:
        """What they are shown of a message beside its words."""
        return Look(self.review)

    @property
    def second_step(self) -> SecondStep:
        """How somebody shows a second time who they are."""
        return SecondStep(self.in_force, self.store, self.keys, self.sign_in)

    @property
    def accounts(self) -> Accounts:
        """Who may sign in."""
        return Accounts(self.in_force, self.store, self.keys)


@dataclass(slots=True)
class Visit:
    """`cookie` is the browser's, or a fresh one, which is given to it once a form needs it; `session` is behind it."""

    request: Request
    console: Console
    cookie: str | None = None
    account: Account | None = None
    session: SignedIn | None = None
    form: Form = field(default_factory=Form)
    gives_cookie: bool = False

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.console.now()

    @property
    def council(self) -> str:
        """The key of the council in force."""
        return self.console.in_force.council.key

    @property
    def client(self) -> str:
        """The address of whoever asks."""
        return self.request.client.host if self.request.client else ""

    @property
    def signed_in(self) -> Account:
        """Who is signed in, on a page that only they can reach."""
        if self.account is None:
            raise RuntimeError("this page is open to everyone")
        return self.account

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address of whoever is signed in, as `canonical` gives it."""
        return self.console.in_force.council.own(self.signed_in.address)

    def is_own(self, record: Record) -> bool:
        """Whether a message is of whoever is signed in."""
        return is_own(self.console.in_force.council, record, self.signed_in)

    @property
    def ref(self) -> str:
        """The ref in the address."""
        return str(self.request.path_params["ref"])

    def asked(self, name: str) -> str:
        """A parameter of the address, as much as an email address may be long; empty where there is none."""
        return self.request.query_params.get(name, "")[:LONGEST_ASKED]

    @property
    def after(self) -> str | None:
        """The key of the page of a list."""
        return self.request.query_params.get("after")

    def on(self, **changed: str | None) -> str:
        """The address of this page with other parameters; None takes one away."""
        kept = {name: value for name, value in self.request.query_params.items() if name not in changed and value}
        added = {name: value for name, value in changed.items() if value is not None}
        return f"{self.request.url.path}?{urlencode(kept | added)}"

    def query(self, **values: str) -> str:
        """The part of an address behind the question mark."""
        return urlencode(values)

    def address(self, path: str, **changed: str | None) -> str:
        """Another page with the parameters of this one."""
        kept = {name: value for name, value in self.request.query_params.items() if value}
        asked = {name: value for name, value in (kept | changed).items() if value is not None}
        return f"{path}?{urlencode(asked)}" if asked else path

    @property
    def browser(self) -> str:
        """The browser's cookie; a fresh one where it has none."""
        if self.cookie is None:
            self.cookie, self.gives_cookie = new_cookie(), True
        return self.cookie

    def form_token(self) -> str:
        """The token for a form on this page."""
        return self.console.sessions.form_token(self.browser)

    async def note(self, kind: EventKind, detail: str = "", ref: str = "", by: Account | None = None) -> None:
        """Have the record say that this was done."""
        who = by or self.signed_in
        await self.console.store.note(self.council, Event(ref, self.now, kind, who.address, detail))

    async def page(self, template: str, status: int = 200, **context: object) -> Response:
        """A page."""
        in_force = self.console.in_force
        whole = self.session is not None and self.session.stage is Stage.WHOLE
        account = self.account if whole else None
        reads = account is not None and account.role in READERS
        waiting = await self.console.store.count(self.council, State.HELD) if reads else 0
        text = self.console.pages.render(
            template,
            visit=self,
            council=in_force.council,
            words=Words(in_force.council, self.now),
            account=account,
            waiting=waiting,
            pages=[(path, name) for path, name, roles in PAGES if account and account.role in roles],
            **context,
        )
        return HTMLResponse(text, status)


def home(account: Account) -> str:
    """Where somebody goes on after signing in: the first page that is theirs."""
    return next((path for path, _, roles in PAGES if account.role in roles), "/")


def as_json(what: object, status: int = 200) -> Response:
    """The twin of a list for programs."""
    return Response(json.dumps(what, default=_in_json), status, media_type="application/json; charset=utf-8")


def page_as_json(rows: Sequence[object], following: str | None, total: int | None, at_least: bool = False) -> Response:
    """A page of a list for programs: its lines, the key to go on from, and how many lines there are (at least)."""
    return as_json({"rows": rows, "next": following, "total": total, "at_least": at_least})


def _in_json(value: object) -> object:
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(type(value).__name__)


def go(path: str) -> Response:
    """Send the browser on to one of our own pages."""
    return Response(status_code=303, headers={"Location": path}, media_type="text/plain")
