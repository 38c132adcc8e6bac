"""The cells that were read last, within a bound, by id and by content."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from wbc_desktop.domain.cells import Cell

MAX_CELLS = 4096


class CellCache:
    """Forgets what was not asked for the longest."""

    def __init__(self) -> None:
        self._cells: OrderedDict[int, Cell] = OrderedDict()
        self._ids: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def __contains__(self, cell_id: int) -> bool:
        return cell_id in self._cells

    def get(self, cell_id: int) -> Cell | None:
        """The cell, if it is kept."""
        cell = self._cells.get(cell_id)
        if cell is not None:
            self._cells.move_to_end(cell_id)
        return cell

    def id_of(self, sha256: str) -> int | None:
        """The id of the kept cell with this content."""
        return self._ids.get(sha256)

    def proposals(self, ids: Iterable[int]) -> dict[int, str | None]:
        """``Cell.class_to_confirm`` by cell id, as it was read, of those of the cells that are kept."""
        wanted = set(ids)
        return {cell_id: cell.class_to_confirm for cell_id, cell in self._cells.items() if cell_id in wanted}

    def keep(self, fresh: Iterable[Cell]) -> None:
        """Keep these as they are now."""
        for cell in fresh:
            self._cells[cell.id] = cell
            self._cells.move_to_end(cell.id)
            self._ids[cell.sha256] = cell.id
        while len(self._cells) > MAX_CELLS:
            _, gone = self._cells.popitem(last=False)
            self._ids.pop(gone.sha256, None)

    def forget(self, ids: Iterable[int]) -> None:
        """Forget these: they changed, and are read again when they are shown."""
        for cell_id in ids:
            gone = self._cells.pop(cell_id, None)
            if gone is not None:
                self._ids.pop(gone.sha256, None)

    def clear(self) -> None:
        """Forget all."""
        self._cells.clear()
        self._ids.clear()
