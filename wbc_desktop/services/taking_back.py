"""Undo and redo of what was entered: details of a slide, classes, reference ranges. Each is an entry of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.classes import built_in
from wbc_desktop.domain.classes_rules import to_json
from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.errors import NothingToUndo
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.undo import RecordedStep, Step, undo_state
from wbc_desktop.services import ranges
from wbc_desktop.services.classes import use_classes
from wbc_desktop.store import entries, models, timeline
from wbc_desktop.store.engine import Database


def turn(s: Session, kind: ActKind, step: Step, record: list[RecordedStep], by: Identity) -> None:
    """Take back (``UNDO``) or bring back (``REDO``) what was entered in a step of ``record``, as further entries.

    Raises as ``entries.record``.
    """
    of_step = entries.of_ids(s, timeline.entries_of(record, step))
    first = of_step[0]
    values = {e.subject: e.value if kind is ActKind.REDO else _before(s, e) for e in of_step}
    entries.record(s, first.kind, values, by, datetime.now(UTC), first.slide_id, (kind, step.number))


def undo_entered(db: Database, kind: EntryKind, by: Identity) -> None:
    """Take the last change of the laboratory's classes or reference ranges back.

    Raises :class:`NothingToUndo`, and as ``guard.managing``.
    """
    _turn_last(db, kind, ActKind.UNDO, by)


def redo_entered(db: Database, kind: EntryKind, by: Identity) -> None:
    """Bring back what :func:`undo_entered` took back last; raises as that."""
    _turn_last(db, kind, ActKind.REDO, by)


def can_turn(db: Database, kind: EntryKind) -> tuple[bool, bool]:
    """Whether there is something of this kind to undo, and to redo."""
    with db.read() as s:
        state = undo_state(timeline.of_laboratory(s, kind))
    return bool(state.undoable), bool(state.redoable)


def _turn_last(db: Database, kind: EntryKind, way: ActKind, by: Identity) -> None:
    with db.write(durable=True) as s:
        record = timeline.of_laboratory(s, kind)
        state = undo_state(record)
        steps = state.undoable if way is ActKind.UNDO else state.redoable
        if not steps:
            raise NothingToUndo(
                tr("There is nothing to undo here.") if way is ActKind.UNDO else tr("There is nothing to redo here.")
            )
        turn(s, way, steps[-1], record, by)
    if kind is EntryKind.CLASS:
        use_classes(db)


def _before(s: Session, entry: Entry) -> Any:
    """The value before an entry; where there was none, what holds without any."""
    earlier = entries.before(s, entry)
    if earlier is not None:
        return earlier.value
    if entry.kind is EntryKind.RANGES:
        return ranges.stored_value(DEFAULT_RANGES.bands, DEFAULT_RANGES.source)
    if entry.kind is EntryKind.CLASS:
        named = {code: name for model in models.all_models(s) for code, name in model.classes}
        known = built_in(entry.subject, named.get(entry.subject))
        if entry.subject in named or known.name != entry.subject:
            return to_json(known)
        return {**entry.value, "active": False}  # a code once used stays: its class is set aside
    return ""
