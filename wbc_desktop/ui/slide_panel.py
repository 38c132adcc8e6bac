"""The left of the window: a folder to open, the recent slides, and the differential of the open one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QLabel, QListView, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.item_models.slides import SlideListModel
from wbc_desktop.ui.buttons import ActionButton
from wbc_desktop.ui.commands import Commands
from wbc_desktop.ui.differential_panel import DifferentialPanel
from wbc_desktop.ui.filter_panel import FilterPanel
from wbc_desktop.ui.theme import GRID


class SlidePanel(QWidget):
    """``chosen(Slide)`` when a recent slide is clicked or Return is pressed on it."""

    chosen = Signal(object)

    def __init__(self, slides: SlideListModel, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.differential = DifferentialPanel()
        self.differential.offer([commands[name] for name in ("fields", "ranges", "classes")])
        self.filters = FilterPanel()
        self._slides = slides
        self._open_id: int | None = None
        slides.rowsInserted.connect(self._mark)
        slides.layoutChanged.connect(self._mark)
        self._list = QListView()
        self._list.setObjectName("slides")
        self._list.setModel(slides)
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list.setAccessibleName("Recent slides")
        self._list.setMinimumHeight(8 * GRID)
        self._list.clicked.connect(self._choose)
        self._list.activated.connect(self._choose)
        title = QLabel("Slides")
        title.setProperty("role", "section")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(ActionButton(commands["open"], "Open a folder…"))
        column.addWidget(title)
        column.addWidget(self._list, 1)
        column.addWidget(self.differential)
        column.addWidget(self.filters)

    def mark(self, slide_id: int | None) -> None:
        """Show which slide is open."""
        self._open_id = slide_id
        self._mark()

    def _mark(self) -> None:
        row = self._slides.row_of(self._open_id) if self._open_id is not None else None
        if row is None:
            self._list.clearSelection()
        else:
            self._list.setCurrentIndex(self._slides.index(row))

    def _choose(self, index: QModelIndex) -> None:
        slide = self._slides.slide(index.row())
        if isinstance(slide, Slide):
            self.chosen.emit(slide)
