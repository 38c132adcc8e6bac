"""Paints one cell of the gallery: picture, class band with code and confidence, mark of its state, frames."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.domain.classes import UNIDENTIFIED, cell_class
from wbc_desktop.domain.language import tr
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.item_models.describe import percent
from wbc_desktop.item_models.pictures import NoPicture
from wbc_desktop.ui.widgets.theme import GRID, is_dark, strong

DARK_INK, LIGHT_INK = QColor("#000000"), QColor("#FFFFFF")
RADIUS = 4.0
RING = 3.0
"""Width in pixels of the frame around a selected tile; the gap between two tiles has room for two frames."""


@dataclass(frozen=True, slots=True)
class Band:
    """The band below the picture: colour, class code, and texts of which the first that fits is painted."""

    colour: QColor | None
    code: str
    texts: tuple[str, ...]


class TileFont:
    """A font in plain and bold, with the widths of the texts of the tiles."""

    def __init__(self, font: QFont) -> None:
        self.plain = font
        self.bold = strong(font)
        self._plain_metrics = QFontMetrics(font)
        self.bold_metrics = QFontMetrics(self.bold)
        self._widths: dict[str, int] = {}

    def width(self, text: str) -> int:
        """Return the width of a text in the plain font, in pixels."""
        known = self._widths.get(text)
        if known is None:
            known = self._widths[text] = self._plain_metrics.horizontalAdvance(text)
        return known


class CellDelegate(QStyledItemDelegate):
    """Paints with the palette, the font and shapes only, so that it follows light and dark and any scaling."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fonts: dict[str, TileFont] = {}

    def band_height(self, font: QFont) -> int:
        """Return the height of one line of text in pixels, a multiple of half a GRID."""
        wanted = self._tile_font(font).bold_metrics.height() + GRID // 2
        return -(-wanted // (GRID // 2)) * (GRID // 2)

    def min_side(self, font: QFont) -> int:
        """Return the side in pixels of the smallest tile in which a class code is not cut."""
        return self._tile_font(font).bold_metrics.horizontalAdvance("WWW") + 2 * GRID

    def _tile_font(self, font: QFont) -> TileFont:
        key = font.key()
        known = self._fonts.get(key)
        if known is None:
            known = self._fonts[key] = TileFont(QFont(font))
        return known

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        side = option.rect.width()
        return QSize(side, side + self.band_height(option.font))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = index.data(CellListModel.CellRole)
        picture = index.data(CellListModel.ThumbnailRole)
        tile = QRect(option.rect)
        band = self.band_height(option.font)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        paint_frames(painter, tile, option.state, option.palette)
        place = tile.adjusted(0, 0, 0, -band)
        painter.fillRect(place, option.palette.color(QPalette.ColorRole.AlternateBase))
        if isinstance(picture, QPixmap):
            paint_picture(painter, fitted(picture, place), picture)
        elif picture is NoPicture.BROKEN:
            paint_broken(painter, place, option.palette)
        if isinstance(cell, Cell):
            below = QRect(tile.left(), place.bottom() + 1, tile.width(), band)
            paint_band(painter, below, option.palette, self._tile_font(option.font), band_of(cell))
            paint_mark(painter, place, cell.state, option)
            if cell.is_cut:
                paint_cut(painter, place, self._tile_font(option.font))
        painter.restore()


def band_of(cell: Cell) -> Band:
    """Return the band of a cell: its current class, and the confidence or the predicted class."""
    if cell.current is None:
        return Band(None, "", (tr("not yet classified"), tr("waiting"), "…"))
    now = cell_class(cell.current)
    confidence = "" if cell.confidence is None else percent(cell.confidence)
    if cell.current == cell.predicted:
        texts: tuple[str, ...] = (confidence, confidence.removesuffix(" %"))
    elif cell.label is None:
        texts = (f"{cell.predicted}? {confidence}", f"{cell.predicted}?")
    else:
        unsure = cell.preclassification is not None and cell.preclassification.unidentified
        before = UNIDENTIFIED if unsure else cell.predicted
        texts = (tr("was {before}", before=before), f"← {before}") if before and before != cell.current else ()
    return Band(QColor(now.colour), now.code, texts)


def ink_on(ground: QColor) -> QColor:
    """Return white if its contrast to ``ground`` is at least 4.5 (WCAG), else black."""
    return LIGHT_INK if 1.05 / (_luminance(ground) + 0.05) >= 4.5 else DARK_INK


def fitted(picture: QPixmap, place: QRect) -> QRect:
    """Return the largest rectangle with the picture's proportions in the middle of ``place``."""
    size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    rect = QRect(place.topLeft(), size)
    rect.moveCenter(place.center())
    return rect


def paint_picture(painter: QPainter, place: QRect, picture: QPixmap) -> None:
    """Paint a picture; one that already has the size of its place is copied, which is much faster than scaling."""
    ratio = painter.device().devicePixelRatioF()
    ready = ratio.is_integer() and place.size() * ratio == picture.size()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not ready)
    painter.drawPixmap(place, picture)


def paint_frames(painter: QPainter, tile: QRect, state: QStyle.StateFlag, palette: QPalette) -> None:
    """Paint the frame of a selected, current or hovered tile."""
    accent = palette.color(QPalette.ColorRole.Accent)
    if not state & QStyle.StateFlag.State_Active:
        accent = palette.color(QPalette.ColorRole.PlaceholderText)
    outer = QRectF(tile).adjusted(-RING, -RING, RING, RING)
    painter.setPen(Qt.PenStyle.NoPen)
    if state & QStyle.StateFlag.State_Selected:
        soft = QColor(accent)
        soft.setAlphaF(0.6)
        painter.setBrush(accent if state & QStyle.StateFlag.State_HasFocus else soft)
        painter.drawRoundedRect(outer, RADIUS, RADIUS)
    elif state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(outer.adjusted(0.75, 0.75, -0.75, -0.75), RADIUS, RADIUS)
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(outer.adjusted(1, 1, -1, -1), RADIUS, RADIUS)


def paint_band(painter: QPainter, place: QRect, palette: QPalette, font: TileFont, band: Band) -> None:
    """Paint the band in the class's colour, with the code in black or white and the first text that fits."""
    painter.fillRect(place, band.colour or palette.color(QPalette.ColorRole.AlternateBase))
    painter.setPen(ink_on(band.colour) if band.colour else palette.color(QPalette.ColorRole.PlaceholderText))
    inner = place.adjusted(GRID // 2 + 2, 0, -(GRID // 2 + 2), 0)
    room = inner.width()
    if band.code:
        code = font.bold_metrics.elidedText(band.code, Qt.TextElideMode.ElideRight, room)
        room -= font.bold_metrics.horizontalAdvance(code) + GRID
        painter.setFont(font.bold)
        painter.drawText(inner, _LINE | int(Qt.AlignmentFlag.AlignLeft), code)
    fitting = next((text for text in band.texts if font.width(text) <= room), "")
    if fitting:
        side = Qt.AlignmentFlag.AlignRight if band.code else Qt.AlignmentFlag.AlignHCenter
        painter.setFont(font.plain)
        painter.drawText(inner, _LINE | int(side), fitting)


def paint_mark(painter: QPainter, place: QRect, state: ReviewState, option: QStyleOptionViewItem) -> None:
    """Paint a tick when confirmed, an arrow when reclassified, a bar when decided, nothing while unreviewed."""
    shape = _MARKS.get(state)
    if shape is None:
        return
    side = min(max(2.0 * GRID, option.fontMetrics.height() + 2.0), place.width() / 2)
    disc = QRectF(place.right() + 1 - side - GRID / 2, place.top() + GRID / 2, side, side)
    dark = is_dark(option.palette)
    painter.setPen(QPen(DARK_INK if dark else LIGHT_INK, 1.0))
    painter.setBrush(LIGHT_INK if dark else DARK_INK)
    painter.drawEllipse(disc)
    pen = QPen(DARK_INK if dark else LIGHT_INK, side / 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_scaled(shape, disc))


def paint_cut(painter: QPainter, place: QRect, font: TileFont) -> None:
    """Write at the foot of the picture that the cell is cut by the edge of its field, as far as there is room."""
    texts = (tr("Cut by the edge"), tr("Cut"))
    room = place.width() - GRID
    text = next((text for text in texts if font.width(text) <= room), "…")
    height = font.bold_metrics.height()
    foot = QRect(place.left(), place.bottom() + 1 - height, min(font.width(text) + GRID, place.width()), height)
    painter.fillRect(foot, QColor(0, 0, 0, 190))
    painter.setPen(LIGHT_INK)
    painter.setFont(font.plain)
    painter.drawText(foot, int(Qt.AlignmentFlag.AlignCenter), text)


def paint_broken(painter: QPainter, place: QRect, palette: QPalette) -> None:
    """Paint a torn picture, for a file that cannot be read."""
    side = min(place.width(), place.height()) * 0.3
    box = QRectF(0, 0, side * 1.2, side)
    box.moveCenter(QPointF(place.center()))
    pen = QPen(palette.color(QPalette.ColorRole.PlaceholderText), max(1.5, side / 16))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shape in _TORN:
        painter.drawPath(_scaled(shape, box))


_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_MARKS = {
    ReviewState.CONFIRMED: ((0.28, 0.52), (0.44, 0.67), (0.72, 0.35)),
    ReviewState.RECLASSIFIED: ((0.26, 0.50), (0.72, 0.50), (0.54, 0.31), (0.72, 0.50), (0.54, 0.69)),
    ReviewState.DECIDED: ((0.28, 0.50), (0.72, 0.50)),
}
_TORN = (
    ((0.52, 0.0), (0.0, 0.0), (0.0, 1.0), (0.40, 1.0), (0.52, 0.66), (0.40, 0.34), (0.52, 0.0)),
    ((0.70, 0.0), (1.0, 0.0), (1.0, 1.0), (0.58, 1.0), (0.70, 0.66), (0.58, 0.34), (0.70, 0.0)),
)


def _scaled(points: tuple[tuple[float, float], ...], box: QRectF) -> QPainterPath:
    placed = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in points]
    path = QPainterPath(placed[0])
    for point in placed[1:]:
        path.lineTo(point)
    return path


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
