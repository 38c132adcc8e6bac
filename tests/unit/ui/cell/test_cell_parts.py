"""The parts of the cell view: comments with drafts, heatmap warnings, reference cells, keys of the picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.comments import Comment
from wbc_desktop.domain.heat_maps import EIGEN_CAM, HeatMaps
from wbc_desktop.domain.references import ReferenceCell
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.jobs.references import SHOWN, Reference, References
from wbc_desktop.runtime.drafts import Spot
from wbc_desktop.services.heat_check import HeatOnCell
from wbc_desktop.ui.cell import references as references_module
from wbc_desktop.ui.cell.comments import Comments
from wbc_desktop.ui.cell.compare_bars import CompareBars
from wbc_desktop.ui.cell.heat_controls import ATTENTION, HeatControls
from wbc_desktop.ui.cell.picture_view import PictureView
from wbc_desktop.ui.cell.references import ReferenceStrip, reference_words

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SEVEN, EIGHT = Spot(1, 7, "7"), Spot(1, 8, "8")


def remark(text: str, taken_back: bool = False) -> Comment:
    return Comment(1, 7, 1, text, "Ada", NOW, taken_back)


@pytest.fixture
def comments(qtbot: QtBot) -> Comments:
    panel = Comments()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_comments_are_plain_text_and_undone_ones_are_hidden(comments: Comments) -> None:
    comments.show_comments(SEVEN, [remark("<b>two</b> cells"), remark("wrong", taken_back=True)])
    assert comments.text().startswith("<b>two</b> cells – Ada, ")
    assert "wrong" not in comments.text()


def test_return_writes_a_comment_and_drafts_stay_with_their_cells(qtbot: QtBot, comments: Comments) -> None:
    written: list[tuple[int, str]] = []
    comments.written.connect(lambda cell, text: written.append((cell, text)))
    comments.show_comments(SEVEN, ())
    qtbot.keyClicks(comments.line, "half a th")
    comments.show_comments(EIGHT, ())
    assert comments.line.text() == ""
    qtbot.keyClicks(comments.line, "smudge")
    qtbot.keyClick(comments.line, Qt.Key.Key_Return)
    assert written == [(8, "smudge")]
    assert comments.line.text() == "smudge", "the text stays until it is stored"
    comments.clear_line()
    comments.show_comments(SEVEN, ())
    assert comments.line.text() == "half a th"
    comments.show_comments(EIGHT, ())
    assert comments.line.text() == ""


def test_long_draft_is_not_shortened(comments: Comments) -> None:
    comments.show_comments(SEVEN, ())
    comments.line.insert("x" * 10_000)
    comments.show_comments(EIGHT, ())
    comments.show_comments(SEVEN, ())
    assert comments.line.text() == "x" * 10_000


def test_empty_comment_is_not_written_and_escape_leaves_the_line(qtbot: QtBot, comments: Comments) -> None:
    written: list[object] = []
    comments.written.connect(lambda *what: written.append(what))
    comments.show_comments(SEVEN, ())
    qtbot.keyClicks(comments.line, "  ")
    qtbot.keyClick(comments.line, Qt.Key.Key_Return)
    assert written == []
    with qtbot.waitSignal(comments.left):
        qtbot.keyClick(comments.line, Qt.Key.Key_Escape)
    assert comments.line.text() == "  "


@pytest.fixture
def heat(qtbot: QtBot) -> Iterator[HeatControls]:
    switch = QAction("Heatmap")
    switch.setCheckable(True)
    switch.setChecked(True)
    controls = HeatControls(switch, 0.5)
    qtbot.addWidget(controls)
    controls.show()
    maps = HeatMaps(1, 1, {"NEU": (1.0,), "LYM": (1.0,)}, (1.0,))
    controls.show_maps(maps, "NEU")
    yield controls
    switch.deleteLater()


def test_warning_concerns_only_the_map_shown(heat: HeatControls) -> None:
    assert heat.warning() == ""
    heat.show_check(
        {"NEU": HeatOnCell(0.2, 0.2, 0.28), "LYM": HeatOnCell(0.4, 0.2, 0.9), ATTENTION: HeatOnCell(0.1, 0.2, 0.1)}
    )
    assert "(80 %) lies outside the cell" in heat.warning()
    assert "20 % of the colour shown lies on the cell." in heat.caption.text()
    heat.choose("LYM")
    assert heat.warning() == ""
    heat.choose(ATTENTION)
    assert heat.warning() == "", "the attention map always covers the whole picture"
    heat.choose("NEU")
    assert heat.warning() != ""
    heat._switch.setChecked(False)
    assert heat.warning() == "", "no warning for a heatmap that is not shown"


def test_controls_are_disabled_without_a_heatmap(heat: HeatControls) -> None:
    controls = heat.findChildren(QComboBox) + heat.findChildren(QSlider)
    assert len(controls) == 3
    assert all(control.isEnabled() for control in controls)
    heat._switch.setChecked(False)
    assert not any(control.isEnabled() for control in controls)
    heat._switch.setChecked(True)
    heat.show_maps(None, None)
    assert not any(control.isEnabled() for control in controls)


def test_other_method_is_requested_once_and_shown_when_it_comes(qtbot: QtBot, heat: HeatControls) -> None:
    wanted: list[str] = []
    heat.wanted.connect(wanted.append)
    stored = heat.overlay()
    heat.choose_method("layer-cam")
    assert wanted == ["layer-cam"]
    assert heat.overlay() is None
    assert heat.caption.text().startswith("Computing the heatmap (LayerCAM)…")
    with qtbot.waitSignal(heat.changed):
        heat.show_other("layer-cam", HeatMaps(1, 1, {"NEU": (0.5,), "LYM": (0.0,)}, ()))
    assert heat.overlay() is not None
    assert heat.overlay() != stored
    assert "Computing" not in heat.caption.text()
    heat.choose("LYM")
    assert wanted == ["layer-cam"], "the maps of all classes came together"
    heat.choose_method("grad-cam")
    heat.choose("NEU")
    assert heat.overlay() == stored
    heat.choose_method("layer-cam")
    heat.show_maps(HeatMaps(1, 1, {"NEU": (1.0,), "LYM": (1.0,)}, (1.0,)), "NEU")
    assert wanted == ["layer-cam", "layer-cam"], "the next cell has maps of its own"


def test_reason_why_there_is_no_other_map_is_shown(heat: HeatControls) -> None:
    heat.choose_method("grad-cam++")
    heat.show_other("grad-cam++", "Another model is in use.")
    assert heat.overlay() is None
    assert heat.caption.text().startswith("Another model is in use.")
    assert heat.caption.isVisible()


def test_finding_belongs_to_the_stored_maps(heat: HeatControls) -> None:
    heat.show_check({"NEU": HeatOnCell(0.1, 0.2, 0.1)})
    assert heat.warning() != ""
    heat.choose_method("layer-cam")
    heat.show_other("layer-cam", HeatMaps(1, 1, {"NEU": (1.0,)}, ()))
    assert heat.warning() == ""
    heat.choose_method("grad-cam")
    assert heat.warning() != ""


def test_maps_for_all_classes_have_no_method(heat: HeatControls) -> None:
    wanted: list[str] = []
    heat.wanted.connect(wanted.append)
    heat.choose_method("layer-cam")
    heat.choose(ATTENTION)
    assert not heat._method.isEnabled()
    assert heat.overlay() is not None
    heat.choose(EIGEN_CAM)
    assert not heat._method.isEnabled()
    assert wanted == ["layer-cam", EIGEN_CAM]
    heat.show_other(EIGEN_CAM, HeatMaps(1, 1, {EIGEN_CAM: (1.0,)}, ()))
    assert heat.overlay() is not None
    heat.choose("NEU")
    assert heat._method.isEnabled()


def test_nothing_is_requested_while_the_heatmap_is_off(heat: HeatControls) -> None:
    wanted: list[str] = []
    heat.wanted.connect(wanted.append)
    heat._switch.setChecked(False)
    heat.choose_method("layer-cam")
    assert wanted == []
    heat._switch.setChecked(True)
    assert wanted == ["layer-cam"]


def test_next_cell_starts_without_warning(heat: HeatControls) -> None:
    heat.show_check({"NEU": HeatOnCell(0.1, 0.2, 0.1)})
    assert heat.warning() != ""
    heat.show_maps(HeatMaps(1, 1, {"NEU": (1.0,)}, (1.0,)), "NEU")
    assert heat.warning() == ""
    heat.show_check({"NEU": None})
    assert heat.warning() == ""


class Loader(QObject):
    """Records requests; the test answers them."""

    loaded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, int]] = []

    def ask(self, code: str, slide_id: int) -> None:
        self.requests.append((code, slide_id))

    def drop(self) -> None:
        pass


def answer(code: str, *cell_ids: int, slide_id: int = 1) -> References:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    cells = [
        ReferenceCell(
            i, 2, "other", PictureSource(Path(f"/x/{i}"), f"{i}"), code, 0.99, ReviewState.CONFIRMED, "Ada", True
        )
        for i in cell_ids
    ]
    return References(code, slide_id, tuple(Reference(cell, image) for cell in cells))


@pytest.fixture
def strip(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ReferenceStrip, Loader]]:
    monkeypatch.setattr(references_module, "FETCH_AFTER_MS", 0)
    loader = Loader()
    strip = ReferenceStrip(loader)  # type: ignore[arg-type]
    qtbot.addWidget(strip)
    strip.set_classes(STANDARD_CLASSES)
    strip.show()
    yield strip, loader
    loader.deleteLater()


def shown(strip: ReferenceStrip) -> list[int]:
    return [cell.cell_id for cell in strip.cells()]


def test_references_follow_the_class_of_the_cell_and_exclude_the_cell(
    qtbot: QtBot, strip: tuple[ReferenceStrip, Loader]
) -> None:
    view, loader = strip
    view.show_cell(5, 1, "NEU")
    qtbot.waitUntil(lambda: loader.requests == [("NEU", 1)])
    loader.loaded.emit(answer("NEU", *range(1, SHOWN + 1)))
    assert shown(view) == [1, 2, 3, 4, 6, 7, 8]
    view.show_cell(1, 1, "NEU")
    assert shown(view) == [2, 3, 4, 5, 6, 7, 8]
    qtbot.wait(30)
    assert loader.requests == [("NEU", 1)], "a cached answer is not requested again"
    view.show_cell(9, 1, "LYM")
    assert shown(view) == []
    qtbot.waitUntil(lambda: loader.requests[-1] == ("LYM", 1))
    loader.loaded.emit(answer("NEU", 3))
    assert shown(view) == [], "an answer to an earlier request is not shown"
    loader.loaded.emit(answer("LYM"))
    assert "No decided cells" in view._words.text()


def test_pictures_of_closed_slides_are_dropped(qtbot: QtBot, strip: tuple[ReferenceStrip, Loader]) -> None:
    view, loader = strip
    view.show_cell(50, 1, "NEU")
    qtbot.waitUntil(lambda: loader.requests == [("NEU", 1)])
    loader.loaded.emit(answer("NEU", *range(1, SHOWN + 1)))
    view.show_cell(60, 2, "NEU")
    view.show_cell(None, None, None)
    view.show_cell(50, 1, "NEU")
    assert shown(view) == [], "pictures of earlier slides are dropped, because a day has many slides"
    qtbot.waitUntil(lambda: loader.requests[-2:] == [("NEU", 1), ("NEU", 1)])


def test_another_class_can_be_chosen_and_reset(qtbot: QtBot, strip: tuple[ReferenceStrip, Loader]) -> None:
    view, loader = strip
    view.show_cell(5, 1, "NEU")
    view.choose("MON")
    qtbot.waitUntil(lambda: bool(loader.requests) and loader.requests[-1] == ("MON", 1))
    view.show_cell(6, 1, "LYM")
    button = view.findChild(QToolButton)
    assert button is not None
    assert (button.text(), button.accessibleName()) == ("MON", "Reference cells: Monocyte")
    view.choose(None)
    view.show_cell(6, 1, "LYM")
    assert button.text() == "LYM"


def test_return_opens_a_reference_and_its_text_explains_it(qtbot: QtBot, strip: tuple[ReferenceStrip, Loader]) -> None:
    view, loader = strip
    view.show_cell(5, 1, "NEU")
    loader.loaded.emit(answer("NEU", 1, 2))
    item = view.list.item(1)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == reference_words(view.cells()[1])
    assert item.toolTip() == "Neutrophil, confirmed by Ada\nModel: 99.0 %\nSlide other, signed"
    with qtbot.waitSignal(view.opened) as opened:
        view.list.setCurrentRow(1)
        QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert opened.args == [2]


@pytest.fixture
def pair(qtbot: QtBot) -> tuple[PictureView, PictureView]:
    views = PictureView(), PictureView()
    for view, (width, height) in zip(views, ((200, 100), (80, 90)), strict=True):
        qtbot.addWidget(view)
        view.resize(400, 300)
        view.show()
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        view.show_picture(image)
    return views


def test_arrows_move_a_zoomed_picture(qtbot: QtBot, pair: tuple[PictureView, PictureView]) -> None:
    view, _ = pair
    before = view.target()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.target() == before, "while the whole picture is shown, the arrows belong to the gallery"
    view.zoom_by(4)
    before = view.target()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.target().left() == pytest.approx(before.left() - 50)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.target().top() == pytest.approx(before.top() + 37.5)


def test_two_pictures_show_the_same_part(pair: tuple[PictureView, PictureView]) -> None:
    one, other = pair
    one.viewed.connect(other.set_view)
    one.zoom_by(3)
    one.move_by(0.1, -0.05)
    fitted = min(400 / 80, 300 / 90)
    assert other.zoom() == pytest.approx(3 * fitted)
    centres = [v.to_picture(v.rect().toRectF().center()) for v in pair]
    assert centres[0].x() / 200 == pytest.approx(centres[1].x() / 80)
    assert centres[0].y() / 100 == pytest.approx(centres[1].y() / 90)
    one.fit()
    assert other.zoom() == pytest.approx(fitted)


def test_screen_reader_gets_both_probabilities(qtbot: QtBot) -> None:
    bars = CompareBars({"NEU": 0.9, "LYM": 0.1}, {"NEU": 0.25})
    qtbot.addWidget(bars)
    bars.resize(500, bars.sizeHint().height())
    bars.show()
    assert bars.accessibleDescription() == "Neutrophil: left 90.0 %, right 25.0 %; Lymphocyte: left 10.0 %, right –"
    assert not bars.grab().isNull()
