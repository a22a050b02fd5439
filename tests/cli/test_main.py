import subprocess
import sys
from pathlib import Path

import pytest

from gateway import __version__
from tests.cli.conftest import Lychgate

LISTING = ["rules", "doctor", "held list", "queue list", "records list", "people list", "accounts list", "check"]
OTHERS = ["run", "healthcheck", "config check", "config show", "held show", "held release", "held return", "queue show"]
OTHERS += ["queue retry", "queue flush", "records show", "people import", "accounts add", "accounts disable"]
OTHERS += ["db upgrade"]


@pytest.mark.parametrize("command", [*LISTING, *OTHERS])
def test_the_commands_are_those_that_other_tools_rely_on(lychgate: Lychgate, command: str) -> None:
    answer = lychgate(*command.split(), "--help")
    assert answer.code == 0
    assert "--config" in answer.out
    assert "--json" in answer.out or command not in LISTING


def test_python_m_gateway_says_its_version() -> None:
    done = subprocess.run([sys.executable, "-m", "gateway", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"lychgate {__version__}\n"


@pytest.mark.parametrize("args", [("nonsense",), ("held", "nonsense"), ("held", "show"), ("check",), ("--nonsense",)])
def test_a_command_that_is_written_wrong_is_64(lychgate: Lychgate, args: tuple[str, ...]) -> None:
    answer = lychgate(*args)
    assert answer.code == 64
    assert answer.err
    assert not answer.out


def test_without_a_config_it_is_78_and_says_what_to_do(lychgate: Lychgate, home: Path) -> None:
    (home / "config.toml").unlink()
    answer = lychgate("held", "list")
    assert answer.code == 78
    assert answer.err == "config.toml:1: file: is not here: name another with --config, or copy config.example.toml\n"


def test_a_named_config_that_is_not_there_is_78_for_every_command(lychgate: Lychgate) -> None:
    answer = lychgate("rules", "--config", "other.toml")
    assert (answer.code, answer.err) == (78, "other.toml:1: file: cannot be read: No such file or directory\n")


def test_the_environment_may_name_the_config(lychgate: Lychgate, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "elsewhere.toml").write_text("[council]\nnmae = 1\n")
    monkeypatch.setenv("LYCHGATE_CONFIG", "elsewhere.toml")
    assert lychgate("config", "check").err.startswith("elsewhere.toml:2: council.nmae: ")


def test_a_bad_config_is_78_with_every_problem_on_its_line(lychgate: Lychgate, home: Path) -> None:
    (home / "config.toml").write_text('[relay]\nupstrem = "mx"\n[rules.clerk-copy]\naction = "block"\n')
    answer = lychgate("run")
    assert answer.code == 78
    assert [line.split(": ")[0:2] for line in answer.err.splitlines()] == [
        ["config.toml:2", "relay.upstrem"],
        ["config.toml:4", "rules.clerk-copy.action"],
    ]


def test_config_check_and_show(lychgate: Lychgate) -> None:
    assert lychgate("config", "check").out == "config.toml: no problem found\n"
    shown = lychgate("config", "show").out
    assert '"clerk": "clerk@council.test"' in shown
    assert '"give_up_after": "432000s"' in shown


def test_config_show_of_the_defaults(lychgate: Lychgate, home: Path) -> None:
    (home / "config.toml").unlink()
    assert '"clerk": "clerk@localhost"' in lychgate("config", "show").out


def test_without_a_store_it_is_69_and_none_is_made(lychgate: Lychgate, home: Path) -> None:
    answer = lychgate("queue", "list")
    assert answer.code == 69
    assert "lychgate db upgrade" in answer.err
    assert not (home / "data").exists()


def test_db_upgrade_makes_the_store_and_may_be_repeated(lychgate: Lychgate, home: Path) -> None:
    for _ in range(2):
        assert lychgate("db", "upgrade").code == 0
    assert (home / "data" / "lychgate.db").exists()
    assert lychgate("queue", "list").out.strip() == "nothing waits for delivery"


def test_rules_lists_what_each_keeps(lychgate: Lychgate) -> None:
    shown = lychgate("rules").out
    assert "clerk-copy" in shown
    assert '"rule": "too-many-recipients", "action": "ask"' in lychgate("rules", "--json").out
