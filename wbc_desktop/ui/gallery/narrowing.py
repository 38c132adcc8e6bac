"""What the gallery shows: filters of the classes, the panel and the search, put together; groups or one list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QTreeWidget

from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.jobs.latest_read import LATER_MS, LatestRead
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import standing
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.gallery.class_drops import let_classes_take_cells

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


class Narrowing(QObject):
    """Listens to everything that narrows the list, and to what is dropped on a class."""

    failed = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._cells: CellListModel = window.desk.cells
        self._db: Database = window.desk.db
        self._reader = LatestRead(self)
        self._reader.done.connect(window.side.filters.show_reviewers)
        window.side.differential.filter_changed.connect(self.apply)
        window.side.filters.changed.connect(self.apply)
        window.side.filters.review_only.connect(window.commands["waiting"].setChecked)
        window.pane.searched.connect(self.apply)
        window.gallery.dropped.connect(window.reviewing.classify)
        classes = window.side.differential.findChild(QTreeWidget)
        if classes is not None:
            let_classes_take_cells(classes, int(Qt.ItemDataRole.UserRole), window.reviewing.classify)

    def connect_commands(self) -> None:
        """Connect the actions that are about what the gallery shows."""
        window = self._window
        groups = window.commands["groups"]
        groups.setChecked(window.desk.placement.grouped())
        self._cells.set_grouped(groups.isChecked())
        groups.toggled.connect(self._group)
        window.commands.on(
            waiting=lambda: window.side.filters.review_state(window.commands["waiting"].isChecked()),
            find=window.pane.find_name,
            select_all=window.gallery.selectAll,
            confirm_shown=window.reviewing.confirm_shown,
        )

    def chosen(self) -> CellFilter:
        """All filters at once."""
        side = self._window.side
        return replace(side.filters.chosen(), classes=side.differential.chosen(), name=self._window.pane.search_text())

    def apply(self) -> None:
        """Show the cells that all filters let through."""
        wanted = self.chosen()
        if wanted != self._cells.filter:
            self._cells.narrow(wanted)

    def clear(self) -> None:
        """Take all filters away."""
        self._window.side.differential.clear_filter()
        self._window.side.filters.clear()
        self._window.pane.search_for("")
        self.apply()

    def open(self, slide_id: int | None) -> None:
        """Another slide is open: nothing is filtered."""
        self.clear()
        self._reader.drop()
        if slide_id is None:
            self._window.side.filters.show_reviewers([])
        else:
            self._ask(slide_id)

    def refresh(self, changes: Changes) -> None:
        """Somebody may have decided for the first time."""
        if changes.slide_id == self._cells.slide_id and changes.cells:
            self._ask(changes.slide_id, LATER_MS)

    def stop(self) -> None:
        """Read no more."""
        self._reader.stop()

    def _ask(self, slide_id: int, after_ms: int = 0) -> None:
        db = self._db

        def read() -> list[str]:
            with db.read() as s:
                return standing.reviewers(s, slide_id)

        self._reader.ask(read, after_ms)

    def _group(self, on: bool) -> None:
        self._cells.set_grouped(on)
        self._window.desk.placement.keep_grouped(on)
