"""A Qt list of ids that is turned into another one by the fewest steps, so that selections and places survive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex

from wbc_desktop.item_models.order import Run, insertions, removals, runs

MANY_RUNS = 16
"""Beyond this, rows are moved together first, so that views are told of one block instead of thousands."""

MANY_IDS = 2000
"""Beyond this it is not even looked which runs they are."""

FEW_HELD = 8

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
        self._ids, self._rows = list(ids), None
        self._moved()
        self.endResetModel()

    def _arrange(self, target: Sequence[int]) -> None:
        """Show exactly ``target`` (no id twice): what is in both keeps its selection and current row."""
        old = self._ids
        if target == old:
            return
        if len(target) >= len(old) and target[: len(old)] == old:
            self._append(target[len(old) :])
            return
        before, wanted = set(old), set(target)
        if gone := before - wanted:
            if len(gone) > MANY_IDS:
                self._remove_together(gone)
            else:
                self._remove(removals(old, gone))
        coming = wanted - before
        staying = [item for item in target if item not in coming] if coming else list(target)
        if staying != self._ids:
            self._permute(staying)
        if len(coming) > MANY_IDS:
            self._append([item for item in target if item in coming])
            if self._ids != target:
                self._permute(list(target))
        elif coming:
            self._insert(target, insertions(target, coming))

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
        if self._rows is not None:
            self._rows.update((item, first + place) for place, item in enumerate(new))
        self._came(new)
        self.endInsertRows()

    def _remove_together(self, gone: set[int]) -> None:
        """Move what goes to the end first, so that it goes as one block."""
        staying = [item for item in self._ids if item not in gone]
        going = [item for item in self._ids if item in gone]
        if staying and self._ids[len(staying) :] != going:
            self._permute([*staying, *going])
        self._remove([Run(len(staying), len(self._ids) - 1)])

    def _remove(self, gone: list[Run]) -> None:
        if len(gone) > MANY_RUNS:
            self._remove_together({item for run in gone for item in self._ids[run.first : run.last + 1]})
            return
        for run in reversed(gone):
            self.beginRemoveRows(ROOT, run.first, run.last)
            going = self._ids[run.first : run.last + 1]
            del self._ids[run.first : run.last + 1]
            self._rows = None
            self._went(going)
            self.endRemoveRows()

    def _insert(self, target: Sequence[int], coming: list[Run]) -> None:
        if len(coming) > MANY_RUNS:
            self._append([item for run in coming for item in target[run.first : run.last + 1]])
            self._permute(list(target))
            return
        for run in coming:
            self.beginInsertRows(ROOT, run.first, run.last)
            self._ids[run.first : run.first] = target[run.first : run.last + 1]
            self._rows = None
            self._came(target[run.first : run.last + 1])
            self.endInsertRows()

    def _permute(self, ids: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._ids[index.row()] for index in before]
        self._ids, self._rows = ids, None
        self._moved()
        # Few are held as a rule; only for many it pays to number all rows.
        rows = [ids.index(item) for item in held] if len(held) < FEW_HELD else [self.row_of(item) for item in held]
        after = [ROOT if row is None else self.index(row) for row in rows]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
