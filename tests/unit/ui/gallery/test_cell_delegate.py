"""A tile shows class, confidence and state by text and shape, in light and dark, at any size."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ActKind, Cell, Classification, Preclassification
from wbc_desktop.domain.classes import NOT_CLASSED_CLASS, STANDARD_CLASSES, UNIDENTIFIED_CLASS, CellClass, cell_class
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.item_models.describe import accessible_text, percent, tool_tip
from wbc_desktop.item_models.pictures import NoPicture
from wbc_desktop.ui.gallery.cell_delegate import DARK_INK, LIGHT_INK, CellDelegate, band_of, ink_on
from wbc_desktop.ui.widgets import theme

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BARE = Cell(1, 1, "ab" * 32, "sub/a.png", 90, 90)
State = QStyle.StateFlag


def predicted(code: str, confidence: float) -> Cell:
    return replace(
        BARE, preclassification=Preclassification(1, 1, 1, code, confidence, {code: confidence}, confidence < 0.5, NOW)
    )


def decided(cell: Cell, label: str) -> Cell:
    decision = Classification(1, 1, 1, ActKind.RECLASSIFY, label, cell.predicted, "me", NOW)
    return replace(cell, classification=decision)


NEU = predicted("NEU", 0.93)
CONFIRMED = decided(NEU, "NEU")
RECLASSIFIED = decided(NEU, "LYM")


def tile(
    qtbot: QtBot,
    cell: Cell | None,
    picture: object = NoPicture.LOADING,
    *,
    side: int = 128,
    state: QStyle.StateFlag = State.State_None,
    tones: theme.Tones = theme.LIGHT,
) -> QImage:
    """Return a painted tile with 8 pixels of background around it."""
    view = QListView()
    qtbot.addWidget(view)
    view.setPalette(theme.palette_of(tones))
    item = QStandardItem()
    item.setData(cell, CellListModel.CellRole)
    item.setData(picture, CellListModel.ThumbnailRole)
    model = QStandardItemModel()
    model.appendRow(item)
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    delegate = CellDelegate()
    option.rect = QRect(QPoint(8, 8), QSize(side, side + delegate.band_height(option.font)))
    option.state = state
    image = QImage(option.rect.size() + QSize(16, 16), QImage.Format.Format_RGB32)
    image.fill(view.palette().color(view.backgroundRole()))
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0, 0))
    painter.end()
    return image


@pytest.mark.parametrize(
    ("cell", "code", "text"),
    [
        (BARE, "", "not yet classified"),
        (decided(BARE, "MON"), "MON", ""),
        (NEU, "NEU", "93 %"),
        (predicted("NEU", 0.43), "UNI", "NEU? 43 %"),
        (predicted("NEU", 0.9999), "NEU", "99 %"),
        (predicted("NEU", 1.0), "NEU", "100 %"),
        (CONFIRMED, "NEU", "93 %"),
        (RECLASSIFIED, "LYM", "was NEU"),
        (decided(predicted("NEU", 0.43), "NEU"), "NEU", "43 %"),
        (decided(NEU, "UNI"), "UNI", "was NEU"),
    ],
)
def test_band_shows_the_current_class_and_the_prediction(cell: Cell, code: str, text: str) -> None:
    band = band_of(cell)
    assert (band.code, band.texts[0] if band.texts else "") == (code, text)
    assert (band.colour is None) == (code == "")


def test_band_without_room_for_words_still_shows_the_class_before() -> None:
    assert band_of(RECLASSIFIED).texts[-1] == "← NEU"


def test_texts_for_tooltip_and_screen_reader() -> None:
    assert accessible_text(BARE) == "cell a.png, not yet preclassified"
    assert (
        accessible_text(predicted("NEU", 0.43)) == "cell a.png, unidentified, most likely neutrophil 43 %, unreviewed"
    )
    assert accessible_text(decided(BARE, "MON")) == "cell a.png, monocyte, decided, not preclassified"
    assert tool_tip(CONFIRMED) == "sub/a.png\nNeutrophil, 93 %, confirmed"
    assert percent(0.994) == "99 %"
    assert percent(0.0) == "0 %"


def test_each_state_has_its_own_mark(qtbot: QtBot) -> None:
    pictures = [tile(qtbot, cell) for cell in (NEU, CONFIRMED, RECLASSIFIED, decided(BARE, "MON"))]
    marks = [picture.convertToFormat(QImage.Format.Format_Mono).copy(100, 8, 36, 36) for picture in pictures]
    assert all(one != other for place, one in enumerate(marks) for other in marks[:place])


@pytest.mark.parametrize("tones", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_class_selection_and_current_cell_look_different(qtbot: QtBot, tones: theme.Tones) -> None:
    states = (
        State.State_None,
        State.State_MouseOver,
        State.State_HasFocus,
        State.State_Selected,
        State.State_Selected | State.State_HasFocus,
    )
    pictures = [tile(qtbot, NEU, state=state | State.State_Active, tones=tones) for state in states]
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[:place])
    for picture in pictures:
        assert picture.pixelColor(10, picture.height() - 8 - 3).name().upper() == cell_class("NEU").colour


def test_pictures_are_not_cut_and_missing_ones_look_different(qtbot: QtBot) -> None:
    wide = QPixmap(200, 100)
    wide.fill(QColor("#ff0000"))
    shown = tile(qtbot, NEU, wide)
    red = [(x, y) for x in range(shown.width()) for y in range(shown.height()) if shown.pixel(x, y) == 0xFFFF0000]
    assert (min(x for x, _ in red), max(x for x, _ in red)) == (8, 135)
    assert (min(y for _, y in red), max(y for _, y in red)) == (8 + 32, 8 + 32 + 63)
    looks = [tile(qtbot, NEU, picture) for picture in (wide, NoPicture.LOADING, NoPicture.BROKEN)]
    assert looks[0] != looks[1]
    assert looks[1] != looks[2]
    assert tile(qtbot, None, NoPicture.BROKEN).size() == looks[0].size()


@pytest.mark.parametrize(
    "known", [*STANDARD_CLASSES, UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS, cell_class("NEW")], ids=lambda c: c.code
)
def test_code_has_enough_contrast_to_its_colour(known: CellClass) -> None:
    def luminance(colour: QColor) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    ground = QColor(known.colour)
    light, dark = sorted((luminance(ground), luminance(ink_on(ground))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert ink_on(QColor("black")) == LIGHT_INK
    assert ink_on(QColor("white")) == DARK_INK


@pytest.mark.parametrize("points", [7.0, 9.0, 13.5, 18.0, 30.0])
def test_band_has_room_for_the_text(qtbot: QtBot, points: float) -> None:
    font = QFont()
    font.setPointSizeF(points)
    delegate, metrics = CellDelegate(), QFontMetrics(theme.strong(font))
    assert delegate.band_height(font) >= metrics.height()
    assert all(metrics.horizontalAdvance(c.code) <= delegate.min_side(font) - 12 for c in STANDARD_CLASSES)
    option = QStyleOptionViewItem()
    option.font = font
    option.rect = QRect(0, 0, 80, 10)
    assert delegate.sizeHint(option, QStandardItemModel().index(0, 0)) == QSize(80, 80 + delegate.band_height(font))
