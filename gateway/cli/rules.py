"""`lychgate rules`: what the policy looks for."""

from gateway.app.parts import policy_from
from gateway.cli.reading import AsJson, ConfigFile, config_or_defaults
from gateway.cli.show import print_json, print_table
from gateway.policy.engine import LoadedRule


def command(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List the rules with what follows when they find something."""
    policy = policy_from(*config_or_defaults(config))
    if as_json:
        for rule in policy.rules:
            print_json({"rule": rule.name, "action": rule.action, "keeps": rule.purpose, "options": _options(rule)})
        return
    print_table(("rule", "action", "keeps"), [(r.name, r.action, r.purpose) for r in policy.rules], "no rules")


command.__name__ = "rules"


def _options(rule: LoadedRule) -> dict[str, object]:
    return rule.options.model_dump(mode="json", exclude={"action"})
