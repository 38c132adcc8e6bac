"""Scenarios of the gallery in the real window; the comments are the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QTreeWidget, QWidget

from wbc_desktop.domain.cells import ActKind, ReviewState
from wbc_desktop.domain.filters import Disagreement
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import classifications
from wbc_desktop.ui.gallery.class_drops import cells_mime

if TYPE_CHECKING:
    from conftest import Session

COUNT = 12


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Iterator[Session]:
    session = start(slide_folder(COUNT))
    session.wait_until_classified(COUNT)
    yield session
    session.close()


def drag(session: Session, target: QWidget, place: Callable[[], QPoint]) -> None:
    """Drag the selected cells over ``target`` and drop them, with the events that Qt would send."""
    data = cells_mime(len(session.window.gallery.selected_ids()))
    buttons, keys, move = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.MoveAction
    there = place()
    for event in (
        QDragEnterEvent(there, move, data, buttons, keys),
        QDragMoveEvent(there, move, data, buttons, keys),
        QDropEvent(QPointF(there), move, data, buttons, keys),
    ):
        QApplication.sendEvent(target, event)
        assert event.isAccepted()


def answer(session: Session, yes: bool) -> list[str]:
    """Answer the next question; return a list to which its two texts are added."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, press)
            return
        asked.extend((box.text(), box.informativeText()))
        (box.defaultButton() if yes else box.button(QMessageBox.StandardButton.Cancel)).click()

    QTimer.singleShot(0, press)
    return asked


def other_class(session: Session) -> str:
    used = {cell.current for cell in session.cells}
    return next(code for code in ("EOS", "MON", "BAS", "ERB", "IG", "LYM", "NEU") if code not in used)


def test_drag_to_a_group_reclassifies_the_selected_cells_in_one_act(session: Session) -> None:
    window = session.window
    # Given two groups of a class,
    code = other_class(session)
    first, second, third = (cell.id for cell in session.cells[:3])
    window.gallery.select(first)
    window.commands.class_chosen.emit(code)
    window.commands["groups"].trigger()
    assert code in [group.code for group in window.backend.cells.groups]
    # when two selected cells of the other are dragged onto its heading,
    window.gallery.select(second)
    row = window.backend.cells.row_of(third)
    assert row is not None
    flag = QItemSelectionModel.SelectionFlag.Select
    window.gallery.selectionModel().select(window.backend.cells.index(row), flag)
    number = [group.code for group in window.backend.cells.groups].index(code)
    gallery = window.gallery

    def heading() -> QPoint:
        return gallery.grid().heading_of(number).center() - QPoint(0, gallery.verticalOffset())

    drag(session, gallery.viewport(), heading)
    # then both are in that group,
    session.qtbot.waitUntil(lambda: [c.current for c in session.cells].count(code) == 3, timeout=30_000)
    # and one undo reverses both.
    window.commands["undo"].trigger()
    assert [cell.id for cell in session.cells if cell.current == code] == [first]


def test_drag_to_a_class_of_the_differential_reclassifies(session: Session) -> None:
    window = session.window
    code = other_class(session)
    session.qtbot.waitUntil(lambda: window.side.differential.isVisible(), timeout=30_000)
    table = window.side.differential.findChild(QTreeWidget)
    assert table is not None
    cell = session.cells[0]
    window.gallery.select(cell.id)

    def place() -> QPoint:
        items = [table.topLevelItem(row) for row in range(table.topLevelItemCount())]
        item = next(i for i in items if i is not None and i.data(0, Qt.ItemDataRole.UserRole) == code)
        table.scrollToItem(item)
        return table.visualItemRect(item).center()

    drag(session, table.viewport(), place)
    session.wait_for_cell(cell.id, lambda now: now.current == code and now.state is ReviewState.RECLASSIFIED)


def test_all_filtered_cells_are_confirmed_in_one_act_and_undone_after_a_restart(
    start: Callable[..., Session], slide_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbc_desktop.ui.review.asking.ASK_FROM", 5)
    monkeypatch.setattr("wbc_desktop.ui.review.reviewing.WORKER_FROM", 5)
    folder = slide_folder(COUNT)
    session = start(folder)
    session.wait_until_classified(COUNT)
    # Given a slide with one decided cell, and only cells to review shown,
    window, decided = session.window, session.cells[0].id
    window.gallery.select(decided)
    window.commands.class_chosen.emit(other_class(session))
    window.commands["only_unreviewed"].trigger()
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT - 1)
    # when all shown cells are confirmed, the window asks first with their number, and Cancel changes nothing;
    asked = answer(session, yes=False)
    window.commands["confirm_shown"].trigger()
    assert asked[0] == f"Confirm all shown: {COUNT - 1} cells?"
    assert asked[1].startswith("Cells that are already decided keep their class.")
    assert len(session.cells) == COUNT - 1
    # with yes all are confirmed at once, and none is left to review.
    answer(session, yes=True)
    window.commands["confirm_shown"].trigger()
    session.wait_for_message(f"Confirmed: {COUNT - 1} cells.")
    session.qtbot.waitUntil(lambda: window.pane.page() == "filtered", timeout=30_000)
    window.commands["show_all"].trigger()
    window.commands["show_all"].trigger()
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT)
    assert [c.state for c in session.cells].count(ReviewState.CONFIRMED) == COUNT - 1
    session.close()
    # After a restart, one undo reverses that act, and the next one the act before.
    again = start(folder)
    again.wait_until_classified(COUNT)
    again.qtbot.waitUntil(lambda: again.window.commands["undo"].isEnabled(), timeout=30_000)
    again.window.commands["undo"].trigger()
    left = {ReviewState.UNREVIEWED, ReviewState.RECLASSIFIED}
    again.qtbot.waitUntil(lambda: {c.state for c in again.cells} == left, timeout=30_000)
    again.window.commands["undo"].trigger()
    again.qtbot.waitUntil(lambda: {c.state for c in again.cells} == {ReviewState.UNREVIEWED}, timeout=30_000)
    again.window.commands["redo"].trigger()
    again.wait_for_cell(decided, lambda c: c.state is ReviewState.RECLASSIFIED)
    again.close()


def test_cells_are_sorted_searched_and_filtered(session: Session) -> None:
    window = session.window
    every = session.cells
    # Sorted by uncertainty, the least certain cell is first.
    window.commands["order_uncertainty"].trigger()
    sure = [cell.confidence or 0 for cell in session.cells]
    assert sure == sorted(sure)
    # A part of a file name finds the cell, in upper or lower case.
    window.commands["find"].trigger()
    QTest.keyClicks(QApplication.focusWidget(), "CELL_0003")
    session.qtbot.waitUntil(lambda: [c.path for c in session.cells] == ["cell_0003.png"])
    window.commands["show_all"].trigger()
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT)
    # A cell left Unidentified still needs a decision.
    window.gallery.select(every[0].id)
    window.commands["UNI"].trigger()
    window.gallery.select(every[1].id)
    window.commands["confirm"].trigger()
    window.commands["only_unreviewed"].trigger()
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT - 1)
    assert every[0].id in [cell.id for cell in session.cells]
    # By confidence: exactly the cells within the limits.
    filters = window.side.filters
    filters.clear()
    middle = round(100 * sorted(sure)[COUNT // 2])
    filters._low.setValue(middle)
    wanted = {c.id for c in every if (c.confidence or 0) >= middle / 100}
    session.qtbot.waitUntil(lambda: {c.id for c in session.cells} == wanted)
    # By disagreement and by reviewer.
    filters.clear()
    filters._disagreement.setCurrentIndex(filters._disagreement.findData(Disagreement.RECLASSIFIED))
    session.qtbot.waitUntil(lambda: [c.id for c in session.cells] == [every[0].id])
    filters.clear()
    who = window.backend.preferences.settings.reviewer
    session.qtbot.waitUntil(lambda: filters._reviewer.findData(who) > 0, timeout=30_000)
    filters._reviewer.setCurrentIndex(filters._reviewer.findData(who))
    session.qtbot.waitUntil(lambda: {c.id for c in session.cells} == {every[0].id, every[1].id})
    window.commands["show_all"].trigger()
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT)


def test_filter_is_cleared_when_the_row_of_its_class_disappears(session: Session) -> None:
    window, panel = session.window, session.window.side.differential
    # Given one cell of a class that neither the model nor the class list has, and only that class shown,
    cell = session.cells[0].id
    slide_id = window.backend.cells.slide_id
    assert slide_id is not None
    with session.db.write() as s:
        classifications.record(s, slide_id, ActKind.RECLASSIFY, {cell: "BLA"}, Identity("elsewhere"), datetime.now(UTC))
    window.context.announce(Changes(slide_id, (cell,)))
    session.qtbot.waitUntil(lambda: "BLA" in panel._items, timeout=30_000)
    panel.choose("BLA")
    session.qtbot.waitUntil(lambda: [c.id for c in session.cells] == [cell])
    # when the cell is put into another class,
    window.gallery.select(cell)
    window.commands.class_chosen.emit("NEU")
    # then the row of the class disappears, and all cells are shown again.
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT, timeout=30_000)
    assert "BLA" not in panel._items
    assert window.backend.cells.filter.shows_all
