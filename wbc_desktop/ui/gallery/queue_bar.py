"""The bar above the gallery while it shows the queue of cells that teach most."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from wbc_desktop.domain.language import tr
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
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(16 * GRID)
        self._bar.setAccessibleName(tr("Classified cells of the queue"))
        self._more = self._button(tr("More cells"), tr("Find the next cells that teach most"))
        self._more.clicked.connect(lambda _checked=False: self.continued.emit())
        self._leave = self._button(tr("Show all cells"), tr("Show all cells of the slide again"))
        self._leave.clicked.connect(lambda _checked=False: self.left.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._more)
        row.addWidget(self._leave)
        self.hide()

    def show_progress(self, decided: int, count: int) -> None:
        """Show that ``decided`` of the ``count`` cells of the queue are classified."""
        done = decided >= count
        text = tr("Cells that teach most: {decided:,} of {count:,} classified", decided=decided, count=count)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._bar.setRange(0, count)
        self._bar.setValue(decided)
        self._bar.setHidden(done)
        self._more.setVisible(done)
        self.show()

    def text(self) -> str:
        """Return the text shown."""
        return self._text.text()

    @staticmethod
    def _button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
