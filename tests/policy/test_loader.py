from pathlib import Path

import pytest

from gateway.policy.loader import PolicyProblems, load_policy

RULE = '''"""No message may say teapot.

More words.
"""
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.ASK

class Options(RuleOptions):
    word: str = "teapot"

def check(view: View, options: Options) -> Found:
    if options.word in view.content.subject:
        yield Finding("no-teapots", "word", why="The subject has a forbidden word.")
'''


def test_a_file_is_a_rule(tmp_path: Path) -> None:
    (tmp_path / "no_teapots.py").write_text(RULE)
    policy = load_policy({"no-teapots": {"word": "kettle"}}, tmp_path)
    rule = next(rule for rule in policy.rules if rule.name == "no-teapots")
    assert rule.purpose == "No message may say teapot."
    assert rule.action == "ask"
    assert rule.options.model_dump()["word"] == "kettle"


def test_the_rules_of_the_card_are_there() -> None:
    assert {"clerk-copy", "too-many-recipients", "personal-data"} <= {rule.name for rule in load_policy({}).rules}


def test_every_rule_says_what_it_keeps() -> None:
    for rule in load_policy({}).rules:
        assert len(rule.purpose) > 20, rule.name


def problems(tables: dict[str, dict[str, object]], extra: Path | None = None) -> list[tuple[str, str]]:
    with pytest.raises(PolicyProblems) as caught:
        load_policy(tables, extra)
    return [(".".join(map(str, p.key)), p.text) for p in caught.value.problems]


def test_an_unknown_rule_is_refused_with_those_that_could_be_meant() -> None:
    with pytest.raises(PolicyProblems) as caught:
        load_policy({"clerk-cpoy": {}})
    assert "clerk-copy" in caught.value.problems[0].known


def test_all_problems_are_told_at_once() -> None:
    found = problems({"clerk-copy": {"action": "amned"}, "too-many-recipients": {"visibel": 3, "total": 0}})
    assert [key for key, _ in found] == [
        "rules.clerk-copy.action",
        "rules.too-many-recipients.total",
        "rules.too-many-recipients.visibel",
    ]


def test_a_rule_that_cannot_mend_is_not_told_to() -> None:
    assert problems({"too-many-recipients": {"action": "amend"}}) == [
        ("rules.too-many-recipients.action", "this rule can find but not mend: choose another action")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = (", "SyntaxError"),
        ("raise RuntimeError('no')", "RuntimeError: no"),
        ("x = 1", "it has no ACTION"),
    ],
)
def test_a_broken_file_stops_the_start(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "broken.py").write_text(text)
    [(key, problem)] = problems({}, tmp_path)
    assert key == "policy.extra_rules"
    assert "broken.py" in problem
    assert said in problem


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problems({}, tmp_path / "nowhere") == [("policy.extra_rules", "is not a folder")]
