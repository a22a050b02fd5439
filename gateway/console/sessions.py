"""Who is signed in at this browser, and the token that proves a form came from our own page."""

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys, digest
from gateway.model.account import Account, SignedIn, Stage
from gateway.store.base import Store

IDLE = timedelta(minutes=30)
LASTS = {Stage.PASSWORD: timedelta(minutes=10), Stage.SETUP: timedelta(minutes=30), Stage.WHOLE: timedelta(hours=12)}
VALUE = re.compile(r"[A-Za-z0-9_-]{43}")
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Sessions:
    """A session is a random cookie whose digest is in the store. Before sign-in the cookie is random and means nothing.

    The cookie is new at each step of a sign-in, so none that was planted before ever counts, and dead in the store at
    sign-out.
    """

    in_force: InForce
    store: Store
    keys: Keys

    def cookie(self, request: Request) -> str | None:
        """The browser's cookie, if it is in the form that we give out."""
        value = request.cookies.get(self._name, "")
        return value if VALUE.fullmatch(value) else None

    def give_cookie(self, response: Response, cookie: str) -> None:
        """Let the browser keep a cookie until it is closed. Lax, so that a link in a notice finds one signed in."""
        response.set_cookie(self._name, cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    def take_cookie(self, response: Response) -> None:
        """Let the browser forget it."""
        response.delete_cookie(self._name, path="/", secure=self._secure, httponly=True, samesite="lax")

    async def open(self, account: Account, stage: Stage, request: Request, now: datetime) -> str:
        """A new session; its cookie."""
        cookie = new_cookie()
        client = request.client.host if request.client else ""
        browser = browser_of(request.headers.get("user-agent", ""))
        session = SignedIn(digest(cookie), account.address, stage, now, now, now + LASTS[stage], client, browser)
        await self.store.open_session(self._council, session)
        return cookie

    async def find(self, cookie: str, now: datetime) -> tuple[SignedIn, Account] | None:
        """Who is at this browser; None once the session is idle, over or ended, or the account disabled."""
        session = await self.store.session(self._council, digest(cookie), now, IDLE)
        account = await self.store.account(self._council, session.address) if session is not None else None
        if session is None or account is None or account.disabled_at is not None:
            return None
        return session, account

    async def all(self, account: Account, now: datetime) -> Sequence[SignedIn]:
        """Every browser at which this account is signed in, the last used first."""
        return await self.store.sessions(self._council, account.address, now, IDLE)

    async def close(self, cookie: str) -> None:
        """End this session."""
        await self.store.close_sessions(self._council, digest=digest(cookie))

    async def close_others(self, account: Account, cookie: str) -> None:
        """End every session of an account but this one."""
        await self.store.close_sessions(self._council, address=account.address, but=digest(cookie))

    def form_token(self, cookie: str) -> str:
        """What every form of this browser carries: it belongs to the cookie, and tells nothing about it."""
        return hmac.new(self.keys.derived("form"), cookie.encode(), "sha256").hexdigest()

    def is_form_token(self, cookie: str, token: str) -> bool:
        """Whether a form came from a page that we gave to this browser."""
        return hmac.compare_digest(self.form_token(cookie).encode(), token.encode())

    @property
    def _council(self) -> str:
        return self.in_force.council.key

    @property
    def _secure(self) -> bool:
        return self.in_force.config.console.public_url.startswith("https:")

    @property
    def _name(self) -> str:
        return "__Host-lychgate" if self._secure else "lychgate"


def new_cookie() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def browser_of(user_agent: str) -> str:
    """A browser and its system in words such as `Firefox on Windows`; what else it says of itself is not kept."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
