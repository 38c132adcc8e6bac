"""A bounded cache of cells, by id and by content."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from wbc_desktop.domain.cells import Cell

MAX_CELLS = 4096


class CellCache:
    """Holds up to MAX_CELLS cells; removes the least recently used."""

    def __init__(self) -> None:
        self._cells: OrderedDict[int, Cell] = OrderedDict()
        self._ids: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def __contains__(self, cell_id: int) -> bool:
        return cell_id in self._cells

    def get(self, cell_id: int) -> Cell | None:
        """Return the cell; None if it is not in the cache."""
        cell = self._cells.get(cell_id)
        if cell is not None:
            self._cells.move_to_end(cell_id)
        return cell

    def id_of(self, content: str) -> int | None:
        """Return the id of the cell with this content; None if it is not in the cache."""
        return self._ids.get(content)

    def classes_to_confirm(self, ids: Iterable[int]) -> dict[int, str | None]:
        """Return ``Cell.class_to_confirm`` by cell id, for those of the cells that are in the cache."""
        chosen = set(ids)
        return {cell_id: cell.class_to_confirm for cell_id, cell in self._cells.items() if cell_id in chosen}

    def add(self, fresh: Iterable[Cell]) -> None:
        """Add or replace these cells."""
        for cell in fresh:
            self._cells[cell.id] = cell
            self._cells.move_to_end(cell.id)
            self._ids[cell.crop_content] = cell.id
        while len(self._cells) > MAX_CELLS:
            _, removed = self._cells.popitem(last=False)
            self._ids.pop(removed.crop_content, None)

    def forget(self, ids: Iterable[int]) -> None:
        """Remove these cells, because they changed."""
        for cell_id in ids:
            removed = self._cells.pop(cell_id, None)
            if removed is not None:
                self._ids.pop(removed.crop_content, None)

    def clear(self) -> None:
        """Remove all cells."""
        self._cells.clear()
        self._ids.clear()
