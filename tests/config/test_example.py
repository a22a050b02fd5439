"""The example config holds every key there is, and what it says of defaults is true."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from gateway.config import Config, RouteTable, parse
from gateway.policy.engine import LoadedRule
from gateway.policy.exceptions import ExceptionTable
from gateway.policy.loader import load_policy
from gateway.policy.own import OwnOptions

FILE = Path(__file__).parents[2] / "config.example.toml"
ACTIVE = FILE.read_text(encoding="utf-8")
# A key or a table head right behind the "#" is one to be uncommented; prose stands behind "# ".
WHOLE = re.sub(r"^#(?=[a-z_]+ = |\[)", "", ACTIVE, flags=re.MULTILINE)
NO_DEFAULT = re.compile(r"_file = |^#(adopted|review_due|extra_rules) = ")


@pytest.fixture
def whole() -> Config:
    """All keys uncommented. The files that it names are examples too, so it is not asked for them."""
    return Config.model_validate(tomllib.loads(WHOLE))


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model of a table that can be reached from this one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for inner in get_args(annotation):
        yield from models(inner)


def keys_given(model: BaseModel) -> Iterator[tuple[type[BaseModel], str]]:
    for name in model.model_fields_set:
        yield type(model), name
        value = getattr(model, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, BaseModel):
                yield from keys_given(one)


def tables(value: Any) -> tuple[BaseModel, ...]:
    return tuple(one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, BaseModel))


def differing(active: BaseModel, whole: BaseModel) -> Iterator[tuple[str, Any]]:
    """Keys whose value changes when all is uncommented, with the value that they have without it."""
    for name in type(active).model_fields:
        before, after = getattr(active, name), getattr(whole, name)
        for one, other in zip(tables(before), tables(after), strict=False):
            yield from differing(one, other)
        if before != after and not tables(before):
            yield name, before


def rules(tables: dict[str, Any]) -> dict[str, LoadedRule]:
    return {rule.name: rule for rule in load_policy(tables).rules}


def test_it_loads_as_it_is() -> None:
    config, _ = parse(ACTIVE)
    assert config.council.clerk == "clerk@council.test"
    assert {person.role for person in config.council.people} == {"clerk", "deputy", "member", "officer"}
    assert {partner.kind for partner in config.council.partners} == {"agency", "business"}


def test_every_key_of_every_table_is_in_it(whole: Config) -> None:
    given = defaultdict(set)
    for model, name in keys_given(whole):
        given[model].add(name)
    missing = {
        f"{model.__name__}.{name}"
        for model in models(Config)
        for name in model.model_fields
        if name not in given[model]
    }
    assert missing == set()


def test_every_rule_with_every_option_is_in_it(whole: Config) -> None:
    missing = {
        f"{name}.{option}"
        for name, rule in rules({}).items()
        for option in type(rule.options).model_fields
        if option not in whole.rules.get(name, {})
    }
    assert missing == set()


def test_every_key_of_a_rule_of_ones_own_and_of_an_exception_is_in_it(whole: Config) -> None:
    [own] = whole.own_rules.values()
    assert set(own) == set(OwnOptions.model_fields)
    [exception] = whole.rules["clerk-copy"]["except"]
    assert set(exception) == {field.alias or name for name, field in ExceptionTable.model_fields.items()}


def test_what_is_commented_out_is_the_default(whole: Config) -> None:
    changed = dict(differing(parse(ACTIVE)[0], whole))
    assert [changed.pop(name) for name in ("routes", "absences", "oidc")] == [(), (), ()]
    assert {
        name: value for name, value in changed.items() if name not in ("rules", "own_rules") and value is not None
    } == {}


def test_what_is_commented_out_of_a_route_is_the_default(whole: Config) -> None:
    least = RouteTable(domains=("example.org",), upstream="mx")
    (route,) = whole.relay.routes
    assert {name for name, _ in differing(least, route)} <= {"domains", "upstream", "password_file"}


def test_what_is_commented_out_of_a_rule_is_the_default(whole: Config) -> None:
    for name, rule in rules(dict(whole.rules)).items():
        usual = rules({})[name]
        assert rule.action is usual.action, name
        assert rule.options.model_copy(update={"action": None}) == usual.options, name


def test_keys_without_a_default_say_so() -> None:
    lines = ACTIVE.splitlines()
    for number, line in enumerate(lines):
        if (
            line.startswith("#")
            and NO_DEFAULT.search(line)
            and "relay.routes" not in "".join(lines[number - 9 : number])
        ):
            assert "No default" in "".join(lines[max(0, number - 6) : number]), line
