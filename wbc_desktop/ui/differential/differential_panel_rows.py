"""The rows of the differential: their texts, and the delegate that paints them with interval and range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.differential_findings import Finding, Side
from wbc_desktop.domain.language import number, tr
from wbc_desktop.reports.differential_table_text import absolute_text, band_text
from wbc_desktop.ui.widgets.theme import DARK, GRID, LIGHT, strong
from wbc_desktop.ui.widgets.words import cells_text, interval_text

WORDS_ROLE = int(Qt.ItemDataRole.UserRole) + 1
CLASS, COUNT, SHARE, FLAG = range(4)
DOT = 10
PAD = GRID // 2
ARROW = GRID
MAX_SIZES = 1000

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class RowWords:
    """The texts of one row: a first and a second line per column, and a sentence for screen readers."""

    shown: CellClass
    first: tuple[str, str, str, str]
    second: tuple[str, str, str, str] = ("", "", "", "")
    finding: Finding | None = None
    sentence: str = ""

    @property
    def lines(self) -> int:
        """Return how many lines the row needs."""
        return 2 if any(self.second) else 1


def words_of(found: Finding) -> RowWords:
    """Return the texts of a class of the differential."""
    row, c = found.row, found.row.cell_class
    share = interval = ""
    if row.share is not None:
        share = number(row.share * 100, ".1f") + (" %" if c.white else " /100")
    if found.interval is not None and (c.white or row.count):
        interval = interval_text(*found.interval)
    absolute = absolute_text(found.absolute) if c.white or row.count else ""
    two_lines = found.interval is not None and (found.band is not None or (c.white and row.count > 0))
    return RowWords(
        c,
        (c.code, number(row.count), share, _flag(found)),
        ("", absolute, interval, band_text(found.band)) if two_lines else ("", "", "", ""),
        found,
        _sentence(found, share, interval, absolute),
    )


def words_not_counted(c: CellClass, count: int) -> RowWords:
    """Return the texts of a class that is not counted."""
    return RowWords(
        c,
        (c.code, number(count), "", ""),
        sentence=tr("{name}: {cells}, not counted", name=c.title, cells=cells_text(count)),
    )


def _flag(found: Finding) -> str:
    if found.side is None:
        return ""
    arrow = {Side.HIGH: "▲ ", Side.LOW: "▼ ", Side.WITHIN: ""}[found.side]
    return arrow + (tr(found.side.value) if found.settled else tr("not settled"))


def _sentence(found: Finding, share: str, interval: str, absolute: str) -> str:
    sentence = f"{found.row.cell_class.title}: {cells_text(found.row.count)}"
    if share:
        sentence += f", {share}"
    if interval:
        sentence += tr(", exact 95 % interval {interval} %", interval=interval)
    if absolute:
        sentence += f", {absolute} × 10⁹/L"
    if found.band is not None:
        sentence += tr(", reference range {band} %", band=band_text(found.band))
        if found.flag:
            sentence += f": {found.flag_text}"
    return sentence + _settling(found)


def _settling(found: Finding) -> str:
    settling = found.settling
    if settling is None:
        return ""
    if settling.more is not None:
        return tr("; {more:,} further white cells at this share would settle it", more=settling.more)
    if settling.over is None:
        return tr("; cannot be settled by counting")
    return tr("; over {over:,} more white cells needed", over=settling.over)


class RowDelegate(QStyledItemDelegate):
    """Paints with the palette and the font only, so that it follows light and dark and any scaling."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names = False
        self._sizes: dict[tuple[object, ...], QSize] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = _words(index)
        if words is None:
            return super().sizeHint(option, index)
        column = index.column()
        what = (column, words.first[column], words.second[column], words.lines, option.font.key())
        known = self._sizes.get(what)
        if known is None:  # needed many times per count
            if len(self._sizes) >= MAX_SIZES:
                self._sizes.clear()
            known = self._sizes[what] = self._measured(words, column, option)
        return QSize(known)

    @staticmethod
    def _measured(words: RowWords, column: int, option: QStyleOptionViewItem) -> QSize:
        bold, plain = QFontMetrics(strong(option.font)), QFontMetrics(option.font)
        width = max(bold.horizontalAdvance(words.first[column]), plain.horizontalAdvance(words.second[column]))
        if column == CLASS:
            width = max(width, bold.horizontalAdvance("WWW")) + DOT + PAD
        elif column == FLAG:
            width += 2 * PAD
        return QSize(width + 2 * PAD, words.lines * plain.height() + GRID - PAD // 2)

    def name_width(self, words: RowWords, option: QStyleOptionViewItem) -> int:
        """Return the width that the code and the name need, in pixels."""
        bold, plain = QFontMetrics(strong(option.font)), QFontMetrics(option.font)
        return (
            DOT + 3 * PAD + bold.horizontalAdvance(words.shown.code) + GRID + plain.horizontalAdvance(words.shown.title)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        words = _words(index)
        if words is None:
            super().paint(painter, option, index)
            return
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QFontMetrics(option.font).height()
        top = QRect(option.rect.adjusted(PAD, PAD - 1, -PAD, 0))
        top.setHeight(line)
        below = top.translated(0, line)
        self._paint_cell(painter, option, words, index.column(), top, below)
        painter.restore()

    def _paint_cell(
        self, painter: QPainter, option: QStyleOptionViewItem, words: RowWords, column: int, top: QRect, below: QRect
    ) -> None:
        ink, muted = (option.palette.color(r) for r in (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if column == CLASS:
            self._paint_class(painter, option, words, top)
            if words.finding is not None and words.finding.interval is not None:
                paint_range(painter, QRectF(below.adjusted(PAD, 0, -2 * PAD, 0)), words.finding, option.palette)
            return
        if column == FLAG:
            self._paint_flag(painter, option, words, top)
        else:
            painter.setPen(ink)
            painter.setFont(strong(option.font) if column == SHARE else option.font)
            painter.drawText(top, right, words.first[column])
        painter.setFont(option.font)
        painter.setPen(muted)
        painter.drawText(below.adjusted(0, 0, -PAD if column == FLAG else 0, 0), right, words.second[column])

    def _paint_class(self, painter: QPainter, option: QStyleOptionViewItem, words: RowWords, top: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(words.shown.colour))
        painter.drawEllipse(QRectF(top.left(), top.center().y() - DOT / 2 + 0.5, DOT, DOT))
        text = top.adjusted(DOT + PAD, 0, 0, 0)
        painter.setFont(strong(option.font))
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, flags, words.shown.code)
        if self.names:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            shift = QFontMetrics(strong(option.font)).horizontalAdvance(words.shown.code) + GRID
            room = text.adjusted(shift, 0, 0, 0)
            painter.setFont(option.font)
            name = QFontMetrics(option.font).elidedText(words.shown.title, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, flags, name)

    def _paint_flag(self, painter: QPainter, option: QStyleOptionViewItem, words: RowWords, top: QRect) -> None:
        text, found = words.first[FLAG], words.finding
        if not text or found is None:
            return
        outside = found.side is not Side.WITHIN
        font = strong(option.font) if outside else option.font
        width = QFontMetrics(font).horizontalAdvance(text) + 2 * PAD
        chip = QRectF(top.right() + 1 - width, top.top(), width, top.height())
        if outside:
            tones = DARK if option.palette.color(QPalette.ColorRole.Text).lightness() > 128 else LIGHT
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tones.warning_ground))
            painter.drawRoundedRect(chip, 4, 4)
        role = QPalette.ColorRole.Text if outside else QPalette.ColorRole.PlaceholderText
        painter.setPen(option.palette.color(role))
        painter.setFont(font)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def paint_range(painter: QPainter, room: QRectF, found: Finding, palette: QPalette) -> None:
    """Paint the share as a dot with its interval, over the reference band in the middle of ``room``.

    Each band has its own scale, so that 3 % of eosinophils are as readable as 60 % of neutrophils. An arrow shows that
    an interval continues outside ``room``. Without a band, nothing is painted.
    """
    scale = _Scale.of(found, room)
    if scale is None or found.interval is None or found.row.share is None:
        return
    middle = room.center().y() + 0.5
    line, ink = palette.color(QPalette.ColorRole.Mid), palette.color(QPalette.ColorRole.Text)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(line)
    painter.drawRoundedRect(QRectF(scale.band_left, middle - 4.5, scale.band_right - scale.band_left, 9), 2, 2)
    painter.setPen(QPen(line, 1))
    painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
    low, high = (scale.place(end * 100) for end in found.interval)
    painter.setPen(QPen(ink, 1.25))
    painter.drawLine(QPointF(low, middle), QPointF(high, middle))
    for x, end in ((low, found.interval[0]), (high, found.interval[1])):
        way = scale.beyond(end * 100)
        if not way:
            painter.drawLine(QPointF(x, middle - 3), QPointF(x, middle + 3))
        for rise in (-3, 3) if way else ():
            painter.drawLine(QPointF(x, middle), QPointF(x - 3 * way, middle + rise))
    painter.setPen(QPen(ink, 1))
    painter.setBrush(QColor(found.row.cell_class.colour))
    share = found.row.share * 100
    # A dot outside the room is painted beside the arrow, so that the arrow stays visible.
    painter.drawEllipse(QPointF(scale.place(share) - ARROW * scale.beyond(share), middle), 3.5, 3.5)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps per cent values to x; the band has the middle 40 % of the room, values outside the band the rest."""

    left: float
    right: float
    band_left: float
    band_right: float
    low: float
    high: float

    @classmethod
    def of(cls, found: Finding, room: QRectF) -> _Scale | None:
        if found.band is None or room.width() < 4 * GRID:
            return None
        low = 0.0 if found.band.low is None else found.band.low
        high = max(100.0, low + 1) if found.band.high is None else found.band.high
        if high <= low:
            high = low + 1.0
        width = room.width()
        # A band that starts at 0 has no room to its left, one without an upper limit none to its right.
        start = 0.0 if low == 0 else 0.3
        end = 1.0 if found.band.high is None else start + 0.4
        return cls(room.left(), room.right(), room.left() + start * width, room.left() + end * width, low, high)

    def place(self, value: float) -> float:
        """Return the x of a value, limited to the room."""
        x = self._raw(value)
        return min(max(x, self.left), self.right)

    def beyond(self, value: float) -> int:
        """Return -1 or 1 if the value lies outside the room at the left or right, else 0."""
        x = self._raw(value)
        return (x > self.right + 0.5) - (x < self.left - 0.5)

    def _raw(self, value: float) -> float:
        step = (self.band_right - self.band_left) / (self.high - self.low)
        return self.band_left + (min(value, 1e6) - self.low) * step


def _words(index: Index) -> RowWords | None:
    found: Any = index.model().index(index.row(), CLASS, index.parent()).data(WORDS_ROLE)
    return found if isinstance(found, RowWords) else None
