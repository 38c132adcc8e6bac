"""What a reviewer does to cells: reclassify, confirm, undo, redo. Each act is on the disk before the call returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.classes import parse_label
from wbc_desktop.domain.errors import NothingToUndo, WbcError
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.undo import UndoState, undo_state
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classes import beside_the_standard
from wbc_desktop.services.reviewer_names import reviewer_name
from wbc_desktop.store import cells, classifications, comments, guard, standing
from wbc_desktop.store.engine import Database


class ReviewRefused(WbcError):
    """What the reviewer asked for cannot be done to these cells."""


def reclassify(db: Database, slide_id: int, cell_ids: Sequence[int], label: str, reviewer: str) -> Changes:
    """Put the cells into the class ``label`` (a code or name; also UNI and NC), as one act.

    Cells that the reviewer's word already puts there are left alone; when no other is left, nothing is recorded and
    the answer names no cell. Raises UnknownLabel, :class:`UsageError` without a reviewer.
    """
    who = reviewer_name(reviewer)
    with db.write(durable=True) as s:
        code = parse_label(label, beside_the_standard(s))
        before = standing.labels(s, slide_id, list(dict.fromkeys(cell_ids)))
        return _record(s, slide_id, ActKind.RECLASSIFY, {i: code for i, word in before.items() if word != code}, who)


def confirm(db: Database, slide_id: int, cell_ids: Sequence[int], reviewer: str) -> Changes:
    """Agree with what the model said of the cells, as one act.

    A cell that the reviewer has put into a class keeps it. A cell that the model left Unidentified, or of which it has
    said nothing, has nothing to agree with: such cells are passed over, and when no cell of the selection can be
    confirmed while some still wait, :class:`ReviewRefused` says so.
    """
    who = reviewer_name(reviewer)
    with db.write(durable=True) as s:
        waiting = standing.proposals(s, slide_id, list(dict.fromkeys(cell_ids)))
        labels: dict[int, str | None] = {i: code for i, code in waiting.items() if code is not None}
        if waiting and not labels:
            raise ReviewRefused(_why_not_confirmed(s, list(waiting)))
        return _record(s, slide_id, ActKind.CONFIRM, labels, who)


def undo(db: Database, slide_id: int, reviewer: str) -> Changes:
    """Take the last act on the slide back: each of its cells gets the word that counted just before it.

    Nothing is removed: the undoing is an act of its own. Raises :class:`NothingToUndo`.
    """
    who = reviewer_name(reviewer)
    with db.write(durable=True) as s:
        undoable = _state(s, slide_id).undoable
        if not undoable:
            raise NothingToUndo(tr("There is nothing to undo on this slide."))
        target = undoable[-1]
        if comments.made_by(s, target):
            return Changes(slide_id, comments.turn(s, ActKind.UNDO, target, who, datetime.now(UTC)))
        return _record(s, slide_id, ActKind.UNDO, classifications.before(s, target), who, target)


def redo(db: Database, slide_id: int, reviewer: str) -> Changes:
    """Do again what was undone last. Raises :class:`NothingToUndo` when nothing was, or a new act came since."""
    who = reviewer_name(reviewer)
    with db.write(durable=True) as s:
        redoable = _state(s, slide_id).redoable
        if not redoable:
            raise NothingToUndo(tr("There is nothing to redo on this slide."))
        target = redoable[-1]
        if comments.made_by(s, target):
            return Changes(slide_id, comments.turn(s, ActKind.REDO, target, who, datetime.now(UTC)))
        labels = {said.cell_id: said.label for said in classifications.of_act(s, target)}
        return _record(s, slide_id, ActKind.REDO, labels, who, target)


def undo_size(db: Database, slide_id: int) -> int:
    """How many cells :func:`undo` would concern; 0 when there is nothing to undo."""
    with db.read() as s:
        return max((classifications.size(s, act) for act in _state(s, slide_id).undoable[-1:]), default=0)


def redo_size(db: Database, slide_id: int) -> int:
    """How many cells :func:`redo` would concern; 0 when there is nothing to redo."""
    with db.read() as s:
        return max((classifications.size(s, act) for act in _state(s, slide_id).redoable[-1:]), default=0)


def can_undo(db: Database, slide_id: int) -> bool:
    """Whether there is an act on the slide that :func:`undo` would take back."""
    with db.read() as s:
        return bool(_state(s, slide_id).undoable)


def can_redo(db: Database, slide_id: int) -> bool:
    """Whether there is an act on the slide that :func:`redo` would do again."""
    with db.read() as s:
        return bool(_state(s, slide_id).redoable)


def _state(s: Session, slide_id: int) -> UndoState:
    return undo_state(classifications.acts(s, slide_id))


def _record(
    s: Session,
    slide_id: int,
    kind: ActKind,
    labels: dict[int, str | None],
    reviewer: str,
    target: int | None = None,
) -> Changes:
    if not labels:
        guard.may_decide(s, slide_id, reviewer)
        return Changes(slide_id)
    classifications.record(s, slide_id, kind, labels, reviewer, datetime.now(UTC), target)
    return Changes(slide_id, tuple(labels))


def _why_not_confirmed(s: Session, waiting: Sequence[int]) -> str:
    them = trn("this cell", "these {n:,} cells", len(waiting))
    if all(c.preclassification is None for c in cells.get_many(s, waiting)):
        return tr("The model has not looked at {them} yet, so there is nothing to confirm: choose a class.", them=them)
    return tr(
        "The model was not sure of {them} (Unidentified), so there is nothing to confirm: choose a class.", them=them
    )
