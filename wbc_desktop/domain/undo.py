"""The rule of undo and redo: derived from the acts on record, so it survives a restart and destroys nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import ActKind

Id = TypeVar("Id")
Id_co = TypeVar("Id_co", covariant=True)


class Step(NamedTuple):
    """What can be taken back: an act on cells, or what was entered at once (by the number of its first entry)."""

    subject: Subject
    number: int


class UndoRecord(Protocol[Id_co]):
    """Something done: ``kind`` says whether it takes back or brings back ``target``; None: something was entered."""

    @property
    def id(self) -> Id_co: ...

    @property
    def kind(self) -> ActKind | None: ...

    @property
    def target(self) -> Id_co | None: ...


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """One step on record; ``entries`` are the numbers of what was entered in it."""

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
    """Replay the acts of one slide, oldest first. A new decision forgets what could be redone, as everywhere."""
    found = _replayed(acts, whole=True)
    return UndoState((), ()) if found is None else found


def newest_undo_state(acts: Iterable[UndoRecord[Id]]) -> UndoState[Id] | None:
    """The same from the newest acts of a longer record: what comes next is right, what lies deeper may be missing.

    None where what comes next depends on older acts too.
    """
    return _replayed(acts, whole=False)


def _replayed(acts: Iterable[UndoRecord[Id]], whole: bool) -> UndoState[Id] | None:
    """``whole``: nothing came before these acts; else what lies under both stacks is not known until it is cleared."""
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
        elif act.kind is ActKind.MERGE:  # what was said before may be of another folder's cells: undo stops here
            undoable.clear()
            redoable.clear()
            floor = redo_floor = True
        else:
            undoable.append(act.id)
            redoable.clear()
            redo_floor = True
    known = (undoable or floor) and (redoable or redo_floor)
    return UndoState(tuple(undoable), tuple(redoable)) if known else None
