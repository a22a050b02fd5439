"""Try a message: put one in as a file or as text, and see what the policy would do with it. Nothing is sent or kept."""

from starlette.responses import Response

from gateway.console import marks
from gateway.console.visit import Visit
from gateway.errors import NotAllowed
from gateway.flow.try_out import TryOut

EMPTY = "Choose a file, or paste a message."


async def show(visit: Visit) -> Response:
    """The form."""
    return await visit.page("try.html", problem="", at="file", pasted="")


async def submit(visit: Visit) -> Response:
    """What would happen, in sentences, with the places marked."""
    pasted = visit.form.get("pasted")
    content = visit.form.file or pasted.encode()
    at = "file" if visit.form.file else "pasted"
    if not content.strip():
        return await visit.page("try.html", 422, problem=EMPTY, at="file", pasted="")
    try:
        tried = await TryOut(visit.console.review)(content, visit.signed_in)
    except NotAllowed as error:
        return await visit.page("try.html", 422, problem=str(error), at=at, pasted=pasted)
    decision = tried.checked.decision
    reasons = marks.reasons(decision, tried.content)
    return await visit.page(
        "tried.html",
        tried=tried,
        content=tried.content,
        decision=decision,
        reasons=reasons,
        texts=marks.shown(tried.content, decision, reasons),
    )
