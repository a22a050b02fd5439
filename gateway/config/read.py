"""From a TOML file to a `Config`, with every problem told at once as `file:line: key: problem`."""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from gateway.config.override import Laid, Override, lay_over
from gateway.config.problem import Key, Problem
from gateway.config.tables import Config
from gateway.config.unfit import unfit
from gateway.errors import ConfigError

HEAD = re.compile(r"\s*(\[\[?)\s*([^\]#]+?)\s*\]\]?\s*(?:#.*)?$")
PAIR = re.compile(r"\s*([A-Za-z0-9_.\"'-]+?)\s*=")


class Source:
    """Where each key stands: in the file, or in an override that is laid over it."""

    def __init__(self, name: str, text: str, folder: Path = Path(), laid: Laid | None = None) -> None:
        self.name, self.text, self.folder = name, text, folder
        self.overrides = laid.in_effect if laid else ()
        self._origins = laid.origins if laid else {}
        self._lines = _lines_of(text)

    def line(self, key: Key) -> int:
        """The line of a key, or of the nearest table above it; 1 where none of it is in the file."""
        for length in range(len(key), 0, -1):
            if found := self._lines.get(key[:length]):
                return found
            without_index = tuple(part for part in key[:length] if isinstance(part, str))
            if found := self._lines.get(without_index):
                return found
        return 1

    def override(self, key: Key) -> Override | None:
        """The override that a key, or the table above it, comes from; None where it comes from the file."""
        if above := self._origin(key):
            return self._origins[above]
        if key in self._lines:
            return None
        return next((override for place, override in self._origins.items() if place[: len(key)] == key), None)

    def say(self, problem: Problem) -> str:
        """One problem as a line for people."""
        key = problem.key
        near = difflib.get_close_matches(str(key[-1]) if key else "", problem.known, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"{self._where(key)}: {self.dotted(key) or 'file'}: {problem.text}{hint}"

    def say_all(self, problems: Iterable[Problem]) -> list[str]:
        """Problems as lines for people, in the order of the file and then of the overrides, each once."""
        ordered = sorted(problems, key=self._order)
        return list(dict.fromkeys(self.say(problem) for problem in ordered))

    def error(self, problems: Sequence[Problem]) -> ConfigError:
        """All of them, as one error."""
        return ConfigError(self.say_all(problems), {problem.key: problem.text for problem in reversed(problems)})

    def dotted(self, key: Key) -> str:
        """A key as people write it. Tables of an array are counted from 1, or named where an override made them."""
        above = self._origin(key)
        named = self._origins[above].key if above else ()
        return ".".join((*named, *filter(None, (self._part(key, at) for at in range(len(above), len(key))))))

    def _origin(self, key: Key) -> Key:
        """As much of a key as an override made; empty where none did."""
        return next((key[:n] for n in range(len(key), 0, -1) if key[:n] in self._origins), ())

    def _where(self, key: Key) -> str:
        if override := self.override(key):
            return f"{self.name}: change {override.number or 'proposed'}"
        return f"{self.name}:{self.line(key)}"

    def _order(self, problem: Problem) -> tuple[int, int]:
        override = self.override(problem.key)
        return (0, self.line(problem.key)) if override is None else (1, override.number)

    def _part(self, key: Key, at: int) -> str:
        """One part of a dotted key: tables of an array are counted from 1, the values of a list are not."""
        part = key[at]
        if isinstance(part, str):
            return part
        return str(part + 1) if key[: at + 1] in self._lines else ""


Check = Callable[[Mapping[str, Any]], Iterable[Problem]]


def load(path: Path, *checks: Check) -> tuple[Config, Source]:
    """Read a config file. Raises ConfigError with every problem; the same keys can then be located in `Source`.

    `checks` look at the raw tables for what this floor cannot know, such as the options of rules.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError([f"{path}:1: file: cannot be read: {reason}"]) from None
    return parse(text, str(path), path.absolute().parent, *checks)


def parse(
    text: str,
    name: str = "config",
    folder: Path = Path(),
    *checks: Check,
    overrides: Sequence[Override] = (),
) -> tuple[Config, Source]:
    """Read a config from text, with `overrides` laid over it; relative paths start at `folder`. Raises ConfigError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        plain = re.sub(r" \(at .*\)$", "", str(error))
        at = line[1] if line else len(text.rstrip().splitlines())
        raise ConfigError([f"{name}:{at}: file: is not TOML: {plain[:1].lower()}{plain[1:]}"]) from None
    laid = lay_over(raw, overrides)
    source = Source(name, text, folder, laid)
    problems = [*laid.problems, *(problem for check in checks for problem in check(laid.raw))]
    try:
        config = Config.model_validate(laid.raw)
    except ValidationError as error:
        raise source.error(problems + find_problems(error, Config)) from None
    config._folder = folder
    if problems := [*problems, *unfit(config)]:
        raise source.error(problems)
    return config, source


def find_problems(error: ValidationError, model: type[BaseModel], prefix: Key = ()) -> list[Problem]:
    """What pydantic found, in our words."""
    problems = []
    for one in error.errors():
        key, text = one["loc"], one["msg"].removeprefix("Value error, ")
        known: tuple[str, ...] = ()
        if one["type"] == "extra_forbidden":
            text, known = "is not a key that lychgate knows", _keys_beside(model, key)
        elif one["type"] == "missing":
            text = "is needed here"
        text = text.replace("Input should be", "must be", 1)
        problems.append(Problem((*prefix, *key), text[:1].lower() + text[1:], known))
    return problems


def _keys_beside(model: type[BaseModel], key: Key) -> tuple[str, ...]:
    current: Any = model
    for part in key[:-1]:
        if isinstance(part, str):
            current = _model_in(current.model_fields[part].annotation) if part in current.model_fields else current
    return tuple(field.alias or name for name, field in current.model_fields.items())


def _model_in(annotation: Any) -> Any:
    for inner in get_args(annotation):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return annotation


def _lines_of(text: str) -> dict[Key, int]:
    lines: dict[Key, int] = {}
    table: Key = ()
    counts: dict[Key, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if head := HEAD.match(line):
            name = tuple(part.strip().strip("\"'") for part in head[2].split("."))
            for length in range(1, len(name)):
                lines.setdefault(name[:length], number)
            if head[1] == "[[":
                index = counts[name] = counts.get(name, -1) + 1
                table = (*name, index)
            else:
                table = name
            lines.setdefault(table, number)
        elif pair := PAIR.match(line):
            key = tuple(part.strip("\"'") for part in pair[1].split("."))
            lines.setdefault((*table, *key), number)
    return lines
