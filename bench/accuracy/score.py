"""Scores: leaks found and clean mail flagged; names found, span by span."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.accuracy.sets import LabelledSet
from gateway.extract import with_documents
from gateway.mime.read import read
from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.person import Known
from gateway.policy.rule import Action, Finding, View
from rules import personal_data
from rules.personal_data import names
from rules.personal_data.item import Scan

STOPS = {Action.ASK, Action.HOLD, Action.REJECT}
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@dataclass
class Score:
    """Counts of right and wrong answers, and the milliseconds that each message took."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    clean: int = 0
    warned: int = 0
    ms: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was flagged, the share that is a leak."""
        return self.hits / (self.hits + self.false) if self.hits else 0.0

    @property
    def recall(self) -> float:
        """Of the leaks, the share that was flagged."""
        return self.hits / (self.hits + self.missed) if self.hits else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def share(self, number: int) -> float:
        """A number of clean messages as a share of all of them."""
        return number / self.clean if self.clean else 0.0

    def at(self, share: float) -> float:
        """The milliseconds within which this share of the messages was checked."""
        return sorted(self.ms)[int(share * (len(self.ms) - 1))] if self.ms else 0.0


def of_set(labelled: LabelledSet) -> Score:
    """How the rule does on one set. A warning is the right answer where nothing but names leaked."""
    score = Score()
    known = _learnt(labelled)
    for case in labelled.cases:
        people = {canonical(a): known.get(canonical(a), frozenset()) for a in case.envelope.rcpt_tos}
        began = time.perf_counter()
        found = _findings(labelled.council, case.content, case.envelope, Known(people))
        score.ms.append((time.perf_counter() - began) * 1000)
        stopped = any((finding.action or Action.HOLD) in STOPS for finding in found)
        warned = any(finding.action is Action.WARN for finding in found)
        flagged = stopped or (warned and case.leak and case.kinds <= {"PERSON"})
        score.hits += flagged and case.leak
        score.missed += case.leak and not flagged
        score.clean += not case.leak
        score.false += flagged and not case.leak
        score.warned += warned and not flagged and not case.leak
    return score


def held(council: Council, contents: Iterable[bytes]) -> tuple[int, int]:
    """How many of some messages the rule would hold, and of how many."""
    of = number = 0
    for content in contents:
        recipients = tuple(box.address for box in read(content).visible if "@" in box.address)
        found = _findings(council, content, Envelope("", recipients or ("someone@elsewhere.example",)), Known())
        number += any((finding.action or Action.HOLD) in STOPS for finding in found)
        of += 1
    return number, of


def our_names(text: str) -> list[tuple[int, int]]:
    """Where this rule finds names in a text."""
    scan = Scan.of(text)
    return [(scan.place(item.start), scan.place(item.end - 1) + 1) for item in names.find(scan)]


def of_names(file: Path, find: Callable[[str], list[tuple[int, int]]] = our_names) -> Score:
    """Names in a file of JSON lines, {"text", "spans": [{"start", "end", "label"}]}, PERSON being a name.

    One is found where a span overlaps it by at least half of the shorter of the two.
    """
    score = Score()
    for line in file.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        found = find(one["text"])
        wanted = [(span["start"], span["end"]) for span in one["spans"] if span["label"] == "PERSON"]
        hits = sum(1 for span in wanted if _take(found, span))
        score.hits += hits
        score.missed += len(wanted) - hits
        score.false += len(found)
    return score


def _take(found: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether one of the spans found is this one; it is taken away."""
    for one in found:
        overlap = min(one[1], span[1]) - max(one[0], span[0])
        if overlap > 0 and overlap * 2 >= min(one[1] - one[0], span[1] - span[0]):
            found.remove(one)
            return True
    return False


def _learnt(labelled: LabelledSet) -> dict[str, frozenset[tuple[str, str]]]:
    items: dict[str, frozenset[tuple[str, str]]] = {}
    for content in labelled.inbound:
        view = _view(labelled.council, content, Envelope("", ()), Known(), Direction.INCOMING)
        author = canonical(view.author)
        items[author] = items.get(author, frozenset()) | personal_data.learn(view)
    return items


def _findings(council: Council, content: bytes, envelope: Envelope, known: Known) -> list[Finding]:
    view = _view(council, content, envelope, known, Direction.OUTGOING)
    return list(_only_findings(personal_data.check(view, personal_data.Options())))


def _only_findings(found: Iterable[object]) -> Iterator[Finding]:
    return (one for one in found if isinstance(one, Finding))


def _view(council: Council, content: bytes, envelope: Envelope, known: Known, direction: Direction) -> View:
    message = Message("", direction, council.key, Session(Listener.SUBMISSION), envelope, content, NOW)
    return View(message, with_documents(read(content)), council, known)
