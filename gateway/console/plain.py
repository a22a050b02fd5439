"""Values of the config: as a file would have them, and in the words of a page."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import Any

from pydantic import BaseModel

from gateway.model.decision import Action
from gateway.policy import words
from gateway.policy.exceptions import ExceptionTable

ACTIONS = {
    Action.OFF: "Nothing: switch it off",
    Action.NOTE: "Note it in the record only",
    Action.WARN: "Send it, and tell its author",
    Action.AMEND: "Mend it, send it, and tell its author",
    Action.ASK: "Ask its author first",
    Action.HOLD: "Hold it for the Clerk",
    Action.REJECT: "Refuse it at once",
}


def plain(value: Any) -> Any:
    """A value as a file would have it: nothing but texts, numbers, lists and tables."""
    match value:
        case BaseModel():
            fields = type(value).model_fields.items()
            unusual = {info.alias or name: getattr(value, name) for name, info in fields if _is_unusual(value, name)}
            return {key: plain(inner) for key, inner in unusual.items()}
        case timedelta():
            return _length(value)
        case date():
            return value.isoformat()
        case frozenset() | tuple():
            listed = [plain(one) for one in value]
            return sorted(listed) if isinstance(value, frozenset) else listed
        case Mapping():
            return dict(value)
    return value.value if isinstance(value, Enum) else value


def plain_keys(table: BaseModel, names: Sequence[str]) -> dict[str, Any]:
    """These keys of a table, each with its plain value; None where it is not set."""
    return {type(table).model_fields[name].alias or name: plain(getattr(table, name)) for name in names}


def said(value: Any) -> tuple[str, ...]:
    """A value in words, one line a thing where it is several."""
    if isinstance(value, tuple | frozenset):
        listed = sorted(value, key=str) if isinstance(value, frozenset) else value
        return tuple(_said(one) for one in listed)
    if isinstance(value, Mapping):
        return tuple(f"{name} = {number}" for name, number in value.items())
    return (_said(value),)


def _said(one: Any) -> str:
    if isinstance(one, Action):
        return ACTIONS[one]
    if isinstance(one, ExceptionTable):
        return words.exception(one)
    if isinstance(one, BaseModel):
        return "; ".join(words.value(getattr(one, name)) for name in type(one).model_fields)
    return words.value(one)


def _is_unusual(table: BaseModel, name: str) -> bool:
    return bool(getattr(table, name) != type(table).model_fields[name].default)


def _length(time: timedelta) -> str:
    """As the config file has it."""
    for unit, size in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60)):
        if time.total_seconds() and not time.total_seconds() % size:
            return f"{time.total_seconds() / size:g}{unit}"
    return f"{time.total_seconds():g}s"
