"""One transaction with the changes of many callers. Conflicts are found by look-ups first, so that they cost one caller
only; what the database itself refuses ends the whole transaction.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from gateway.errors import AlreadyDecided, LychgateError, NotFound, RefTaken
from gateway.model.case import Step
from gateway.model.record import State
from gateway.store import cases, content, correspondents, daily, held, questions, queue, records, resends, wrong
from gateway.store.changes import Change, Changes, Committed, NewRecord
from gateway.store.content import Packed, Piece
from gateway.store.tables import RECORDS

_STANDING = (
    select(RECORDS.c.ref, RECORDS.c.council, RECORDS.c.state)
    .where(RECORDS.c.ref.in_(bindparam("refs", expanding=True)))
    .order_by(RECORDS.c.ref)
    .with_for_update(key_share=True)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One caller's changes and their contents, packed: each record with what was received and what is sent instead,
    each change with what is sent from now on. `pieces` are of large contents, written ahead. `size` is in bytes.
    """

    changes: Changes
    new_records: tuple[tuple[NewRecord, Packed, Packed | None], ...]
    new_states: tuple[tuple[Change, Packed | None], ...]
    pieces: tuple[Piece, ...] = ()

    @classmethod
    def of(cls, changes: Changes, packed: Sequence[Packed]) -> "Entry":
        """Join changes to their contents, packed in the order of `contents_of`."""
        each = iter(packed)
        records = tuple((new, next(each), None if new.sent is None else next(each)) for new in changes.records)
        states = tuple((change, None if change.sent is None else next(each)) for change in changes.changes)
        return cls(changes, records, states)

    @classmethod
    def ahead(cls, piece: Piece) -> "Entry":
        """A piece that is written before the record whose content it is part of."""
        return cls(Changes(), (), (), (piece,))

    @property
    def pieces_to_come(self) -> list[Piece]:
        """The pieces of its new records' contents, to be written ahead."""
        return [
            piece
            for new, *contents in self.new_records
            for packed in contents
            if packed is not None
            for piece in packed.pieces(new.message.council)
        ]

    @property
    def size(self) -> int:
        """The bytes of contents that it brings into a batch."""
        of_records = sum(
            len(p.data[0]) for _, *contents in self.new_records for p in contents if p and len(p.data) == 1
        )
        of_states = sum(len(data) for _, packed in self.new_states if packed for data in packed.data)
        return of_records + of_states + sum(len(piece.data) for piece in self.pieces)

    @property
    def created(self) -> set[str]:
        """The refs of its new records."""
        return {new.message.ref for new in self.changes.records}

    @property
    def refs(self) -> set[str]:
        """Every ref that it names."""
        c = self.changes
        named = {change.ref for change in c.changes} | {d.ref for d in c.deliveries} | {d.ref for d in c.settled}
        said = {e.ref for e in c.events} | {w.ref for w in c.wrong} | {q.ref for q in c.questions}
        for line in c.cases:
            said |= {line.case.ref, *line.case.messages}
        return self.created | named | said | {*c.reminded, *c.escalated, *c.recalled}


def contents_of(changes: Changes) -> list[bytes]:
    """Every content that the changes bring."""
    contents = [content for new in changes.records for content in (new.message.content, new.sent)]
    return [content for content in (*contents, *(change.sent for change in changes.changes)) if content is not None]


class Standing:
    """What the record says about the refs and resend keys of a batch, with what the batch does to them so far."""

    def __init__(
        self,
        councils: dict[str, str],
        states: dict[str, State],
        resent: dict[bytes, resends.First],
        under_way: frozenset[str],
        steps: dict[str, tuple[Step, ...]],
    ) -> None:
        self.councils = councils
        self.states = states
        self.resent = resent
        self.under_way = under_way
        self.steps = steps

    @classmethod
    def read(cls, db: Connection, entries: Sequence[Entry]) -> "Standing":
        """Look all of them up, and lock the records, in order, against other nodes."""
        refs = sorted({ref for entry in entries for ref in entry.refs})
        rows = db.execute(_STANDING, {"refs": refs}).all()
        keys = [new.resend_key for entry in entries for new in entry.changes.records if new.resend_key]
        recalled = [ref for entry in entries for ref in entry.changes.recalled]
        return cls(
            {r.ref: r.council for r in rows},
            {r.ref: State(r.state) for r in rows},
            resends.first(db, keys),
            frozenset(queue.under_way(db, recalled)),
            cases.steps_of(db, {line.case.ref for entry in entries for line in entry.changes.cases}),
        )

    def admit(self, entry: Entry) -> Committed:
        """Take an entry's changes into account. Raises RefTaken, AlreadyDecided or NotFound, and takes none then."""
        changes = entry.changes
        for new in changes.records:
            if first := resends.still_unheard(self.resent, new):
                return Committed(first)
        created = entry.created
        if len(created) < len(changes.records) or created & self.states.keys():
            raise RefTaken("a new ref is taken")
        for ref in entry.refs - created - self.states.keys():
            raise NotFound(f"no record {ref}")
        for change in changes.changes:
            if change.ref in created or self.states[change.ref] not in change.expected:
                raise AlreadyDecided(f"{change.ref} no longer waits")
        if self.under_way.intersection(changes.recalled):
            raise AlreadyDecided("it is on its way")
        for line in changes.cases:
            kept = self.steps.get(line.case.ref, ())
            if any(one != said for one, said in zip(kept, line.case.steps, strict=False)):
                raise AlreadyDecided(f"somebody else has just taken a step of the request {line.case.ref}")
        self._note(changes)
        return Committed()

    def _note(self, changes: Changes) -> None:
        for new in changes.records:
            self.states[new.message.ref] = new.state
            self.councils[new.message.ref] = new.message.council
            if new.resend_key:
                self.resent[new.resend_key] = resends.First(new.message.ref, new.message.received_at)
        for change in changes.changes:
            self.states[change.ref] = change.state
        for line in changes.cases:
            self.steps[line.case.ref] = max(self.steps.get(line.case.ref, ()), line.case.steps, key=len)


def write_batch(db: Connection, entries: Sequence[Entry], confirmed: Set[bytes]) -> list[Committed | LychgateError]:
    """Write the entries that nothing speaks against; the answer for each, in order."""
    resends.forget(db, confirmed)
    if not entries:
        return []
    standing = Standing.read(db, entries)
    answers: list[Committed | LychgateError] = []
    for entry in entries:
        try:
            answers.append(standing.admit(entry))
        except LychgateError as conflict:
            answers.append(conflict)
    _write(db, [e for e, a in zip(entries, answers, strict=True) if a == Committed()], standing.councils)
    return answers


def _write(db: Connection, entries: Sequence[Entry], councils: dict[str, str]) -> None:
    all_changes = [entry.changes for entry in entries]
    content.keep(db, _contents(entries, councils))
    content.keep_pieces(db, _pieces(entries, councils))
    records.add(db, [new for entry in entries for new in entry.new_records])
    held.change(db, [change for entry in entries for change in entry.new_states])
    records.add_decisions(db, all_changes, councils)
    records.add_events(db, all_changes, councils)
    queue.recall(db, [ref for changes in all_changes for ref in changes.recalled])
    queue.add(db, all_changes, councils)
    queue.settle(db, [delivery for changes in all_changes for delivery in changes.settled])
    held.brought_up(db, all_changes)
    correspondents.meet(db, [one for changes in all_changes for one in changes.met])
    wrong.add(db, all_changes, councils)
    questions.keep(db, all_changes, councils)
    cases.keep(db, all_changes, councils)
    resends.remember(db, [new for changes in all_changes for new in changes.records])
    daily.add(db, all_changes)


def _contents(entries: Iterable[Entry], councils: dict[str, str]) -> Iterable[tuple[str, Packed]]:
    for entry in entries:
        for new, received, sent in entry.new_records:
            yield new.message.council, received
            if sent is not None:
                yield new.message.council, sent
        for change, replaced in entry.new_states:
            if replaced is not None:
                yield councils[change.ref], replaced


def _pieces(entries: Iterable[Entry], councils: dict[str, str]) -> Iterable[Piece]:
    for entry in entries:
        yield from entry.pieces
        for change, replaced in entry.new_states:
            if replaced is not None:
                yield from replaced.pieces(councils[change.ref])
