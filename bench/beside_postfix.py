"""Lychgate beside Postfix in one run: messages a second, and what a large one does to others.

    python -m bench.beside_postfix [--messages 2000] [--sessions 10] [--rounds 3]

Both take the same 5 KB message from Postfix's own load generator, put it on disk, and pass it on to the same sink.
Lychgate checks it with every rule. Postfix runs as a private instance with a queue of its own. Needs root, for
Postfix's sake, and Debian's package `postfix`.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

POSTFIX, LYCHGATE, SINK = 22690, 22691, 22692
SENDER, RECIPIENT = "cllr.test@council.test", "someone@elsewhere.test"
HEADER = (
    f"From: Bob Test <{SENDER}>\r\nTo: {RECIPIENT}\r\nCc: The Clerk <clerk@council.test>\r\nSubject: The meeting\r\n"
    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <bench@council.test>\r\n\r\n"
)
LINE = "The next meeting of the council is held in the village hall as usual, thank you.\r\n"

MAIN_CF = """compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
daemon_directory = /usr/lib/postfix/sbin
myhostname = bench.test
mydestination =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
"""

CONFIG = """data = "{folder}/data"
[council]
name = "Bench Parish Council"
domains = ["council.test"]
clerk = "clerk@council.test"
[[council.people]]
name = "Bob Test"
role = "member"
address = "cllr.test@council.test"
[smtp.submission]
listen = ["127.0.0.1:{port}"]
tls = "off"
trusted_networks = ["127.0.0.0/8"]
[smtp.incoming]
listen = ""
[console]
listen = ""
[relay]
upstream = "smtp://127.0.0.1:{sink}"
[store]
url = "sqlite:///{folder}/lychgate.db"
"""


def wait_for(port: int, seconds: float = 30) -> None:
    """Until somebody greets on a port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
            if connection.recv(3) == b"220":
                return
        time.sleep(0.1)
    sys.exit(f"nothing answers on port {port}")


class Sink:
    """Postfix's sink: takes everything, and counts."""

    def __init__(self, folder: Path) -> None:
        self._counts = folder / "sink.log"
        with self._counts.open("wb") as out:
            command = ["smtp-sink", "-u", "postfix", "-c", f"127.0.0.1:{SINK}", "200"]
            self._process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        wait_for(SINK)

    def messages(self) -> int:
        """How many it has had."""
        found = re.findall(rb"mesg=(\d+)", self._counts.read_bytes()[-400:])
        return int(found[-1]) if found else 0

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


@contextlib.contextmanager
def postfix(folder: Path) -> Iterator[None]:
    """A private Postfix that stores and forwards."""
    home = folder / "postfix"
    for name in ("etc", "queue", "data"):
        (home / name).mkdir(parents=True)
    folder.chmod(0o755)
    shutil.chown(home / "data", "postfix")
    master = Path("/etc/postfix/master.cf.proto").read_text()
    master = re.sub(r"(?m)^smtp +inet.*", f"127.0.0.1:{POSTFIX} inet n - n - - smtpd", master)
    master = re.sub(r"(?m)^(\S+\s+\S+\s+\S+\s+\S+\s+)y", r"\1n", master)
    (home / "etc/master.cf").write_text(master)
    (home / "etc/main.cf").write_text(MAIN_CF.format(folder=home, sink=SINK))
    subprocess.run(["postfix", "-c", home / "etc", "start"], check=True, capture_output=True)
    try:
        wait_for(POSTFIX)
        yield
    finally:
        subprocess.run(["postfix", "-c", home / "etc", "stop"], check=False, capture_output=True)


@contextlib.contextmanager
def lychgate(folder: Path) -> Iterator[None]:
    """A gateway with every rule on, in one process."""
    home = folder / "lychgate"
    home.mkdir()
    (home / "config.toml").write_text(CONFIG.format(folder=home, port=LYCHGATE, sink=SINK))
    command = [sys.executable, "-m", "gateway", "run", "--config", str(home / "config.toml")]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(LYCHGATE)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def source(port: int, message: Path, count: int = 1, sessions: int = 1) -> list[str]:
    """The command that sends `count` messages."""
    command = ["smtp-source", "-d", "-s", str(sessions), "-m", str(count), "-f", SENDER, "-t", RECIPIENT]
    return [*command, "-F", str(message), f"127.0.0.1:{port}"]


def burst(port: int, message: Path, count: int, sessions: int, sink: Sink) -> tuple[float, float]:
    """Send `count` messages: accepted a second, and delivered a second, the last one at the sink."""
    before, start = sink.messages(), time.monotonic()
    subprocess.run(source(port, message, count, sessions), check=True)
    accepted = time.monotonic() - start
    while sink.messages() < before + count and time.monotonic() - start < 120:
        time.sleep(0.01)
    delivered = time.monotonic() - start
    arrived = sink.messages() - before
    if arrived != count:
        sys.exit(f"{count} messages were accepted on port {port}, and {arrived} arrived")
    return count / accepted, count / delivered


def held_up(port: int, folder: Path) -> tuple[float, float]:
    """The slowest of many 5 KB messages alone, and while one of 20 MB is taken: both in milliseconds.

    The large one comes from a process of its own, so that only the gateway can hold the small ones up.
    """
    small = (HEADER + LINE * 60).encode()
    large = folder / "large.eml"
    large.write_text((HEADER + LINE * 250_000).replace("\r\n", "\n"))

    def slowest(beside: subprocess.Popen[bytes] | None = None) -> float:
        worst, left = 0.0, 60
        with smtplib.SMTP("127.0.0.1", port) as client:
            while left:
                start = time.perf_counter()
                client.sendmail(SENDER, [RECIPIENT], small)
                worst = max(worst, time.perf_counter() - start)
                if beside is None or beside.poll() is not None:
                    left -= 1  # once the large one is taken, it is still being passed on
        return worst * 1000

    alone = statistics.median(slowest() for _ in range(3))
    beside = [slowest(subprocess.Popen(source(port, large))) for _ in range(3)]
    return alone, statistics.median(beside)


def main() -> None:
    """Run both, round about, and print the ratio of the medians."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--messages", type=int, default=2000)
    ask.add_argument("--sessions", type=int, default=10)
    ask.add_argument("--rounds", type=int, default=3)
    wanted = ask.parse_args()
    missing = [name for name in ("postfix", "smtp-source", "smtp-sink") if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        sys.exit("the bench needs root and Debian's package postfix: apt-get install postfix")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        message = folder / "message.eml"
        message.write_text((HEADER + LINE * 62).replace("\r\n", "\n"))
        sink = Sink(folder)
        rates: dict[str, list[tuple[float, float]]] = {"postfix": [], "lychgate": []}
        try:
            with postfix(folder), lychgate(folder):
                for port in (POSTFIX, LYCHGATE):
                    burst(port, message, 200, wanted.sessions, sink)  # to warm up
                for _ in range(wanted.rounds):
                    for peer, port in (("postfix", POSTFIX), ("lychgate", LYCHGATE)):
                        rates[peer].append(burst(port, message, wanted.messages, wanted.sessions, sink))
                alone, beside = held_up(LYCHGATE, folder)
        finally:
            sink.stop()
    report(rates, alone, beside)


def report(rates: dict[str, list[tuple[float, float]]], alone: float, beside: float) -> None:
    """The figures for people, and one line of JSON for machines."""
    middle = {
        peer: tuple(statistics.median(round_[n] for round_ in rounds) for n in (0, 1)) for peer, rounds in rates.items()
    }
    for peer, (accepted, delivered) in middle.items():
        print(f"{peer:9} accepts {accepted:6.0f}/s, delivers {delivered:6.0f}/s")
    ratios = [middle["lychgate"][n] / middle["postfix"][n] for n in (0, 1)]
    print(f"ratio     accepted {ratios[0]:.2f}, delivered {ratios[1]:.2f}")
    print(f"slowest 5 KB message: {alone:.0f} ms alone, {beside:.0f} ms beside one of 20 MB")
    print(json.dumps({"accepted": ratios[0], "delivered": ratios[1], "alone_ms": alone, "beside_ms": beside}))


if __name__ == "__main__":
    main()
