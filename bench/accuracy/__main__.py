"""`make bench-accuracy`: a table of how right the rule `personal-data` is.

SETS=DIR:DIR adds labelled folders; NAMES=FILE:FILE scores names on JSON lines with spans, and Presidio's beside them
where it is installed; REAL=DIR says how many of the messages in a folder are held, in which is nobody whom the council
knows.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.accuracy.peer import MODEL, presidio
from bench.accuracy.score import Score, held, of_names, of_set
from bench.accuracy.sets import LabelledSet, folder_set, own_sets
from gateway.testing import COUNCIL

COLUMNS = ("set", "messages", "F1", "precision", "recall", "clean flagged", "clean warned", "ms median", "ms 95 %")
console = Console(width=120)


def _paths(name: str) -> list[Path]:
    return [Path(part) for part in os.environ.get(name, "").split(":") if part]


def _sets() -> Iterator[LabelledSet]:
    yield from own_sets()
    yield from map(folder_set, _paths("SETS"))


def _row(name: str, messages: int, score: Score) -> list[str]:
    flagged, warned = score.share(score.false), score.share(score.warned)
    numbers = [f"{number:.3f}" for number in (score.f1, score.precision, score.recall)]
    return [
        name,
        str(messages),
        *numbers,
        f"{flagged:.1%}",
        f"{warned:.1%}",
        f"{score.at(0.5):.1f}",
        f"{score.at(0.95):.1f}",
    ]


def _print_names(file: Path, whose: str, score: Score) -> None:
    found = f"F1 {score.f1:.3f}, precision {score.precision:.3f}, recall {score.recall:.3f}"
    console.print(f"names, {file.name}, {whose}: {found}")


def main() -> None:
    """Print the tables."""
    table = Table(*COLUMNS)
    for one in track(list(_sets()), "sets", console=console, transient=True):
        if one.cases:
            table.add_row(*_row(one.name, len(one.cases), of_set(one)))
    console.print(table)
    for file in (files := _paths("NAMES")):
        _print_names(file, "this rule", of_names(file))
    if peer := presidio() if files else None:
        for file in files:
            _print_names(file, f"Presidio, {MODEL}", of_names(file, peer))
    for folder in _paths("REAL"):
        number, of = held(COUNCIL, (file.read_bytes() for file in sorted(folder.rglob("*.eml"))))
        console.print(f"held, {folder.name}: {number} of {of}")


if __name__ == "__main__":
    main()
