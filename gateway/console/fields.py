"""A table of the config as a form: what each key looks like there, and what was typed, read back."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.config.problem import Key
from gateway.console.forms import Form
from gateway.console.plain import ACTIONS
from gateway.model.decision import Action

ROWS = 1  # of a table of tables that are empty, to be filled in
MOST_ROWS = 200
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


class Unfit(ValueError):
    """What was typed cannot be read; the text says what to write instead."""


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
    return [_field(info, values.get(_key(name, info)), (*at, _key(name, info))) for name, info in _infos(model, names)]


def typed_fields(model: type[BaseModel], form: Form, names: Sequence[str], at: Key = ()) -> list[Field]:
    """The same with what was typed."""
    return [_typed(_field(info, None, (*at, _key(name, info))), info, form) for name, info in _infos(model, names)]


def read(fields: Sequence[Field], model: type[BaseModel]) -> tuple[dict[str, Any], dict[Key, str]]:
    """The table that was typed, as a config file would have it, and what cannot be read, by key."""
    table: dict[str, Any] = {}
    problems: dict[Key, str] = {}
    infos = {_key(name, info): info for name, info in model.model_fields.items()}
    for one in fields:
        try:
            value = _value(one, infos[str(one.key[-1])], problems)
        except Unfit as error:
            problems[one.key] = str(error)
        else:
            if value is not None:
                table[str(one.key[-1])] = value
    return table, problems


def with_problems(fields: Sequence[Field], problems: Mapping[Key, str]) -> list[Field]:
    """The fields, each with what is wrong with it or with a part of it that has no field."""
    return [_with_problem(one, problems) for one in fields]


def wrong(fields: Sequence[Field]) -> Iterator[Field]:
    """Those that have a problem."""
    for one in fields:
        if one.problem:
            yield one
        for row in one.rows:
            yield from wrong(row)


def _infos(model: type[BaseModel], names: Sequence[str]) -> Iterator[tuple[str, FieldInfo]]:
    return ((name, model.model_fields[name]) for name in names)


def _key(name: str, info: FieldInfo) -> str:
    return info.alias or name


def _field(info: FieldInfo, value: Any, key: Key) -> Field:
    """An empty value is that of a key that is not set."""
    said = (info.description or str(key[-1]).replace("_", " ")).replace("`", "")
    label, colon, hint = SPLIT.match(said).groups()  # type: ignore[union-attr]
    one = Field(key, Kind.LINE, label.rstrip("."), f"{hint[:1].upper()}{hint[1:]}" if colon else "")
    inner, optional, many = _taken_apart(info.annotation)
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


def _typed(one: Field, info: FieldInfo, form: Form) -> Field:
    if one.kind is Kind.ROWS:
        model, _, _ = _taken_apart(info.annotation)
        numbers = [n for n in range(MOST_ROWS) if any(key.startswith(f"{one.name}-{n}-") for key, _ in form.fields)]
        names = list(model.model_fields)
        rows = [tuple(typed_fields(model, form, names, (*one.key, n))) for n in numbers]
        return replace(one, rows=tuple(rows))
    if one.kind is Kind.TICKS:
        return replace(one, typed=form.all(one.name))
    if one.kind is Kind.LINES:
        return replace(one, typed=tuple(form.text(one.name).split("\n")) if form.text(one.name) else ())
    return replace(one, typed=(form.text(one.name),))


def _value(one: Field, info: FieldInfo, problems: dict[Key, str]) -> Any:
    inner, _, _ = _taken_apart(info.annotation)
    if one.kind is Kind.ROWS:
        return _tables(one, inner, problems)
    if inner is dict:
        return dict(_pair(line) for line in one.typed if line.strip())
    if one.kind is Kind.LINES:
        return [line.strip() for line in one.typed if line.strip()]
    if one.kind is Kind.TICKS:
        return list(one.typed)
    return one.text if inner is str else _read_one(one.text, inner)


def _read_one(text: str, inner: Any) -> Any:
    if not text:
        return None
    reads: Mapping[Any, Callable[[str], Any]] = {int: _whole, float: _number, bool: lambda text: text == "yes"}
    return reads.get(inner, str)(text)


def _tables(one: Field, model: type[BaseModel], problems: dict[Key, str]) -> list[dict[str, Any]]:
    """A row in which nothing is filled in is none; the others are counted anew, as they stand in the table."""
    found: list[dict[str, Any]] = []
    for row in one.rows:
        table, wrong_here = read(row, model)
        table = {name: value for name, value in table.items() if value not in ("", [])}
        problems |= {(*one.key, len(found), *key[len(one.key) + 1 :]): text for key, text in wrong_here.items()}
        if table or wrong_here:
            found.append(table)
    return found


def _with_problem(one: Field, problems: Mapping[Key, str]) -> Field:
    if one.kind is Kind.ROWS:
        filled = [row for row in one.rows if any(field.text for field in row)]
        numbered = [tuple(_renumbered(field, len(one.key), n) for field in row) for n, row in enumerate(filled)]
        rows = tuple(tuple(with_problems(row, problems)) for row in numbered)
        mine = _first(problems, lambda key: key in (one.key, *((*one.key, n) for n in range(len(rows)))))
        return replace(one, rows=(*rows, *_empty(one, len(rows))), problem=mine)
    return replace(one, problem=_first(problems, lambda key: key[: len(one.key)] == one.key))


def _empty(one: Field, number: int) -> tuple[tuple[Field, ...], ...]:
    if not one.rows:
        return ()
    cleared = (replace(field, typed=("",) if field.kind is not Kind.TICKS else ()) for field in one.rows[0])
    return (tuple(_renumbered(field, len(one.key), number) for field in cleared),)


def _renumbered(one: Field, at: int, number: int) -> Field:
    return replace(one, key=(*one.key[:at], number, *one.key[at + 1 :]))


def _first(problems: Mapping[Key, str], fits: Callable[[Key], bool]) -> str:
    return next((text for key, text in problems.items() if fits(key)), "")


def _taken_apart(annotation: Any) -> tuple[Any, bool, bool]:
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


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 12:
        raise Unfit("Write a whole number, such as 5.")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Unfit("Write a number, such as 0.8.") from None


def _pair(line: str) -> tuple[str, int]:
    name, equals, number = line.rpartition("=")
    if not equals or not name.strip():
        raise Unfit("Write an address, = and a number on each line.")
    return name.strip(), _whole(number.strip())
