"""Reviewing by key and mouse, with any focus, for one cell or many; the window shows each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from wbc_desktop.domain.cells import NewPreclassification, ReviewState
from wbc_desktop.domain.heat_maps import EIGEN_CAM
from wbc_desktop.store import preclassifications
from wbc_desktop.ui.cell.class_rows import ClassRow
from wbc_desktop.ui.cell.heat_controls import ATTENTION
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.shell.translating import CHOICES

if TYPE_CHECKING:
    from conftest import Session

COUNT = 6


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Iterator[Session]:
    session = start(slide_folder(COUNT))
    session.wait_until_classified(COUNT)
    yield session
    session.close()


def other_code(session: Session) -> str:
    return "LYM" if session.cells[0].predicted != "LYM" else "MON"


def test_keys_work_with_any_focus(session: Session) -> None:
    window = session.window
    places: list[QWidget] = [window.cell_view.picture, window.side.differential, window.pane, window.status]
    for place in places:
        cell = session.cells[0]
        window.gallery.select(cell.id)
        wanted = "LYM" if cell.current != "LYM" else "MON"
        place.setFocus()
        QTest.keyClick(QApplication.focusWidget() or place, wanted[0])
        assert session.cells[0].current == wanted, place


def test_arrows_move_in_the_gallery_from_the_picture_too(session: Session) -> None:
    window = session.window
    window.gallery.select(session.cells[0].id)
    QTest.keyClick(window.cell_view.picture, Qt.Key.Key_Right)
    assert window.gallery.current_id() == session.cells[1].id


def test_shift_and_arrow_in_the_picture_select_in_the_gallery(session: Session) -> None:
    window, (first, second) = session.window, session.cells[:2]
    window.gallery.select(first.id)
    QTest.keyClick(window.cell_view.picture, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert window.gallery.selected_ids() == [first.id, second.id]


def test_keys_that_move_nothing_stay_at_the_cell(session: Session) -> None:
    """The gallery leaves a key that moves nothing to the window, which must not give it back for ever."""
    window, key = session.window, Qt.Key
    ends = {
        session.cells[0].id: (key.Key_Left, key.Key_Up, key.Key_Home, key.Key_PageUp, key.Key_Return),
        session.cells[-1].id: (key.Key_Right, key.Key_Down, key.Key_End, key.Key_PageDown),
    }
    for cell_id, keys in ends.items():
        for pressed in keys:
            for place in (window.cell_view.picture, window.gallery):
                window.gallery.select(cell_id)
                place.setFocus()
                QTest.keyClick(place, pressed)
                assert window.gallery.current_id() == cell_id, (pressed, place)


def test_text_fields_keep_their_keys(session: Session) -> None:
    dialog = SettingsDialog(session.window.backend.preferences.settings, CHOICES, session.window)
    with session.qtbot.waitExposed(dialog):
        dialog.show()
    before = session.cells
    field = dialog.focusWidget()
    field.clear()  # type: ignore[attr-defined]
    QTest.keyClicks(field, "Nelu")
    assert dialog.chosen()["reviewer"] == "Nelu"
    assert session.cells == before
    dialog.close()
    dialog.deleteLater()


def test_decision_applies_to_all_selected_cells_and_is_undone_as_one(session: Session) -> None:
    window, code = session.window, other_code(session)
    window.gallery.selectAll()
    assert len(window.gallery.selected_ids()) == COUNT
    window.commands.class_chosen.emit(code)
    assert {cell.current for cell in session.cells} == {code}
    window.commands["undo"].trigger()
    assert {cell.state for cell in session.cells} == {ReviewState.UNREVIEWED}


def test_a_message_that_a_decision_makes_untrue_disappears_with_it(session: Session) -> None:
    window = session.window
    window.gallery.select(session.cells[0].id)
    window.commands["undo"].setEnabled(True)
    window.commands["undo"].trigger()
    session.wait_for_message("nothing to undo")
    window.context.notify("Another message.")
    window.commands["NC"].trigger()
    assert window.banner.text() == "Another message."
    window.commands["undo"].trigger()
    window.commands["undo"].setEnabled(True)
    window.commands["undo"].trigger()
    session.wait_for_message("nothing to undo")
    for _ in session.cells:
        assert window.banner.text() != "No cell shown here needs a decision any more."
        window.commands["NC"].trigger()
        assert "nothing to undo" not in window.banner.text()
    session.wait_for_message("No cell shown here needs a decision any more.")
    window.commands["undo"].trigger()
    assert window.banner.text() == ""


def test_a_click_on_a_class_reclassifies(session: Session) -> None:
    window, code = session.window, other_code(session)
    cell = session.cells[0]
    window.gallery.select(cell.id)
    row = next(r for r in window.cell_view.findChildren(ClassRow) if r.shown.code == code)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert session.cells[0].current == code
    assert "current class" not in row.accessibleName(), "the next cell is shown by itself"


def test_cell_stays_current_without_auto_advance(session: Session) -> None:
    window = session.window
    cell = session.cells[0]
    window.gallery.select(cell.id)
    window.commands["advance"].setChecked(False)
    QTest.keyClick(window.gallery, Qt.Key.Key_Space)
    assert session.cells[0].state is ReviewState.CONFIRMED
    assert window.gallery.current_id() == cell.id
    session.qtbot.waitUntil(lambda: "confirmed by" in window.cell_view.class_text())


def test_a_click_on_a_class_of_the_differential_filters(session: Session) -> None:
    window, code = session.window, other_code(session)
    window.gallery.select(session.cells[0].id)
    window.commands.class_chosen.emit(code)
    session.qtbot.waitUntil(lambda: window.side.differential.row(code)[0] == "1", timeout=20_000)
    window.side.differential.choose(code)
    session.qtbot.waitUntil(lambda: [cell.current for cell in session.cells] == [code])
    window.commands["show_all"].trigger()
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT)


def test_filter_without_a_match_shows_a_page_and_escape_clears_it(session: Session) -> None:
    window = session.window
    session.qtbot.waitUntil(lambda: window.side.differential.isVisible(), timeout=20_000)
    window.side.differential.choose("NC")
    session.qtbot.waitUntil(lambda: window.pane.page() == "filtered")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    session.qtbot.waitUntil(lambda: window.pane.page() == "gallery")


def test_every_class_and_the_attention_have_a_heatmap(session: Session) -> None:
    window = session.window
    view = window.cell_view
    session.qtbot.waitUntil(view.picture.has_overlay, timeout=20_000)
    stored = [which for which in view.heat.choices() if which != EIGEN_CAM]
    for which in stored:
        view.heat.choose(which)
        assert view.heat.overlay() is not None, which
    assert ATTENTION in stored
    QTest.keyClick(window, "H")
    assert not view.picture.has_overlay()
    QTest.keyClick(window, "H")
    assert view.picture.has_overlay()


def test_heatmaps_by_other_methods_are_computed_for_the_shown_cell(session: Session) -> None:
    view = session.window.cell_view
    session.qtbot.waitUntil(view.picture.has_overlay, timeout=20_000)
    view.heat.choose_method("layer-cam")
    assert not view.picture.has_overlay()
    assert "Computing" in view.heat.caption.text()
    session.qtbot.waitUntil(view.picture.has_overlay, timeout=60_000)
    QTest.keyClick(session.window.gallery, Qt.Key.Key_Right)
    session.qtbot.waitUntil(lambda: view.cell_id == session.cells[1].id)
    session.qtbot.waitUntil(view.picture.has_overlay, timeout=60_000)
    view.heat.choose(EIGEN_CAM)
    session.qtbot.waitUntil(view.picture.has_overlay, timeout=60_000)
    assert "Computing" not in view.heat.caption.text()


def test_every_button_has_a_name_and_every_action_a_tool_tip(session: Session) -> None:
    window = session.window
    for button in window.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button
    for action in window.menuBar().actions():
        for entry in action.menu().actions():  # type: ignore[union-attr]
            assert entry.isSeparator() or (entry.text() and entry.toolTip())


def test_no_key_is_given_twice(session: Session) -> None:
    keys = [
        shortcut.toString()
        for menu in session.window.menuBar().actions()
        for action in menu.menu().actions()  # type: ignore[union-attr]
        for shortcut in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    assert {"N", "L", "M", "E", "B", "I", "R", "P", "U", "X", "Space", "H", "F1", "Ctrl+O", "Ctrl+P", "Ctrl+E"} <= set(
        keys
    )


def test_space_does_not_confirm_a_class_that_was_not_shown(session: Session) -> None:
    """Another process classifies the slide meanwhile, and the window still shows the old prediction."""
    window, code = session.window, other_code(session)
    cell = session.cells[0]
    old = cell.preclassification
    assert old is not None
    window.gallery.select(cell.id)
    with session.db.write() as s:
        probabilities = {**dict.fromkeys(old.probabilities, 0.0), code: 1.0}
        new = NewPreclassification(cell.id, code, 1.0, probabilities, False, None)
        preclassifications.add_many(s, old.model_id, "cpu", [new], datetime.now(UTC))
    window.commands["confirm"].trigger()
    assert session.cells[0].label is None
    assert session.cells[0].current == code  # the window shows the new prediction, and the cell stays current
    assert window.gallery.current_id() == cell.id
    assert "not confirmed" in window.banner.text()
    window.commands["confirm"].trigger()
    assert session.cells[0].label == code
