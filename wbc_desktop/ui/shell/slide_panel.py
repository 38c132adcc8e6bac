"""The left of the window: a folder to open, the slides, the differential of the open one, and the filters."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.item_models.slides import SlideListModel
from wbc_desktop.ui.differential.differential_panel import DifferentialPanel
from wbc_desktop.ui.gallery.class_drops import ClassDrops
from wbc_desktop.ui.gallery.filter_panel import FilterPanel
from wbc_desktop.ui.slides.slide_list import SlideList
from wbc_desktop.ui.widgets.actions import Actions
from wbc_desktop.ui.widgets.buttons import ActionButton
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID

LOW, FILTERS = 80 * GRID, 24 * GRID
"""Where the panel is lower than this, or than both with the filters, it scrolls as a whole, and its table does not."""
SETTLED_MS = 100
"""After so long what was unfolded has its place."""


class SlidePanel(QWidget):
    """The left column of the window.

    Signals: ``chosen(Slide)``: a slide is clicked or Return is pressed on it; ``menu_asked(Slide, QPoint)``: its menu
    is to be shown at this place of the screen; ``dropped(str)``: cells were dropped on a class, by its
    code.
    """

    chosen = Signal(object)
    menu_asked = Signal(object, QPoint)
    dropped = Signal(str)

    def __init__(self, slides: SlideListModel, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.differential = DifferentialPanel()
        self.differential.offer([actions[name] for name in ("fields", "ranges", "classes")])
        ClassDrops(self.differential.table, self.differential.CODE_ROLE).dropped.connect(self.dropped)
        self.filters = FilterPanel()
        self.slides = SlideList(slides)
        self.slides.chosen.connect(self.chosen)
        self.slides.menu_asked.connect(self.menu_asked)
        title = Label(tr("Slides"))
        title.setProperty("role", "section")
        body = ScrolledBody()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(ActionButton(actions["open"], tr("Open a folder…")))
        column.addWidget(title)
        column.addWidget(self.slides, 1)
        column.addWidget(self.differential)
        column.addWidget(self.filters)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = Scrolled(body)
        whole.addWidget(self._area)
        self.filters.unfolded.connect(self._unfolded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def _look(self) -> None:
        self.differential.show_all_rows(self.height() < LOW + (FILTERS if self.filters.is_unfolded() else 0))

    def _unfolded(self, on: bool) -> None:
        self._look()
        if on:  # below the rest, where they may lie beyond the window's end
            QTimer.singleShot(SETTLED_MS, self, lambda: self._area.ensureWidgetVisible(self.filters))

    def mark(self, slide_id: int | None) -> None:
        """Show which slide is open."""
        self.slides.mark(slide_id)
