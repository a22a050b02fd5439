from typing import Any

import pytest

from gateway.model.decision import Action, Decision, Disposition
from gateway.policy.loader import PolicyProblems, load_policy
from gateway.testing import COUNCIL, NOW, make_message, view

WHY = "The lease is not public yet."
OFF: dict[str, Any] = {rule.name: {"action": "off"} for rule in load_policy({}).rules}


def decide(rule: dict[str, Any], **message: Any) -> Decision:
    policy = load_policy(OFF, own={"lease": {"why": WHY, **rule}})
    return policy.decide(view(make_message(**message), COUNCIL), NOW)


def found(rule: dict[str, Any], **message: Any) -> list[tuple[str, str, int, int]]:
    return [(f.kind, f.part, f.start, f.end) for f in decide(rule, **message).findings]


def test_words_are_whole_words_whatever_their_capitals_and_spaces() -> None:
    words = {"words": ["market lease", "höhe"]}
    assert found(words, text="The MARKET\n  Lease.\n")[0] == ("word", "text/plain 1", 4, 18)
    assert found(words, text="Die Höhe\n") == [("word", "text/plain 1", 4, 8)]
    for near in ("The market leases.\n", "A supermarket lease.\n", "Höhen\n", "market-lease\n"):
        assert found(words, text=near) == [], near


def test_a_word_is_no_pattern() -> None:
    assert found({"words": ["a.b (c)"]}, text="axb (c)\n") == []
    assert len(found({"words": ["a.b (c)"]}, text="an a.b (c) here\n")) == 1


def test_patterns_say_where() -> None:
    pattern = {"patterns": [r"\bML-\d{4}\b"]}
    assert found(pattern, text="See ml-2026 and ML-20261.\n") == [("pattern", "text/plain 1", 4, 11)]


def test_it_looks_where_it_is_told() -> None:
    document = [("market lease.txt", "text/plain", b"Nothing.")]
    messages: dict[str, dict[str, Any]] = {
        "subject": {"subject": "Market lease"},
        "text": {"text": "Market lease\n"},
        "documents": {"attachments": document},
    }
    for place, message in messages.items():
        for where in ("subject", "text", "documents"):
            hits = found({"words": ["market lease"], "where": [where]}, **message)
            assert bool(hits) is (where == place), (where, place)


def test_recipients_are_addresses_and_domains() -> None:
    to = {"recipients": ["press.test", "editor@news.test"]}
    for hit in ("a@press.test", "a@north.press.test", "Editor+x@news.test"):
        assert found(to, to=["other@else.test", hit]) == [("recipient", "", 0, 0)]
    for near in ("a@mypress.test", "a@press.test.else.test", "other@news.test"):
        assert found(to, to=[near]) == []


def test_size_is_that_of_the_whole_message() -> None:
    size = len(make_message())
    assert found({"larger_than": size}) == []
    assert found({"larger_than": size - 1}) == [("size", "", 0, 0)]


def test_all_that_it_names_must_hold() -> None:
    both = {"words": ["lease"], "recipients": ["press.test"]}
    assert len(found(both, to=["a@press.test"], text="The lease.\n")) == 1
    assert found(both, to=["a@press.test"]) == []
    assert found(both, text="The lease.\n") == []


def test_mail_within_the_council_is_left_alone_unless_it_says_so() -> None:
    inside = {"to": ["mayor@council.test"], "text": "The lease.\n"}
    assert found({"words": ["lease"]}, **inside) == []
    assert len(found({"words": ["lease"], "outside_only": False}, **inside)) == 1


def test_it_decides_as_any_rule_and_says_why() -> None:
    asked = decide({"words": ["lease"]}, text="The lease.\n")
    assert asked.disposition is Disposition.ASK
    assert [(v.rule, v.action, v.findings[0].why) for v in asked.verdicts] == [("lease", Action.ASK, WHY)]
    assert decide({"words": ["lease"], "action": "hold"}, text="The lease.\n").disposition is Disposition.HOLD
    excepted = {"words": ["lease"], "except": [{"role": ["member"], "why": "Agreed."}]}
    assert decide(excepted, text="The lease.\n").disposition is Disposition.RELAY


def test_a_hostile_text_costs_few_findings() -> None:
    rule = {"patterns": ["(a+)+b", "lease"], "words": ["lease"]}
    hits = found(rule, text="a" * 70 + "\n" + "lease lease\n" * 20_000 + ("a" * 70 + "\n") * 10_000)
    assert [kind for kind, *_ in hits] == ["pattern"] * 20 + ["word"] * 20


def problems(own: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(PolicyProblems) as caught:
        load_policy({}, own=own)
    return [(p.key, p.text) for p in caught.value.problems]


@pytest.mark.parametrize("pattern", [r"(?=lease)", r"(?<!no )lease", r"(a)\1", r"(?P<x>a)(?P=x)", "("])
def test_patterns_that_are_not_linear_are_refused(pattern: str) -> None:
    [(key, text)] = problems({"lease": {"why": WHY, "patterns": ["fine", pattern]}})
    assert key == ("own_rules", "lease", "patterns", 1)
    assert "is no pattern that runs in linear time" in text


@pytest.mark.parametrize(
    ("own", "key", "said"),
    [
        ({"lease": {"words": ["x"]}}, ("own_rules", "lease", "why"), "is needed"),
        ({"lease": {"why": WHY}}, ("own_rules", "lease"), "looks for nothing"),
        ({"lease": {"why": WHY, "patterns": ["a*"]}}, ("own_rules", "lease", "patterns", 0), "nothing at all"),
        ({"lease": {"why": WHY, "word": ["x"]}}, ("own_rules", "lease", "word"), "is not a key"),
        ({"lease": {"why": WHY, "words": [" "]}}, ("own_rules", "lease", "words", 0), "is empty"),
        ({"lease": {"why": WHY, "recipients": ["a@"]}}, ("own_rules", "lease", "recipients", 0), "is not an email"),
        ({"lease": {"why": WHY, "recipients": ["no domain"]}}, ("own_rules", "lease", "recipients", 0), "mail domain"),
        ({"lease": {"why": WHY, "words": ["x"], "action": "amend"}}, ("own_rules", "lease", "action"), "not mend"),
        ({"clerk-copy": {"why": WHY, "words": ["x"]}}, ("own_rules", "clerk-copy"), "name of another rule"),
        ({"lease": {"why": WHY, "words": ["x"], "except": [{}]}}, ("own_rules", "lease", "except", 0, "why"), "needed"),
    ],
)
def test_what_is_wrong_is_told(own: dict[str, Any], key: tuple[str | int, ...], said: str) -> None:
    assert [(key, True)] == [(k, said in text) for k, text in problems(own)]
