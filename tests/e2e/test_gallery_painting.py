"""What the gallery paints: pictures, text at any scaling, themes, and only what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.gallery_table import Table, press
from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.item_models.pictures import NoPicture
from wbc_desktop.ui.gallery.cell_delegate import CellDelegate
from wbc_desktop.ui.widgets import theme

Key = Qt.Key


def test_pictures_appear_and_broken_files_have_a_mark(
    qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]
) -> None:
    folder = slide_folder(6)
    (folder / "zzz.png").write_bytes(b"broken")
    table.scan(folder)

    def shown() -> list[bool]:
        roles = [table.model.index(row).data(CellListModel.ThumbnailRole) for row in range(7)]
        return [isinstance(picture, QPixmap) for picture in roles]

    qtbot.waitUntil(lambda: shown() == [True] * 6 + [False])
    last = table.model.index(6)
    qtbot.waitUntil(lambda: last.data(CellListModel.ThumbnailRole) is NoPicture.BROKEN)
    image = table.gallery.viewport().grab().toImage()
    tile = table.gallery.visualRect(table.model.index(0))
    colours = {image.pixelColor(tile.center() + QPoint(x, -20)).name() for x in range(-30, 30, 5)}
    assert len(colours) > 3


def test_right_to_left_is_mirrored(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(9))
    gallery = table.gallery
    gallery.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    first, second = (gallery.visualRect(table.model.index(row)) for row in (0, 1))
    assert second.right() < first.left()
    assert gallery.indexAt(second.center()).row() == 1
    press(gallery, Key.Key_Left)
    assert table.current_row() == 1


class Painted(QObject):
    """Records which regions of a widget are painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.regions: list[QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(QRegion(event.region()))
        return False


def test_scrolling_paints_only_newly_visible_parts_correctly(
    qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]
) -> None:
    table.scan(slide_folder(60))
    gallery, view = table.gallery, table.gallery.viewport()

    def all_there() -> bool:
        seen = gallery.visible_rows(1)
        return all(isinstance(table.model.index(r).data(CellListModel.ThumbnailRole), QPixmap) for r in seen)

    qtbot.waitUntil(all_there)
    qtbot.wait(100)
    painted = Painted(view)
    gallery.verticalScrollBar().setValue(30)
    qtbot.waitUntil(lambda: bool(painted.regions))
    assert painted.regions[0].boundingRect().height() < view.height() / 2
    qtbot.waitUntil(all_there)
    qtbot.wait(100)
    shown = gallery.screen().grabWindow(gallery.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    anew = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert shown.copy(QRect(view.pos(), view.size())) == anew
    assert anew.pixelColor(2, 2).name() == theme.LIGHT.window.lower()


def test_thumbnails_that_were_scrolled_past_are_not_loaded(
    qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]
) -> None:
    table.gallery.resize(400, 300)
    table.scan(slide_folder(120, side=64))
    asked: set[str] = set()
    pictures = table.model.pictures
    assert pictures is not None
    pictures.arrived.connect(asked.add)
    bar = table.gallery.verticalScrollBar()
    bar.setValue(bar.maximum())

    def last_shown() -> bool:
        cell = table.model.cell(119)
        return cell is not None and cell.sha256 in asked

    qtbot.waitUntil(last_shown)
    qtbot.wait(200)
    assert len(asked) < 80


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_text_is_not_cut_at_any_scaling(table: Table, slide_folder: Callable[..., Path], scale: float) -> None:
    table.scan(slide_folder(4))
    gallery = table.gallery
    font = gallery.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    gallery.setFont(font)
    gallery.set_thumbnail_size(48)
    delegate = CellDelegate()
    bold = theme.strong(gallery.font())
    metrics = QFontMetrics(bold)
    side = gallery.grid().tile.width()
    assert all(metrics.horizontalAdvance(c.code) <= side - 12 for c in STANDARD_CLASSES)
    assert delegate.band_height(gallery.font()) >= metrics.height()
    assert gallery.grid().tile.height() == side + delegate.band_height(gallery.font())


def test_light_and_dark_differ_and_the_selection_is_visible(
    qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]
) -> None:
    table.scan(slide_folder(4))
    gallery = table.gallery
    grounds = []
    for tones in (theme.LIGHT, theme.DARK):
        gallery.setPalette(theme.palette_of(tones))
        gallery.clearSelection()
        plain = gallery.viewport().grab().toImage()
        gallery.selectionModel().select(table.model.index(2), QItemSelectionModel.SelectionFlag.Select)
        chosen = gallery.viewport().grab().toImage()
        edge = gallery.visualRect(table.model.index(2)).topLeft() + QPoint(20, -2)
        assert plain.pixelColor(edge) != chosen.pixelColor(edge)
        grounds.append(plain.pixelColor(2, 2).lightness())
    assert grounds[0] > 200
    assert grounds[1] < 60
