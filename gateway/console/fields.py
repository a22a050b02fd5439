"""A table of the config as a form: what each key looks like there. What is typed is read in `typed.py`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.config.problem import Key
from gateway.console.plain import ACTIONS
from gateway.model.decision import Action

ROWS = 1  # of a table of tables that are empty, to be filled in
SPLIT = re.compile(r"(.*?)(?:([:;]) (.*))?$", re.DOTALL)  # a description: what it is, and what there is to know


class Kind(StrEnum):
    """How a key is shown."""

    LINE = "line"
    LINES = "lines"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TICKS = "ticks"
    ROWS = "rows"  # tables, each with fields of its own


@dataclass(frozen=True, slots=True)
class Field:
    """One key in a form. `key` is its place in the table, which makes its name; `typed` is what stands in it."""

    key: Key
    kind: Kind
    label: str
    hint: str = ""
    typed: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple["Field", ...], ...] = ()
    problem: str = ""

    @property
    def name(self) -> str:
        """In the form, and as the id of its control."""
        return "-".join(str(part) for part in self.key).replace("_", "-")

    @property
    def text(self) -> str:
        """What stands in it, where that is one thing."""
        return "\n".join(self.typed)


def fields_of(model: type[BaseModel], values: Mapping[str, Any], names: Sequence[str], at: Key = ()) -> list[Field]:
    """The keys of a table with what they hold, each as `plain` gives it."""
    return [
        field_of(info, values.get(key_of(name, info)), (*at, key_of(name, info))) for name, info in infos(model, names)
    ]


def infos(model: type[BaseModel], names: Sequence[str]) -> Iterator[tuple[str, FieldInfo]]:
    """The keys of a table, by the names that they have in code."""
    return ((name, model.model_fields[name]) for name in names)


def key_of(name: str, info: FieldInfo) -> str:
    """What a key is called in the file."""
    return info.alias or name


def field_of(info: FieldInfo, value: Any, key: Key) -> Field:
    """One key with what it holds. An empty value is that of a key that is not set."""
    said = (info.description or str(key[-1]).replace("_", " ")).replace("`", "")
    label, colon, hint = SPLIT.match(said).groups()  # type: ignore[union-attr]
    one = Field(key, Kind.LINE, label.rstrip("."), f"{hint[:1].upper()}{hint[1:]}" if colon else "")
    inner, optional, many = taken_apart(info.annotation)
    if many and isinstance(inner, type) and issubclass(inner, BaseModel):
        return replace(one, kind=Kind.ROWS, rows=_rows(inner, value or [], key))
    if (choices := _choices(inner)) is not None:
        if many:
            return replace(one, kind=Kind.TICKS, choices=choices, typed=tuple(value or ()))
        unset = (("", "any" if inner is not Action else "As the rule comes"),) * optional
        said_yes = {True: "yes", False: "no", None: ""}.get(value, value) if inner is bool else value or ""
        return replace(one, kind=Kind.CHOICE, choices=(*unset, *choices), typed=(said_yes,))
    if inner is dict:
        lines = tuple(f"{name} = {number}" for name, number in (value or {}).items())
        return replace(one, kind=Kind.LINES, typed=lines, hint=one.hint or "One on each line, such as all@x.test = 9.")
    if many:
        return replace(one, kind=Kind.LINES, typed=tuple(value or ()), hint=one.hint or "One on each line.")
    kind = {int: Kind.NUMBER, float: Kind.NUMBER, date: Kind.DATE}.get(inner, Kind.LINE)
    hint = one.hint or ('A number and a unit, such as "30m", "4h" or "2d".' if inner is timedelta else "")
    return replace(one, kind=kind, hint=hint, typed=("" if value is None else str(value),))


def _rows(model: type[BaseModel], values: Sequence[Mapping[str, Any]], key: Key) -> tuple[tuple[Field, ...], ...]:
    filled = [*values, *({} for _ in range(ROWS))]
    return tuple(tuple(fields_of(model, row, list(model.model_fields), (*key, n))) for n, row in enumerate(filled))


def taken_apart(annotation: Any) -> tuple[Any, bool, bool]:
    """What a key holds: the kind of value, whether it may be unset, and whether there are several."""
    optional = many = False
    while True:
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = inner[0]
        elif origin in (Union, UnionType):
            optional = NoneType in inner
            annotation = next(one for one in inner if one is not NoneType)
        elif origin in (tuple, frozenset):
            many, annotation = True, inner[0]
        else:
            return origin if origin is dict else annotation, optional, many


def _choices(inner: Any) -> tuple[tuple[str, str], ...] | None:
    if inner is bool:
        return (("yes", "Yes"), ("no", "No"))
    if inner is Action:
        return tuple((action.value, said) for action, said in ACTIONS.items())
    if get_origin(inner) is Literal:
        return tuple((one, one) for one in get_args(inner))
    if isinstance(inner, type) and issubclass(inner, Enum):
        return tuple((one.value, one.value) for one in inner)
    return None
