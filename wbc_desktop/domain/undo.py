"""The rule of undo and redo: derived from the stored acts, so it survives a restart and deletes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import ActKind

Id = TypeVar("Id")
Id_co = TypeVar("Id_co", covariant=True)


class Step(NamedTuple):
    """One step to undo: an act on cells, or entries made together (by the number of the first entry)."""

    subject: Subject
    number: int


class UndoRecord(Protocol[Id_co]):
    """A stored act: ``kind`` says whether it undoes or redoes ``target``; ``kind`` None: a person entered something."""

    @property
    def id(self) -> Id_co: ...

    @property
    def kind(self) -> ActKind | None: ...

    @property
    def target(self) -> Id_co | None: ...


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """One stored step; ``entries`` are the numbers of its entries."""

    id: Step
    kind: ActKind | None
    target: Step | None = None
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoState(Generic[Id]):
    """Ids of the acts that can be undone and redone, the next one last."""

    undoable: tuple[Id, ...]
    redoable: tuple[Id, ...]


def undo_state(acts: Iterable[UndoRecord[Id]]) -> UndoState[Id]:
    """Return the state after the acts of one slide, oldest first. A new decision clears the redo stack."""
    found = _replayed(acts, whole=True)
    return UndoState((), ()) if found is None else found


def newest_undo_state(acts: Iterable[UndoRecord[Id]]) -> UndoState[Id] | None:
    """Return the state from only the newest acts: the next ids are right, deeper ids may be missing.

    None if the next ids depend on older acts.
    """
    return _replayed(acts, whole=False)


def _replayed(acts: Iterable[UndoRecord[Id]], whole: bool) -> UndoState[Id] | None:
    """``whole``: there are no older acts; otherwise the bottom of each stack is unknown until the stack is cleared."""
    undoable: list[Id] = []
    redoable: list[Id] = []
    floor = redo_floor = whole
    for act in acts:
        if act.kind is ActKind.UNDO:
            if not (undoable or floor):
                return None
            if undoable and undoable[-1] == act.target:
                redoable.append(undoable.pop())
        elif act.kind is ActKind.REDO:
            if not (redoable or redo_floor):
                return None
            if redoable and redoable[-1] == act.target:
                undoable.append(redoable.pop())
        elif act.kind is ActKind.MERGE:  # earlier decisions may be on another folder's cells: undo stops here
            undoable.clear()
            redoable.clear()
            floor = redo_floor = True
        else:
            undoable.append(act.id)
            redoable.clear()
            redo_floor = True
    known = (undoable or floor) and (redoable or redo_floor)
    return UndoState(tuple(undoable), tuple(redoable)) if known else None
