"""Drag and drop of cells onto a group of the gallery or a class of the differential."""

from __future__ import annotations

import os

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QFont, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QWidget

from wbc_desktop.domain.language import number
from wbc_desktop.ui.widgets.theme import GRID, strong

CELLS = "application/x-wbc-cells"
"""The MIME type of dragged cells. The cells themselves are those selected in the gallery."""

_MAX_PICTURES = 3


def cells_mime(count: int) -> QMimeData:
    """Return the drag data for ``count`` cells of this process."""
    data = QMimeData()
    data.setData(CELLS, f"{os.getpid()} {count}".encode())
    return data


def is_cells(event: QDropEvent) -> bool:
    """Return whether cells of this process are dragged."""
    data = bytes(event.mimeData().data(CELLS).data()).decode("ascii", "replace")
    return data.partition(" ")[0] == str(os.getpid())


def drag_picture(pictures: list[QPixmap], count: int, palette: QPalette, font: QFont, ratio: float) -> QPixmap:
    """Return a small pile of the dragged pictures with the number of cells."""
    side, step = 8 * GRID, GRID // 2
    shown = pictures[:_MAX_PICTURES]
    whole = QPixmap(round((side + 4 * GRID) * ratio), round((side + 4 * GRID) * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    for place, picture in reversed(list(enumerate(shown))):
        painter.setOpacity(0.9)
        painter.drawPixmap(QRect(place * step, place * step, side, side), picture)
    painter.setOpacity(1)
    text, bold = number(count), strong(font)
    painter.setFont(bold)
    width = painter.fontMetrics().horizontalAdvance(text) + 2 * GRID
    badge = QRect(side - GRID, side - GRID, max(width, 3 * GRID), painter.fontMetrics().height() + GRID // 2)
    badge.moveRight(min(badge.right(), side + 4 * GRID - 1))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Accent))
    painter.drawRoundedRect(badge, GRID, GRID)
    painter.setPen(palette.color(QPalette.ColorRole.BrightText))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return whole


class ClassDrops(QObject):
    """Accepts cells dropped on the classes of a list, whose items have the class code under ``code_role``.

    Signals: ``dropped(str)``: the dragged cells were dropped on a class, by its code.
    """

    dropped = Signal(str)

    def __init__(self, view: QAbstractItemView, code_role: int) -> None:
        super().__init__(view)
        self._role = code_role
        self._mark = _Mark(view.viewport())
        self._view = view
        view.viewport().setAcceptDrops(True)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self._mark.hide()
            return True
        if kind not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        if not isinstance(event, QDropEvent) or not is_cells(event):
            return False
        code = self._code_at(event.position().toPoint())
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(code is not None or kind == QEvent.Type.DragEnter)
        if kind == QEvent.Type.Drop:
            self._mark.hide()
            if code is not None:
                self.dropped.emit(code)
        return True

    def _code_at(self, point: QPoint) -> str | None:
        index = self._view.indexAt(point)
        code = index.siblingAtColumn(0).data(self._role) if index.isValid() else None
        rect = self._view.visualRect(index) if isinstance(code, str) else QRect()
        self._mark.show_over(QRect(0, rect.top(), self._view.viewport().width(), rect.height()) if code else None)
        return code if isinstance(code, str) else None


class _Mark(QWidget):
    """Marks the class in a list onto which the cells would drop."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, rect: QRect | None) -> None:
        """Show the mark over this place; None hides it."""
        if rect is None:
            self.hide()
        else:
            self.setGeometry(rect)
            self.show()
            self.raise_()

    def paintEvent(self, _event: QEvent) -> None:
        painter = QPainter(self)
        paint_target(painter, self.rect(), self.palette())


def paint_target(painter: QPainter, place: QRect, palette: QPalette) -> None:
    """Paint the mark of the class onto which the cells would drop."""
    accent = palette.color(QPalette.ColorRole.Accent)
    ground = QColor(accent)
    ground.setAlphaF(0.2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(accent)
    painter.setBrush(ground)
    painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 6, 6)
