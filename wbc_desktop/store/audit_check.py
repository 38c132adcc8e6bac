"""Checks the trail against the database: every link, every audited row, what is beside it, where cells stand.

In the order of the entries, so that the first broken one is named. Then what no entry can say of itself: rows that no
entry speaks of, subjects that stand otherwise than their newest entry says, and cells whose derived columns (what
counting reads) differ from what was said of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import AuditEntry, Broken, Subject, check_link, of_spans
from wbc_desktop.domain.cells import Cell
from wbc_desktop.store import audit, audit_rows, cells
from wbc_desktop.store.audit_rows import CHANGING, SPECS

_AT_ONCE = 500
_KINDS = {subject.value: subject for subject in Subject}


@dataclass(slots=True)
class Checked:
    """What was found: how many entries were looked at, the newest hash among them, what is wrong first (or None)."""

    entries: int = 0
    head: str = ""
    broken: Broken | None = None
    spoken: dict[Subject, set[int]] = field(default_factory=dict)
    newest: dict[tuple[Subject, int], AuditEntry] = field(default_factory=dict)


def check(s: Session) -> Checked:
    """Look at everything; stops at the first thing that is wrong."""
    found = Checked()
    with audit_rows.any_text(s):
        found.broken = _check_entries(s, found) or _check_standing(s, found)
        found.broken = found.broken or _check_unspoken(s, found) or _check_cells(s)
    return found


def _check_entries(s: Session, found: Checked) -> Broken | None:
    before: AuditEntry | None = None
    for some in _batches(audit.walk(s)):
        sound: list[AuditEntry] = []
        broken = None
        for entry in some:
            broken = check_link(before, entry)
            if broken is not None:
                break
            sound.append(entry)
            before = entry
        wrong = _check_contents(s, sound, found)
        if wrong is not None or broken is not None:
            return wrong or broken
        found.entries += len(sound)
        found.head = sound[-1].hash
    if not found.entries:
        return Broken(1, "entry 1 is missing: the trail is empty")
    return None


def _check_contents(s: Session, entries: list[AuditEntry], found: Checked) -> Broken | None:
    """The first of these entries whose rows are not what they were."""
    wanted: dict[Subject, list[int]] = {}
    for entry in entries:
        kind = _KINDS.get(entry.subject)
        if kind in SPECS and kind not in CHANGING and kind is not Subject.PRECLASSIFICATIONS:
            wanted.setdefault(kind, []).append(entry.subject_id)
    hashes = {kind: audit_rows.contents(s, kind, ids) for kind, ids in wanted.items()}
    for entry in entries:
        kind = _KINDS.get(entry.subject)
        if kind is None:
            return Broken(entry.id, f"entry {entry.id} is about “{entry.subject}”, of which this version knows nothing")
        if kind is Subject.TRAIL:
            continue
        spoken = found.spoken.setdefault(kind, set())
        if kind in CHANGING:
            spoken.add(entry.subject_id)
            key = 0 if kind is Subject.ACTIVE_MODEL else entry.subject_id
            found.newest[kind, key] = entry
            continue
        if kind is Subject.PRECLASSIFICATIONS:
            ids = list(of_spans(audit_rows.ranges_in(entry.after)))
            spoken.update(ids)
            now = audit_rows.content_of_rows(s, ids)
        else:
            spoken.add(entry.subject_id)
            now = hashes[kind].get(entry.subject_id)
        if now != entry.content:
            return _touched(entry, now)
    return None


def _check_standing(s: Session, found: Checked) -> Broken | None:
    """Subjects that may change stand as their newest entry says; the earliest such entry that is wrong comes first."""
    for (kind, _), entry in sorted(found.newest.items(), key=lambda item: item[1].id):
        now = audit_rows.contents(s, kind, [entry.subject_id]).get(entry.subject_id)
        if now != entry.content:
            return _touched(entry, now)
    return None


def _check_unspoken(s: Session, found: Checked) -> Broken | None:
    """Rows that came past the trail."""
    for kind, (rows, *_) in SPECS.items():
        if kind is Subject.ACTIVE_MODEL:
            continue
        spoken = found.spoken.get(kind, set())
        for (number,) in s.execute(text(f"SELECT id FROM {rows.table} ORDER BY id")):
            if number not in spoken:
                name = "preclassification" if kind is Subject.PRECLASSIFICATIONS else kind.value
                return Broken(None, f"{name} {number} is in the database, but no entry of the trail speaks of it")
    for name in ("classification", "comment"):
        stray = s.execute(text(f"SELECT min(id) FROM {name}s WHERE act_id NOT IN (SELECT id FROM acts)")).scalar()
        if stray is not None:
            return Broken(None, f"{name} {stray} belongs to no act")
    return None


def _check_cells(s: Session) -> Broken | None:
    """Cells stand (for counting and sorting) where the words on them put them."""
    stored = text(
        "SELECT id, current, decided, confidence, shown, predicted, unsure, state, reviewer FROM cells "
        "WHERE id > :last ORDER BY id LIMIT 2000"
    )
    last = 0
    while rows := s.execute(stored, {"last": last}).all():
        told = {cell.id: cell for cell in cells.get_many(s, [row.id for row in rows])}
        for row in rows:
            _, current, decided, confidence, shown, predicted, unsure, state, reviewer = row
            stands = (current, bool(decided), confidence, bool(shown), predicted, bool(unsure), state, reviewer)
            if stands != _told(told[row.id]):
                return Broken(None, f"cell {row.id} is counted otherwise than what was said of it")
        last = rows[-1].id
    return None


def _told(cell: Cell) -> tuple[object, ...]:
    """What the derived columns of a cell have to be, by the words on it."""
    said, word = cell.preclassification, cell.classification
    unsure = said is not None and said.unidentified
    reviewer = None if word is None or word.label is None else word.reviewer
    stands = (cell.current, not cell.needs_decision, cell.confidence, bool(cell.path))
    return (*stands, cell.predicted, unsure, cell.state.value, reviewer)


def missing_guards(s: Session) -> list[str]:
    """Append-only tables whose triggers are gone: somebody took them away. PostgreSQL is not looked at."""
    if s.get_bind().dialect.name != "sqlite":
        return []
    there = set(s.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")))
    tables = {rows.table for specs in SPECS.values() for rows in specs if rows.table not in ("models", "slides")}
    tables |= {"audit"}
    return sorted(t for t in tables if not {f"{t}_no_update", f"{t}_no_delete"} <= there)


def _touched(entry: AuditEntry, now: str | None) -> Broken:
    what = f"{entry.subject} {entry.subject_id}"
    if entry.subject == Subject.PRECLASSIFICATIONS:
        what = f"the preclassifications from {entry.subject_id} on"
    gone = "a row of it is missing" if entry.subject == Subject.PRECLASSIFICATIONS else "its row is missing"
    how = f"{gone}" if now is None else "its rows were changed in the database afterwards"
    return Broken(entry.id, f"entry {entry.id} speaks of {what}, and {how}")


def _batches(entries: Iterator[AuditEntry]) -> Iterable[list[AuditEntry]]:
    while some := list(islice(entries, _AT_ONCE)):
        yield some
