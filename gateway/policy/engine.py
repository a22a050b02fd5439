"""From a view of one message to one decision: every rule is asked, the config gives the action, the strictest wins."""

import hashlib
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from types import FrameType
from typing import Any

from gateway import __version__
from gateway.model.decision import DISPOSITION_OF, Action, Amendment, Decision, Finding, Verdict, strictest
from gateway.model.exception import RecordedException
from gateway.policy.exceptions import ExceptionTable, fitting
from gateway.policy.rule import Item, RuleOptions, View

WORDS = 10  # about which the record is asked for one message


class RuleTooSlow(Exception):
    """A rule took longer than `[policy] rule_time`."""


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule in force: its name, its module and the council's options for it."""

    name: str
    module: Any
    options: RuleOptions
    exceptions: tuple[ExceptionTable, ...] = ()
    table: str = "rules"

    @property
    def key(self) -> tuple[str, str]:
        """Where its table stands in the config."""
        return self.table, self.name

    @property
    def action(self) -> Action:
        """The council's choice, else the rule's own."""
        return self.options.action or self.module.ACTION

    @property
    def purpose(self) -> str:
        """What the rule keeps, in the Clerk's words: the first paragraph of its docstring."""
        return " ".join((self.module.__doc__ or "").split("\n\n")[0].split())


class Policy:
    """All rules with their options. `version` is a hash over both: the same text decides the same way.

    With exceptions that people recorded it is another: see `version_with`.
    """

    def __init__(self, rules: tuple[LoadedRule, ...], rule_seconds: float = 2.0) -> None:
        self.rules = rules
        self._rule_seconds = rule_seconds
        self._recognise = [rule.module.recognise for rule in rules if hasattr(rule.module, "recognise")]
        said = "\n".join(f"{rule.name} {rule.action} {rule.options.model_dump_json()}" + _said(rule) for rule in rules)
        self.version = _hash(f"{__version__}\n{said}")

    def version_with(self, exceptions: Sequence[RecordedException]) -> str:
        """The version while these recorded exceptions are in force."""
        said = "\n".join(f"{one.number} {one.rule} {one.conditions}" for one in exceptions)
        return _hash(f"{self.version}\n{said}") if exceptions else self.version

    def decide(self, view: View, now: datetime) -> Decision:
        """What becomes of this message. Never raises: a rule that breaks or is too slow makes the message held."""
        with _interruptible():
            view = replace(view, personal=self._is_personal(view))
            verdicts = tuple(self._ask(rule, view) for rule in self.rules if rule.action is not Action.OFF)
        verdicts = tuple(v for v in verdicts if v.findings or v.fault or v.excepted)
        action = strictest(v.action for v in verdicts)
        amendments = tuple(a for v in verdicts for a in v.amendments)
        return Decision(
            DISPOSITION_OF[action],
            now,
            verdicts,
            tuple(dict.fromkeys(amendments)),
            policy_version=self.version_with(view.known.exceptions),
        )

    def asks(self, view: View) -> tuple[str, ...]:
        """The words of names about which rules ask the record, at most WORDS of them; none of a rule that breaks."""
        found: dict[str, None] = {}
        with _interruptible():
            for rule in self.rules:
                asks = getattr(rule.module, "asks", None)
                if asks is None or rule.action is Action.OFF:
                    continue
                with suppress(Exception), _limit(self._rule_seconds):
                    found.update(dict.fromkeys(asks(view, rule.options)))
        return tuple(found)[:WORDS]

    def learn(self, view: View) -> frozenset[Item]:
        """The personal data that the author of a message shows to be their own; nothing where a rule breaks."""
        items: set[Item] = set()
        for rule in self.rules:
            if learn := getattr(rule.module, "learn", None):
                with suppress(Exception):
                    items.update(learn(view))
        return frozenset(items)

    def recognise(self, kind: str, written: str) -> frozenset[Item]:
        """What a cell of a list says that is of this kind of personal data."""
        items: set[Item] = set()
        for recognise in self._recognise:
            items.update(recognise(kind, written))
        return frozenset(items)

    def _is_personal(self, view: View) -> bool:
        """Whether a rule that is not on trial takes the message for its author's own. In doubt it is the council's."""
        for rule in self.rules:
            is_personal = getattr(rule.module, "is_personal", None)
            if is_personal is None or rule.action.severity <= Action.NOTE.severity:
                continue
            with suppress(Exception), _limit(self._rule_seconds):
                if not _waivers(rule, view)[0] and is_personal(view, rule.options):
                    return True
        return False

    def _ask(self, rule: LoadedRule, view: View) -> Verdict:
        try:
            with _limit(self._rule_seconds):
                whole, kinds = _waivers(rule, view)
                if whole:
                    return Verdict(rule.name, Action.NOTE, excepted=whole)
                found = list(rule.module.check(view, rule.options))
                if not found:
                    return Verdict(rule.name, Action.NOTE)
        except RuleTooSlow:
            return Verdict(rule.name, Action.HOLD, fault="the rule took too long")
        except Exception as error:  # a rule may die of anything; the message is held, never passed (invariant 3)
            return Verdict(rule.name, Action.HOLD, fault=f"the rule broke: {type(error).__name__}")
        findings = [replace(f, rule=rule.name) for f in found if isinstance(f, Finding)]
        left = tuple(f for f in findings if f.kind not in kinds)
        waived = " ".join(dict.fromkeys(kinds[f.kind] for f in findings if f.kind in kinds))
        if waived and not left:
            return Verdict(rule.name, Action.NOTE, excepted=waived)
        amendments = tuple(a for a in found if not isinstance(a, Finding))
        return replace(self._verdict(rule, view, left, amendments), excepted=waived)

    def _verdict(
        self, rule: LoadedRule, view: View, findings: tuple[Finding, ...], amendments: tuple[Amendment, ...]
    ) -> Verdict:
        action = strictest(f.action or rule.action for f in findings)
        if view.content.signed:
            amendments = ()  # nor when a person releases it (invariant 8)
        if action is Action.AMEND and view.content.signed:
            why = "The message is signed, so it cannot be mended without breaking the signature."
            findings = (*findings, Finding(rule.name, "signed", why))
            return Verdict(rule.name, Action.HOLD, findings)
        return Verdict(rule.name, action, findings, amendments if action.severity >= Action.AMEND.severity else ())


def _waivers(rule: LoadedRule, view: View) -> tuple[str, dict[str, str]]:
    """Why the rule is not asked at all, empty where it is; and kinds of findings that are waived, each with why."""
    if not (rule.exceptions or view.known.exceptions):
        return "", {}
    fit = fitting(rule.name, rule.exceptions, view)
    whole = next((why for one, why in fit if not one.kind), "")
    return whole, {kind: why for one, why in reversed(fit) for kind in one.kind}


def _said(rule: LoadedRule) -> str:
    return "".join(f" {one.model_dump_json()}" for one in rule.exceptions)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]


def _can_be_interrupted() -> bool:
    """Only a process's main thread; checks run there (gateway/flow/aside.py)."""
    return threading.current_thread() is threading.main_thread()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Within this, `_limit` has an effect."""
    if not _can_be_interrupted():
        yield
        return

    def stop(_signum: int, _frame: FrameType | None) -> None:
        raise RuleTooSlow

    before = signal.signal(signal.SIGPROF, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGPROF, before)


class _limit:  # noqa: N801 - it is called as a function is
    """Processor time counts: a rule is not to blame for a busy machine. One that only waits dies with its process."""

    __slots__ = ("_seconds",)

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds if _can_be_interrupted() else 0.0

    def __enter__(self) -> None:
        if self._seconds:
            signal.setitimer(signal.ITIMER_PROF, self._seconds)

    def __exit__(self, *_: object) -> None:
        if self._seconds:
            signal.setitimer(signal.ITIMER_PROF, 0)
