"""What of the policy can be changed in the console: each section is a table of the config or part of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, Field, ValidationError, create_model

from gateway.config import Change, Override, find_problems
from gateway.config.problem import Key
from gateway.console import fields, typed
from gateway.console.forms import Form
from gateway.console.plain import ACTIONS, plain_keys, said
from gateway.console.words import rule as rule_name
from gateway.flow.in_force import InForce
from gateway.model.decision import Action
from gateway.policy.engine import LoadedRule
from gateway.policy.exceptions import KEY, ExceptionTable
from gateway.policy.rule import RuleOptions


@dataclass(frozen=True, slots=True)
class Section:
    """One form. `key` is where its table stands in the config, `names` are the keys of it that can be changed here,
    and `values` is what they hold now. `says` is what it is about. `usual` is what mostly follows where a rule's own
    choice stands, and `mends` whether the rule can mend a message.
    """

    path: str
    title: str
    says: str
    key: tuple[str, ...]
    names: tuple[str, ...]
    values: BaseModel
    usual: Action | None = None
    mends: bool = True

    @property
    def model(self) -> type[BaseModel]:
        """What the table may hold."""
        return type(self.values)

    @property
    def shown(self) -> list[fields.Field]:
        """The form with what is in force."""
        return [self._offered(one) for one in fields.fields_of(self.model, self._plain, self.names)]

    def typed(self, form: Form) -> list[fields.Field]:
        """The form with what was typed."""
        return [self._offered(one) for one in typed.typed_fields(self.model, form, self.names)]

    @property
    def in_words(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each key and what it holds, for whoever changes nothing."""
        shown = zip(self.shown, self.names, strict=True)
        return [(one.label, self._said(one, name)) for one, name in shown]

    def _said(self, one: fields.Field, name: str) -> tuple[str, ...]:
        value = getattr(self.values, name)
        if value is None and self.usual and name == "action":
            return (f"{AS_IT_COMES} (mostly: {ACTIONS[self.usual]})",)
        empty = one.hint.partition("Empty: ")[2]
        return said(value) if value or not empty else (empty,)

    def _offered(self, one: fields.Field) -> fields.Field:
        """The choice of an action: only what the rule can do, and what it does by itself."""
        if one.key != ("action",) or self.usual is None:
            return one
        unset, *others = one.choices
        usual = (unset[0], f"{AS_IT_COMES} (mostly: {ACTIONS[self.usual]})")
        left = [(value, name) for value, name in others if self.mends or value != Action.AMEND]
        return replace(one, hint="", choices=(usual, *left))

    def validated(self, table: Mapping[str, Any]) -> tuple[BaseModel | None, dict[Key, str]]:
        """A table that was typed, or what is wrong with it by key."""
        try:
            return self.model.model_validate(table), {}
        except ValidationError as error:
            found = find_problems(error, self.model)
            return None, {problem.key: plainly(problem.text) for problem in reversed(found)}

    def changes(self, new: BaseModel) -> list[Override]:
        """What has to be overridden so that it holds what another has."""
        before, after = self._plain, plain_keys(new, self.names)
        return [
            Override((*self.key, name), Change.SET, value)
            if (value := after[name]) is not None
            else Override((*self.key, name), Change.REMOVE)
            for name in after
            if after[name] != before[name]
        ]

    @property
    def _plain(self) -> dict[str, Any]:
        return plain_keys(self.values, self.names)


AS_IT_COMES = "As the rule comes"
Labels = Mapping[tuple[str, ...], str]

SETTINGS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "office-hours": ("Office hours and absences", "council", ("office_hours", "absences")),
    "waiting": (
        "What waits, and how long",
        "review",
        ("remind_after", "deputy_after", "return_after", "undo", "release_own", "reviewers", "digest"),
    ),
    "texts": ("Reasons at hand", "review", ("phrases",)),
    "questions": ("Questions from outside", "awaiting", ("enabled", "answer_within")),
    "autoreply": ("Automatic replies", "autoreply", ("mailboxes", "when", "again_after", "text")),
    "own-details": (
        "The council’s own details",
        "council",
        ("postal_addresses", "phones", "bank_accounts"),
    ),
    "dates": ("When it was adopted and is due for review", "policy", ("adopted", "review_due")),
}
SAYS = {
    "office-hours": "Deadlines count these hours only, less the bank holidays of England.",
    "waiting": "All times are working time. Nothing is ever sent because time has passed.",
    "texts": "Whoever returns a message ticks one of these, or writes another.",
    "questions": "They are listed until an answer of the council has reached whoever asked.",
    "autoreply": "They answer mail from outside while nobody reads a mailbox, once for each sender in so long.",
    "own-details": "What is the council’s own never counts as anybody’s personal data.",
    "dates": "Once the day has passed, the first page says so until a new one is set.",
}


def of_rule(rule: LoadedRule) -> Section:
    """A rule's table, exceptions and all."""
    model = _with_exceptions(type(rule.options))
    held = {name: getattr(rule.options, name) for name in type(rule.options).model_fields}
    values = model.model_construct(**held, except_=rule.exceptions)
    names = ("action", *(name for name in held if name != "action"), "except_")
    path = f"/policy/rules/{rule.name}"
    mends = bool(getattr(rule.module, "MENDS", False))
    return Section(path, rule_name(rule.name), rule.purpose, rule.key, names, values, rule.module.ACTION, mends)


def of_setting(name: str, in_force: InForce) -> Section:
    """One of SETTINGS."""
    title, table, names = SETTINGS[name]
    values: BaseModel = getattr(in_force.config, table)
    return Section(f"/policy/settings/{name}", title, SAYS[name], (table,), names, values)


def sections(in_force: InForce) -> Iterator[Section]:
    """All of them."""
    yield from (of_rule(rule) for rule in in_force.policy.rules)
    yield from (of_setting(name, in_force) for name in SETTINGS)


def labels_of(in_force: InForce) -> Labels:
    """Every key that has a field, in words. Made once a page: it takes milliseconds."""
    return {
        (*section.key, str(one.key[0])): f"{section.title}: {one.label}"
        for section in sections(in_force)
        for one in section.shown
    }


def named(key: Sequence[str], labels: Labels) -> str:
    """A key in words, such as `Clerk copy: Whether a blind copy to the Clerk is enough`."""
    if label := labels.get(tuple(key)):
        return label
    if tuple(key[:2]) in (("council", "people"), ("council", "partners")):
        return ": ".join((key[1].capitalize(), *key[2:]))
    return " ".join(part.replace("-", " ").replace("_", " ") for part in key)


def plainly(text: str) -> str:
    """A problem of the config as a sentence to whoever typed it."""
    for odd, plain in (("greater than or equal to", "at least"), ("less than or equal to", "at most")):
        text = text.replace(odd, plain)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"


@lru_cache(maxsize=100)
def _with_exceptions(options: type[RuleOptions]) -> type[BaseModel]:
    exceptions: Any = (
        tuple[ExceptionTable, ...],
        Field(default=(), alias=KEY, description="Exceptions: the rule gives way where all holds that one names"),
    )
    return create_model(options.__name__, __base__=options, except_=exceptions)
