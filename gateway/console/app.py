"""The console as one application: the table of ways in, the static files, and what is said when something is wrong."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ExceptionHandler, Scope

from gateway.console.access import UPLOADS, routes
from gateway.console.guard import Guard
from gateway.console.pages import Pages
from gateway.console.sessions import Sessions
from gateway.console.visit import Console
from gateway.errors import NotFound, TemporaryFault
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.overrule import Overrule
from gateway.flow.rehearse import Rehearse
from gateway.flow.review import Review
from gateway.flow.sign_in import SignIn
from gateway.flow.single_sign_on import SingleSignOn
from gateway.store.base import Store

STATIC = Path(__file__).parent / "static"

# What a reader can do about it; never what went wrong inside.
PROBLEMS = {
    400: ("That request was not complete", "Go back and try again."),
    403: (
        "That form was too old",
        "It was not sent from a page of this console, or you have signed in or out since. Open the page again.",
    ),
    404: ("There is no such page", "Check the address. A message that you are looking for may be under another ref."),
    405: ("There is no such page", "Nothing was changed."),
    408: ("That took too long", "Go back and try again."),
    413: ("That is too much", "Write less, then try again."),
    415: ("That request was not a form", "Nothing was changed."),
    503: ("Please try again in a minute", "The record cannot be reached just now. Nothing was changed."),
}


def create_app(
    in_force: InForce,
    store: Store,
    review: Review,
    sign_in: SignIn,
    overrule: Overrule,
    keys: Keys,
    now: Callable[[], datetime],
) -> Starlette:
    """The console over these parts."""
    pages = Pages()
    sessions, rehearse = Sessions(in_force, store, keys), Rehearse(in_force, store, keys, now)
    single = SingleSignOn(in_force, store, keys, sign_in)
    console = Console(in_force, store, review, sign_in, overrule, keys, now, sessions, pages, rehearse, single)
    static = Mount("/static", _Static(directory=STATIC), name="static")
    return Starlette(
        routes=[*routes(console), static],
        middleware=[Middleware(Guard, in_force=in_force, uploads=UPLOADS)],
        exception_handlers=_handlers(in_force, pages),
    )


class _Static(StaticFiles):
    """Files that browsers may keep, and ask after each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be checked again at each use."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _handlers(in_force: InForce, pages: Pages) -> dict[int | type[Exception], ExceptionHandler]:
    def page(status: int, headers: dict[str, str] | None = None) -> Response:
        heading, text = PROBLEMS.get(status, PROBLEMS[400])
        council = in_force.council
        html = pages.render("problem.html", council=council, account=None, heading=heading, text=text)
        return HTMLResponse(html, status, headers)

    async def refused(_request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        return page(error.status_code, dict(error.headers or {}))

    async def not_found(_request: Request, _error: Exception) -> Response:
        return page(404)

    async def later(_request: Request, _error: Exception) -> Response:
        return page(503)

    return {HTTPException: refused, NotFound: not_found, TemporaryFault: later}
