"""The column of the cell view: the picture has its share of the height, everything else follows and scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from wbc_desktop.ui.cell.class_rows import ClassRows
from wbc_desktop.ui.cell.field_view import FieldView
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID

PICTURE_SHARE = 0.47
"""The least part of the height that the picture gets."""
OTHER_PARTS = 40 * GRID
"""Height of the parts below the picture without the classes, in pixels."""


class CellColumn(Scrolled):
    """Shows ``title``, the picture with ``beside``, and ``below`` with the classes somewhere in it; the last stretches.

    The classes get two columns where one would need the room of the picture.
    """

    def __init__(
        self, title: QLayout, picture: FieldView, beside: QWidget, below: Sequence[QWidget], classes: ClassRows
    ) -> None:
        body = ScrolledBody()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(title)
        pictures = QHBoxLayout()
        pictures.setSpacing(GRID)
        pictures.addWidget(picture, 1)
        pictures.addWidget(beside)
        column.addLayout(pictures, 3)
        for part in below:
            column.addWidget(part)
        column.setStretchFactor(below[-1], 1)
        super().__init__(body)
        self._picture, self._classes = picture, classes
        self._least = picture.minimumHeight()

    def fit(self) -> None:
        """Share the height between the picture and the classes."""
        width, height = self.viewport().width() - 4 * GRID, self.height()
        share = max(self._least, round(PICTURE_SHARE * height))
        self._picture.setMinimumHeight(share)
        self._classes.fit(width, height - share - OTHER_PARTS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
