"""Undo and redo changes of a slide's details and kind of pictures, of classes and of reference ranges.

Each undo or redo is a new entry.
"""

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


def undo_or_redo(s: Session, kind: ActKind, step: Step, record: list[RecordedStep], by: Identity) -> EntryKind:
    """Undo or redo (``kind``) the entries of a step of the timeline ``record``, by new entries; return their kind.

    Raises as ``entries.record``.
    """
    of_step = entries.of_ids(s, timeline.entries_of(record, step))
    first = of_step[0]
    values = {e.subject: e.value if kind is ActKind.REDO else _before(s, e) for e in of_step}
    entries.record(s, first.kind, values, by, datetime.now(UTC), first.slide_id, (kind, step.number))
    return first.kind


def undo_entry(db: Database, kind: EntryKind, by: Identity) -> None:
    """Undo the last change of the laboratory's classes or reference ranges.

    Raises :class:`NothingToUndo`, and as ``guard.check_may_manage``.
    """
    _undo_or_redo_last(db, kind, ActKind.UNDO, by)


def redo_entry(db: Database, kind: EntryKind, by: Identity) -> None:
    """Redo the change that :func:`undo_entry` undid last. Raises as :func:`undo_entry`."""
    _undo_or_redo_last(db, kind, ActKind.REDO, by)


def can_undo_redo(db: Database, kind: EntryKind) -> tuple[bool, bool]:
    """Return whether there is a change of this kind to undo, and one to redo."""
    with db.read() as s:
        state = undo_state(timeline.of_laboratory(s, kind))
    return bool(state.undoable), bool(state.redoable)


def _undo_or_redo_last(db: Database, kind: EntryKind, direction: ActKind, by: Identity) -> None:
    with db.write(durable=True) as s:
        record = timeline.of_laboratory(s, kind)
        state = undo_state(record)
        steps = state.undoable if direction is ActKind.UNDO else state.redoable
        if not steps:
            raise NothingToUndo(
                tr("There is nothing to undo here.")
                if direction is ActKind.UNDO
                else tr("There is nothing to redo here.")
            )
        undo_or_redo(s, direction, steps[-1], record, by)
    if kind is EntryKind.CLASS:
        use_classes(db)


def _before(s: Session, entry: Entry) -> Any:
    """Return the value before an entry, or the default if it was the first one."""
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
        return {**entry.value, "active": False}  # a used code stays: its class is deactivated
    if entry.kind is EntryKind.PICTURES:
        return None  # not decided
    return ""
