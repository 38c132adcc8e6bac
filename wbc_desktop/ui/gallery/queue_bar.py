"""The bar above the gallery while it shows the queue of cells that teach most."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.icons import tinted_icon
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID


class QueueBar(QWidget):
    """Shows how many cells of the queue are classified; hidden without a queue.

    Signals: ``left()``: all cells of the slide are to be shown again; ``continued()``: another queue is wanted.
    """

    left = Signal()
    continued = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label()
        self._text.setWordWrap(True)
        self._more = QPushButton(tr("More cells"))
        self._more.setToolTip(tr("Find the next cells that teach most"))
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.clicked.connect(lambda _checked=False: self.continued.emit())
        self._leave = QToolButton()
        self._leave.setToolTip(tr("Show all cells of the slide again"))
        self._leave.setAccessibleName(tr("Show all cells of the slide again"))
        self._leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._leave.clicked.connect(lambda _checked=False: self.left.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addWidget(self._leave)
        self.hide()

    def show_progress(self, decided: int, count: int) -> None:
        """Show that ``decided`` of the ``count`` cells of the queue are classified."""
        text = tr("Cells that teach most: {decided:,} of {count:,} classified", decided=decided, count=count)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._more.setVisible(decided >= count)
        self._draw_icon()
        self.show()

    def text(self) -> str:
        """Return the text shown."""
        return self._text.text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        self._leave.setIcon(tinted_icon("close", self.palette()))
