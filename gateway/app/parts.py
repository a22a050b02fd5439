"""From a config to the parts of a gateway."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gateway.config import Config, Override, Problem, Source, parse, read_secret
from gateway.config.values import weekdays
from gateway.flow.aside import Aside, Limits, PolicySource
from gateway.flow.bank_holidays import of_england
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.known_people import RegisterFile
from gateway.model.council import Absence, Council, CouncilPerson, Partner, Relation
from gateway.model.hours import OfficeHours, Span
from gateway.policy.engine import Policy
from gateway.policy.exceptions import ended, unknown_partners
from gateway.policy.loader import PolicyProblems, load_policy
from gateway.store.base import Store
from gateway.store.open import open_store

HOLIDAY_YEARS = 3


def council_from(config: Config, today: date | None = None) -> Council:
    """Who is who, from the config's words."""
    table = config.council
    return Council(
        key=table.domains[0] if table.domains else "council",
        name=table.name,
        domains=table.domains,
        clerk=table.clerk,
        hours=_hours(config, today or datetime.now(UTC).date()),
        people=tuple(
            CouncilPerson(p.name, Relation(p.role), p.address, p.aliases, p.private_addresses, p.phones, p.may_send_as)
            for p in table.people
        ),
        partners=tuple(
            Partner(p.name, p.domains, p.addresses, p.kind == "business", p.may_receive) for p in table.partners
        ),
        postal_addresses=table.postal_addresses,
        phones=table.phones,
        bank_accounts=table.bank_accounts,
        timezone=table.timezone,
        absences=tuple(Absence(one.address, one.first, one.last) for one in table.absences),
        upstream_signs=config.relay.upstream_signs,
    )


def _hours(config: Config, today: date) -> OfficeHours:
    spans: list[list[Span]] = [[] for _ in range(7)]
    for text in config.council.office_hours:
        days, opens, closes = weekdays(text)
        for day in days:
            spans[day].append((opens, closes))
    years = range(today.year, today.year + HOLIDAY_YEARS)
    return OfficeHours(
        tuple(tuple(sorted(day)) for day in spans),
        ZoneInfo(config.council.timezone),
        of_england(years),
    )


def policy_from(config: Config, source: Source) -> Policy:
    """The rules in force. Raises ConfigError with every problem of the rules' tables, file and line told."""
    try:
        policy = PolicySource.of(config).load(config.policy.rule_time)
    except PolicyProblems as found:
        raise source.error(found.problems) from None
    partners = [partner.name for partner in config.council.partners]
    if problems := [p for rule in policy.rules for p in unknown_partners(rule.key, rule.exceptions, partners)]:
        raise source.error(problems)
    return policy


def ended_exceptions(policy: Policy, today: date) -> list[Problem]:
    """Exceptions whose last day has passed: they are warned about, and do not apply."""
    return [problem for rule in policy.rules for problem in ended(rule.key, rule.exceptions, today)]


def in_force_from(config: Config, source: Source, version: int | None = 0) -> InForce:
    """What is in force under this config. Raises ConfigError."""
    return InForce(config, council_from(config), policy_from(config, source), version)


def laid_over(source: Source, overrides: Sequence[Override]) -> tuple[Config, Source]:
    """A config file that was read before, with overrides laid over it. Raises ConfigError with every problem."""
    folder = source.folder
    return parse(source.text, source.name, folder, lambda raw: rule_problems(raw, folder), overrides=overrides)


def rule_problems(raw: Mapping[str, Any], folder: Path) -> list[Problem]:
    """What is wrong with the rules' tables of a config whose relative paths start at `folder`."""
    tables, own, policy = raw.get("rules", {}), raw.get("own_rules", {}), raw.get("policy", {})
    extra = policy.get("extra_rules") if isinstance(policy, dict) else None
    if not isinstance(tables, dict) or not isinstance(own, dict):
        return []  # said by the config's own types
    try:
        load_policy(tables, folder / extra if isinstance(extra, str) else None, own=own)
    except PolicyProblems as found:
        return found.problems
    return []


def register_from(config: Config, keys: Keys) -> RegisterFile:
    """Where the register of known people stands."""
    return RegisterFile(config.data_path / "known-people", keys.derived("known people"))


def aside_from(config: Config, council: Council, people: RegisterFile | None = None) -> Aside:
    """The processes that check."""
    return Aside(council, PolicySource.of(config), Limits.of(config), people)


def keys_from(config: Config) -> Keys:
    """The gateway's key, made at the first start."""
    return Keys.from_file(config.data_path / "key")


def store_from(config: Config) -> Store:
    """The store that the config names; `start` it before use."""
    url = config.store.url
    scheme, _, path = url.partition(":///")
    if scheme == "sqlite" and path:
        url = f"sqlite:///{config.path(Path(path))}"
    return open_store(url, read_secret(config, config.store.password_file))
