"""`lychgate rules`: the policy in force, in words that could stand in a council paper."""

from datetime import UTC, datetime
from textwrap import fill

import typer

from gateway.app.parts import policy_from
from gateway.cli.reading import AsJson, ConfigFile, config_or_defaults
from gateway.cli.show import print_json, said
from gateway.config import Config
from gateway.policy import words
from gateway.policy.engine import LoadedRule, Policy

WIDTH = 80


def command(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Say what the policy in force keeps, rule by rule: what follows, and how the council has set it."""
    read, source = config_or_defaults(config)
    policy = policy_from(read, source)
    if as_json:
        for rule in policy.rules:
            print_json(_plain(policy, rule))
        return
    typer.echo(_head(read, policy))
    for rule in policy.rules:
        typer.echo(f"\n{_in_words(rule)}")


command.__name__ = "rules"


def _head(config: Config, policy: Policy) -> str:
    table = config.policy
    adopted = f"Adopted on {words.day(table.adopted)}." if table.adopted else "No date of adoption is set."
    due = f"To be reviewed by {words.day(table.review_due)}." if table.review_due else "No date of review is set."
    late = " That day has passed." if table.is_overdue(datetime.now(UTC).date()) else ""
    title = f"The email policy of {config.council.name}, as the mail check keeps it"
    return "\n".join((said(title), "=" * len(title), f"{adopted} {due}{late}", f"Version {policy.version}."))


def _in_words(rule: LoadedRule) -> str:
    title = f"{rule.name.replace('-', ' ').capitalize()} ({rule.name})"
    lines = [
        title,
        "-" * len(title),
        fill(rule.purpose, WIDTH),
        "",
        fill(f"What follows: {words.follows(rule)}", WIDTH),
    ]
    lines += [_item(f"{meaning}: {value}.") for meaning, value in words.settings(rule)]
    lines += [_item(words.exception(one)) for one in rule.exceptions]
    return said("\n".join(lines))


def _item(text: str) -> str:
    return fill(text, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _plain(policy: Policy, rule: LoadedRule) -> dict[str, object]:
    return {
        "rule": rule.name,
        "action": rule.action,
        "keeps": rule.purpose,
        "follows": words.follows(rule),
        "options": rule.options.model_dump(mode="json", exclude={"action"}),
        "except": [one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in rule.exceptions],
        "policy_version": policy.version,
    }
