"""The left pane of the window: open a folder, the slides, the differential of the open slide, the filters."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wbc_desktop.domain.cells import Slide
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

LEAST_HEIGHT, FILTERS_HEIGHT = 80 * GRID, 24 * GRID
"""Below this height (below the sum, if the filters are unfolded) the whole panel scrolls instead of its table."""
LOW = 50 * GRID
"""Below this height the slides take less room, so that some rows of the differential can be seen."""
LAYOUT_MS = 100
"""Time that the layout needs after the filters are unfolded."""


class SlidePanel(QWidget):
    """The left column of the window.

    Signals: ``chosen(Slide)``: a slide was clicked, or Return pressed on it; ``menu_requested(Slide, QPoint)``: the
    slide's menu was requested at this position on the screen; ``dropped(str)``: cells were dropped on the class with
    this code.
    """

    chosen = Signal(object)
    menu_requested = Signal(object, QPoint)
    dropped = Signal(str)

    def __init__(self, slides: SlideListModel, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.differential = DifferentialPanel()
        self.differential.offer([actions[name] for name in ("details", "ranges", "classes")])
        ClassDrops(self.differential.table, self.differential.CODE_ROLE).dropped.connect(self.dropped)
        self.filters = FilterPanel()
        self.slides = SlideList(slides)
        self.slides.chosen.connect(self.chosen)
        self.slides.menu_requested.connect(self.menu_requested)
        self.title = Label(tr("Slides"))
        self.title.setProperty("role", "section")
        body = ScrolledBody()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(ActionButton(actions["open"], tr("Open a folder…")))
        column.addWidget(self.title)
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
        self._fit_height()

    def _fit_height(self) -> None:
        least = LEAST_HEIGHT + (FILTERS_HEIGHT if self.filters.is_unfolded() else 0)
        self.differential.show_all_rows(self.height() < least)
        low = self.height() < LOW
        self.title.setVisible(not low)
        self.slides.set_low(low)

    def _unfolded(self, on: bool) -> None:
        self._fit_height()
        if on:  # the filters come last and may be below the visible part
            QTimer.singleShot(LAYOUT_MS, self, lambda: self._area.ensureWidgetVisible(self.filters))

    def mark(self, slide: Slide | None) -> None:
        """Select the open slide in the list and offer its filters; None for no slide."""
        self.slides.mark(slide)
        self.filters.setVisible(slide is not None)
