"""Exceptions to a rule: `except = [{...}]` in its table. Where one fits a message, the rule is not asked about it.

Every condition that an exception names must hold. One that fits leaves a note with its reason in the decision. One that
names kinds waives the findings of those kinds only. People record exceptions too, from a review (flow/exceptions.py).
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from gateway.config import Problem, find_problems
from gateway.config.problem import Key
from gateway.config.tables import Table
from gateway.config.values import DAYS, Domain, EmailAddress
from gateway.model.address import canonical, domain_of
from gateway.model.exception import RecordedException
from gateway.policy.rule import View

KEY = "except"
Type = Literal["attachment", "automatic"]
Role = Literal["clerk", "deputy", "member", "officer", "council"]


def _weekday(value: Any) -> str:
    if not isinstance(value, str) or value.lower() not in DAYS:
        raise ValueError('write a day such as "Mon"')
    return value.lower()


class ExceptionTable(Table):
    """One exception. Its conditions are those of its keys that are set; `why` stands in the record."""

    from_: tuple[EmailAddress, ...] = Field(default=(), alias="from")
    """Whose message: the login, or From where there was no login."""
    role: tuple[Role, ...] = ()
    """What its author is to the council; "council": an address of the council's that is no person's."""
    to: tuple[EmailAddress, ...] = ()
    """The only people outside who may get it."""
    domain: tuple[Domain, ...] = ()
    """The only mail domains outside that may get it; subdomains count."""
    partner: tuple[str, ...] = ()
    """The only partners that may get it, by the names that they have in [[council.partners]]."""
    direction: Literal["outgoing", "incoming"] | None = None
    """Which way it goes."""
    type: tuple[Type, ...] = ()
    """What it is: with an attachment, or automatic (a report, an out-of-office reply). Each named one must hold."""
    kind: tuple[str, ...] = ()
    """The only kinds of findings that are waived, by the names that `lychgate check --json` gives them."""
    weekdays: tuple[Annotated[str, BeforeValidator(_weekday)], ...] = ()
    """The days on which it was received, in the council's time zone."""
    office_hours: bool | None = None
    """Whether it was received within office hours, or outside them."""
    until: date | None = None
    """The last day of the exception; after it the rule is asked again, and `config check` says so."""
    why: str = Field(min_length=1)
    """Why the council allows it, in a sentence without personal data."""

    @model_validator(mode="after")
    def _has_a_condition(self) -> "ExceptionTable":
        if not self.model_fields_set - {"kind", "until", "why"}:
            raise ValueError('needs a condition: to switch a rule off, write action = "off"')
        if any(getattr(self, name) == () for name in self.model_fields_set):
            raise ValueError("has an empty list, which fits nobody: leave that key out")
        return self

    def has_ended(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < today

    def fits(self, view: View) -> bool:
        """Whether every condition holds for this message. The time is that of its receipt."""
        return all(holds(self, view) for holds in CONDITIONS)


def fitting(rule: str, of_config: Sequence[ExceptionTable], view: View) -> tuple[tuple[ExceptionTable, str], ...]:
    """The exceptions to a rule that fit a message, those of the config first, each with why it is made."""
    of_people = (one for one in view.known.exceptions if one.rule == rule)
    numbered = ((table_of(one), f" (exception {one.number})") for one in of_people)
    said = (*((one, "") for one in of_config), *numbered)
    return tuple((one, f"{one.why}{number}") for one, number in said if one.fits(view))


@lru_cache(maxsize=1024)
def _read(conditions: str) -> ExceptionTable:
    return ExceptionTable.model_validate_json(conditions)


def conditions_of(one: ExceptionTable) -> str:
    """An exception as it is recorded."""
    return one.model_dump_json(by_alias=True, exclude_defaults=True)


def table_of(one: RecordedException) -> ExceptionTable:
    """A recorded exception with its conditions. Raises ValidationError for what this version does not know."""
    return _read(one.conditions)


def taken_out(table: Any) -> tuple[Any, Any]:
    """A rule's table without its exceptions, which the rule itself knows nothing of, and the exceptions."""
    if not isinstance(table, Mapping):
        return table, []
    return {key: value for key, value in table.items() if key != KEY}, table.get(KEY, [])


def exceptions_of(table: Key, tables: Any) -> tuple[tuple[ExceptionTable, ...], list[Problem]]:
    """A rule's exceptions, and what is wrong with them. `table` is where the rule's table stands in the config."""
    key = (*table, KEY)
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        return (), [Problem(key, 'must be a list of tables, such as [{ to = ["a@b.example"], why = "..." }]')]
    read, problems = [], []
    for index, one in enumerate(tables):
        try:
            read.append(ExceptionTable.model_validate(one))
        except ValidationError as error:
            problems += find_problems(error, ExceptionTable, (*key, index))
    return tuple(read), problems


def unknown_partners(table: Key, exceptions: Iterable[ExceptionTable], partners: Sequence[str]) -> list[Problem]:
    """Partners that a rule's exceptions name and the config does not know. `table` is where the rule's table stands."""
    return [
        Problem((*table, KEY, index, "partner"), f'"{name}" is none of [[council.partners]]{_hint(name, partners)}')
        for index, one in enumerate(exceptions)
        for name in one.partner
        if name not in partners
    ]


def ended(table: Key, exceptions: Iterable[ExceptionTable], today: date) -> list[Problem]:
    """A rule's exceptions that no longer apply."""
    return [
        Problem((*table, KEY, index, "until"), f"ended on {one.until}, so the exception no longer applies")
        for index, one in enumerate(exceptions)
        if one.has_ended(today)
    ]


def _hint(name: str, partners: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, partners, 1)
    return f' (did you mean "{near[0]}"?)' if near else ""


def _author(view: View) -> str:
    """The login first: a From that somebody wrote must not open an exception."""
    return view.message.session.user or view.author


def _from(one: ExceptionTable, view: View) -> bool:
    return not one.from_ or canonical(_author(view)) in {canonical(address) for address in one.from_}


def _role(one: ExceptionTable, view: View) -> bool:
    return not one.role or view.council.relation(_author(view)) in one.role


def _to(one: ExceptionTable, view: View) -> bool:
    allowed = {canonical(address) for address in one.to}
    return not one.to or _all_outside(view, lambda address: canonical(address) in allowed)


def _domain(one: ExceptionTable, view: View) -> bool:
    return not one.domain or _all_outside(view, lambda address: _is_below(domain_of(address), one.domain))


def _partner(one: ExceptionTable, view: View) -> bool:
    def is_named(address: str) -> bool:
        partner = view.council.partner(address)
        return partner is not None and partner.name in one.partner

    return not one.partner or _all_outside(view, is_named)


def _all_outside(view: View, allowed: Callable[[str], bool]) -> bool:
    """Whether all recipients outside are allowed: one stranger among them, and the rule is asked."""
    recipients = view.outside or view.everyone
    return bool(recipients) and all(allowed(address) for address in recipients)


def _is_below(domain: str, domains: Sequence[str]) -> bool:
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


def _direction(one: ExceptionTable, view: View) -> bool:
    return one.direction in (None, view.message.direction)


def _type(one: ExceptionTable, view: View) -> bool:
    holds = {"attachment": bool(view.content.attachments), "automatic": view.content.automatic}
    return all(holds[kind] for kind in one.type)


def _weekdays(one: ExceptionTable, view: View) -> bool:
    return not one.weekdays or DAYS[_today(view).weekday()] in one.weekdays


def _office_hours(one: ExceptionTable, view: View) -> bool:
    return one.office_hours in (None, view.council.hours.is_open(view.message.received_at))


def _until(one: ExceptionTable, view: View) -> bool:
    return not one.has_ended(_today(view))


def _today(view: View) -> date:
    return view.council.day(view.message.received_at)


CONDITIONS = (_until, _from, _role, _to, _domain, _partner, _direction, _type, _weekdays, _office_hours)
