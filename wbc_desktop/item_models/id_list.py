"""A Qt list of ids that is replaced as a whole; a view that keeps its place saves it by ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex

Ids = npt.NDArray[np.int64]
"""Ids in the order of a list, shape (n,); never changed after a list has them."""

Rows = npt.NDArray[np.intp]
"""Row numbers in ascending order, shape (n,)."""

MANY_RUNS = 16
"""If more runs of rows changed, views are notified of all rows between the first and the last."""

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NO_IDS: Ids = np.empty(0, np.int64)


def as_ids(ids: Collection[int]) -> Ids:
    """Return the ids as an array."""
    return np.fromiter(ids, np.int64, len(ids))


def rows_among(every: Ids, ids: Collection[int] | Ids) -> Rows:
    """Return the rows of ``every`` that hold one of ``ids``."""
    return np.flatnonzero(np.isin(every, ids if isinstance(ids, np.ndarray) else as_ids(ids)))


def runs(rows: Rows) -> list[tuple[int, int]]:
    """Return the first and the last row of each unbroken run."""
    if not rows.size:
        return []
    cuts = np.flatnonzero(np.diff(rows) > 1)
    firsts, lasts = rows[np.append(0, cuts + 1)], rows[np.append(cuts, rows.size - 1)]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


class IdListModel(QAbstractListModel):
    """Holds one id per row; subclasses implement ``data``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = NO_IDS

    def ids(self) -> list[int]:
        """Return the ids shown, in order."""
        return self.ids_between(0, len(self._ids) - 1)

    def ids_between(self, first: int, last: int) -> list[int]:
        """Return the ids of rows ``first`` to ``last``, both included."""
        ids: list[int] = self._ids[first : last + 1].tolist()
        return ids

    def all_ids(self) -> Ids:
        """Return the ids shown as an array; do not change it."""
        return self._ids

    def row_of(self, item_id: int) -> int | None:
        """Return the row of an id; None if it is not shown."""
        found = np.flatnonzero(self._ids == item_id)
        return int(found[0]) if found.size else None

    def rows_of(self, ids: Collection[int] | Ids) -> Rows:
        """Return the rows of those ids that are shown."""
        return rows_among(self._ids, ids)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def _is_row(self, index: Index) -> bool:
        return index.isValid() and index.model() is self and index.row() < len(self._ids)

    @contextmanager
    def _resetting(self) -> Iterator[None]:
        """Notify views before and after the list is replaced."""
        self.beginResetModel()
        try:
            yield
        finally:
            self.endResetModel()

    def _announce_rows(self, ids: Collection[int], roles: Sequence[int] = ()) -> None:
        """Notify views that the rows of these ids changed."""
        found = runs(self.rows_of(ids))
        if len(found) > MANY_RUNS:
            found = [(found[0][0], found[-1][1])]
        for first, last in found:
            self.dataChanged.emit(self.index(first), self.index(last), list(roles))
