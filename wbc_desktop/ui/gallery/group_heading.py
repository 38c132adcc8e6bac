"""Paints the heading of a group of the gallery: colour, code and name of the class, and the number of cells."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette

from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.language import tr
from wbc_desktop.item_models.listing import Group
from wbc_desktop.ui.widgets.theme import GRID, strong
from wbc_desktop.ui.widgets.words import cells_text

DOT = 12


def heading_height(font: QFont) -> int:
    """Return the height of a heading in logical pixels, without the gap below it."""
    return QFontMetrics(strong(font)).height() + GRID


def paint_heading(painter: QPainter, place: QRect, group: Group, palette: QPalette, font: QFont) -> None:
    """Paint a dot in the class's colour, its code, its name and the number of cells, with a line below."""
    shown = None if group.code is None else cell_class(group.code)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left = place.left()
    if shown is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shown.colour))
        painter.drawEllipse(QRectF(left, place.center().y() - DOT / 2 + 0.5, DOT, DOT))
        left += DOT + GRID
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    bold = strong(font)
    text = shown.code if shown is not None else tr("Not yet preclassified")
    painter.setFont(bold)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.drawText(QRect(left, place.top(), place.right() - left, place.height()), flags, text)
    left += QFontMetrics(bold).horizontalAdvance(text) + GRID
    painter.setFont(font)
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    count = cells_text(group.count)
    about = f"{shown.title} · {count}" if shown is not None and shown.name != shown.code else count
    room = QRect(left, place.top(), max(0, place.right() - left), place.height())
    fitting = QFontMetrics(font).elidedText(about, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, flags, fitting)
    painter.setPen(palette.color(QPalette.ColorRole.Mid))
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    painter.restore()
