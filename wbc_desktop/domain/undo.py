"""The rule of undo and redo: derived from the acts on record, so it survives a restart and destroys nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wbc_desktop.domain.cells import Act, ActKind


@dataclass(frozen=True, slots=True)
class UndoState:
    """Ids of the acts that can be undone and redone, the next one last."""

    undoable: tuple[int, ...]
    redoable: tuple[int, ...]


def undo_state(acts: Iterable[Act]) -> UndoState:
    """Replay the acts of one slide, oldest first. A new decision forgets what could be redone, as everywhere."""
    undoable: list[int] = []
    redoable: list[int] = []
    for act in acts:
        if act.kind is ActKind.UNDO:
            if undoable and undoable[-1] == act.target:
                redoable.append(undoable.pop())
        elif act.kind is ActKind.REDO:
            if redoable and redoable[-1] == act.target:
                undoable.append(redoable.pop())
        elif act.kind is ActKind.MERGE:  # what was said before may be of another folder's cells: undo stops here
            undoable.clear()
            redoable.clear()
        else:
            undoable.append(act.id)
            redoable.clear()
    return UndoState(tuple(undoable), tuple(redoable))
