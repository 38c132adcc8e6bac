"""The gallery with real files and a real store: keys and mouse, light and dark, any scaling."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage, QPaintEvent, QPixmap, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import NO_CELL, ActKind, NewPreclassification, ReviewState, ScannedImage
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.item_models.pictures import NoPicture, Pictures
from wbc_desktop.jobs.thumbnails import ThumbnailLoader
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, classifications, files, models, preclassifications, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.gallery.cell_delegate import CellDelegate
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.widgets import theme

NOW = datetime.now(UTC)
Key = Qt.Key


@dataclass
class Table:
    """A gallery with its model and database."""

    db: Database
    gallery: Gallery
    model: CellListModel
    slide_id: int = 0
    ids: tuple[int, ...] = ()

    def scan(self, folder: Path) -> None:
        """Store the images of a folder and show them."""
        images = []
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            images.append(ScannedImage(path.name, len(content), 1, hashlib.sha256(content).hexdigest(), 96, 96))
        with self.db.write() as s:
            slide = slides.by_folder(s, str(folder)) or slides.create(s, str(folder), folder.name, NOW)
            self.ids = tuple(files.record_images(s, slide.id, images, NOW))
        self.slide_id = slide.id
        self.model.open(slide.id)

    def predict(self, code: str, sure: float, *ids: int) -> None:
        """Store the same prediction for these cells."""
        with self.db.write() as s:
            model = models.register(
                s,
                name="tests",
                sha256="0" * 64,
                path="/m",
                classes=tuple((c.code, c.name) for c in STANDARD_CLASSES),
                threshold=0.5,
                architecture="none",
                trained_at="",
                summary={},
                now=NOW,
            )
            new = [NewPreclassification(i, code, sure, {code: sure}, sure < 0.5, None) for i in ids]
            preclassifications.add_many(s, model.id, "cpu", new, NOW)
        self.model.refresh(Changes(self.slide_id, ids))

    def decide(self, label: str | None, *ids: int) -> None:
        """Store a decision on these cells."""
        with self.db.write() as s:
            classifications.record(s, self.slide_id, ActKind.RECLASSIFY, dict.fromkeys(ids, label), Identity("me"), NOW)
        self.model.refresh(Changes(self.slide_id, ids))

    def current_row(self) -> int:
        return self.gallery.currentIndex().row()


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, db: Database) -> Iterator[Table]:
    loader = ThumbnailLoader(tmp_path / "thumbnails")
    model = CellListModel(db, Pictures(loader))
    gallery = Gallery(model)
    qtbot.addWidget(gallery)
    gallery.setPalette(theme.palette_of(theme.LIGHT))
    gallery.resize(700, 500)
    gallery.show()
    yield Table(db, gallery, model)
    gallery.close()
    loader.stop()
    model.stop()


def press(gallery: Gallery, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(gallery, key, modifier)


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


def test_first_cell_is_current_at_once_and_keys_move(table: Table, slide_folder: Callable[..., Path]) -> None:
    announced: list[int] = []
    table.gallery.current_changed.connect(announced.append)
    assert table.gallery.current_id() == NO_CELL
    assert table.gallery.selected_ids() == []
    press(table.gallery, Key.Key_Right, Key.Key_End)
    table.scan(slide_folder(30))
    assert table.current_row() == 0
    columns = table.gallery.grid().columns
    assert columns == 4
    steps = [
        (Key.Key_Right, 1),
        (Key.Key_Down, 1 + columns),
        (Key.Key_Left, columns),
        (Key.Key_Left, columns - 1),
        (Key.Key_Right, columns),
        (Key.Key_Up, 0),
        (Key.Key_Up, 0),
        (Key.Key_Left, 0),
        (Key.Key_End, 29),
        (Key.Key_Right, 29),
        (Key.Key_Home, 0),
        (Key.Key_PageDown, 2 * columns),
        (Key.Key_PageUp, 0),
    ]
    for key, row in steps:
        press(table.gallery, key)
        assert table.current_row() == row, key
        assert table.gallery.viewport().rect().contains(table.gallery.visualRect(table.gallery.currentIndex()))
    press(table.gallery, Key.Key_End, Key.Key_Up, Key.Key_Right, Key.Key_Right, Key.Key_Down)
    assert table.current_row() == 29
    assert announced[0] == table.ids[0]
    assert announced[-1] == table.gallery.current_id() == table.ids[29]
    assert all(before != after for before, after in pairwise(announced))
    table.model.open(None)
    assert announced[-1] == NO_CELL


def test_gallery_ignores_letters_and_space(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(9))
    press(table.gallery, Key.Key_N, Key.Key_C, Key.Key_Space, Key.Key_5)
    assert table.current_row() == 0
    assert table.gallery.selected_ids() == [table.ids[0]]


def test_cells_are_selected_by_keys_and_mouse(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(20))
    gallery, ids = table.gallery, table.ids
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

    def click(row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = gallery.visualRect(table.model.index(row)).center()
        QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    press(gallery, Key.Key_Right, Key.Key_Right, modifier=shift)
    assert gallery.selected_ids() == [ids[0], ids[1], ids[2]]
    click(6)
    assert gallery.selected_ids() == [ids[6]]
    click(1, shift)
    assert gallery.selected_ids() == list(ids[1:7])
    click(3, control)
    assert gallery.selected_ids() == [*ids[1:3], *ids[4:7]]
    press(gallery, Key.Key_A, modifier=control)
    assert gallery.selected_ids() == list(ids)
    assert gallery.select(ids[19])
    assert gallery.selected_ids() == [ids[19]]
    assert not gallery.select(10**6)


def test_shift_extends_from_the_next_undecided_cell(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(12))
    gallery, ids = table.gallery, table.ids
    table.predict("NEU", 0.9, *ids)
    QTest.mouseClick(
        gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.visualRect(table.model.index(2)).center()
    )
    table.decide("NEU", *ids[2:6])
    gallery.next_undecided()
    press(gallery, Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert gallery.selected_ids() == [ids[6], ids[7]]


def test_rubber_band_selects_a_block(qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(12))
    gallery, view = table.gallery, table.gallery.viewport()
    start = QPoint(4, 4)
    end = gallery.visualRect(table.model.index(5)).center()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for place in (QPoint(60, 60), end):
        QTest.mouseMove(view, place)
    assert gallery.selected_ids() == [table.ids[row] for row in (0, 1, 4, 5)]
    view.grab()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def test_next_undecided_cell_is_found(qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(8))
    gallery, ids = table.gallery, table.ids
    table.predict("NEU", 0.9, *ids)
    table.decide("NEU", ids[0], ids[1], ids[3])
    table.decide("UNI", ids[4])
    seen = []
    for _ in range(6):
        gallery.next_undecided()
        seen.append(table.current_row())
    assert seen == [2, 4, 5, 6, 7, 2]
    table.decide("NEU", *ids)
    with qtbot.waitSignal(gallery.all_decided):
        gallery.next_undecided()
    assert table.current_row() == 2


def test_next_undecided_skips_no_cell_of_a_filtered_list(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(6))
    gallery, ids = table.gallery, table.ids
    table.predict("NEU", 0.9, *ids)
    table.model.set_filter(states=frozenset({ReviewState.UNREVIEWED}))
    gallery.select(ids[1])
    went = []
    for _ in range(5):
        went.append(gallery.current_id())
        table.decide("NEU", *gallery.selected_ids())
        gallery.next_undecided()
    assert went == [ids[1], ids[2], ids[3], ids[4], ids[5]]
    assert gallery.current_id() == ids[0]
    assert gallery.selected_ids() == [ids[0]]


def test_current_cell_keeps_its_height_while_cells_are_added_above(
    qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]
) -> None:
    folder = slide_folder(60)
    table.scan(folder)
    gallery = table.gallery
    gallery.select(table.ids[40])
    qtbot.wait(10)
    before = gallery.visualRect(gallery.currentIndex()).top()
    assert gallery.verticalOffset() > 0
    images = [ScannedImage(f"a{n}.png", 1, 1, f"{n:064}", 9, 9) for n in range(20)]
    with table.db.write() as s:
        new = files.record_images(s, table.slide_id, images, NOW)
    table.model.refresh(Changes(table.slide_id, tuple(new), cells_added=True))
    qtbot.waitUntil(lambda: table.model.rowCount() == 80)
    qtbot.wait(10)
    assert gallery.current_id() == table.ids[40]
    assert gallery.visualRect(gallery.currentIndex()).top() == before


def test_right_to_left_is_mirrored(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(9))
    gallery = table.gallery
    gallery.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    first, second = (gallery.visualRect(table.model.index(row)) for row in (0, 1))
    assert second.right() < first.left()
    assert gallery.indexAt(second.center()).row() == 1
    press(gallery, Key.Key_Left)
    assert table.current_row() == 1


def test_control_and_wheel_request_another_size(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(3))
    asked: list[int] = []
    table.gallery.zoom_asked.connect(asked.append)
    for step in (120, -120):
        event = QWheelEvent(
            QPointF(50, 50),
            QPointF(50, 50),
            QPoint(),
            QPoint(0, step),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(table.gallery.viewport(), event)
    assert asked == [8, -8]


def test_screen_readers_get_the_text_of_each_cell(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(3))
    table.predict("NEU", 0.93, *table.ids)
    table.decide("NEU", table.ids[1])
    view = QAccessible.queryAccessibleInterface(table.gallery)
    assert view is not None
    assert view.role() == QAccessible.Role.List
    assert view.text(QAccessible.Text.Name) == "Cells"
    heard = [view.child(number).text(QAccessible.Text.Name) for number in range(view.childCount())]
    assert heard[:2] == [
        "cell cell_0000.png, neutrophil, 93 %, unreviewed",
        "cell cell_0001.png, neutrophil, 93 %, confirmed",
    ]


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


def test_hundreds_of_changes_reset_nothing(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(40))
    resets: list[str] = []
    table.model.modelReset.connect(lambda: resets.append("reset"))
    table.model.layoutChanged.connect(lambda: resets.append("layout"))
    table.model.rowsInserted.connect(lambda: resets.append("rows"))
    table.gallery.select(table.ids[20])
    for number in range(200):
        table.predict("NEU", 0.5 + number / 500, table.ids[number % 40])
    assert resets == []
    assert table.gallery.current_id() == table.ids[20]
    with table.db.read() as s:
        assert [table.model.cell(row) for row in range(40)] == cells.get_many(s, table.model.ids())
