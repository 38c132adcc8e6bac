"""Combines the filters of the gallery: classes, filter panel and file-name search."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.jobs.latest_read import DELAY_MS, LatestRead
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cell_queries
from wbc_desktop.ui.gallery.filter_panel import FilterPanel
from wbc_desktop.ui.gallery.gallery_pane import GalleryPane


class ClassChoice(Protocol):
    """The list of classes, of which some may be chosen as a filter."""

    def chosen(self) -> frozenset[str | None] | None: ...
    def clear_filter(self) -> None: ...


class GalleryFilters(QObject):
    """Applies the combined filter to the list of cells. Call :meth:`apply` after a filter changed."""

    def __init__(
        self,
        context: SlideContext,
        cells: CellListModel,
        classes: ClassChoice,
        filters: FilterPanel,
        pane: GalleryPane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._db = context.db
        self._cells = cells
        self._classes = classes
        self._filters = filters
        self._pane = pane
        self._reader = LatestRead(self)
        self._reader.done.connect(filters.show_reviewers)
        filters.changed.connect(self.apply)
        pane.searched.connect(self.apply)

    def chosen(self) -> CellFilter:
        """Return the combined filter."""
        return replace(self._filters.chosen(), classes=self._classes.chosen(), name=self._pane.search_text())

    def apply(self) -> None:
        """Show the cells that match all filters."""
        chosen = self.chosen()
        if chosen != self._cells.filter:
            self._cells.apply_filter(chosen)

    def clear(self) -> None:
        """Clear all filters."""
        self._classes.clear_filter()
        self._filters.clear()
        self._pane.search_for("")
        self.apply()

    def open(self, slide: Slide | None) -> None:
        """Clear the filters for another slide, and offer its reviewers."""
        self.clear()
        self._reader.drop()
        if slide is None:
            self._filters.show_reviewers([])
        else:
            self._ask(slide.id)

    def refresh(self, changes: Changes) -> None:
        """Read the reviewers again after a change."""
        if changes.slide_id == self._cells.slide_id and changes.cells:
            self._ask(changes.slide_id, DELAY_MS)

    def stop(self) -> None:
        """Stop reading."""
        self._reader.stop()

    def _ask(self, slide_id: int, after_ms: int = 0) -> None:
        db = self._db

        def read() -> list[str]:
            with db.read() as s:
                return cell_queries.reviewers(s, slide_id)

        self._reader.ask(read, after_ms)
