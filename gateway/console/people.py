"""What reviewers told the check about people: who is a contractor, an official, or somebody known otherwise."""

from starlette.responses import Response

from gateway.console.slices import Slice, slice_of
from gateway.console.visit import Visit, go, page_as_json
from gateway.errors import NotAllowed
from gateway.model.account import REVIEWERS
from gateway.model.person import Standing, Statement


async def show(visit: Visit) -> Response:
    """Who was said to be what, and a form to say it."""
    return await _page(visit, visit.asked("who"), visit.asked("standing"))


async def list_json(visit: Visit) -> Response:
    """The same list for programs."""
    page = await _statements(visit)
    return page_as_json([_line(one) for one in page.rows], page.next, page.total)


def _line(one: Statement) -> dict[str, object]:
    return {"who": one.who, "standing": one.standing, "same_as": one.same_as, "by": one.by, "at": one.at}


async def state(visit: Visit) -> Response:
    """Keep what somebody is."""
    who, standing, same_as = (visit.form.text(name) for name in ("who", "standing", "same_as"))
    if standing not in set(Standing):
        return await _page(visit, who, "", same_as, "Choose what the person is.", "standing")
    try:
        await visit.console.remark.state(visit.signed_in, who, Standing(standing), same_as)
    except NotAllowed as error:
        return await _page(visit, who, standing, same_as, str(error), "who" if not who else "same_as")
    return go("/people")


async def unstate(visit: Visit) -> Response:
    """Take back what was said of somebody."""
    await visit.console.remark.unstate(visit.signed_in, visit.form.text("who"))
    return go("/people")


async def _page(
    visit: Visit, who: str = "", standing: str = "", same_as: str = "", problem: str = "", at: str = ""
) -> Response:
    return await visit.page(
        "people.html",
        422 if problem else 200,
        page=await _statements(visit),
        may_say=visit.signed_in.role in REVIEWERS,
        who=who[:200],
        standing=standing,
        same_as=same_as,
        problem=problem,
        at=at,
    )


async def _statements(visit: Visit) -> Slice[Statement]:
    said = await visit.console.store.statements(visit.council)
    return slice_of(said, lambda one: one.who, visit.after)
