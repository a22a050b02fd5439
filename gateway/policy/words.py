"""The policy in words that could stand in a council paper: what each rule keeps, what follows, and how it is set."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from gateway.model.backtest import Side
from gateway.model.decision import Action
from gateway.policy.engine import LoadedRule
from gateway.policy.exceptions import ExceptionTable

FOLLOWS = {
    Action.OFF: "Nothing: the rule is switched off.",
    Action.NOTE: "The message is sent as it is; what was found is noted in the record only.",
    Action.WARN: "The message is sent, and its author is told what was found.",
    Action.AMEND: "The message is mended and sent, and its author is told.",
    Action.ASK: "The message waits until its author has given a reason to send it, or has taken it back.",
    Action.HOLD: "The message waits for the Clerk, who sends it or returns it to its author with a reason.",
    Action.REJECT: "The message is refused at once, and its author's mail program says why.",
}

AGAINST = {Side.IN_FORCE: "the policy in force", Side.RECORDED: "the decisions recorded"}

TRIED = {False: "the draft", True: "the policy in force"}

DONE = {
    Action.OFF: "nothing found",
    Action.NOTE: "noted",
    Action.WARN: "warned about",
    Action.AMEND: "mended",
    Action.ASK: "asked about",
    Action.HOLD: "held",
    Action.REJECT: "rejected",
}

CONDITIONS = {
    "from_": "the message is from {}",
    "role": "its author is one of {}",
    "to": "those outside who get it are all of {}",
    "domain": "those outside who get it are all at {}",
    "partner": "those outside who get it are all of {}",
    "direction": "it is {}",
    "type": "it has or is {}",
    "weekdays": "it comes on {}",
}


def follows(rule: LoadedRule) -> str:
    """What happens when the rule finds something, as a sentence."""
    return FOLLOWS[rule.action]


def settings(rule: LoadedRule) -> Iterator[tuple[str, str]]:
    """Each option but the action: what it means, as it stands in the reference, and its value in words."""
    for name, field in type(rule.options).model_fields.items():
        if name != "action":
            yield (field.description or name.replace("_", " ")).rstrip("."), value(getattr(rule.options, name))


def exception(one: ExceptionTable) -> str:
    """An exception as a sentence: where the rule is not asked, and why."""
    said = [
        CONDITIONS[name].format(value(getattr(one, name)))
        for name in type(one).model_fields
        if name in CONDITIONS and getattr(one, name)
    ]
    if one.office_hours is not None:
        said.append("it comes within office hours" if one.office_hours else "it comes outside office hours")
    until = f", until {day(one.until)}" if one.until else ""
    waived = f"What it finds of {value(one.kind)} does not count" if one.kind else "It is not asked"
    return f"{waived} where {' and '.join(said)}{until}: {one.why}"


def value(said: Any) -> str:
    """A value of the config as people say it."""
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, frozenset | tuple):
        listed = sorted(said) if isinstance(said, frozenset) else said
        return ", ".join(value(one) for one in listed) or "none"
    if isinstance(said, date):
        return day(said)
    if isinstance(said, timedelta):
        return _duration(said)
    return "none" if said in (None, "") else str(said)


def day(at: date) -> str:
    """Such as `11 May 2026`."""
    return f"{at.day} {at:%B %Y}"


def _duration(length: timedelta) -> str:
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        number = length.total_seconds() / size
        if number >= 1 and number == int(number):
            return f"{number:.0f} {unit}{'' if number == 1 else 's'}"
    return f"{length.total_seconds():g} seconds"
