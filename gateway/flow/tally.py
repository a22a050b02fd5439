"""Count what a policy would have done, message by message. What is kept does not grow with the mail."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from gateway.model.backtest import WEEK, Comparison, Example, MailFigures, Move, Report, RuleFigures, Side, Week
from gateway.model.council import Council
from gateway.model.decision import Action, Decision, Finding, Verdict, strictest
from gateway.model.record import State
from gateway.policy.engine import Policy

OTHERS = "others"  # authors who are not of the council, together: there is no limit to their number
FAULT = "fault"  # stands as the kind of finding where a rule broke

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Tried:
    """One message, and what each side decides about it. `state` is where it stands now, in a record."""

    name: str
    at: datetime
    author: str
    state: State | None
    decisions: Mapping[Side, Decision]


@dataclass(slots=True)
class _Side:
    outcomes: Counter[Action] = field(default_factory=Counter)
    rules: defaultdict[str, Counter[Action]] = field(default_factory=lambda: defaultdict(Counter))
    held: Counter[date] = field(default_factory=Counter)

    def add(self, decision: Decision, monday: date) -> None:
        action = outcome(decision)
        self.outcomes[action] += 1
        self.held[monday] += action is Action.HOLD
        for verdict in decision.verdicts:
            if not verdict.excepted:
                self.rules[verdict.rule][verdict.action] += 1


@dataclass(slots=True)
class _Rule:
    authors: Counter[str] = field(default_factory=Counter)
    excepted: int = 0
    faults: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class _Move:
    messages: int = 0
    became: Counter[State] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)


class Tally:
    """Takes what was tried; `report` gives the figures. `policies` are those of the sides that have one.

    Of each rule and each change it keeps so many `examples`. Times are said in the council's time zone.
    """

    def __init__(self, council: Council, policies: Mapping[Side, Policy], examples: int) -> None:
        self._council = council
        self._zone = ZoneInfo(council.timezone)
        self._policies = policies
        self._examples = examples
        self._sides: defaultdict[Side, _Side] = defaultdict(_Side)
        self._rules: defaultdict[str, _Rule] = defaultdict(_Rule)
        self._authors: defaultdict[str, Counter[Action]] = defaultdict(Counter)
        self._moves: defaultdict[tuple[Side, Action, Action], _Move] = defaultdict(_Move)

    def add(self, tried: Tried) -> None:
        """Count one message."""
        day = tried.at.astimezone(self._zone).date()
        for side, decision in tried.decisions.items():
            self._sides[side].add(decision, day - timedelta(days=day.weekday()))
            if side is not Side.DRAFT:
                self._compare(side, decision, tried)
        draft, author = tried.decisions[Side.DRAFT], self._author(tried.author)
        if (action := outcome(draft)).severity > Action.NOTE.severity:
            self._authors[author][action] += 1
        for verdict in draft.verdicts:
            self._add(verdict, author, tried)

    def _add(self, verdict: Verdict, author: str, tried: Tried) -> None:
        rule = self._rules[verdict.rule]
        rule.faults += bool(verdict.fault)
        if verdict.excepted:
            rule.excepted += 1
            return
        rule.authors[author] += verdict.action.severity > Action.NOTE.severity
        self._keep(rule.examples, verdict, tried)

    def _compare(self, side: Side, decision: Decision, tried: Tried) -> None:
        draft = tried.decisions[Side.DRAFT]
        before, after = outcome(decision), outcome(draft)
        if before is after:
            return
        move = self._moves[side, before, after]
        move.messages += 1
        if tried.state:
            move.became[tried.state] += 1
        stricter = draft if after.severity > before.severity else decision
        asked = (verdict for verdict in stricter.verdicts if not verdict.excepted)
        self._keep(move.examples, max(asked, key=lambda verdict: verdict.action.severity), tried)

    def _keep(self, kept: list[Example], verdict: Verdict, tried: Tried) -> None:
        """Keep it among the strictest; of these one of each kind, before a second of any."""
        finding = max(verdict.findings, key=lambda f: (f.action or verdict.action).severity, default=None)
        finding = finding or Finding(verdict.rule, FAULT, f"The check could not be finished ({verdict.fault}).")
        at = tried.at.astimezone(self._zone)
        kept.append(Example(tried.name, at, verdict.rule, verdict.action, finding.kind, finding.why))
        kept.sort(key=lambda one: (one.at, one.name))  # messages are tried side by side, and come in any order
        alike: Counter[tuple[Action, str]] = Counter()
        ranks = []
        for number, one in enumerate(kept):
            ranks.append((-one.action.severity, alike[one.action, one.kind], number))
            alike[one.action, one.kind] += 1
        kept[:] = [kept[number] for *_, number in sorted(ranks)][: self._examples]

    def _author(self, address: str) -> str:
        if person := self._council.person(address):
            return person.address
        return address.lower() if self._council.is_inside(address) else OTHERS

    @property
    def _messages_of_authors(self) -> dict[str, int]:
        return {author: counts.total() for author, counts in self._authors.items()}

    @property
    def tried(self) -> int:
        """How many messages were counted."""
        return self._sides[Side.DRAFT].outcomes.total()

    def report(self, mail: MailFigures, in_force: bool, minutes_a_hold: float) -> Report:
        """The figures of all that was tried. `in_force`: the draft is the policy in force."""
        return Report(
            self._council.name,
            self._policies[Side.DRAFT].version,
            in_force,
            replace(mail, begins=mail.begins.astimezone(self._zone), ends=mail.ends.astimezone(self._zone)),
            _mildest_first(self._sides[Side.DRAFT].outcomes),
            tuple(sorted(self._rule_figures(), key=lambda one: (-sum(one.messages.values()), one.rule))),
            {author: _mildest_first(self._authors[author]) for author in _most_first(self._messages_of_authors)},
            tuple(self._weeks()),
            tuple(self._comparison(side) for side in Side if side in self._sides and side is not Side.DRAFT),
            minutes_a_hold,
        )

    def _rule_figures(self) -> Iterator[RuleFigures]:
        draft, in_force = self._sides[Side.DRAFT], self._sides.get(Side.IN_FORCE)
        loaded = {rule.name: rule for policy in [*self._policies.values()][::-1] for rule in policy.rules}
        set_ = {rule.name: rule.action for rule in self._policies[Side.DRAFT].rules}
        for name in {**loaded, **draft.rules, **(in_force.rules if in_force else {})}:
            one = self._rules[name]
            yield RuleFigures(
                name,
                loaded[name].purpose if name in loaded else "",
                set_.get(name, Action.OFF),
                _mildest_first(draft.rules[name]),
                _mildest_first(in_force.rules[name]) if in_force else None,
                _most_first(+one.authors),
                one.excepted,
                one.faults,
                tuple(one.examples),
            )

    def _comparison(self, side: Side) -> Comparison:
        moves = {key[1:]: move for key, move in self._moves.items() if key[0] is side}
        before = self._sides[side].outcomes
        policy = self._policies.get(side)
        return Comparison(
            side,
            policy.version if policy else "",
            _mildest_first(before),
            before.total() - sum(move.messages for move in moves.values()),
            tuple(
                Move(*actions, move.messages, _most_first(move.became), tuple(move.examples))
                for actions, move in sorted(moves.items(), key=lambda one: (-one[1].messages, one[0]))
            ),
        )

    def _weeks(self) -> Iterator[Week]:
        """Every week from the first to the last, those without a hold too."""
        held, in_force = self._sides[Side.DRAFT].held, self._sides.get(Side.IN_FORCE)
        monday, last = min(held, default=date.max), max(held, default=date.min)
        while monday <= last:
            yield Week(monday, held[monday], in_force.held[monday] if in_force else None)
            monday += WEEK


def outcome(decision: Decision) -> Action:
    """The strictest action that followed; `off` where nothing was found."""
    return strictest(verdict.action for verdict in decision.verdicts if not verdict.excepted)


def _mildest_first(counts: Counter[Action]) -> dict[Action, int]:
    return {action: counts[action] for action in Action if counts[action]}


def _most_first(counts: Mapping[Name, int]) -> dict[Name, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
