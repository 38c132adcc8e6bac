"""Connects the cell view, comments, comparison and full-screen review with the other parts of the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.key_names import key_of
from wbc_desktop.jobs.explanations import Prediction
from wbc_desktop.services.changes import Changes
from wbc_desktop.ui.cell.cell_view import CHECK_AFTER_MS
from wbc_desktop.ui.cell.picture_view import ZOOM_STEP

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

PAUSE_MS = 10
"""Pause in which the event loop can paint the opened slide."""
FULL = Qt.WindowState.WindowFullScreen


class ShownCell(QObject):
    """Shows the current cell in the cell view and loads the pictures of its neighbours in advance."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.gallery.current_changed.connect(self._current_changed)
        window.gallery.selected_changed.connect(self._count_selected)
        window.context.changed.connect(self._refresh)

    def _current_changed(self, cell_id: int) -> None:
        if self._window.opening:
            # Show the first cell a little later: opening a large slide and painting it already takes long.
            QTimer.singleShot(PAUSE_MS, self, lambda: self._current_changed(self._window.gallery.current_id()))
        else:
            self._show(cell_id)

    def _show(self, cell_id: int) -> None:
        view, backend, slide = self._window.cell_view, self._window.backend, self._window.context.slide
        row = backend.cells.row_of(cell_id)
        if slide is None or row is None:
            view.show_cell(None, None)
            return
        view.show_cell(cell_id, Path(slide.folder))
        near = (backend.cells.cell(other) for other in (row + 1, row - 1, row + 2))
        backend.pictures.prefetch([backend.cells.page_source(cell) for cell in near if cell is not None])

    def _count_selected(self) -> None:
        self._window.cell_view.show_selected(len(self._window.gallery.selected_ids()))

    def _refresh(self, changes: Changes) -> None:
        if self._window.cell_view.concerns(changes):
            self._window.cell_view.refresh_later()


class OtherHeatmaps(QObject):
    """Gets the heatmaps of the shown cell that are not stored, once the cell stays for a moment."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._wanted: Prediction | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._ask)
        window.cell_view.heat.wanted.connect(self._want)
        window.backend.explanations.explained.connect(self._show)

    def _want(self, method: str) -> None:
        shown = self._window.cell_view.shown
        if shown is None or shown.cell.preclassification is None:
            return
        explanations = self._window.backend.explanations
        self._wanted = Prediction(shown.cell.id, shown.cell.preclassification.id, method)
        explanations.drop()
        self._later.stop()
        cached = explanations.cached(self._wanted)
        if cached is None:
            self._later.start(CHECK_AFTER_MS)
        else:
            self._window.cell_view.heat.show_other(method, cached)

    def _ask(self) -> None:
        slide = self._window.context.slide
        if self._wanted is not None and slide is not None:
            self._window.backend.explanations.ask(self._wanted, Path(slide.folder))

    def _show(self, prediction: Prediction, answer: HeatMaps | str) -> None:
        if prediction == self._wanted and self._window.cell_view.cell_id == prediction.cell_id:
            self._window.cell_view.heat.show_other(prediction.method, answer)


def connect_cell(window: MainWindow) -> None:
    """Connect the commands and the views of the current cell."""
    ShownCell(window)
    OtherHeatmaps(window)
    view, full, tools, commands = window.cell_view, window.full_screen, window.cell_tools, window.commands
    commands.on(
        comment=tools.ask_comment,
        compare=tools.compare_selected,
        full_screen=full.switch,
        fit=lambda: full.picture.fit(),
        actual=lambda: full.picture.actual_size(),
        zoom_in=lambda: full.picture.zoom_by(ZOOM_STEP),
        zoom_out=lambda: full.picture.zoom_by(1 / ZOOM_STEP),
    )
    preferences = window.backend.preferences
    commands["heat"].toggled.connect(lambda on: preferences.change(heatmap_on=on))
    view.heat.opacity_changed.connect(lambda opacity: preferences.change(heatmap_opacity=opacity))
    commands["comment"].changed.connect(lambda: view.comments.set_key(key_of("comment")))
    view.comments.set_key(key_of("comment"))
    view.comments.left.connect(window.gallery.setFocus)
    tools.decided.connect(lambda _changes: window.counts.decided())
    tools.decided.connect(lambda _changes: window.gallery.setFocus())
    tools.cell_requested.connect(lambda cell_id: go_to_cell(window, cell_id))
    _connect_full_screen(window)


def go_to_cell(window: MainWindow, cell_id: int) -> None:
    """Go to a cell of the open slide; clear the filters if they hide it."""
    if not window.gallery.select(cell_id):
        window.gallery_filters.clear()
        window.backend.cells.finish_reading()
        window.gallery.select(cell_id)


def _connect_full_screen(window: MainWindow) -> None:
    full, backend = window.full_screen, window.backend
    layout = _FullScreenLayout(window)
    full.entered.connect(layout.enter)
    full.left.connect(layout.restore)
    window.gallery.current_changed.connect(lambda _cell: full.refresh())
    backend.heat_checks.checked.connect(lambda _sha256, _found: full.show_overlay())
    window.counts.counted.connect(full.show_counts)
    window.commands.keys_changed.connect(full.show_keys)


class _FullScreenLayout(QObject):
    """Shows the page of full-screen review with the banner on the whole screen, and restores the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before = window.windowState()

    def enter(self) -> None:
        window, page = self._window, self._window.full_screen.page
        self._before = window.windowState()
        window.pages.setCurrentWidget(page)
        page.above.addWidget(window.banner)
        window.menuBar().hide()
        window.setWindowState(self._before | FULL)

    def restore(self) -> None:
        window = self._window
        window.pages.setCurrentIndex(0)
        window.banner_room.insertWidget(0, window.banner)
        window.menuBar().show()
        window.setWindowState(self._before & ~FULL)
        window.gallery.setFocus()
