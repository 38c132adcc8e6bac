"""Reads cells for the list: their rows, which of them match a filter, and the folder of a slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.store import cell_queries, cells, slides
from wbc_desktop.store.engine import Database

T = TypeVar("T")


class CellSource:
    """Reads one database; ``failed`` is called with a sentence if :meth:`guarded` cannot read."""

    def __init__(self, db: Database, failed: Callable[[str], object]) -> None:
        self._db = db
        self._failed = failed

    def guarded(self, read: Callable[[], T]) -> T | None:
        """Return what ``read`` returns; None, after calling ``failed``, if the store cannot be read."""
        try:
            return read()
        except (WbcError, LookupError) as error:
            self._failed(str(error))
            return None

    def fetch(self, ids: Sequence[int]) -> list[Cell]:
        """Return these cells. Raises the store's errors."""
        with self._db.read() as s:
            return cells.get_many(s, ids)

    def fetch_matching(
        self, slide_id: int | None, cell_filter: CellFilter, ids: Sequence[int]
    ) -> tuple[list[Cell], set[int]]:
        """Return these cells, and the ids of those that the list should show. Raises the store's errors."""
        with self._db.read() as s:
            fresh = cells.get_many(s, ids)
            belonging = {cell.id for cell in fresh if cell.path}
            if slide_id is not None and not cell_filter.shows_all:
                belonging &= cell_queries.matching(s, slide_id, cell_filter, ids)
        return fresh, belonging

    def first(self, slide_id: int, count: int) -> tuple[Path, list[int]]:
        """Return the folder of a slide, and the ids of its first cells by name. Raises the store's errors."""
        with self._db.read() as s:
            return Path(slides.get(s, slide_id).folder), cells.ids(s, slide_id, "name", count)

    def folder(self, slide_id: int) -> Path:
        """Return the folder of a slide. Raises the store's errors."""
        with self._db.read() as s:
            return Path(slides.get(s, slide_id).folder)
