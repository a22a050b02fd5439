"""The command `lychgate run` as a process of its own, with the demo beside it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.cli import demo
from tests.cli.conftest import CONFIG, Lychgate

PATIENCE = 60.0  # seconds


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def config(home: Path) -> Path:
    submission, incoming, console = free_port(), free_port(), free_port()
    file = home / "config.toml"
    file.write_text(
        f'{CONFIG}\n[smtp.submission]\nlisten = "127.0.0.1:{submission}"\n'
        f'[smtp.incoming]\nlisten = "127.0.0.1:{incoming}"\n'
        f'[console]\nlisten = "127.0.0.1:{console}"\npublic_url = "http://127.0.0.1:{console}"\n'
    )
    return file


class Gateway:
    """A running gateway and its log."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "gateway", "run"]
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)

    def wait_for(self, word: str) -> str:
        """The whole log once the word is in it."""
        until = time.monotonic() + PATIENCE
        while word not in (said := self.log.read_text()):
            assert self.process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.05)
        return said

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(config: Path) -> Iterator[Callable[[], Gateway]]:
    started: list[Gateway] = []

    def run() -> Gateway:
        gateway = Gateway(config.parent)
        started.append(gateway)
        gateway.wait_for("upstream")
        return gateway

    yield run
    for gateway in started:
        if gateway.process.poll() is None:
            gateway.process.kill()
            gateway.process.wait()


def test_it_says_where_it_is_answers_reloads_and_drains(
    lychgate: Lychgate, config: Path, start: Callable[[], Gateway]
) -> None:
    gateway = start()
    said = gateway.wait_for("first sign-in")
    assert "/welcome/" in said
    assert lychgate("healthcheck").out == "well\n"

    good = config.read_text()
    config.write_text(good + "nonsense = 1\n")
    gateway.process.send_signal(signal.SIGHUP)
    assert "console.nonsense" in gateway.wait_for("config not reloaded")
    config.write_text(good)
    gateway.process.send_signal(signal.SIGHUP)
    gateway.wait_for("config reloaded")
    assert lychgate("healthcheck").out == "well\n"

    assert gateway.stop() == 0
    assert '"stopped"' in gateway.log.read_text()
    assert lychgate("healthcheck").code == 1


def test_an_address_that_is_taken_is_69_in_one_line(config: Path, start: Callable[[], Gateway]) -> None:
    start()
    second = subprocess.run(
        [sys.executable, "-m", "gateway", "run"],
        cwd=config.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert second.returncode == os.EX_UNAVAILABLE
    assert "cannot start" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def run_demo(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", demo.__name__, "--config", str(config)]
    return subprocess.run(command, cwd=config.parent, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_the_demo_shows_every_fate_and_may_be_repeated(
    lychgate: Lychgate, config: Path, start: Callable[[], Gateway]
) -> None:
    start()
    for _ in range(2):
        shown = run_demo(config)
        assert shown.returncode == 0, shown.stderr
        for fate in ("relayed", "relayed and amended", "asked", "held", "rejected"):
            assert fate in shown.stdout
    held = [json.loads(line) for line in lychgate("held", "list", "--json").out.splitlines()]
    assert len(held) == 8
    answer = lychgate("held", "release", held[0]["ref"], "--by", "deputy@council.test")
    assert answer.code == 0, answer.err
    until = time.monotonic() + PATIENCE
    while "relayed" not in lychgate("queue", "show", held[0]["ref"]).out:
        assert time.monotonic() < until, "the running gateway does not notice what was released beside it"
        time.sleep(0.2)


def test_the_demo_without_a_gateway_says_so_in_one_line(lychgate: Lychgate, config: Path) -> None:
    lychgate("db", "upgrade")
    shown = run_demo(config)
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr == "demo: the gateway is not running: start it with make run, then try again\n"


def test_the_demo_sends_nothing_through_a_real_upstream(lychgate: Lychgate, config: Path) -> None:
    lychgate("db", "upgrade")
    config.write_text(config.read_text() + '[relay]\nupstream = "mx"\n')
    shown = run_demo(config)
    assert shown.returncode == 1
    assert "it would send real mail" in shown.stderr


def test_the_demo_leaves_a_real_account_alone(lychgate: Lychgate, config: Path) -> None:
    (config.parent / "password").write_text("a long password")
    lychgate("accounts", "add", "cllr.test@council.test", "--password-file", "password")
    shown = run_demo(config)
    assert shown.returncode == 1
    assert "has an account already" in shown.stderr
