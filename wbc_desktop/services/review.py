"""What a reviewer does to cells: reclassify, confirm, undo, redo. Each act is on the disk before the call returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.classes import parse_label
from wbc_desktop.domain.errors import NothingToUndo, WbcError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.undo import RecordedStep, Step, UndoState, newest_undo_state, undo_state
from wbc_desktop.services import taking_back
from wbc_desktop.services.changes import Cancel, Changes, Progress
from wbc_desktop.services.classes import beside_the_standard
from wbc_desktop.store import cells, classifications, comments, guard, standing, timeline
from wbc_desktop.store.engine import Database

NEWEST = (16, 256, 4096)
"""So many acts are read to find the next one to undo, then so many, at last all: a slide may have very many."""


class ReviewRefused(WbcError):
    """What the reviewer asked for cannot be done to these cells."""


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

    Cells that the reviewer's word already puts there are left alone; when no other is left, nothing is recorded and
    the answer names no cell. Raises UnknownLabel, Cancelled, with nothing stored, when ``cancel`` says so, and as
    ``guard.may_decide``, as all acts here do.
    """
    with db.write(durable=True) as s:
        code = parse_label(label, beside_the_standard(s))
        before = standing.labels(s, slide_id, list(dict.fromkeys(cell_ids)))
        new: dict[int, str | None] = {i: code for i, word in before.items() if word != code}
        return _record(s, slide_id, ActKind.RECLASSIFY, new, by, cancel=cancel, progress=progress)


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
    """Agree with what the model said of the cells, as one act.

    A cell that the reviewer has put into a class keeps it. A cell that the model left Unidentified, or of which it has
    said nothing, has nothing to agree with: such cells are passed over, and when no cell of the selection can be
    confirmed while some still wait, :class:`ReviewRefused` says so.

    ``seen``: what each cell proposed on the screen (``Cell.class_to_confirm``). Another process may have classified it
    anew since: one that proposes another class now is left alone and named under ``differing``. Raises Cancelled, with
    nothing stored, when ``cancel`` says so.
    """
    with db.write(durable=True) as s:
        waiting = standing.proposals(s, slide_id, list(dict.fromkeys(cell_ids)))
        differing = tuple(i for i, code in waiting.items() if seen is not None and seen.get(i, code) != code)
        left = set(differing)
        labels: dict[int, str | None] = {i: c for i, c in waiting.items() if c is not None and i not in left}
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
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Take the last act on the slide back: each of its cells gets the word that counted just before it.

    So it does with comments and with details of the slide: the answer names no cell then, but ``slides``. Nothing is
    removed: the undoing is an act of its own. ``only``: the act that is meant (``Changes.act``); when it is not the
    last one any more, nothing is undone. Raises :class:`NothingToUndo`, SlideSigned, and Cancelled, with nothing
    stored, when ``cancel`` says so.
    """
    with db.write(durable=True) as s:
        record, state = _state(s, slide_id)
        undoable = state.undoable
        if only is not None and undoable[-1:] != (Step(Subject.ACT, only),):
            raise NothingToUndo(_why_not_the_last())
        if not undoable:
            raise NothingToUndo(tr("There is nothing to undo on this slide."))
        subject, target = undoable[-1]
        if subject is Subject.ENTRY:
            return _turn_details(s, slide_id, ActKind.UNDO, undoable[-1], record, by)
        if comments.made_by(s, target):
            return Changes(slide_id, comments.turn(s, ActKind.UNDO, target, by, datetime.now(UTC)))
        before = classifications.before(s, target)
        return _record(s, slide_id, ActKind.UNDO, before, by, target, cancel=cancel, progress=progress)


def redo(
    db: Database,
    slide_id: int,
    by: Identity,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Changes:
    """Do again what was undone last.

    Raises :class:`NothingToUndo` when nothing was, or a new act came since; Cancelled as :func:`undo`.
    """
    with db.write(durable=True) as s:
        record, state = _state(s, slide_id)
        redoable = state.redoable
        if not redoable:
            raise NothingToUndo(tr("There is nothing to redo on this slide."))
        subject, target = redoable[-1]
        if subject is Subject.ENTRY:
            return _turn_details(s, slide_id, ActKind.REDO, redoable[-1], record, by)
        if comments.made_by(s, target):
            return Changes(slide_id, comments.turn(s, ActKind.REDO, target, by, datetime.now(UTC)))
        labels = {said.cell_id: said.label for said in classifications.of_act(s, target)}
        return _record(s, slide_id, ActKind.REDO, labels, by, target, cancel=cancel, progress=progress)


def undo_size(db: Database, slide_id: int) -> int:
    """How many cells :func:`undo` would concern; 0 when there is nothing to undo."""
    with db.read() as s:
        return _size(s, _state(s, slide_id)[1].undoable[-1:])


def redo_size(db: Database, slide_id: int) -> int:
    """How many cells :func:`redo` would concern; 0 when there is nothing to redo."""
    with db.read() as s:
        return _size(s, _state(s, slide_id)[1].redoable[-1:])


def can_undo(db: Database, slide_id: int) -> bool:
    """Whether there is an act on the slide that :func:`undo` would take back."""
    return can_turn(db, slide_id)[0]


def can_redo(db: Database, slide_id: int) -> bool:
    """Whether there is an act on the slide that :func:`redo` would do again."""
    return can_turn(db, slide_id)[1]


def can_turn(db: Database, slide_id: int) -> tuple[bool, bool]:
    """Both at once, from one reading."""
    with db.read() as s:
        _, state = _state(s, slide_id)
    return bool(state.undoable), bool(state.redoable)


def _state(s: Session, slide_id: int) -> tuple[list[RecordedStep], UndoState[Step]]:
    """What can be undone and redone next, and the part of the record that it was told from: mostly its end tells."""
    for newest in NEWEST:
        record = timeline.of_slide(s, slide_id, newest)
        state = newest_undo_state(record) if len(record) == newest else undo_state(record)
        if state is not None:
            return record, state
    record = timeline.of_slide(s, slide_id)
    return record, undo_state(record)


def _size(s: Session, steps: Sequence[Step]) -> int:
    return max((classifications.size(s, number) for subject, number in steps if subject is Subject.ACT), default=0)


def _turn_details(
    s: Session, slide_id: int, kind: ActKind, step: Step, record: list[RecordedStep], by: Identity
) -> Changes:
    guard.may_decide(s, slide_id, by)
    taking_back.turn(s, kind, step, record, by)
    return Changes(slide_id, slides=True)


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
        guard.may_decide(s, slide_id, by)
        return Changes(slide_id)
    now = datetime.now(UTC)
    act = classifications.record(s, slide_id, kind, labels, by, now, target, cancel=cancel, progress=progress)
    last = {ActKind.UNDO: None, ActKind.REDO: target}.get(kind, act.id)
    return Changes(slide_id, tuple(labels), act=last)


def _why_not_the_last() -> str:
    return tr(
        "This decision was not undone, because the slide was changed after it: undo the later changes first ({key}).",
        key=key_or_name("undo"),
    )


def _why_not_confirmed(s: Session, waiting: Sequence[int]) -> str:
    them = trn("this cell", "these {n:,} cells", len(waiting))
    if all(c.preclassification is None for c in cells.get_many(s, waiting)):
        return tr("The model has not looked at {them} yet, so there is nothing to confirm: choose a class.", them=them)
    return tr(
        "The model was not sure of {them} (Unidentified), so there is nothing to confirm: choose a class.", them=them
    )
