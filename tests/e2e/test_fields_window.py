"""Fields in the real window: going through them, drawing, removing and splitting cells, and the kind of pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QRadioButton

from tests.e2e.conftest import PATIENCE_MS, Session, in_dialog
from tests.unit.services.folders import put
from tests.unit.services.test_fields import FIELDS, bright_areas, field
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import fields as services_fields
from wbc_desktop.services import signing
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.report import write_report
from wbc_desktop.services.trail import verify
from wbc_desktop.ui.cell.field_marks import Line

pytestmark = pytest.mark.slow


@pytest.fixture
def fields(
    start: Callable[..., Session], tmp_path: Path, data_dir_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    """The window on a slide of three fields, of which one shows no cell."""
    monkeypatch.setattr(services_fields, "_finder", lambda: bright_areas)
    monkeypatch.setattr(services_fields, "_decided", lambda *_: PictureKind.FIELDS)
    folder = tmp_path / "fields"
    folder.mkdir()
    for number, (name, shown) in enumerate(FIELDS.items()):
        put(folder / name, field(shown, number))
    session = start(folder)
    session.wait_until_classified(3)
    yield session
    session.close()


def at(session: Session, box: Box) -> QPoint:
    """Return the middle of a box in the picture of the cell view."""
    return session.window.cell_view.picture.place(box).center().toPoint()


def test_cell_is_shown_in_its_field_with_its_neighbours(fields: Session) -> None:
    window, (first, second, cut) = fields.window, fields.cells
    notice = window.picture_kinds.notice
    fields.qtbot.waitUntil(lambda: "The program found 3 white cells in 3 fields" in notice.text())
    assert window.pane.about().startswith("3 fields · 3 cells")
    assert window.context.tasks.status.text.endswith("; 1 field without white cells")
    picture = window.cell_view.picture
    assert picture.field is not None
    assert [(mark.cell_id, mark.line) for mark in picture.field.marks] == [
        (second.id, Line.UNDECIDED),
        (first.id, Line.CURRENT),
    ]
    assert picture.target().width() > picture.width(), "zoomed to the cell"
    window.commands["whole_field"].trigger()
    assert picture.target().width() <= picture.width()
    assert second.box is not None
    fields.qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at(fields, second.box))
    assert window.gallery.current_id() == second.id
    fields.settle()
    window.commands["whole_field"].trigger()
    window.commands["next_field"].trigger()
    fields.settle()
    assert window.gallery.current_id() != second.id
    assert window.cell_view.class_text().startswith("No white cell was found in this field")
    assert window.gallery.selected_ids() == []
    window.commands["next_field"].trigger()
    assert window.gallery.current_id() == cut.id
    window.commands["next_field"].trigger()
    assert "last field" in window.banner.text()


def test_draw_remove_split_and_undo(fields: Session) -> None:
    window, qtbot = fields.window, fields.qtbot
    window.commands["next_field"].trigger()
    fields.settle()
    picture = window.cell_view.picture
    window.commands["draw"].trigger()
    assert picture.editor is not None
    begin = at(fields, Box(100, 40, 1, 1))
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(picture, begin + QPoint(40, 40))
    qtbot.mouseMove(picture, begin + QPoint(80, 60))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=begin + QPoint(80, 60))
    fields.wait_until_classified(4)
    drawn = next(cell for cell in fields.cells if cell.path == "f2.bmp")
    assert window.gallery.current_id() == drawn.id
    assert "was added" in window.banner.text()
    window.commands["split"].trigger()
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    fields.wait_until_classified(5)
    assert window.gallery.current_id() in [cell.id for cell in fields.cells if cell.path == "f2.bmp"]
    window.commands["remove"].trigger()
    fields.wait_until_classified(4)
    for left in (5, 4, 3):
        window.commands["undo"].trigger()
        fields.wait_until_classified(left)
    window.commands["redo"].trigger()
    qtbot.waitUntil(lambda: drawn.id in [cell.id for cell in fields.cells])
    assert verify(fields.db).sound


def test_box_is_drawn_with_the_keyboard_and_cancelled(fields: Session) -> None:
    window, qtbot = fields.window, fields.qtbot
    picture = window.cell_view.picture
    window.commands["draw"].trigger()
    assert picture.editor is not None
    before = picture.editor.result[0]
    qtbot.keyClick(picture, Qt.Key.Key_Left)
    qtbot.keyClick(picture, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    after = picture.editor.result[0]
    assert after.width > before.width
    assert after.left < before.left
    qtbot.keyClick(picture, Qt.Key.Key_Escape)
    assert picture.editor is None
    assert len(fields.cells) == 3


def test_boxes_are_drawn_and_split_on_the_full_screen(fields: Session) -> None:
    window, qtbot, (first, second, _cut) = fields.window, fields.qtbot, fields.cells
    full, picture = window.full_screen, window.full_screen.page.picture

    def show(cell_id: int) -> None:
        assert window.gallery.select(cell_id)
        fields.settle()
        assert window.cell_view.cell_id == cell_id
        assert picture.field is window.cell_view.picture.field

    full.enter()
    show(first.id)
    assert "Ctrl+N: draw a cell" in full.page.words()["hint"]
    window.commands["draw"].trigger()
    assert (picture.editor is None, window.cell_view.picture.editor) == (False, None)
    assert full.page.draw_bar.isVisible()
    qtbot.keyClick(picture, Qt.Key.Key_Escape)
    assert (picture.editor, full.active) == (None, True)
    window.commands["draw"].trigger()
    for _ in range(2):
        qtbot.keyClick(picture, Qt.Key.Key_Down)
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    fields.wait_until_classified(4)
    drawn = next(cell for cell in fields.cells if cell.path == "f1.bmp" and cell.number == 3)
    assert (window.gallery.current_id(), full.active) == (drawn.id, True)
    show(second.id)
    window.commands["split"].trigger()
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    fields.wait_until_classified(5)
    assert full.active
    show(first.id)
    window.commands["draw"].trigger()
    show(drawn.id)
    assert picture.editor is None, "another cell is shown"
    window.commands["draw"].trigger()
    full.leave()
    window.showNormal()
    assert picture.editor is None
    assert verify(fields.db).sound


def test_cut_cell_that_does_not_count_is_not_asked_for(fields: Session) -> None:
    window, (first, second, cut) = fields.window, fields.cells
    window.commands["only_unreviewed"].trigger()
    fields.qtbot.waitUntil(lambda: len(fields.cells) == 3, timeout=PATIENCE_MS)
    dialog = window.ranges.dialog()
    dialog.cut_cells.setChecked(False)
    dialog.accept_typed()
    fields.qtbot.waitUntil(lambda: [cell.id for cell in fields.cells] == [first.id, second.id], timeout=PATIENCE_MS)
    fields.qtbot.waitUntil(lambda: "of 2 cells" in window.side.differential.summary(), timeout=PATIENCE_MS)
    for _ in range(2):
        window.reviewing.classify("NEU")
    fields.qtbot.waitUntil(lambda: "all reviewed" in window.side.differential.summary(), timeout=PATIENCE_MS)
    slide_list = window.backend.slides
    fields.qtbot.waitUntil(
        lambda: str(slide_list.data(slide_list.index(0))).endswith("2 cells, reviewed"), timeout=PATIENCE_MS
    )
    window.gallery_filters.clear()
    window.gallery.select(cut.id)
    assert window.cell_view.class_text().endswith("not counted")
    window.reviewing.classify("EOS")
    fields.wait_for_cell(cut.id, lambda cell: cell.label == "EOS")


def test_kind_of_pictures_is_changed_and_back(fields: Session) -> None:
    window = fields.window

    def choose(kind: str) -> Callable[..., None]:
        def act(dialog: object) -> None:
            buttons = dialog.findChildren(QRadioButton)  # type: ignore[attr-defined]
            next(button for button in buttons if kind in button.text()).setChecked(True)
            dialog.submit()  # type: ignore[attr-defined]

        return act

    in_dialog(fields, "pictures", choose("Single"))
    fields.qtbot.waitUntil(lambda: [cell.box for cell in fields.cells] == [None] * 3, timeout=PATIENCE_MS)
    fields.wait_until_classified(3)
    assert not window.commands["draw"].isEnabled()
    in_dialog(fields, "pictures", choose("Fields"))
    fields.qtbot.waitUntil(lambda: all(cell.box for cell in fields.cells), timeout=PATIENCE_MS)
    fields.wait_until_classified(3)
    assert window.slide is not None
    put(Path(window.slide.folder) / "f4.bmp", field({Box(60, 60, 24, 24): "NEU"}, 9))
    for command, boxes in (("undo", False), ("undo", True), ("redo", False)):
        fields.qtbot.waitUntil(window.commands[command].isEnabled, timeout=PATIENCE_MS)
        window.commands[command].trigger()
        fields.wait_for_message("as it was before")
        fields.wait_until_classified(4)
        assert [cell.box is not None for cell in fields.cells] == [boxes] * 4
        assert window.picture_kinds.notice.isHidden()
        window.banner.clear()
    assert verify(fields.db).sound


def test_slide_of_fields_is_put_right_signed_and_reported(fields: Session, tmp_path: Path) -> None:
    """Draw a missed cell, remove a false one, split a pair, undo all, then do it again, sign and report."""
    window, qtbot = fields.window, fields.qtbot
    first, second, _cut = fields.cells

    def go_to(cell_id: int) -> None:
        window.gallery.select(cell_id)
        fields.settle()

    def put_right() -> None:
        go_to(first.id)
        window.commands["draw"].trigger()
        qtbot.keyClick(window.cell_view.picture, Qt.Key.Key_Down)
        qtbot.keyClick(window.cell_view.picture, Qt.Key.Key_Down)
        qtbot.keyClick(window.cell_view.picture, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(window.cell_view.picture, Qt.Key.Key_Return)
        fields.wait_until_classified(4)
        go_to(second.id)
        window.commands["split"].trigger()
        qtbot.keyClick(window.cell_view.picture, Qt.Key.Key_Return)
        fields.wait_until_classified(5)
        go_to(first.id)
        window.commands["remove"].trigger()
        fields.wait_until_classified(4)

    before = [cell.id for cell in fields.cells]
    put_right()
    for left in (5, 4, 3):
        window.commands["undo"].trigger()
        fields.wait_until_classified(left)
    assert [cell.id for cell in fields.cells] == before
    put_right()
    window.full_screen.enter()
    qtbot.waitUntil(lambda: window.full_screen.page.picture.field is not None, timeout=PATIENCE_MS)
    window.commands["remove"].trigger()
    fields.wait_until_classified(3)
    assert window.full_screen.active
    window.commands["undo"].trigger()
    fields.wait_until_classified(4)
    window.full_screen.leave()
    window.showNormal()
    for cell in fields.cells:
        window.gallery.select(cell.id)
        window.reviewing.classify("NEU")
    assert window.slide is not None
    signing.sign(fields.db, window.slide, window.backend.preferences.identity, "", "reviewed", Settings())
    window.context.announce(Changes(window.slide.id, slides=True))
    qtbot.waitUntil(lambda: not window.commands["draw"].isEnabled(), timeout=PATIENCE_MS)
    assert not window.commands["remove"].isEnabled()
    report = tmp_path / "report.pdf"
    write_report(fields.db, window.slide, report, Settings())
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(report).pages)
    assert "Cells counted 4 cells" in " ".join(text.split())
    assert verify(fields.db).sound
