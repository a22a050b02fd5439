"""Finding the rules: the files of `rules/`, then those of `[policy] extra_rules`. Nothing is registered."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from gateway.config import Problem, find_problems
from gateway.model.decision import Action
from gateway.policy.engine import LoadedRule, Policy
from gateway.policy.exceptions import exceptions_of, taken_out
from gateway.policy.own import own_rules
from gateway.policy.rule import RuleOptions


class PolicyProblems(Exception):
    """What is wrong with the policy's part of the config; the caller says where in the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__([problem.text for problem in problems])
        self.problems = problems


def load_policy(
    tables: Mapping[str, Mapping[str, Any]],
    extra_rules: Path | None = None,
    rule_seconds: float = 2.0,
    own: Mapping[str, Mapping[str, Any]] | None = None,
) -> Policy:
    """Every rule there is, with the council's options, and the council's `own`.

    Raises PolicyProblems with all that is wrong at once.
    """
    modules, problems = _modules(extra_rules)
    problems += [Problem(("rules", name), "is no rule", tuple(modules)) for name in tables if name not in modules]
    rules = []
    for name, module in sorted(modules.items()):
        table, excepted = taken_out(tables.get(name, {}))
        exceptions, wrong = exceptions_of(("rules", name), excepted)
        problems += wrong
        try:
            options = module.Options.model_validate(table)
        except ValidationError as error:
            problems += find_problems(error, module.Options, ("rules", name))
            continue
        problems += _unfit(name, module, options)
        rules.append(LoadedRule(name, module, options, exceptions))
    of_the_council, wrong = own_rules(own or {}, modules)
    problems += wrong
    if problems:
        raise PolicyProblems(problems)
    return Policy((*rules, *of_the_council), rule_seconds)


def _modules(extra_rules: Path | None) -> tuple[dict[str, Any], list[Problem]]:
    package = importlib.import_module("rules")
    found = {
        _name(info.name): importlib.import_module(f"rules.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
    }
    problems: list[Problem] = []
    if extra_rules is not None and not extra_rules.is_dir():
        problems.append(Problem(("policy", "extra_rules"), "is not a folder"))
    for path in sorted(extra_rules.glob("*.py")) if extra_rules else ():
        try:
            found[_name(path.stem)] = _load_file(path)
        except Exception as error:  # a council's own file may break in any way; the start is refused with the reason
            problems.append(
                Problem(("policy", "extra_rules"), f"{path.name} cannot be loaded: {type(error).__name__}: {error}")
            )
    return found, problems


def _name(module: str) -> str:
    return module.replace("_", "-")


def _load_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"extra_rules.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError("it is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for needed in ("ACTION", "Options", "check"):
        if not hasattr(module, needed):
            raise ImportError(f"it has no {needed}")
    return module


def _unfit(name: str, module: Any, options: RuleOptions) -> list[Problem]:
    if options.action is Action.AMEND and not getattr(module, "MENDS", False):
        return [Problem(("rules", name, "action"), "this rule can find but not mend: choose another action")]
    return []
