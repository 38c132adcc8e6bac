"""Checks the audit trail against the database.

First the links and rows of all entries in their order, so that the first broken one is named. Then subjects and files
that differ from their newest entry, rows without an entry, and cells whose derived columns (used for counting) differ
from their predictions and decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import AuditEntry, Broken, Subject, check_link
from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.store import audit, audit_rows, cells, regions
from wbc_desktop.store.audit_rows import MUTABLE, SPECS
from wbc_desktop.store.row_numbers import NewestDigests, RowNumbers
from wbc_desktop.store.tables import EntryRow, SlideRow

T = TypeVar("T")

_AT_ONCE = 500
_KINDS = {subject.value: subject for subject in Subject}
_ONE_OF_MANY = {Subject.FILES: "cell", Subject.PRECLASSIFICATIONS: "preclassification"}
_MANY = frozenset(_ONE_OF_MANY)
"""Subjects of entries about many rows, with the name of one row."""

_TRIGGERS_ON_SQLITE = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
_TRIGGERS_ON_SERVER = (
    "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgenabled IN ('O', 'A') AND c.relnamespace = CAST(current_schema() AS regnamespace)"
)

NOT_COVERED = {
    "alembic_version.version_num": "the revision of the tables: the program checks it when it opens the database "
    "and refuses one that it does not know",
    "files.size": "only tells a scan whether the file must be hashed again",
    "files.mtime_ns": "only tells a scan whether the file must be hashed again, and sorts the gallery by time",
    "files.inode": "only tells a scan whether the file must be hashed again",
    "files.ctime_ns": "only tells a scan whether the file must be hashed again",
    "cells.searched": "which finder has searched a field; the cells that it found are covered",
    "files.folded": "only for finding a file by its name; computed from the path",
    "models.path": "where the model file was found last; its SHA-256 is checked before it is used",
    "slides.opened_at": "only sorts the list of slides",
}
"""Columns that the trail does not cover, each with the reason. ARCHITECTURE.md prints this list."""


@dataclass(slots=True)
class Checked:
    """The result: number of intact entries, the newest hash among them, and the first fault (or None)."""

    entries: int = 0
    head: str = ""
    broken: Broken | None = None
    covered: defaultdict[Subject, RowNumbers] = field(default_factory=lambda: defaultdict(RowNumbers))
    newest: dict[tuple[Subject, int], AuditEntry] = field(default_factory=dict)
    files: NewestDigests = field(default_factory=lambda: NewestDigests(audit_rows.DIGITS // 2))
    whole_pictures: RowNumbers = field(default_factory=RowNumbers)
    """Cells whose entry is older than pages and boxes."""
    without_features: RowNumbers = field(default_factory=RowNumbers)
    """Preclassifications whose entry is older than features and adaptations."""


def check(s: Session) -> Checked:
    """Check everything up to the first fault."""
    found = Checked()
    with audit_rows.any_text(s):
        found.broken = _check_entries(s, found) or _check_newest(s, found)
        found.broken = found.broken or _check_uncovered(s, found) or _check_orphans(s)
        found.broken = found.broken or _check_whole_pictures(s, found) or _check_without_features(s, found)
        found.broken = found.broken or _check_kinds(s) or _check_cells(s)
    return found


def _check_entries(s: Session, found: Checked) -> Broken | None:
    before: AuditEntry | None = None
    for some in _batches(audit.walk(s)):
        sound: list[AuditEntry] = []
        broken = None
        for entry in some:
            broken = check_link(before, entry) or _check_first(entry)
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


def _check_first(entry: AuditEntry) -> Broken | None:
    """Return the fault of entry 1 if it does not begin a trail; otherwise a newly started chain would pass."""
    if entry.id == 1 and entry.subject != Subject.TRAIL:
        return Broken(1, "entry 1 is not the beginning of a trail: the entries before it are missing")
    return None


def _check_contents(s: Session, entries: list[AuditEntry], found: Checked) -> Broken | None:
    """Return the fault of the first of these entries whose rows differ from its hash."""
    wanted: dict[Subject, list[int]] = {}
    for entry in entries:
        kind = _KINDS.get(entry.subject)
        if kind in SPECS and kind not in MUTABLE and kind not in _MANY:
            wanted.setdefault(kind, []).append(entry.subject_id)
    hashes = {kind: audit_rows.contents(s, kind, ids) for kind, ids in wanted.items()}
    for entry in entries:
        kind = _KINDS.get(entry.subject)
        if kind is None:
            return Broken(entry.id, f"entry {entry.id} is about “{entry.subject}”, which this version does not know")
        if kind is Subject.TRAIL:
            continue
        if kind in MUTABLE:
            found.covered[kind].update([entry.subject_id])
            key = 0 if kind is Subject.ACTIVE_MODEL else entry.subject_id
            found.newest[kind, key] = entry
            continue
        if kind in _MANY:
            try:
                now = _content_of_many(s, kind, entry, found)
            except ValueError:
                return Broken(entry.id, f"entry {entry.id} does not name its rows")
        else:
            found.covered[kind].update([entry.subject_id])
            now = hashes[kind].get(entry.subject_id)
        if now != entry.content:
            return _changed(entry, now)
    return None


def _content_of_many(s: Session, kind: Subject, entry: AuditEntry, found: Checked) -> str | None:
    """Return the hash of the rows that an entry about many rows names. Raises ValueError when it names none."""
    covered = found.covered[kind]
    if kind is Subject.FILES:
        ids = audit_rows.rows_in(entry.after, "cells")
        covered.update(ids)
        found.files.update(audit_rows.digests_in(entry.after), entry.id)
        form = audit_rows.form_in(entry.after)
        found.whole_pictures.update(ids if form == 1 else ())
        return audit_rows.content_of_cells(s, ids, form)
    ids, form = audit_rows.rows_in(entry.after), audit_rows.form_in(entry.after)
    covered.update(ids if form > 1 else ())  # form 1 does not cover the whole row
    found.without_features.update(ids if form == 2 else ())
    return audit_rows.content_of_preclassifications(s, ids, form)


def _check_newest(s: Session, found: Checked) -> Broken | None:
    """Return the fault of a changeable row that differs from its newest entry; the earliest entry comes first."""
    wrong = _wrong_files(s, found)
    for (kind, _), entry in sorted(found.newest.items(), key=lambda item: item[1].id):
        if wrong is not None and wrong.entry is not None and wrong.entry < entry.id:
            break
        now = audit_rows.contents(s, kind, [entry.subject_id]).get(entry.subject_id)
        if now != entry.content:
            return _changed(entry, now)
    return wrong


def _wrong_files(s: Session, found: Checked) -> Broken | None:
    """Return the fault of a file that differs from its newest entry; of several, the one of the earliest entry."""
    wrong: tuple[int, int, str] | None = None
    for some in _batches(found.files.numbers()):
        now = audit_rows.file_digests(s, some)
        for number in some:
            digest, entry = found.files.get(number)
            if now.get(number) != digest and (wrong is None or (entry, number) < wrong[:2]):
                how = "was changed in the database afterwards" if number in now else "is missing"
                wrong = entry, number, f"entry {entry} is about file {number}, and its row {how}"
    return None if wrong is None else Broken(wrong[0], wrong[2])


def _check_uncovered(s: Session, found: Checked) -> Broken | None:
    """Return the fault of the first row that has no entry."""
    tables = {kind: rows[0].table for kind, rows in SPECS.items() if kind is not Subject.ACTIVE_MODEL}
    every = [(_ONE_OF_MANY.get(kind, kind.value), table, found.covered[kind]) for kind, table in tables.items()]
    all_covered: list[tuple[str, str, RowNumbers | NewestDigests]] = [*every, ("file", "files", found.files)]
    for name, table, covered in all_covered:
        rows = s.execute(text(f"SELECT id FROM {table} ORDER BY id"), execution_options={"yield_per": _AT_ONCE})
        for number in rows.scalars():
            if number not in covered:
                return Broken(None, f"{name} {number} is in the database, but no entry of the trail is about it")
    return None


def _check_orphans(s: Session) -> Broken | None:
    """Return the fault of a row that belongs to a missing row, so that no entry covers it."""
    for name, table, key, owner in (
        ("classification", "classifications", "act_id", "act"),
        ("comment", "comments", "act_id", "act"),
        ("heatmap", "preclassification_maps", "preclassification_id", "preclassification"),
    ):
        query = f"SELECT min({key}) FROM {table} WHERE {key} NOT IN (SELECT id FROM {owner}s)"
        orphan = s.execute(text(query)).scalar()
        if orphan is not None:
            return Broken(None, f"a {name} belongs to {owner} {orphan}, which does not exist")
    return None


def _check_whole_pictures(s: Session, found: Checked) -> Broken | None:
    """Return the fault of a cell with a page or a box that its entry does not know."""
    plain = (
        "picture_id IS NULL AND page = 0 AND number = 0 AND coalesce(box_left, box_top, box_width, box_height, score) "
    )
    rows = text(f"SELECT id FROM cells WHERE NOT ({plain} IS NULL AND NOT cut AND NOT by_reviewer) ORDER BY id")
    changed = next((number for number in s.scalars(rows) if number in found.whole_pictures), None)
    if changed is None:
        return None
    return Broken(None, f"cell {changed} has a page or a box, but no entry of the trail is about it")


def _check_without_features(s: Session, found: Checked) -> Broken | None:
    """Return the fault of a preclassification with features or an adaptation that its entry does not know."""
    rows = text(
        "SELECT p.id FROM preclassifications p LEFT JOIN preclassification_maps m ON m.preclassification_id = p.id "
        "WHERE p.adapted IS NOT NULL OR m.features IS NOT NULL ORDER BY p.id"
    )
    changed = next((number for number in s.scalars(rows) if number in found.without_features), None)
    if changed is None:
        return None
    what = "has features or an adaptation, but no entry of the trail is about them"
    return Broken(None, f"preclassification {changed} {what}")


def _check_kinds(s: Session) -> Broken | None:
    """Return the fault of a slide whose pictures are read, shown or counted otherwise than its newest entries say."""
    for kind, column in (
        (EntryKind.PICTURES, SlideRow.pictures),
        (EntryKind.BITS, SlideRow.bits),
        (EntryKind.FOREIGN, SlideRow.announced),
    ):
        newest = select(func.max(EntryRow.id)).where(EntryRow.kind == kind.value).group_by(EntryRow.slide_id)
        rows = s.execute(select(EntryRow.slide_id, EntryRow.value).where(EntryRow.id.in_(newest)))
        entered: dict[int | None, Any] = dict(rows.all())
        for number, value in s.execute(select(SlideRow.id, column).order_by(SlideRow.id)):
            if value != _copied(kind, entered.get(number)):
                return Broken(None, f"slide {number} has other {kind.value} than its newest entry says")
    return None


def _copied(kind: EntryKind, value: Any) -> Any:
    """Return the column of the slide that is a copy of this entry; None: there is no entry."""
    return bool(value and value["announced"]) if kind is EntryKind.FOREIGN else value


def _check_cells(s: Session) -> Broken | None:
    """Return the fault of a cell whose derived columns differ from its prediction and decision."""
    stored = text(
        "SELECT id, current, decided, confidence, shown, predicted, unsure, state, reviewer FROM cells "
        "WHERE id > :last ORDER BY id LIMIT 2000"
    )
    kinds = {number: regions.kind(s, number) for number in s.scalars(select(SlideRow.id))}
    last = 0
    while rows := s.execute(stored, {"last": last}).all():
        by_id = {cell.id: cell for cell in cells.get_many(s, [row.id for row in rows])}
        for row in rows:
            _, current, decided, confidence, shown, predicted, unsure, state, reviewer = row
            stored_state = (current, bool(decided), confidence, bool(shown), predicted, bool(unsure), state, reviewer)
            cell = by_id[row.id]
            if stored_state != _expected(cell, kinds[cell.slide_id]):
                return Broken(None, f"cell {row.id} is counted differently from its prediction and decision")
        last = rows[-1].id
    return None


def _expected(cell: Cell, pictures: PictureKind | None) -> tuple[object, ...]:
    """Return the derived columns that a cell of a slide with such pictures should have."""
    prediction, decision = cell.preclassification, cell.classification
    unsure = prediction is not None and prediction.unidentified
    reviewer = None if decision is None or decision.label is None else decision.reviewer
    state = (cell.current, not cell.needs_decision, cell.confidence, cell.is_shown(pictures))
    return (*state, cell.predicted, unsure, cell.state.value, reviewer)


def missing_guards(s: Session) -> list[str]:
    """Return the append-only tables whose triggers somebody removed or disabled."""
    on_sqlite = s.get_bind().dialect.name == "sqlite"
    there = set(s.scalars(text(_TRIGGERS_ON_SQLITE if on_sqlite else _TRIGGERS_ON_SERVER)))
    names = ("{}_no_update", "{}_no_delete") if on_sqlite else ("{}_append_only",)
    tables = {rows.table for specs in SPECS.values() for rows in specs} - {"models", "slides", "cells"} | {"audit"}
    return sorted(t for t in tables if not {name.format(t) for name in names} <= there)


def _changed(entry: AuditEntry, now: str | None) -> Broken:
    what, rows = f"{entry.subject} {entry.subject_id}", "its row"
    if entry.subject == Subject.PRECLASSIFICATIONS:
        what, rows = f"the preclassifications from {entry.subject_id} on", "a row of them"
    elif entry.subject == Subject.FILES:
        what, rows = f"cells that were added to slide {entry.subject_id}", "a row of them"
    how = "is missing" if now is None else "was changed in the database afterwards"
    return Broken(entry.id, f"entry {entry.id} is about {what}, and {rows} {how}")


def _batches(values: Iterator[T]) -> Iterable[list[T]]:
    while some := list(islice(values, _AT_ONCE)):
        yield some
