"""From a TOML file to a `Config`, with every problem told at once as `file:line: key: problem`."""

import difflib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from gateway.config.tables import Config
from gateway.errors import ConfigError

Key = tuple[str | int, ...]
HEAD = re.compile(r"\s*(\[\[?)\s*([^\]#]+?)\s*\]\]?\s*(?:#.*)?$")
PAIR = re.compile(r"\s*([A-Za-z0-9_.\"'-]+?)\s*=")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one key. `known` are the keys that could have been meant."""

    key: Key
    text: str
    known: tuple[str, ...] = ()


class Source:
    """Where in the file each key stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
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

    def say(self, problem: Problem) -> str:
        """One problem as a line for people."""
        dotted = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem.key)
        near = difflib.get_close_matches(str(problem.key[-1]) if problem.key else "", problem.known, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"{self.name}:{self.line(problem.key)}: {dotted or 'file'}: {problem.text}{hint}"


def load(path: Path) -> tuple[Config, Source]:
    """Read a config file. Raises ConfigError with every problem; the same keys can then be located in `Source`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError([f"{path}:1: file: cannot be read: {reason}"]) from None
    return parse(text, str(path), path.absolute().parent)


def parse(text: str, name: str = "config", folder: Path = Path()) -> tuple[Config, Source]:
    """Read a config from text; relative paths in it start at `folder`."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        plain = re.sub(r" \(at .*\)$", "", str(error))
        raise ConfigError([f"{name}:{line[1] if line else 1}: file: is not TOML: {plain}"]) from None
    source = Source(name, text)
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise ConfigError([source.say(p) for p in find_problems(error, Config)]) from None
    config._folder = folder
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
        problems.append(Problem((*prefix, *key), text[:1].lower() + text[1:], known))
    return problems


def _keys_beside(model: type[BaseModel], key: Key) -> tuple[str, ...]:
    current: Any = model
    for part in key[:-1]:
        if isinstance(part, str):
            current = _model_in(current.model_fields[part].annotation) if part in current.model_fields else current
    return tuple(current.model_fields)


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
