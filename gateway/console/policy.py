"""The policy in force: what each rule keeps and does, what it did in the last weeks, and how often it was wrong."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from gateway.console.sections import SETTINGS, of_setting
from gateway.console.visit import Visit, as_json
from gateway.model.daily import Counted
from gateway.model.decision import Action
from gateway.policy import words
from gateway.policy.engine import LoadedRule

LAST = timedelta(days=30)
STRICTEST_FIRST = tuple(Action)[::-1]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: what it did in the last weeks, in how many messages by action, and in how many it was called wrong."""

    rule: LoadedRule
    did: tuple[tuple[Action, int], ...]
    wrong: int

    @property
    def messages(self) -> int:
        """In how many messages it found something."""
        return sum(number for _, number in self.did)


async def show(visit: Visit) -> Response:
    """Rules, settings, and the ways to the rest."""
    in_force = visit.console.in_force
    today = in_force.council.day(visit.now)
    exceptions = await visit.console.store.exceptions_in_force(visit.council, today)
    history = await visit.console.overrule.history()
    return await visit.page(
        "policy.html",
        lines=await _lines(visit),
        policy=in_force.config.policy,
        overdue=in_force.config.policy.is_overdue(today),
        settings=[of_setting(name, in_force) for name in SETTINGS],
        exceptions=len(exceptions),
        newest=history[-1] if history else None,
        say=words,
        days=LAST.days,
    )


async def list_json(visit: Visit) -> Response:
    """The rules for programs."""
    rows = [_plain(line) for line in await _lines(visit)]
    return as_json({"version": visit.console.in_force.policy.version, "rows": rows})


async def _lines(visit: Visit) -> list[Line]:
    since = visit.now - LAST
    counted: dict[str, Counter[Action]] = {}
    for one in await visit.console.store.daily_counts(visit.council, visit.console.in_force.council.day(since)):
        if one.what is Counted.FOUND and one.number > 0:
            counted.setdefault(one.name, Counter())[Action(one.kind)] += one.number
    wrong = await visit.console.store.called_wrong(visit.council, since)
    return [
        Line(
            rule,
            tuple((a, n) for a in STRICTEST_FIRST if (n := counted.get(rule.name, Counter())[a])),
            wrong.get(rule.name, 0),
        )
        for rule in visit.console.in_force.policy.rules
    ]


def _plain(line: Line) -> dict[str, object]:
    rule = line.rule
    return {
        "rule": rule.name,
        "keeps": rule.purpose,
        "action": rule.action,
        "exceptions": len(rule.exceptions),
        "messages": line.messages,
        "did": dict(line.did),
        "called_wrong": line.wrong,
    }
