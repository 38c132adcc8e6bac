"""Acts of a reviewer on cells: reclassify, confirm, undo, redo. Each act is on disk before the call returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import REGION_ACTS, ActKind
from wbc_desktop.domain.classes import parse_label
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import NothingToUndo, WbcError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.undo import RecordedStep, Step, UndoState, newest_undo_state, undo_state
from wbc_desktop.services import entry_undo
from wbc_desktop.services.changes import Cancel, Changes, Progress, raise_if_cancelled
from wbc_desktop.services.classes import additional_classes
from wbc_desktop.store import cell_queries, cells, classifications, comments, entries, guard, others, timeline
from wbc_desktop.store.engine import Database

NEWEST_COUNTS = (16, 256, 4096)
"""Numbers of newest acts to read, one after another, to find the next one to undo; then all are read."""


class ReviewRefused(WbcError):
    """The act is not possible on these cells."""


def reclassify(
    db: Database,
    slide_id: int,
    cell_ids: Sequence[int],
    label: str,
    by: Identity,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Put the cells into the class ``label`` (a code or name; also UNI and NC), as one act.

    Cells that a reviewer already put there are skipped. So are cells that the slide does not show (any more): another
    process may have removed or split them. These are named in ``differing``. If no cell is left, nothing is recorded
    and ``cells`` is empty. Raises UnknownLabel; Cancelled, then nothing is stored; and, like all acts here, as
    ``guard.check_may_decide``.
    """
    with db.write(durable=True) as s:
        code = parse_label(label, additional_classes(s))
        ids = list(dict.fromkeys(cell_ids))
        before = cell_queries.labels(s, slide_id, ids)
        new: dict[int, str | None] = {i: code for i, label in before.items() if label != code}
        changes = _record(s, slide_id, ActKind.RECLASSIFY, new, by, cancel=cancel, progress=progress)
        return replace(changes, differing=tuple(i for i in ids if i not in before))


def confirm(
    db: Database,
    slide_id: int,
    cell_ids: Sequence[int],
    by: Identity,
    seen: Mapping[int, str | None] | None = None,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Confirm the predictions of the cells, as one act.

    A cell that a reviewer has put into a class keeps it. Cells that are Unidentified or have no prediction are skipped.
    Raises :class:`ReviewRefused` if cells wait for a decision but none of them can be confirmed.

    ``seen``: the prediction that each cell had on the screen (``Cell.class_to_confirm``). Another process may have
    classified it again since, or hidden it: a cell with another prediction, or without a place on the slide, is skipped
    and named in ``differing``. Raises Cancelled; then nothing is stored.
    """
    with db.write(durable=True) as s:
        waiting = cell_queries.proposals(s, slide_id, list(dict.fromkeys(cell_ids)))
        differing = tuple(i for i, code in waiting.items() if seen is not None and seen.get(i, code) != code)
        skipped = set(differing)
        labels: dict[int, str | None] = {i: c for i, c in waiting.items() if c is not None and i not in skipped}
        if waiting and not labels and not differing:
            raise ReviewRefused(_why_not_confirmed(s, list(waiting)))
        changes = _record(s, slide_id, ActKind.CONFIRM, labels, by, cancel=cancel, progress=progress)
        return replace(changes, differing=differing)


def undo(
    db: Database,
    slide_id: int,
    by: Identity,
    *,
    only: int | None = None,
    seen: int | None = None,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Undo the last act on the slide: each of its cells gets its previous classification.

    Comments, details of the slide and the kind of its pictures are undone in the same way; for the last two the result
    sets ``slides`` and names no cell. Nothing is deleted: undo is a new act. ``only``: the act to undo
    (``Changes.act``); if it is no longer the last one, nothing is undone. ``seen``: the newest entry of the audit trail
    of which the person sees the result; if somebody else acted on the slide after it, nothing is undone. Raises
    :class:`NothingToUndo`, SlideSigned, and Cancelled; then nothing is stored.
    """
    with db.write(durable=True) as s:
        _refuse_unseen(db, s, slide_id, seen)
        record, state = _state(s, slide_id)
        undoable = state.undoable
        if only is not None and undoable[-1:] != (Step(Subject.ACT, only),):
            raise NothingToUndo(_why_not_the_last())
        if not undoable:
            raise NothingToUndo(tr("There is nothing to undo on this slide."))
        subject, target = undoable[-1]
        if subject is Subject.ENTRY:
            return _undo_or_redo_entry(s, slide_id, ActKind.UNDO, undoable[-1], record, by, cancel)
        if comments.made_by(s, target):
            return Changes(slide_id, comments.undo_or_redo(s, ActKind.UNDO, target, by, datetime.now(UTC)))
        before = classifications.before(s, target)
        return _record(s, slide_id, ActKind.UNDO, before, by, target, cancel=cancel, progress=progress)


def redo(
    db: Database,
    slide_id: int,
    by: Identity,
    *,
    seen: int | None = None,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Redo the act that was undone last.

    Raises :class:`NothingToUndo` if there is none, or a new act followed; otherwise as :func:`undo`.
    """
    with db.write(durable=True) as s:
        _refuse_unseen(db, s, slide_id, seen)
        record, state = _state(s, slide_id)
        redoable = state.redoable
        if not redoable:
            raise NothingToUndo(tr("There is nothing to redo on this slide."))
        subject, target = redoable[-1]
        if subject is Subject.ENTRY:
            return _undo_or_redo_entry(s, slide_id, ActKind.REDO, redoable[-1], record, by, cancel)
        if comments.made_by(s, target):
            return Changes(slide_id, comments.undo_or_redo(s, ActKind.REDO, target, by, datetime.now(UTC)))
        labels = {one.cell_id: one.label for one in classifications.of_act(s, target)}
        return _record(s, slide_id, ActKind.REDO, labels, by, target, cancel=cancel, progress=progress)


def undo_size(db: Database, slide_id: int) -> int:
    """Return the number of cells that :func:`undo` would change; 0 if there is nothing to undo."""
    with db.read() as s:
        return _size(s, slide_id, _state(s, slide_id)[1].undoable[-1:])


def redo_size(db: Database, slide_id: int) -> int:
    """Return the number of cells that :func:`redo` would change; 0 if there is nothing to redo."""
    with db.read() as s:
        return _size(s, slide_id, _state(s, slide_id)[1].redoable[-1:])


def can_undo_redo(db: Database, slide_id: int) -> tuple[bool, bool]:
    """Return whether the slide has an act to undo and one to redo, from one transaction."""
    with db.read() as s:
        _, state = _state(s, slide_id)
    return bool(state.undoable), bool(state.redoable)


def _state(s: Session, slide_id: int) -> tuple[list[RecordedStep], UndoState[Step]]:
    """Return the timeline as far as it was read, and what can be undone and redone; mostly its end is enough."""
    for newest in NEWEST_COUNTS:
        record = timeline.of_slide(s, slide_id, newest)
        state = newest_undo_state(record) if len(record) == newest else undo_state(record)
        if state is not None:
            return record, state
    record = timeline.of_slide(s, slide_id)
    return record, undo_state(record)


def _size(s: Session, slide_id: int, steps: Sequence[Step]) -> int:
    """Return the number of cells that undoing or redoing these steps (one or none) changes or hides."""
    for subject, number in steps:
        if subject is Subject.ACT:
            return classifications.size(s, number)
        if entries.of_ids(s, [number])[0].kind is EntryKind.PICTURES:
            return cells.count(s, slide_id)
    return 0


def _refuse_unseen(db: Database, s: Session, slide_id: int, seen: int | None) -> None:
    """Raise :class:`NothingToUndo` if somebody else acted on the slide after the entry ``seen``."""
    if seen is not None and any(number not in db.own_entries for number in others.acted_since(s, slide_id, seen)):
        raise NothingToUndo(
            tr(
                "Nothing was undone or redone, because the slide was just changed at another bench: look at the "
                "change, and try again."
            )
        )


def _undo_or_redo_entry(
    s: Session, slide_id: int, kind: ActKind, step: Step, record: list[RecordedStep], by: Identity, cancel: Cancel
) -> Changes:
    guard.check_may_decide(s, slide_id, by)
    pictures = entry_undo.undo_or_redo(s, kind, step, record, by) is EntryKind.PICTURES
    raise_if_cancelled(cancel)
    return Changes(slide_id, cells_added=pictures, slides=True, pictures=pictures)


def _record(
    s: Session,
    slide_id: int,
    kind: ActKind,
    labels: dict[int, str | None],
    by: Identity,
    target: int | None = None,
    *,
    cancel: Cancel,
    progress: Progress,
) -> Changes:
    if not labels:
        guard.check_may_decide(s, slide_id, by)
        return Changes(slide_id)
    now = datetime.now(UTC)
    act = classifications.record(s, slide_id, kind, labels, by, now, target, cancel=cancel, progress=progress)
    last = {ActKind.UNDO: None, ActKind.REDO: target}.get(kind, act.id)
    regions = target is not None and classifications.kind_of(s, target) in REGION_ACTS
    return Changes(slide_id, tuple(labels), cells_added=regions, act=last)


def _why_not_the_last() -> str:
    return tr(
        "This decision was not undone, because the slide was changed after it: undo the later changes first ({key}).",
        key=key_or_name("undo"),
    )


def _why_not_confirmed(s: Session, waiting: Sequence[int]) -> str:
    them = trn("this cell", "these {n:,} cells", len(waiting))
    if all(c.preclassification is None for c in cells.get_many(s, waiting)):
        return tr("The model has not classified {them} yet, so there is nothing to confirm: choose a class.", them=them)
    return tr(
        "The model was not sure of {them} (Unidentified), so there is nothing to confirm: choose a class.", them=them
    )
