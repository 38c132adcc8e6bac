"""The store as a list of cells reads it: rows of cells, which of them a filter wants, and where a slide lies."""

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
    """Reads one database; ``failed`` is told the sentence when it cannot be read."""

    def __init__(self, db: Database, failed: Callable[[str], object]) -> None:
        self._db = db
        self._failed = failed

    def guarded(self, read: Callable[[], T]) -> T | None:
        """What ``read`` returns; None, and said aloud, when the store cannot be read."""
        try:
            return read()
        except (WbcError, LookupError) as error:
            self._failed(str(error))
            return None

    def fetch(self, ids: Sequence[int]) -> list[Cell]:
        """These cells, as they are now. Raises the store's errors."""
        with self._db.read() as s:
            return cells.get_many(s, ids)

    def fetch_matching(
        self, slide_id: int | None, wanted: CellFilter, ids: Sequence[int]
    ) -> tuple[list[Cell], set[int]]:
        """The cells, and which of them the slide shows and the filter wants. Raises the store's errors."""
        with self._db.read() as s:
            fresh = cells.get_many(s, ids)
            belonging = {cell.id for cell in fresh if cell.path}
            if slide_id is not None and not wanted.shows_all:
                belonging &= cell_queries.matching(s, slide_id, wanted, ids)
        return fresh, belonging

    def first(self, slide_id: int, count: int) -> tuple[Path, list[int]]:
        """The folder of a slide, and its first cells by name. Raises the store's errors."""
        with self._db.read() as s:
            return Path(slides.get(s, slide_id).folder), cells.ids(s, slide_id, "name", count)

    def folder(self, slide_id: int) -> Path:
        """Where a slide lies now. Raises the store's errors."""
        with self._db.read() as s:
            return Path(slides.get(s, slide_id).folder)
