"""Selection, current cell and scroll position of a list, saved by ids while the list is reset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange

from wbc_desktop.item_models.id_list import NO_IDS, IdListModel, runs

NO_ROW = -1


def parts(selection: QItemSelection) -> Iterator[QItemSelectionRange]:
    """Yield the ranges of a selection; its type does not say that it is a list."""
    yield from cast("Sequence[QItemSelectionRange]", selection)


class SavedPlace:
    """The selected cells, the current cell and the viewed cell at the time of construction.

    ``viewed_row``: the row that stays ``top`` pixels below the upper edge of the view; NO_ROW: none.
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
        """Select the cells that are still listed, and make the current cell, or the nearest one still listed, current.

        No signal is emitted. ``lost`` says afterwards whether a selected cell left the list. Return whether the current
        cell left the list and the next one is current now.
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
        """Return the new row of the cell that was in this row; NO_ROW if it left the list."""
        found = self._model.row_of(int(self._ids[row])) if 0 <= row < len(self._ids) else None
        return NO_ROW if found is None else found

    def viewed_row(self) -> int:
        """Return the new row of the viewed cell, or of the nearest one still listed; NO_ROW if the list is empty."""
        return self._left(self._viewed_row)[0]

    def _left(self, row: int) -> tuple[int, bool]:
        """Return the new row of the cell in a row; else of the next one still listed (and True), or the one before."""
        found = self.row_of(row)
        if found != NO_ROW or row == NO_ROW:
            return found, False
        left = np.flatnonzero(np.isin(self._ids, self._model.all_ids()))
        after = left[left > row]
        if after.size:
            return self.row_of(int(after[0])), True
        return (self.row_of(int(left[-1])) if left.size else NO_ROW), False
