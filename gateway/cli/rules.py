"""`lychgate rules`: the policy in force, in words that could stand in a council paper."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from textwrap import fill

import typer

from gateway.app.parts import council_from, policy_from
from gateway.cli.reading import AsJson, ConfigFile, config_or_defaults, kept_store, store_exists
from gateway.cli.show import print_json, said
from gateway.config import Config
from gateway.model.exception import RecordedException
from gateway.policy import words
from gateway.policy.engine import LoadedRule
from gateway.policy.exceptions import ExceptionTable, table_of

WIDTH = 80


def command(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Say what the policy in force keeps, rule by rule: what follows, and how the council has set it."""
    read, source = config_or_defaults(config)
    policy, recorded = policy_from(read, source), asyncio.run(_recorded(read))
    version = policy.version_with(recorded)
    if as_json:
        for rule in policy.rules:
            print_json(_plain(rule, recorded) | {"policy_version": version})
        return
    typer.echo(_head(read, version))
    for rule in policy.rules:
        typer.echo(f"\n{_in_words(rule, recorded)}")


command.__name__ = "rules"


async def _recorded(config: Config) -> Sequence[RecordedException]:
    """The exceptions in force that people recorded, where there is a store."""
    if not store_exists(config):
        return ()
    council = council_from(config)
    async with kept_store(config) as store:
        return await store.exceptions_in_force(council.key, council.day(datetime.now(UTC)))


def _of(rule: LoadedRule, recorded: Sequence[RecordedException]) -> Iterator[ExceptionTable]:
    yield from rule.exceptions
    yield from (table_of(one) for one in recorded if one.rule == rule.name)


def _head(config: Config, version: str) -> str:
    table = config.policy
    adopted = f"Adopted on {words.day(table.adopted)}." if table.adopted else "No date of adoption is set."
    due = f"To be reviewed by {words.day(table.review_due)}." if table.review_due else "No date of review is set."
    late = " That day has passed." if table.is_overdue(datetime.now(UTC).date()) else ""
    title = f"The email policy of {config.council.name}, as the mail check keeps it"
    return "\n".join((said(title), "=" * len(title), f"{adopted} {due}{late}", f"Version {version}."))


def _in_words(rule: LoadedRule, recorded: Sequence[RecordedException]) -> str:
    title = f"{rule.name.replace('-', ' ').capitalize()} ({rule.name})"
    lines = [
        title,
        "-" * len(title),
        fill(rule.purpose, WIDTH),
        "",
        fill(f"What follows: {words.follows(rule)}", WIDTH),
    ]
    lines += [_item(f"{meaning}: {value}.") for meaning, value in words.settings(rule)]
    lines += [_item(words.exception(one)) for one in _of(rule, recorded)]
    return said("\n".join(lines))


def _item(text: str) -> str:
    return fill(text, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _plain(rule: LoadedRule, recorded: Sequence[RecordedException]) -> dict[str, object]:
    return {
        "rule": rule.name,
        "action": rule.action,
        "keeps": rule.purpose,
        "follows": words.follows(rule),
        "options": rule.options.model_dump(mode="json", exclude={"action"}),
        "except": [one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in _of(rule, recorded)],
    }
