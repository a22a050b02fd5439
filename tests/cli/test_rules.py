import json
from pathlib import Path

from tests.cli.conftest import CONFIG, Lychgate


def test_the_policy_is_said_in_words_for_a_council_paper(lychgate: Lychgate, home: Path) -> None:
    dates = "[policy]\nadopted = 2026-05-11\nreview_due = 2999-05-11"
    (home / "config.toml").write_text(CONFIG.replace("[policy]", dates) + "[rules.too-many-recipients]\nvisible = 12\n")
    answer = lychgate("rules")
    assert answer.code == 0
    for said in (
        "The email policy of Test Parish Council",
        "Adopted on 11 May 2026. To be reviewed by 11 May 2999.\nVersion ",
        "\nToo many recipients (too-many-recipients)\n----",
        "----\nMembers are careful to copy only those who need to know.\n",
        "- The most people in To and Cc together: 12.\n",
        "What follows: The message waits until its author has given a reason",
    ):
        assert said in answer.out
    assert "passed" not in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


def test_a_passed_review_and_missing_dates_are_said(lychgate: Lychgate, home: Path) -> None:
    assert "No date of adoption is set. No date of review is set.\n" in lychgate("rules").out
    (home / "config.toml").write_text(CONFIG.replace("[policy]", "[policy]\nreview_due = 2020-05-11"))
    assert "To be reviewed by 11 May 2020. That day has passed.\n" in lychgate("rules").out


def test_json_has_one_rule_a_line_and_the_version(lychgate: Lychgate, home: Path) -> None:
    lines = [json.loads(line) for line in lychgate("rules", "--json").out.splitlines()]
    first = {line["rule"]: line for line in lines}["clerk-copy"]
    assert first["action"] == "amend"
    assert first["options"] == {"bcc_counts": False, "deputies_need_copy": True}
    assert len({line["policy_version"] for line in lines}) == 1
    (home / "config.toml").write_text(CONFIG + "[rules.clerk-copy]\nbcc_counts = true\n")
    assert json.loads(lychgate("rules", "--json").out.splitlines()[0])["policy_version"] != lines[0]["policy_version"]


EXCEPTION = """
[[council.partners]]
name = "County Highways"
domains = ["county.test"]
[[rules.personal-data.except]]
role = ["officer", "deputy"]
partner = ["County Highways"]
office_hours = true
until = {until}
why = "The council shares road reports."
"""


def test_exceptions_are_said_with_their_reason(lychgate: Lychgate, home: Path) -> None:
    (home / "config.toml").write_text(CONFIG + EXCEPTION.format(until="2999-01-01"))
    out = " ".join(lychgate("rules").out.split())
    assert (
        "- It is not asked where its author is one of officer, deputy and those outside who get it are all of County "
        "Highways and it comes within office hours, until 1 January 2999: The council shares road reports." in out
    )
    [line] = [json.loads(line) for line in lychgate("rules", "--json").out.splitlines() if '"personal-data"' in line]
    assert line["except"][0]["partner"] == ["County Highways"]


def test_an_exception_that_ended_is_warned_about(lychgate: Lychgate, home: Path) -> None:
    (home / "config.toml").write_text(CONFIG + EXCEPTION.format(until="2020-01-01"))
    checked = lychgate("config", "check")
    said = "rules.personal-data.except.1.until: ended on 2020-01-01, so the exception no longer applies"
    assert checked.code == 0
    assert said in checked.err
    assert "no problem found" in checked.out
    assert said in lychgate("doctor").out
    (home / "config.toml").write_text(CONFIG + EXCEPTION.format(until="2999-01-01"))
    assert lychgate("config", "check").err == ""


def test_a_rule_of_the_councils_own_stands_with_the_others(lychgate: Lychgate, home: Path) -> None:
    own = '[own_rules.lease]\nwhy = "The lease is not public yet."\nwords = ["market lease"]\n'
    (home / "config.toml").write_text(CONFIG + own)
    out = lychgate("rules").out
    assert "\nLease (lease)\n-------------\nThe lease is not public yet.\n" in out
    assert "- Words or phrases, as wholes; capitals and the width of spaces do not count:\n  market lease.\n" in out
