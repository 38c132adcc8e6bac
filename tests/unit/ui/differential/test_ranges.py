"""Reference ranges are typed, stored, refused and undone, in the dialog and in a real store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from unit.ui.fields import named

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand, Sex, checked
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services import accounts
from wbc_desktop.services.ranges import range_sets
from wbc_desktop.ui.differential.ranges import Ranges
from wbc_desktop.ui.differential.ranges_dialog import FROM_AGE, HIGH, LOW, SEX, TO_AGE, RangesDialog
from wbc_desktop.ui.shell.translating import forget_translations, translate_into
from wbc_desktop.ui.widgets.preferences import Preferences


def test_ranges_are_shown_and_stored_unchanged(qtbot: QtBot) -> None:
    stored: list[tuple[Sequence[RangeBand], str]] = []

    def store(bands: Sequence[RangeBand], source: str, _cut_cells: bool) -> None:
        stored.append((checked(bands, STANDARD_CLASSES), source))

    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, True, store)
    qtbot.addWidget(dialog)
    assert dialog.bands() == list(DEFAULT_RANGES.bands)
    row = dialog.add_row("NEU")
    for column, text in ((LOW, "42,5"), (HIGH, "77"), (SEX, "female"), (FROM_AGE, "18"), (TO_AGE, "50")):
        dialog.type(row, column, text)
    dialog.accept_typed()
    assert stored[0][0][-1] == RangeBand("NEU", 42.5, 77, Sex.FEMALE, 18, 50)
    assert stored[0][1] == DEFAULT_RANGES.source
    assert named(dialog)


@pytest.mark.parametrize(("text", "why"), [("many", "is not a number"), ("90", "exchange them"), ("", "")])
def test_wrong_limit_keeps_the_dialog_open(qtbot: QtBot, text: str, why: str) -> None:
    def store(bands: Sequence[RangeBand], _source: str, _cut_cells: bool) -> None:
        try:
            checked(bands, STANDARD_CLASSES)
        except UsageError as error:
            dialog.fault.show_text(str(error))
        else:
            dialog.accept()

    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, True, store)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.type(0, LOW, text)
    dialog.accept_typed()
    assert why in dialog.fault.text()
    assert dialog.isVisible() == bool(why)


@pytest.fixture
def indonesian(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translate_into("id")
    yield
    forget_translations()
    QLocale.setDefault(before)


def test_default_source_is_stored_untranslated(qtbot: QtBot, indonesian: None) -> None:
    stored: list[str] = []
    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, True, lambda _bands, source, _cut: stored.append(source))
    qtbot.addWidget(dialog)
    (source,) = dialog.findChildren(QPlainTextEdit)
    assert source.toPlainText() != DEFAULT_RANGES.source, "the source is shown in the person's language"
    dialog.accept_typed()
    source.setPlainText("Lab kami")
    dialog.accept_typed()
    dialog.show_defaults()
    dialog.accept_typed()
    assert stored == [DEFAULT_RANGES.source, "Lab kami", DEFAULT_RANGES.source]


def test_wrong_limit_is_named_by_its_translated_heading(qtbot: QtBot, indonesian: None) -> None:
    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, True, lambda _bands, _source, _cut: None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.type(0, LOW, "banyak")
    dialog.accept_typed()
    assert "Dari %" in dialog.fault.text()


@pytest.fixture
def ranges(qtbot: QtBot, context: SlideContext, preferences: Preferences) -> Ranges:
    window = QWidget()
    qtbot.addWidget(window)
    return Ranges(context, preferences, window)


def button(dialog: RangesDialog, text: str) -> QPushButton:
    (found,) = [b for b in dialog.buttons.buttons() if b.text() == text]
    assert isinstance(found, QPushButton)
    return found


def test_stored_change_is_announced_and_can_be_undone_in_the_dialog(qtbot: QtBot, ranges: Ranges) -> None:
    dialog = ranges.dialog()
    dialog.type(0, HIGH, "77")
    with qtbot.waitSignal(ranges.changed):
        dialog.accept_typed()
    assert dialog.result() == 1
    again = ranges.dialog()
    assert again.bands()[0].high == 77
    assert not button(again, "Redo").isEnabled()
    assert "Ctrl+Z" in button(again, "Undo").toolTip()
    with qtbot.waitSignal(ranges.changed):
        button(again, "Undo").click()
    assert again.bands() == list(DEFAULT_RANGES.bands)
    assert button(again, "Redo").isEnabled()


@pytest.mark.slow
def test_dialog_refuses_a_change_without_permission(
    ranges: Ranges, context: SlideContext, preferences: Preferences
) -> None:
    dialog = ranges.dialog()
    dialog.type(0, HIGH, "77")
    dialog.accept_typed()
    db = context.db
    accounts.add(db, Identity("Ada"), "Dr. Sri", Role.MANAGER, "correct horse")
    boss = accounts.sign_in(db, "Dr. Sri", "correct horse")
    accounts.add(db, boss, "Budi", Role.TECHNICIAN, "battery staple")
    preferences.act_as(accounts.sign_in(db, "Budi", "battery staple"))
    again = ranges.dialog()
    button(again, "Undo").click()
    assert "Only a manager" in again.fault.text()
    assert again.bands()[0].high == 77


def test_rule_for_cut_cells_is_stored_with_the_ranges(
    qtbot: QtBot, ranges: Ranges, context: SlideContext, preferences: Preferences
) -> None:
    dialog = ranges.dialog()
    assert dialog.cut_cells.isChecked()
    dialog.cut_cells.click()
    with qtbot.waitSignals([ranges.changed, ranges.counting_changed]):
        dialog.accept_typed()
    again = ranges.dialog()
    assert not again.cut_cells.isChecked()
    with qtbot.assertNotEmitted(ranges.counting_changed), qtbot.waitSignal(ranges.changed):
        again.accept_typed()
    with context.db.read() as s:
        assert range_sets(s) == [DEFAULT_RANGES], "the ranges did not change"
