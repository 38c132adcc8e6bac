"""Details, ranges and classes in the real window: changes are shown at once and after a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.conftest import Session
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.reports.differential_table_text import band_text
from wbc_desktop.ui.cell.class_rows import ClassRow
from wbc_desktop.ui.differential.differential_panel import DifferentialPanel
from wbc_desktop.ui.differential.ranges_dialog import HIGH, LOW, RangesDialog
from wbc_desktop.ui.slides.slide_fields_dialog import SlideFieldsDialog

COUNT = 4


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Session:
    begun = start(slide_folder(COUNT))
    begun.wait_until_classified(COUNT)
    return begun


def count_of(panel: DifferentialPanel, code: str) -> str:
    """Return the count of a class in the panel; "" if the class has no row."""
    try:
        return panel.row(code)[0]
    except KeyError:
        return ""


def classify_all(session: Session, code: str) -> None:
    session.window.gallery.selectAll()
    session.window.commands.class_chosen.emit(code)


def test_details_typed_by_keys_give_absolute_counts(session: Session) -> None:
    window = session.window
    classify_all(session, "NEU")

    def type_them() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SlideFieldsDialog)
        dialog.type(sample="S-17", white_count="seven")
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert "such as 7.4" in dialog.error()
        dialog.type(white_count="7.4", age="44")
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    QTimer.singleShot(0, window, type_them)
    QTest.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    panel = window.side.differential
    session.qtbot.waitUntil(lambda: "7.4 × 10⁹/L as typed" in panel.notes(), timeout=60_000)
    assert panel.words("NEU").second[1] == "7.40"
    dialog = window.details.dialog(window.slide)  # type: ignore[arg-type]
    assert (dialog.typed().sample, dialog.typed().age) == ("S-17", "44")
    dialog.deleteLater()


def test_a_changed_range_flags_at_once(session: Session) -> None:
    panel = session.window.side.differential
    classify_all(session, "NEU")
    session.qtbot.waitUntil(lambda: count_of(panel, "NEU") == str(COUNT), timeout=60_000)
    dialog = session.window.ranges.dialog()
    assert isinstance(dialog, RangesDialog)
    dialog.type(0, LOW, "10")
    dialog.type(0, HIGH, "20")
    dialog.accept_typed()
    assert dialog.fault.text() == ""
    session.qtbot.waitUntil(lambda: panel.words("NEU").first[3] == "▲ high", timeout=60_000)
    assert panel.words("NEU").second[3] == band_text(RangeBand("NEU", 10, 20))
    assert "set 1 of the laboratory" in panel.notes()
    dialog.deleteLater()


def test_new_class_has_a_key_a_row_and_cells_also_after_a_restart(
    session: Session, start: Callable[..., Session]
) -> None:
    window = session.window
    dialog = window.classes.dialog()
    dialog.begin_new()
    dialog.type(code="ATY", name="Atypical lymphocyte", key="A")
    dialog.save()
    assert "added" in dialog.message()
    dialog.deleteLater()
    assert ("ATY", "A") in [(shown.code, key) for shown, key in window.commands.classes]
    assert "ATY" in [row.shown.code for row in window.cell_view.findChildren(ClassRow)]
    cell = session.cells[0]
    window.gallery.select(cell.id)
    QTest.keyClick(window.gallery, Qt.Key.Key_A)
    session.wait_for_cell(cell.id, lambda c: c.label == "ATY")
    panel = window.side.differential
    session.qtbot.waitUntil(lambda: count_of(panel, "ATY") == "1", timeout=60_000)
    assert panel.words("ATY").shown.name == "Atypical lymphocyte"
    session.close()
    assert cell_class("ATY").name == "ATY", "a closed window leaves no classes behind"
    again = start()
    session.qtbot.waitUntil(lambda: again.window.slide is not None, timeout=60_000)
    assert "ATY" in [shown.code for shown, _ in again.window.commands.classes]
    assert cell_class("ATY").name == "Atypical lymphocyte"
