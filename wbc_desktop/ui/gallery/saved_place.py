"""What a person has chosen and looks at in a list, by ids: it outlives the reset of the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange

from wbc_desktop.item_models.id_list import NO_IDS, IdListModel, runs

NO_ROW = -1


def parts(selection: QItemSelection) -> Iterator[QItemSelectionRange]:
    """Yield the ranges of a selection (its type does not tell Python that it is a list)."""
    yield from cast("Sequence[QItemSelectionRange]", selection)


class SavedPlace:
    """Selected cells, current cell, and one cell with its height in the window, as they are now.

    ``viewed_row``: the row that shall stay ``top`` pixels below the upper edge of the window; NO_ROW: none.
    """

    def __init__(self, model: IdListModel, selection: QItemSelectionModel, viewed_row: int, top: int) -> None:
        self._model = model
        self._ids = model.all_ids()
        self._current = selection.currentIndex().row()
        chosen = [self._ids[part.top() : part.bottom() + 1] for part in parts(selection.selection())]
        self._selected = np.concatenate(chosen) if chosen else NO_IDS
        self._viewed_row = viewed_row
        self.top = top
        self.lost = False

    def restore_selection(self, selection: QItemSelectionModel) -> bool:
        """Select the cells that are left and make the current cell, or the nearest that is left, current again.

        Nobody is told; ``lost`` is whether selected cells have left the list. Returns whether the current cell is gone
        and the one that followed it is current now.
        """
        rows = self._model.rows_of(self._selected)
        again = QItemSelection()
        for first, last in runs(rows):
            again.select(self._model.index(first), self._model.index(last))
        current, followed = self._left(self._current)
        selection.blockSignals(True)
        selection.select(again, QItemSelectionModel.SelectionFlag.Select)
        selection.setCurrentIndex(self._model.index(current), QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.blockSignals(False)
        self.lost = len(rows) < len(self._selected)
        return followed

    def row_of(self, row: int) -> int:
        """Return where the cell is now that was in this row; NO_ROW if it is gone."""
        found = self._model.row_of(int(self._ids[row])) if 0 <= row < len(self._ids) else None
        return NO_ROW if found is None else found

    def viewed_row(self) -> int:
        """Return the row of the cell that was looked at, or of the nearest that is left; NO_ROW: none is left."""
        return self._left(self._viewed_row)[0]

    def _left(self, row: int) -> tuple[int, bool]:
        """Return where the cell of a row is now, or the next one that is left (and True), else the one before."""
        found = self.row_of(row)
        if found != NO_ROW or row == NO_ROW:
            return found, False
        left = np.flatnonzero(np.isin(self._ids, self._model.all_ids()))
        after = left[left > row]
        if after.size:
            return self.row_of(int(after[0])), True
        return (self.row_of(int(left[-1])) if left.size else NO_ROW), False
