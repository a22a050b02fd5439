"""How the console is used, in plain words."""

from starlette.responses import Response

from gateway.console.visit import Visit


async def show(visit: Visit) -> Response:
    """The page."""
    return await visit.page("help.html", review=visit.console.in_force.config.review)
