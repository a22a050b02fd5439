"""What was changed in the console, by whom and why; any earlier state compared with now, and had again."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from starlette.responses import Response

from gateway.config import Change, Override
from gateway.config.override import newest, undone
from gateway.console.forms import number
from gateway.console.sections import Labels, labels_of, named, plainly
from gateway.console.setting import Rehearsed, rehearsed
from gateway.console.slices import Slice, slice_of
from gateway.console.visit import Visit, go, page_as_json
from gateway.errors import AlreadyDecided, ConfigError, NotFound
from gateway.policy import words

LONGEST_REASON = 500  # characters
NO_REASON = "Write why: that is kept with the change."
TOO_LATE = "Somebody has changed the policy in the meantime. Compare again before you restore."
IN_FILE = "as in the config file"


@dataclass(frozen=True, slots=True)
class Line:
    """What one person changed at one time. `number` is the version that it made."""

    changes: tuple[Override, ...]
    says: tuple[tuple[str, str], ...]

    @property
    def number(self) -> int:
        """The version."""
        return self.changes[-1].number


@dataclass(frozen=True, slots=True)
class Difference:
    """A key that was something else in an earlier version."""

    label: str
    then: str
    now: str


async def show_list(visit: Visit) -> Response:
    """All changes, the newest first, a page at a time."""
    return await visit.page(
        "versions.html",
        page=await _page(visit),
        done=number(visit.asked("done")),
        now=visit.console.in_force.version,
    )


async def list_json(visit: Visit) -> Response:
    """The same list for programs."""
    page = await _page(visit)
    return page_as_json([_plain(line) for line in page.rows], page.next, page.total)


async def show(visit: Visit) -> Response:
    """One version, compared with what is in force."""
    return await _compare(visit, await visit.console.overrule.history())


async def restore(visit: Visit) -> Response:
    """Have an earlier version again. This is itself a change."""
    history = await visit.console.overrule.history()
    version, reason = _version(visit, history), visit.form.text("reason")[:LONGEST_REASON]
    overrule, is_trial = visit.console.overrule, visit.form.get("step") == "try"
    if not reason and not is_trial:
        return await _compare(visit, history, NO_REASON)
    try:
        if is_trial:
            draft = await overrule.tried(undone(history, version))
            return await _compare(visit, history, tried=await rehearsed(visit, draft))
        await overrule.undo(version, visit.signed_in.address, reason, number(visit.form.get("seen")) or 0)
    except AlreadyDecided:
        return await _compare(visit, history, TOO_LATE, 409)
    except ConfigError as error:
        said = next(iter(error.at.values()), error.problems[0])
        return await _compare(visit, history, f"It no longer fits the config file. {plainly(said)}")
    return go(f"/policy/changes?done={visit.console.in_force.version}")


async def _compare(
    visit: Visit, history: Sequence[Override], problem: str = "", status: int = 0, tried: Rehearsed | None = None
) -> Response:
    version, labels = _version(visit, history), labels_of(visit.console.in_force)
    then, now = newest(one for one in history if one.number <= version), newest(history)
    differences = [
        Difference(named(one.key, labels), _says(then.get(one.key)), _says(now.get(one.key)))
        for one in undone(history, version)
    ]
    return await visit.page(
        "version.html",
        status or (422 if problem else 200),
        number=version,
        made=next((one for one in reversed(history) if one.number == version), None),
        differences=differences,
        seen=history[-1].number if history else 0,
        reason=visit.form.text("reason"),
        problem=problem,
        tried=tried,
        say=words,
    )


async def _page(visit: Visit) -> Slice[Line]:
    labels = labels_of(visit.console.in_force)
    together = groupby(await visit.console.overrule.history(), key=lambda one: (one.by, one.at, one.reason))
    lines = [_line(tuple(changes), labels) for _, changes in together][::-1]
    return slice_of(lines, lambda line: str(line.number), visit.after)


def _line(group: tuple[Override, ...], labels: Labels) -> Line:
    return Line(group, tuple((named(one.key, labels), _says(one)) for one in group))


def _says(one: Override | None) -> str:
    """What an override made of its key."""
    if one is None or one.change is Change.FOLLOW:
        return IN_FILE
    return "taken out" if one.change is Change.REMOVE else _in_words(one.value)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_in_words(one) for one in value) or "none"
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_in_words(inner)}" for name, inner in value.items())
    return str(value) or "none"


def _version(visit: Visit, history: Sequence[Override]) -> int:
    """The version in the address: from 0, the file alone, to the newest. Raises NotFound for any other."""
    version = int(visit.request.path_params["version"])
    if version > (history[-1].number if history else 0):
        raise NotFound("no such version")
    return version


def _plain(line: Line) -> dict[str, object]:
    first = line.changes[0]
    changes = [{"key": ".".join(one.key), "change": one.change, "value": one.value} for one in line.changes]
    return {"number": line.number, "by": first.by, "at": first.at, "reason": first.reason, "changes": changes}
