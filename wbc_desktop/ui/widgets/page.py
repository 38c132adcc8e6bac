"""A page for a state without cells: a picture, a title, a sentence, and buttons for the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID, large

WIDEST_TEXT = 52 * GRID


class Page(QWidget):
    """Shows its parts in the middle, one below the other."""

    def __init__(
        self,
        title: str,
        text: str,
        buttons: Sequence[QPushButton] = (),
        picture: QPixmap | None = None,
        foot: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        body = ScrolledBody()
        column = QVBoxLayout(body)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addStretch(2)
        if picture is not None:
            image = Label()
            image.setPixmap(picture)
            column.addWidget(image, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = self._line(title)
        self._title.setFont(large(self.font()))
        self._text = self._line(text, muted=True)
        column.addWidget(self._title)
        column.addWidget(self._text)
        if buttons:
            row = Flow(centred=True)
            for button in buttons:
                row.addWidget(button)
            column.addLayout(row)
        if foot:
            column.addWidget(self._line(foot, muted=True))
        column.addStretch(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(body))

    def show_text(self, title: str, text: str) -> None:
        """Show this title and text."""
        self._title.setText(title)
        self._text.setText(text)

    def words(self) -> tuple[str, str]:
        """Title and text as shown."""
        return self._title.text(), self._text.text()

    def _line(self, text: str, muted: bool = False) -> QLabel:
        label = Label(text)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if muted:
            label.setProperty("role", "muted")
        return label
