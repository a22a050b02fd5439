"""What was typed into the form of a table, read back into the table, with what is wrong beside its field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.config.problem import Key
from gateway.console.fields import Field, Kind, field_of, infos, key_of, taken_apart
from gateway.console.forms import Form

MOST_ROWS = 200


class Unfit(ValueError):
    """What was typed cannot be read; the text says what to write instead."""


def typed_fields(model: type[BaseModel], form: Form, names: Sequence[str], at: Key = ()) -> list[Field]:
    """The same with what was typed."""
    return [_typed(field_of(info, None, (*at, key_of(name, info))), info, form) for name, info in infos(model, names)]


def read(fields: Sequence[Field], model: type[BaseModel]) -> tuple[dict[str, Any], dict[Key, str]]:
    """The table that was typed, as a config file would have it, and what cannot be read, by key."""
    table: dict[str, Any] = {}
    problems: dict[Key, str] = {}
    infos = {key_of(name, info): info for name, info in model.model_fields.items()}
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


def _typed(one: Field, info: FieldInfo, form: Form) -> Field:
    if one.kind is Kind.ROWS:
        model, _, _ = taken_apart(info.annotation)
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
    inner, _, _ = taken_apart(info.annotation)
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
