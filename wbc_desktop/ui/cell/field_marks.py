"""What is outlined in a field: the cell shown, its neighbours, and regions of which the finder was not sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.regions import Box
from wbc_desktop.ui.widgets.theme import strong

NO_CLASS = "#BBBBBB"


class Line(Enum):
    """How a box is outlined."""

    CURRENT = auto()
    DECIDED = auto()
    UNDECIDED = auto()
    PROPOSED = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """One outlined cell: its box in pixels of the field, class code ("" for none), colour and line."""

    cell_id: int
    box: Box
    code: str
    colour: str
    line: Line


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its marks. ``crop``: the part that shows the current cell; None: there is none.

    ``width`` and ``height`` in pixels of the field.
    """

    width: int
    height: int
    crop: Box | None
    marks: tuple[Mark, ...]

    def at(self, x: float, y: float) -> Mark | None:
        """Return the smallest outlined cell at a point, but not the current one; None if there is none."""
        hit = [mark for mark in self.marks if mark.line is not Line.CURRENT and _contains(mark.box, x, y)]
        return min(hit, key=lambda mark: mark.box.width * mark.box.height, default=None)

    def usual_side(self) -> int:
        """Return the median side of the boxes in pixels; without boxes an eighth of the field's shorter side."""
        sides = sorted(max(mark.box.width, mark.box.height) for mark in self.marks)
        return sides[len(sides) // 2] if sides else max(min(self.width, self.height) // 8, 1)


def field_of(cell: Cell, neighbours: Sequence[Cell], proposed: Sequence[Cell]) -> Field:
    """Return the field of a cell. ``neighbours``: all shown cells of the field, the cell itself may be among them."""
    return Field(cell.width, cell.height, cell.crop, tuple(_marks(cell, neighbours, proposed)))


def _marks(cell: Cell, neighbours: Sequence[Cell], proposed: Sequence[Cell]) -> Iterator[Mark]:
    for other in proposed:
        if other.box is not None and other.id != cell.id:
            yield Mark(other.id, other.box, "?", NO_CLASS, Line.PROPOSED)
    for other in neighbours:
        if other.box is not None and other.id != cell.id:
            yield _mark(other, Line.UNDECIDED if other.needs_decision else Line.DECIDED)
    if cell.box is not None:
        yield _mark(cell, Line.CURRENT)


def _mark(cell: Cell, line: Line) -> Mark:
    assert cell.box is not None
    shown = cell_class(cell.current) if cell.current is not None else None
    return Mark(cell.id, cell.box, shown.code if shown else "", shown.colour if shown else NO_CLASS, line)


_STYLES = {
    Line.CURRENT: (3.0, Qt.PenStyle.SolidLine),
    Line.DECIDED: (1.5, Qt.PenStyle.SolidLine),
    Line.UNDECIDED: (1.5, Qt.PenStyle.DashLine),
    Line.PROPOSED: (1.5, Qt.PenStyle.DotLine),
}


def paint_mark(painter: QPainter, place: QRectF, mark: Mark) -> None:
    """Outline a cell at ``place`` (logical pixels of the widget), with its code; readable on light and dark stain."""
    width, style = _STYLES[mark.line]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 170), width + 2))
    painter.drawRect(place)
    painter.setPen(QPen(QColor(mark.colour), width, style))
    painter.drawRect(place)
    if mark.line is not Line.CURRENT and mark.code:
        paint_tag(painter, place.topLeft(), mark.code)


def paint_tag(painter: QPainter, corner: QPointF, text: str) -> None:
    """Write a short text on a dark ground just above a corner."""
    font = strong(painter.font())
    metrics = QFontMetrics(font)
    ground = QRectF(
        corner.x() - 1, corner.y() - metrics.height(), metrics.horizontalAdvance(text) + 6, metrics.height()
    )
    painter.fillRect(ground, QColor(0, 0, 0, 190))
    painter.setFont(font)
    painter.setPen(QColor("white"))
    painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter), text)


def _contains(box: Box, x: float, y: float) -> bool:
    return box.left <= x < box.right and box.top <= y < box.bottom
