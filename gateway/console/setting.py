"""Change one section of the policy: what is typed is shown as a change first, tried on the record, then switched on."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from starlette.responses import Response

from gateway.config import Override
from gateway.config.problem import Key
from gateway.console import fields, typed
from gateway.console.forms import number
from gateway.console.plain import said
from gateway.console.sections import SETTINGS, Section, of_rule, of_setting, plainly
from gateway.console.visit import Visit, go
from gateway.errors import AlreadyDecided, ConfigError, NotFound
from gateway.flow.in_force import InForce
from gateway.model.account import REVIEWERS
from gateway.model.backtest import Comparison, Report, Side, used
from gateway.model.decision import Action
from gateway.policy import words as policy_words

LONGEST_REASON = 500  # characters
NOTHING = "Nothing is changed."
NO_REASON = "Write why it is changed: that is kept with the change."
TOO_LATE = "Somebody has changed the policy in the meantime. Look at what is in force now, then change it again."


@dataclass(frozen=True, slots=True)
class Changed:
    """One key that gets another value, in words. Of several values those that are new and those that go."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    several: bool

    @property
    def added(self) -> tuple[str, ...]:
        """What is new."""
        return tuple(one for one in self.after if one not in self.before)

    @property
    def gone(self) -> tuple[str, ...]:
        """What there is no more."""
        return tuple(one for one in self.before if one not in self.after)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The figures of a draft. `against` the policy in force; None where the two are the same to the rules."""

    report: Report
    against: Comparison | None

    @property
    def rows(self) -> list[tuple[Action, int, int]]:
        """For each outcome the messages that it happens to now, and under the draft; the strictest first."""
        before = self.against.before if self.against else self.report.outcomes
        actions = used(before, self.report.outcomes)
        return [(a, before.get(a, 0), self.report.outcomes.get(a, 0)) for a in reversed(actions)]


async def show(visit: Visit) -> Response:
    """The form, or what is in force in words for whoever changes nothing."""
    section = _section(visit)
    if visit.signed_in.role not in REVIEWERS:
        return await visit.page("setting_read.html", section=section)
    return await _form(visit, section, section.shown, _version(visit))


async def submit(visit: Visit) -> Response:
    """Step by step: what was typed, as a change; tried on the record, where that is asked for; switched on."""
    section, step = _section(visit), visit.form.get("step")
    shown = section.typed(visit.form)
    table, problems = typed.read(shown, section.model)
    new, invalid = section.validated(table)
    problems = invalid | problems
    changes = section.changes(new) if new and not problems else []
    draft = None
    if changes and step != "on":
        try:
            draft = await visit.console.overrule.tried(changes)
        except ConfigError as error:
            problems = _unfit(section, error)
    if new is None or not changes or problems or step == "again":
        whole = "" if problems or step == "again" else NOTHING
        return await _form(visit, section, typed.with_problems(shown, problems), _seen(visit), problems.get((), whole))
    if step == "on":
        return await _switch_on(visit, section, new, changes)
    report = await rehearsed(visit, draft) if draft and step == "try" else None
    return await _preview(visit, section, new, report=report)


async def rehearsed(visit: Visit, draft: InForce) -> Rehearsed:
    """What a draft would have done with the mail of the last weeks."""
    report = await visit.console.rehearse(draft)
    return Rehearsed(report, next((one for one in report.comparisons if one.against is Side.IN_FORCE), None))


async def _switch_on(visit: Visit, section: Section, new: BaseModel, changes: Sequence[Override]) -> Response:
    reason = visit.form.text("reason")[:LONGEST_REASON]
    if not reason:
        return await _preview(visit, section, new, NO_REASON)
    try:
        await visit.console.overrule.change(changes, visit.signed_in.address, reason, _seen(visit))
    except ConfigError as error:
        problems = _unfit(section, error)
        shown = typed.with_problems(section.typed(visit.form), problems)
        return await _form(visit, section, shown, _seen(visit), problems.get((), ""))
    except AlreadyDecided:
        return await _form(visit, section, section.shown, _version(visit), TOO_LATE, 409)
    return go(f"/policy/changes?done={visit.console.in_force.version}")


def _unfit(section: Section, error: ConfigError) -> dict[Key, str]:
    """What the whole config says against it. What is not of this section has no field: its key is empty."""
    own = len(section.key)
    at = {(key[own:] if key[:own] == section.key else ()): plainly(text) for key, text in error.at.items()}
    return at or {(): plainly(error.problems[0])}


async def _form(
    visit: Visit, section: Section, shown: Sequence[fields.Field], seen: int, problem: str = "", status: int = 0
) -> Response:
    wrong = list(typed.wrong(shown))
    return await visit.page(
        "setting.html",
        status or (422 if problem or wrong else 200),
        section=section,
        fields=shown,
        wrong=wrong,
        problem=problem,
        seen=seen,
    )


def _version(visit: Visit) -> int:
    """What the form is filled in from: another process may have kept a newer one, which this page does not show."""
    return visit.console.in_force.version or 0


def _seen(visit: Visit) -> int:
    """What it was filled in from when it was first shown."""
    return number(visit.form.get("seen")) or 0


async def _preview(
    visit: Visit, section: Section, new: BaseModel, problem: str = "", report: Rehearsed | None = None
) -> Response:
    return await visit.page(
        "setting_change.html",
        422 if problem else 200,
        section=section,
        changed=_changed(section, new),
        typed=[(name, value) for name, value in visit.form.fields if name not in ("form", "step", "reason")],
        reason=visit.form.text("reason"),
        problem=problem,
        tried=report,
        say=policy_words,
    )


def _changed(section: Section, new: BaseModel) -> list[Changed]:
    labels = {str(one.key[0]): one.label for one in section.shown}
    found = []
    for change in section.changes(new):
        name = next(n for n in section.names if (section.model.model_fields[n].alias or n) == change.key[-1])
        before, after = getattr(section.values, name), getattr(new, name)
        several = isinstance(before, tuple | frozenset | dict)
        found.append(Changed(labels[change.key[-1]], said(before), said(after), several))
    return found


def _section(visit: Visit) -> Section:
    name = str(visit.request.path_params["name"])
    if visit.request.url.path.startswith("/policy/settings/"):
        if name not in SETTINGS:
            raise NotFound("no such setting")
        return of_setting(name, visit.console.in_force)
    rule = next((one for one in visit.console.in_force.policy.rules if one.name == name), None)
    if rule is None:
        raise NotFound("no such rule")
    return of_rule(rule)
