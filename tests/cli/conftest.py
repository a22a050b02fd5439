from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from gateway.cli import main

CONFIG = """
[policy]
check_processes = 1

[council]
name = "Test Parish Council"
domains = ["council.test"]
clerk = "clerk@council.test"
phones = ["01632 960001"]

[[council.people]]
name = "Ann Lee"
role = "clerk"
address = "clerk@council.test"

[[council.people]]
name = "Dev Patel"
role = "deputy"
address = "deputy@council.test"

[[council.people]]
name = "Terry Test"
role = "member"
address = "cllr.test@council.test"
"""


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Lychgate = Callable[..., Answer]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a config, and we are in it."""
    (tmp_path / "config.toml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lychgate(home: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Lychgate]:
    """Run a command in the folder."""
    log = structlog.get_config()

    def run(*args: str) -> Answer:
        capsys.readouterr()
        code = main(args)
        return Answer(code, *capsys.readouterr())

    yield run
    structlog.configure(**log)
