"""Every rule, at its own action, over real mail: faults, the slowest message, and what one of about 5 KB costs.

    python -m bench.rules FOLDER...        or: make bench-rules MAIL='FOLDER...'

Each file that begins as a message or an mbox does is checked as if its author were of the council and had signed in.
The figures are processor milliseconds of the whole check: reading the message and its documents, and asking the rules.
Ends with 1 where anything broke or took over two seconds.
"""

import argparse
import statistics
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gateway.app.parts import council_from
from gateway.config import Config, CouncilTable
from gateway.flow.archive import Archive, Saved
from gateway.flow.aside import SAMPLE
from gateway.flow.check import check
from gateway.mime.saved import envelope_of, on_the_wire
from gateway.model.address import domain_of
from gateway.model.envelope import Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.person import Known
from gateway.policy.loader import load_policy

LARGEST = 50_000_000
TOO_SLOW = 2000  # ms
NOW = datetime.now(UTC)
CLASSES = (
    ("under 3 KB", 0, 3_000),
    ("about 5 KB", 3_000, 8_000),
    ("to 100 KB", 8_000, 100_000),
    ("larger", 100_000, LARGEST),
)
POLICY = load_policy({})


@dataclass(frozen=True, slots=True)
class Checked:
    """One message: its size in bytes, its processor milliseconds, and what broke."""

    name: str
    size: int
    ms: float
    faults: tuple[str, ...]


def main() -> int:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="+", type=Path)
    folders: list[Path] = arguments.parse_args().folders
    checked("", SAMPLE)  # what rules load at first use is no message's cost
    each = [checked(saved.name, saved.content) for saved in messages(folders)]
    if not each:
        print("there is no message")
        return 1
    report(each)
    return 1 if any(one.faults or one.ms > TOO_SLOW for one in each) else 0


def messages(folders: Sequence[Path]) -> Iterator[Saved]:
    """Whatever looks like a message, by whatever name."""
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    return (one for one in Archive(files, LARGEST) if isinstance(one, Saved))


def checked(name: str, content: bytes) -> Checked:
    """One message, checked."""
    content = on_the_wire(content)
    envelope = envelope_of(content)
    domain = domain_of(envelope.mail_from)
    table = CouncilTable.model_construct(domains=(domain,) if domain else ())  # unchecked: From may hold anything
    council = council_from(Config(council=table))
    session = Session(Listener.SUBMISSION, user=envelope.mail_from or None)
    message = Message(name, Direction.OUTGOING, council.key, session, envelope, content, NOW)
    began = time.process_time()
    try:
        verdicts = check(message, council, POLICY, Known(), NOW).decision.verdicts
        faults = tuple(f"{verdict.rule}: {verdict.fault}" for verdict in verdicts if verdict.fault)
    except Exception:  # whatever it is, it is what this is looking for
        faults = (traceback.format_exc(),)
    return Checked(name, len(content), (time.process_time() - began) * 1000, faults)


def report(each: Sequence[Checked]) -> None:
    """What was asked for, then the slowest and whatever broke, by name."""
    faults = [one for one in each if one.faults]
    print(f"{len(each)} messages, {len(POLICY.rules)} rules, {len(faults)} faults; processor milliseconds:\n")
    print(f"{'':12}{'messages':>10}{'median':>10}{'p95':>10}{'slowest':>10}")
    for name, least, most in (*CLASSES, ("all", 0, LARGEST)):
        ms = sorted(one.ms for one in each if least <= one.size < most)
        if ms:
            p95 = ms[int(0.95 * (len(ms) - 1))]
            print(f"{name:12}{len(ms):10}{statistics.median(ms):10.2f}{p95:10.2f}{ms[-1]:10.1f}")
    print("\nthe slowest:")
    for one in sorted(each, key=lambda one: -one.ms)[:5]:
        print(f"{one.ms:10.1f} ms {one.size / 1000:10.1f} KB  {one.name}")
    for one in faults:
        print(f"\n{one.name}:", *one.faults, sep="\n  ")


if __name__ == "__main__":
    sys.exit(main())
