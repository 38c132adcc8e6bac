"""The dialogs about slide and laboratory: what is typed reaches the store's door, and what is wrong is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand, RangeSet, Sex, checked
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.ui.differential.ranges_dialog import FROM_AGE, HIGH, LOW, SEX, TO_AGE, RangesDialog
from wbc_desktop.ui.reviewers.accounts import PasswordDialog
from wbc_desktop.ui.settings.classes_dialog import ClassesDialog
from wbc_desktop.ui.shell.translating import forget_translations, translate_into
from wbc_desktop.ui.slides.slide_fields_dialog import SlideFieldsDialog
from wbc_desktop.ui.widgets.undo_buttons import Turns, UndoButtons


def named(dialog: QWidget) -> bool:
    """Whether a screen reader can name every field of the dialog."""
    every = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QComboBox)]
    inside = [w for w in every if isinstance(w.parent(), QComboBox)]
    return all(w.accessibleName() for w in every if w not in inside)


def test_details_are_stored_as_typed(qtbot: QtBot) -> None:
    stored: list[SlideFields] = []
    old = SlideFields(sample="S-1", sex="♀ (cat)")
    dialog = SlideFieldsDialog("Smear", old, [], stored.append)
    qtbot.addWidget(dialog)
    assert dialog.typed() == old
    dialog.type(patient="王小明", age="44", stain="Our own", white_count="7.4", corrected="yes")
    dialog.accept_typed()
    assert stored == [
        SlideFields(
            sample="S-1",
            patient="王小明",
            age="44",
            sex="♀ (cat)",
            stain="Our own",
            white_count="7.4",
            corrected="yes",
        )
    ]
    assert dialog.result() == 1
    assert named(dialog)


def test_what_is_not_understood_is_said_and_what_is_wrong_keeps_the_dialog(qtbot: QtBot) -> None:
    def refuse(_typed: SlideFields) -> None:
        raise UsageError("The time of collection must be like this.")

    last = Entry(1, EntryKind.SLIDE_FIELD, 1, "age", "45", "Ada", datetime.now(UTC))
    dialog = SlideFieldsDialog("Smear", SlideFields(age="old"), [last], refuse)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "age is not understood" in dialog.note()
    dialog.type(age="44", sex="x")
    assert "Ranges for everybody" in dialog.note()
    assert "age" not in dialog.note()
    dialog.accept_typed()
    assert dialog.wrong() == "The time of collection must be like this."
    assert dialog.isVisible()


def test_ranges_come_and_go_as_they_are(qtbot: QtBot) -> None:
    stored: list[tuple[Sequence[RangeBand], str]] = []

    def store(bands: Sequence[RangeBand], source: str) -> None:
        stored.append((checked(bands, STANDARD_CLASSES), source))

    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, store)
    qtbot.addWidget(dialog)
    assert dialog.bands() == list(DEFAULT_RANGES.bands)
    row = dialog.add_row("NEU")
    for column, text in ((LOW, "42,5"), (HIGH, "77"), (SEX, "female"), (FROM_AGE, "18"), (TO_AGE, "50")):
        dialog.type(row, column, text)
    dialog.accept_typed()
    assert stored[0][0][-1] == RangeBand("NEU", 42.5, 77, Sex.FEMALE, 18, 50)
    assert stored[0][1] == DEFAULT_RANGES.source
    assert named(dialog)


@pytest.mark.parametrize(("text", "why"), [("many", "is no number"), ("90", "exchange them"), ("", "")])
def test_a_wrong_limit_keeps_the_dialog(qtbot: QtBot, text: str, why: str) -> None:
    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, lambda bands, source: checked(bands, STANDARD_CLASSES))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.type(0, LOW, text)
    dialog.accept_typed()
    assert why in dialog.wrong()
    assert dialog.isVisible() == bool(why)


@pytest.fixture
def indonesian(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translate_into("id")
    yield
    forget_translations()
    QLocale.setDefault(before)


def test_ranges_that_are_only_looked_at_in_another_language_stay_the_set_that_they_are(
    qtbot: QtBot, indonesian: None
) -> None:
    stored: list[str] = []
    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, lambda _bands, source: stored.append(source))
    qtbot.addWidget(dialog)
    (source,) = dialog.findChildren(QPlainTextEdit)
    assert source.toPlainText() != DEFAULT_RANGES.source, "it is read in the person's language"
    dialog.accept_typed()
    source.setPlainText("Lab kami")
    dialog.accept_typed()
    dialog.take_defaults()
    dialog.accept_typed()
    assert stored == [DEFAULT_RANGES.source, "Lab kami", DEFAULT_RANGES.source]


def test_a_wrong_limit_is_named_by_the_heading_that_is_read(qtbot: QtBot, indonesian: None) -> None:
    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, lambda _bands, _source: None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.type(0, LOW, "banyak")
    dialog.accept_typed()
    assert "Dari %" in dialog.wrong()


class Classes:
    """A stand-in for the store: what the services would do, in a list."""

    def __init__(self) -> None:
        self.known = list(STANDARD_CLASSES)

    def add(self, wanted: CellClass) -> None:
        if any(c.code == wanted.code for c in self.known):
            raise UsageError("none is used again")
        self.known.append(wanted)

    def change(self, wanted: CellClass) -> None:
        self.known = [wanted if c.code == wanted.code else c for c in self.known]


def test_classes_are_added_changed_and_set_aside(qtbot: QtBot) -> None:
    store = Classes()
    dialog = ClassesDialog(lambda: store.known, store.add, store.change)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.begin_new()
    assert dialog.warning() == "", "the colour that is offered stands apart"
    dialog.type(code="gpl", name="Giant platelet", key="G")
    dialog.set_white(False)
    dialog.store()
    assert "added" in dialog.said()
    assert (store.known[-1].code, store.known[-1].white) == ("GPL", False)
    assert dialog.codes()[-1] == "GPL"
    dialog.set_active(False)
    dialog.store()
    assert not store.known[-1].active
    dialog.begin_new()
    dialog.type(code="GPL", name="Other")
    dialog.store()
    assert dialog.said() == "none is used again"
    assert named(dialog)


def test_colours_that_look_alike_are_named(qtbot: QtBot) -> None:
    store = Classes()
    dialog = ClassesDialog(lambda: store.known, store.add, store.change)
    qtbot.addWidget(dialog)
    dialog.choose("MON")
    dialog.type(colour="#4477AB")
    assert "NEU and MON look alike" in dialog.warning()
    dialog.type(colour="#44")
    assert dialog.warning() == "", "half a colour is none"


def test_undo_in_a_dialog_takes_back_what_was_stored_and_says_what_is_refused(qtbot: QtBot) -> None:
    done: list[str] = []

    def undo() -> None:
        if done:
            raise UsageError("Only a manager may.")
        done.append("undone")

    dialog = RangesDialog(DEFAULT_RANGES, STANDARD_CLASSES, lambda _bands, _source: None)
    qtbot.addWidget(dialog)
    again = RangeSet(2, (RangeBand("NEU", 40.0, 70.0),), "Ours")
    turns = Turns(undo, lambda: done.append("redone"), lambda: (True, bool(done)))
    buttons = UndoButtons(dialog, turns, Keymap(), lambda: dialog.show_set(again), dialog.say_wrong)
    dialog.show()
    assert buttons.undo.isEnabled()
    assert not buttons.redo.isEnabled()
    assert "Ctrl+Z" in buttons.undo.toolTip()
    buttons.undo.click()
    assert done == ["undone"]
    assert [band.code for band in dialog.bands()] == ["NEU"]
    assert buttons.redo.isEnabled()
    buttons.undo.click()
    assert dialog.wrong() == "Only a manager may."


@pytest.mark.parametrize("own", [True, False])
def test_the_old_password_is_asked_of_whoever_changes_her_own(qtbot: QtBot, own: bool) -> None:
    asked: list[tuple[str, str]] = []
    dialog = PasswordDialog("Bo", own, lambda new, old: asked.append((new, old)))
    qtbot.addWidget(dialog)
    assert (dialog.form.indexOf(dialog.old) >= 0) is own
    assert named(dialog)
    if own:
        dialog.old.setText("battery staple")
    for field in (dialog.password, dialog.again):
        field.setText("tr0ub4dor&3")
    dialog.submit()
    assert asked == [("tr0ub4dor&3", "battery staple" if own else "")]
