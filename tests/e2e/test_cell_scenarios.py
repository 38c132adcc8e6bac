"""Scenarios of the cell view in the real window: comments, comparing, reference cells, heatmaps."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QPushButton

from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, signing
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.report import write_report
from wbc_desktop.services.trail import verify
from wbc_desktop.store import comments
from wbc_desktop.ui.cell.cell_tools import CellTools
from wbc_desktop.ui.cell.class_rows import ClassRow
from wbc_desktop.ui.cell.compare import CompareDialog
from wbc_desktop.ui.widgets.words import percent

ADA = Identity("Ada")


if TYPE_CHECKING:
    from conftest import Session

COUNT = 6
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(slide_folder: Callable[..., Path]) -> Path:
    return slide_folder(COUNT)


@pytest.fixture
def session(start: Callable[..., Session], folder: Path) -> Iterator[Session]:
    session = opened(start, folder)
    yield session
    session.close()


def opened(start: Callable[..., Session], folder: Path) -> Session:
    session = start(folder)
    session.wait_until_classified(COUNT)
    session.window.backend.preferences.change(reviewer="Ada", auto_advance=False)
    session.window.commands["advance"].setChecked(False)
    session.window.gallery.setFocus()
    return session


def key(session: Session, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in the widget that has the focus."""
    QTest.keyClick(QApplication.focusWidget() or session.window, key, held)


def show_cell_at(session: Session, place: int) -> int:
    """Select the cell at a place of the gallery; return its id."""
    cell_id = session.cells[place].id
    session.window.gallery.select(cell_id)
    session.qtbot.waitUntil(lambda: session.window.cell_view.cell_id == cell_id)
    return int(cell_id)


def remark(session: Session, text: str) -> None:
    """Write a comment on the cell shown, with keys only."""
    key(session, Qt.Key.Key_M, CTRL)
    line = session.window.cell_view.comments.line
    session.qtbot.waitUntil(line.hasFocus)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def stored_comments(session: Session, cell_id: int) -> list[str]:
    """Return the comments on a cell in the database that were not undone."""
    with session.db.read() as s:
        return [one.text for one in comments.of_cell(s, cell_id) if not one.taken_back]


def test_comment_by_keys_is_stored_exported_and_printed(session: Session, tmp_path: Path) -> None:
    window = session.window
    # Given a cell,
    cell_id = show_cell_at(session, 1)
    # when a comment is typed with letters that are keys of classes, and Return pressed,
    remark(session, "Neutrophil? XU lobes")
    # then it is stored, the cell view shows it with reviewer and time, no cell is decided,
    assert stored_comments(session, cell_id) == ["Neutrophil? XU lobes"]
    session.qtbot.waitUntil(lambda: "Neutrophil? XU lobes – Ada" in window.cell_view.comments.text())
    assert all(cell.label is None for cell in session.cells)
    history = window.cell_view._history
    assert history.topLevelItem(0).text(1) == "Comment: Neutrophil? XU lobes"
    # the gallery has the focus again,
    session.qtbot.waitUntil(window.gallery.hasFocus)
    key(session, Qt.Key.Key_N)
    session.wait_for_cell(cell_id, lambda cell: cell.label == "NEU")
    # and it is exported and printed.
    slide = window.slide
    assert slide is not None
    export_csv(session.db, slide, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        column = [row["comments"] for row in csv.DictReader(file)]
    assert [text.endswith(": Neutrophil? XU lobes") for text in column] == [n == 1 for n in range(COUNT)]
    write_report(session.db, slide, tmp_path / "out.pdf", Settings())
    first = " ".join(PdfReader(tmp_path / "out.pdf").pages[0].extract_text().split())
    assert "Neutrophil? XU lobes" in first
    assert verify(session.db).sound


def test_undo_reverses_decisions_and_comments_in_order_after_a_restart(
    start: Callable[..., Session], folder: Path
) -> None:
    # Given a comment and then a decision,
    session = opened(start, folder)
    cell_id = show_cell_at(session, 2)
    remark(session, "smudge")
    session.qtbot.waitUntil(session.window.gallery.hasFocus)
    key(session, Qt.Key.Key_N)
    session.wait_for_cell(cell_id, lambda cell: cell.label == "NEU")
    session.close()
    # when the program is started again and undo is pressed twice,
    session = opened(start, folder)
    session.qtbot.waitUntil(session.window.commands["undo"].isEnabled)
    key(session, Qt.Key.Key_Z, CTRL)
    session.wait_for_cell(cell_id, lambda cell: cell.label is None)
    assert stored_comments(session, cell_id) == ["smudge"]
    key(session, Qt.Key.Key_Z, CTRL)
    # then the decision is undone first, then the comment, whose cell is shown;
    session.qtbot.waitUntil(lambda: stored_comments(session, cell_id) == [])
    view = session.window.cell_view
    session.qtbot.waitUntil(lambda: view.cell_id == cell_id and view.comments.text() == "")
    assert view._history.topLevelItem(0).text(1) == "Undone: comment “smudge”"
    # redo restores the comment.
    session.qtbot.waitUntil(session.window.commands["redo"].isEnabled)
    key(session, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    session.qtbot.waitUntil(lambda: stored_comments(session, cell_id) == ["smudge"])
    session.qtbot.waitUntil(lambda: view.comments.text().startswith("smudge"))
    session.close()


def test_comment_on_a_signed_slide_is_refused_and_stays_a_draft(session: Session) -> None:
    window = session.window
    # Given a signed slide,
    slide = window.slide
    assert slide is not None
    ids = [cell.id for cell in session.cells]
    review.reclassify(session.db, slide.id, ids, "NEU", ADA)
    who = window.backend.preferences.settings.reviewer
    signing.sign(session.db, slide, signing.Identity(who), "", "reviewed", Settings())
    # when a comment is written,
    cell_id = show_cell_at(session, 0)
    remark(session, "too late")
    # then it is refused with a sentence, and stays in its line.
    session.wait_for_message("signed by Ada")
    assert stored_comments(session, cell_id) == []
    assert window.cell_view.comments.line.text() == "too late"


def test_comment_in_full_screen_review(session: Session) -> None:
    window = session.window
    cell_id = show_cell_at(session, 3)
    key(session, Qt.Key.Key_F)
    session.qtbot.waitUntil(lambda: not window.cell_view.isVisible())
    window.commands["comment"].trigger()
    dialog = window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("two cells touch")
    dialog.accept()
    session.qtbot.waitUntil(lambda: stored_comments(session, cell_id) == ["two cells touch"])
    window.activateWindow()
    session.qtbot.waitUntil(window.isActiveWindow)
    key(session, Qt.Key.Key_Escape)
    session.qtbot.waitUntil(window.cell_view.isVisible)


def test_full_screen_shows_the_probabilities_of_the_first_cell(session: Session) -> None:
    window = session.window
    cell_id = show_cell_at(session, 2)
    window.commands.set_classes([*(shown for shown, _ in window.commands.classes), cell_class("BLA", "Blast")])
    key(session, Qt.Key.Key_F)
    session.qtbot.waitUntil(lambda: not window.cell_view.isVisible())
    cell = next(cell for cell in session.cells if cell.id == cell_id)
    assert cell.preclassification is not None
    spoken = [row.accessibleName() for row in window.full_screen.page.classes.findChildren(ClassRow)]
    for code, share in cell.preclassification.probabilities.items():
        assert any(f", {code}, {percent(share)}" in words for words in spoken)
    key(session, Qt.Key.Key_F)


def test_draft_of_a_comment_survives_a_restart(start: Callable[..., Session], folder: Path) -> None:
    # Given comments that are typed and not saved when the window closes, one of them too long,
    session = opened(start, folder)
    first, second = show_cell_at(session, 1), session.cells[2].id
    line = session.window.cell_view.comments.line
    key(session, Qt.Key.Key_M, CTRL)
    QTest.keyClicks(line, "half a th")
    show_cell_at(session, 2)
    line.insert("long " * 2000)
    session.window.findChild(CellTools).write(second, line.text())
    assert "9,999 characters" in session.wait_for_message("at most 2,000")
    assert line.text() == "long " * 2000
    session.close()
    # when it is opened again,
    session = opened(start, folder)
    # then a banner names them and leads to the first, the drafts are unchanged, and no comment is stored.
    notice = session.window.findChild(CellTools).drafts_notice
    session.qtbot.waitUntil(lambda: notice.text().startswith("Comments on 2 cells are not saved yet."))
    session.window.notify("Something else.")
    assert notice.isVisible()
    notice.findChildren(QPushButton)[-1].click()
    assert not notice.isVisible()
    view = session.window.cell_view
    session.qtbot.waitUntil(lambda: view.cell_id == first)
    assert view.comments.line.text() == "half a th"
    assert stored_comments(session, first) == []
    key(session, Qt.Key.Key_M, CTRL)
    QTest.keyClick(view.comments.line, Qt.Key.Key_Return)
    session.qtbot.waitUntil(lambda: stored_comments(session, first) == ["half a th"])
    assert view.comments.line.text() == ""
    show_cell_at(session, 2)
    assert view.comments.line.text() == "long " * 2000
    # A comment that is started and cancelled in full-screen review is a draft as well.
    key(session, Qt.Key.Key_F)
    session.qtbot.waitUntil(lambda: not view.isVisible())
    session.window.commands["comment"].trigger()
    dialog = session.window.findChild(QInputDialog)
    assert dialog is not None
    assert dialog.textValue() == "long " * 2000
    dialog.setTextValue("long")
    dialog.reject()
    session.qtbot.waitUntil(lambda: view.comments.line.text() == "long")
    session.close()
    assert '"text": "long"' in (session.window.backend.data_dir.drafts_file).read_text(encoding="ascii")


def compare_dialog(session: Session) -> CompareDialog:
    tools = session.window.findChild(CellTools)
    assert tools is not None
    session.qtbot.waitUntil(lambda: tools.compare_dialog is not None)
    dialog = tools.compare_dialog
    assert dialog is not None
    session.qtbot.waitUntil(lambda: dialog.left.loaded and dialog.right.loaded)
    return dialog


def test_two_selected_cells_are_compared_side_by_side(session: Session) -> None:
    window = session.window
    # Given two selected cells,
    first, second = show_cell_at(session, 0), session.cells[4].id
    row = window.backend.cells.row_of(second)
    assert row is not None
    selection = QItemSelectionModel.SelectionFlag.Select
    window.gallery.selectionModel().select(window.backend.cells.index(row), selection)
    # when the key is pressed,
    key(session, Qt.Key.Key_D, CTRL)
    dialog = compare_dialog(session)
    # then both are shown with picture, heatmap and probabilities,
    assert {dialog.left.details.cell.id, dialog.right.details.cell.id} == {first, second}
    assert dialog.left.picture.has_overlay() == dialog.heat.isChecked()
    dialog.heat.setChecked(True)
    assert dialog.left.picture.has_overlay()
    assert dialog.right.picture.has_overlay()
    assert dialog.bars.accessibleDescription().count("left") == len(window.commands.classes)
    # they zoom together until that is turned off,
    dialog.left.picture.zoom_by(2)
    assert dialog.right.picture.zoom() == pytest.approx(dialog.left.picture.zoom())
    dialog.together.setChecked(False)
    dialog.left.picture.fit()
    assert dialog.right.picture.zoom() > dialog.left.picture.zoom()
    # no cell is decided, and Esc closes the dialog.
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    session.qtbot.waitUntil(lambda: window.findChild(CompareDialog) is None)
    assert all(cell.label is None for cell in session.cells)


def test_comparing_one_cell_asks_for_two(session: Session) -> None:
    show_cell_at(session, 0)
    key(session, Qt.Key.Key_D, CTRL)
    session.wait_for_message("Select two cells")


def test_reference_cells_are_shown_beside_the_picture(
    start: Callable[..., Session], folder: Path, slide_folder: Callable[..., Path]
) -> None:
    # Given three cells of another slide that a person put into a class,
    other = slide_folder(3, "earlier", side=120)
    session = start(other)
    session.wait_until_classified(3)
    slide = session.window.slide
    assert slide is not None
    earlier = [cell.id for cell in session.cells]
    review.reclassify(session.db, slide.id, earlier, "BAS", Identity("Bo"))
    # one of which lost its file,
    (other / session.cells[0].path).unlink()
    session.close()
    # when a cell of this slide is put into that class,
    session = opened(start, folder)
    cell_id = show_cell_at(session, 0)
    review.reclassify(session.db, session.cells[0].slide_id, [cell_id], "BAS", ADA)
    session.window.cell_view.refresh_later()
    strip = session.window.cell_view.references
    session.qtbot.waitUntil(lambda: len(strip.cells()) == 2, timeout=30_000)
    # then the other cells with a file are beside it, without the cell itself;
    shown = {cell.cell_id for cell in strip.cells()}
    assert shown == set(earlier[1:])
    # Return on one of them compares the two.
    strip.list.setFocus()
    strip.list.setCurrentRow(next(n for n in range(strip.list.count()) if not strip.list.item(n).isHidden()))
    QTest.keyClick(strip.list, Qt.Key.Key_Return)
    dialog = compare_dialog(session)
    assert dialog.left.details.cell.id == cell_id
    assert dialog.right.details.cell.id in shown
    dialog.reject()
    session.close()


def test_share_of_the_heatmap_on_the_cell_is_shown_after_a_delay(session: Session) -> None:
    view = session.window.cell_view
    show_cell_at(session, 0)
    if not session.window.commands["heat"].isChecked():
        session.window.commands["heat"].trigger()
    caveat = view.heat.caption.text
    session.qtbot.waitUntil(lambda: "on the cell" in caveat(), timeout=30_000)
    found = view.heat._checks[session.cells[0].predicted]
    assert bool(view.heat.warning()) == found.mostly_outside
