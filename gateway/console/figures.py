"""The last weeks in figures: mail in and out, what waited because of which rule, and for how long."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.console import chart
from gateway.console.visit import Visit
from gateway.console.words import rule
from gateway.model.backtest import WEEK
from gateway.model.daily import Answered, Counted, DailyCount, Took
from gateway.model.decision import Action
from gateway.model.message import Direction
from gateway.policy.words import day

WEEKS = 8
WAITED = (Action.HOLD, Action.ASK)
WITHIN = {
    Took.HOUR: "Within 1 hour",
    Took.MORNING: "Within 4 hours",
    Took.TWO_DAYS: "Within 8 hours",
    Took.WEEK: "Within 20 hours",
    Took.LONGER: "Later",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Each picture with the rows of the table beside it."""

    weeks: list[chart.Pair]
    answers: list[chart.Pair]
    rules: list[tuple[str, int, int]]
    rule_bars: list[chart.Row]
    times: list[tuple[str, int]]
    time_bars: list[chart.Row]

    @property
    def week_rows(self) -> list[tuple[str, int, int]]:
        """The weeks for the table."""
        return [(week.label, week.first, week.second) for week in self.weeks]

    @property
    def answer_rows(self) -> list[tuple[str, int, int, str]]:
        """The weeks with the share of answers that came within the aim, for the table."""
        return [(one.label, one.first, one.second, _share(one.first, one.second)) for one in self.answers]

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return sum(one.first + one.second for one in self.answers)

    @property
    def has_mail(self) -> bool:
        """Whether there is anything to show."""
        return any(week.first or week.second for week in self.weeks)

    @property
    def decided(self) -> int:
        """How many held messages were decided."""
        return sum(number for _, number in self.times)


async def figures(visit: Visit) -> Figures:
    """Of the weeks that end with this one."""
    today = visit.console.in_force.council.day(visit.now)
    monday = today - timedelta(days=today.weekday()) - (WEEKS - 1) * WEEK
    counts = await visit.console.store.daily_counts(visit.council, monday)
    rules = _rules(counts)
    times = _times(counts)
    return Figures(
        _weeks(counts, monday, Counted.RECEIVED, (Direction.INCOMING, Direction.OUTGOING)),
        _weeks(counts, monday, Counted.ANSWERED, (Answered.IN_TIME, Answered.LATE)),
        rules,
        chart.amounts([(name, {Action.HOLD: held, Action.ASK: asked}) for name, held, asked in rules]),
        times,
        chart.amounts([(name.lower(), {Action.WARN: number}) for name, number in times]),
    )


def _weeks(counts: Sequence[DailyCount], monday: date, what: Counted, names: tuple[str, str]) -> list[chart.Pair]:
    """Two of the things that are counted so, week by week."""
    number: Counter[tuple[int, str]] = Counter()
    for one in counts:
        if one.what is what:
            number[(one.day - monday) // WEEK, one.name] += one.number
    return chart.pairs([(day(monday + n * WEEK), number[n, names[0]], number[n, names[1]]) for n in range(WEEKS)])


def _share(of: int, others: int) -> str:
    return f"{100 * of // (of + others)} %" if of + others else "none"


def _rules(counts: Sequence[DailyCount]) -> list[tuple[str, int, int]]:
    """How many messages waited for each rule: held, asked about. The most first."""
    number: dict[str, Counter[str]] = {}
    for one in counts:
        if one.what is Counted.FOUND and one.kind in WAITED:
            number.setdefault(one.name, Counter())[one.kind] += one.number
    lines = [(rule(name), of[Action.HOLD], of[Action.ASK]) for name, of in number.items()]
    return sorted(lines, key=lambda line: (-line[1] - line[2], line[0]))


def _times(counts: Sequence[DailyCount]) -> list[tuple[str, int]]:
    number: Counter[str] = Counter()
    for one in counts:
        if one.what is Counted.DECIDED:
            number[one.name] += one.number
    return [(said, max(0, number[name])) for name, said in WITHIN.items()]
