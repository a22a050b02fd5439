"""The report of a backtest as one page that needs nothing beside it: no script, no style sheet, no picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.console import chart
from gateway.console.pages import Pages
from gateway.console.words import STATES
from gateway.model.backtest import Comparison, Counts, Example, Move, Over, Report, Side, used
from gateway.model.decision import Action
from gateway.policy import words

MOST_AUTHORS = 20  # in the chart; the table has them all
COLUMNS = {Side.DRAFT: "Draft", Side.IN_FORCE: "In force", Side.RECORDED: "Decided then"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first column names its rows; from `numbers` on they are numbers, set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    numbers: int = 1


def page(report: Report, console_url: str) -> str:
    """The page's HTML. Refs are links into the console at this address."""
    return Pages().render(
        "backtest.html",
        report=report,
        mail=report.mail,
        words=words,
        hold=Action.HOLD,
        link=f"{console_url.rstrip('/')}/messages/" if report.mail.over is Over.RECORD else "",
        sides=_sides(report),
        used=used,
        became=became,
        alike=alike,
        outcomes=(chart.shares(_sides(report).items()), _outcomes(report)),
        tried=words.TRIED[report.in_force],
        changes=[(one, chart.changes(one), _moves(one, _tried(report))) for one in report.comparisons],
        rules=(chart.amounts([(r.rule, r.messages) for r in report.rules if r.messages]), _rules(report)),
        rule_counts=[rule.messages for rule in report.rules],
        columns=(columns := chart.columns(report.weeks)),
        highest=max((max(one.held, one.in_force or 0) for one in columns), default=0),
        weeks=_weeks(report),
        authors=(chart.amounts(_most(report)), _authors(report)),
        idle=[rule for rule in report.rules if not rule.has_worked],
    )


def _sides(report: Report) -> dict[str, Counts]:
    others = {COLUMNS[one.against]: one.before for one in report.comparisons}
    return {_tried(report): report.outcomes, **others}


def _tried(report: Report) -> str:
    return COLUMNS[Side.IN_FORCE if report.in_force else Side.DRAFT]


def _most(report: Report) -> list[tuple[str, Counts]]:
    return [(author.partition("@")[0], counts) for author, counts in list(report.authors.items())[:MOST_AUTHORS]]


def _outcomes(report: Report) -> Table:
    sides = _sides(report)
    rows = [
        (words.DONE[action].capitalize(), *(counts.get(action, 0) for counts in sides.values()))
        for action in reversed(used(*sides.values()))
    ]
    return Table("Messages, by the strictest thing that happens to each", ("Outcome", *sides), tuple(rows))


def _moves(comparison: Comparison, tried: str) -> Table:
    rows = [(words.DONE[move.before].capitalize(), words.DONE[move.after], move.messages) for move in comparison.moves]
    head = (COLUMNS[comparison.against], tried, "Messages")
    return Table("Messages that are treated in another way", head, tuple(rows), 2)


def alike(examples: Sequence[Example]) -> list[tuple[Example, ...]]:
    """Examples that say the same, together."""
    groups: dict[tuple[str, ...], tuple[Example, ...]] = {}
    for one in examples:
        key = (one.rule, one.action, one.kind, one.why)
        groups[key] = (*groups.get(key, ()), one)
    return list(groups.values())


def _rules(report: Report) -> Table:
    """Of the actions only those that followed at all have a column."""
    rules = [rule for rule in report.rules if rule.has_worked]
    actions = used(*(rule.messages for rule in rules))[::-1]
    columns: dict[str, Sequence[object]] = {"Rule": [rule.rule for rule in rules]}
    columns |= {words.DONE[a].capitalize(): [rule.messages.get(a, 0) for rule in rules] for a in actions}
    if any(rule.excepted for rule in rules):
        columns["Excepted"] = [rule.excepted for rule in rules]
    columns["Authors"] = [len(rule.authors) for rule in rules]
    if any(rule.in_force is not None for rule in rules):
        columns[COLUMNS[Side.IN_FORCE]] = [_briefly(rule.in_force or {}) for rule in rules]
    rows = tuple(zip(*columns.values(), strict=True))
    return Table("Messages in which each rule found something", tuple(columns), rows)


def _briefly(counts: Counts) -> str:
    return ", ".join(f"{counts[action]} {words.DONE[action]}" for action in used(counts)[::-1]) or "0"


def _weeks(report: Report) -> Table:
    compared = any(week.in_force is not None for week in report.weeks)
    rows = [(words.day(w.monday), w.held, *([w.in_force] if compared else [])) for w in report.weeks]
    head = ("Week from", _tried(report), *([COLUMNS[Side.IN_FORCE]] if compared else []))
    return Table("Messages held, by week", head, tuple(rows))


def _authors(report: Report) -> Table:
    actions = used(*report.authors.values())[::-1]
    rows = [(author, *(counts.get(action, 0) for action in actions)) for author, counts in report.authors.items()]
    return Table(
        "Messages, by author", ("Author", *(words.DONE[action].capitalize() for action in actions)), tuple(rows)
    )


def became(move: Move) -> str:
    """Where the messages stand now, such as `8 sent, 1 returned to its author`."""
    return ", ".join(f"{number} {STATES[state].lower()}" for state, number in move.became.items())
