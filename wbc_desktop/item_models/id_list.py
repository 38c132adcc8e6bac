"""A Qt list of ids that is turned into another one by the fewest steps, so that selections and places survive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex

from wbc_desktop.item_models.order import Run, runs
from wbc_desktop.item_models.steps import MANY_RUNS, Step, Way, coming_together, going_together, steps

FEW_HELD = 8

MANY_NEW = 1000
"""More new rows are numbered only when one is asked for: whoever brings them may have their numbers already."""

FEW_LOOKS = 6
"""So many rows are searched for after a change before all of them are numbered: most changes are followed by few."""

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class IdListModel(QAbstractListModel):
    """Holds one id a row; subclasses say what is shown for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: list[int] = []
        self._rows: dict[int, int] | None = {}
        self._looks = 0
        self._edition = 0
        """Another number after each change of the list."""

    def ids(self) -> list[int]:
        """The ids shown, in order."""
        return list(self._ids)

    def ids_between(self, first: int, last: int) -> list[int]:
        """The ids of rows ``first`` to ``last``, both included."""
        return self._ids[first : last + 1]

    def row_of(self, item_id: int) -> int | None:
        """Where an id is shown; None when it is not."""
        if self._rows is None:
            self._looks += 1
            if self._looks <= FEW_LOOKS:
                return self._ids.index(item_id) if item_id in self._ids else None
            self._rows, self._looks = {shown: row for row, shown in enumerate(self._ids)}, 0
        return self._rows.get(item_id)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def _is_row(self, index: Index) -> bool:
        return index.isValid() and index.model() is self and index.row() < len(self._ids)

    def _replace(self, ids: Sequence[int]) -> None:
        """Show something else altogether: views forget where they were."""
        self.beginResetModel()
        self._ids, self._rows, self._edition = list(ids), None, self._edition + 1
        self._moved()
        self.endResetModel()

    def _arrange(self, target: Sequence[int], ready: tuple[int, Sequence[Step]] | None = None) -> None:
        """Show exactly ``target`` (no id twice): what is in both keeps its selection and current row.

        ``ready``: the steps to it from the list of an edition, taken when the list is still that one.
        """
        known = ready is not None and ready[0] == self._edition
        for step in ready[1] if ready is not None and known else steps(self._ids, target):
            self._take_step(step)

    def _take_step(self, step: Step) -> None:
        if step.way is Way.ORDER:
            self._permute(list(step.ids))
        elif step.way is Way.APPEND:
            self._append(step.ids)
        elif step.way is Way.REMOVE:
            self._remove_runs(step.runs)
        else:
            self._insert_runs(step.ids, step.runs)

    def _came(self, ids: Sequence[int]) -> None:
        """These are in the list now, and views are about to be told: for subclasses."""

    def _went(self, ids: Sequence[int]) -> None:
        """These are no longer in the list, and views are about to be told: for subclasses."""

    def _moved(self) -> None:
        """The list is another one, and views are about to be told: for subclasses."""

    def _announce_rows(self, ids: Iterable[int], roles: Sequence[int] = ()) -> None:
        """Say that these ids, as far as they are shown, look different now."""
        rows = sorted({row for row in map(self.row_of, ids) if row is not None})
        for run in runs(rows):
            self.dataChanged.emit(self.index(run.first), self.index(run.last), list(roles))

    def _append(self, new: Sequence[int]) -> None:
        if not new:
            return
        first = len(self._ids)
        self.beginInsertRows(ROOT, first, first + len(new) - 1)
        self._ids.extend(new)
        self._edition += 1
        if self._rows is not None and len(new) <= MANY_NEW:
            self._rows.update(zip(new, range(first, first + len(new)), strict=True))
        else:
            self._rows = None
        self._came(new)
        self.endInsertRows()

    def _remove(self, gone: Sequence[Run]) -> None:
        if len(gone) <= MANY_RUNS:
            self._remove_runs(gone)
            return
        for step in going_together(self._ids, {item for run in gone for item in self._ids[run.first : run.last + 1]}):
            self._take_step(step)

    def _insert(self, target: Sequence[int], coming: Sequence[Run]) -> None:
        if len(coming) <= MANY_RUNS:
            self._insert_runs(target, coming)
            return
        new = {item for run in coming for item in target[run.first : run.last + 1]}
        for step in coming_together(self._ids, target, new):
            self._take_step(step)

    def _remove_runs(self, gone: Sequence[Run]) -> None:
        for run in reversed(gone):
            self.beginRemoveRows(ROOT, run.first, run.last)
            going = self._ids[run.first : run.last + 1]
            del self._ids[run.first : run.last + 1]
            self._edition += 1
            self._rows = None
            self._went(going)
            self.endRemoveRows()

    def _insert_runs(self, target: Sequence[int], coming: Sequence[Run]) -> None:
        for run in coming:
            self.beginInsertRows(ROOT, run.first, run.last)
            self._ids[run.first : run.first] = target[run.first : run.last + 1]
            self._edition += 1
            self._rows = None
            self._came(target[run.first : run.last + 1])
            self.endInsertRows()

    def _permute(self, ids: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._ids[index.row()] for index in before]
        self._ids, self._rows, self._edition = ids, None, self._edition + 1
        self._moved()
        # Few are held as a rule; only for many it pays to number all rows.
        rows = [ids.index(item) for item in held] if len(held) < FEW_HELD else [self.row_of(item) for item in held]
        after = [ROOT if row is None else self.index(row) for row in rows]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
