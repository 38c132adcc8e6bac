"""The dialog of a slide's details saves them as typed and stays open after an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from unit.ui.fields import named

from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.language import ENGLISH, Language, set_language
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.slides.slide_details import SlideDetails
from wbc_desktop.ui.slides.slide_fields_dialog import SlideFieldsDialog


def test_details_are_saved_as_typed(qtbot: QtBot) -> None:
    stored: list[SlideFields] = []

    def store(typed: SlideFields) -> None:
        stored.append(typed)
        dialog.accept()

    old = SlideFields(sample="S-1", sex="♀ (cat)")
    dialog = SlideFieldsDialog("Smear", old, [], store)
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


def test_unknown_age_gives_a_note_and_an_error_keeps_the_dialog_open(qtbot: QtBot) -> None:
    def refuse(_typed: SlideFields) -> None:
        dialog.show_message(Message("The time of collection must be like this."))

    last = Entry(1, EntryKind.SLIDE_FIELD, 1, "age", "45", "Ada", datetime.now(UTC))
    dialog = SlideFieldsDialog("Smear", SlideFields(age="old"), [last], refuse)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "age is not understood" in dialog.note()
    dialog.type(age="44", sex="x")
    assert "Ranges for everybody" in dialog.note()
    assert "age" not in dialog.note()
    dialog.accept_typed()
    assert dialog.error() == "The time of collection must be like this."
    assert dialog.isVisible()


def test_last_change_names_the_field_in_the_language_of_the_window(qtbot: QtBot) -> None:
    set_language(Language("fr", ",", ".", lambda text, _number: text.replace("Comments", "Remarques")))
    try:
        last = Entry(1, EntryKind.SLIDE_FIELD, 1, "comments", "again", "Ada", datetime.now(UTC))
        dialog = SlideFieldsDialog("Smear", SlideFields(), [last], lambda _typed: None)
        qtbot.addWidget(dialog)
        assert [label for label in dialog.findChildren(QLabel) if label.text().startswith("Last change: remarques,")]
    finally:
        set_language(ENGLISH)


def test_details_of_a_locked_slide_can_only_be_read(
    qtbot: QtBot, db: Database, context: SlideContext, slide_folder: Callable[..., Path]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    slide = open_slide(db, slide_folder(1))
    context.open(slide)
    context.set_lock("The slide is signed.")
    dialog = SlideDetails(context, window).dialog(slide)
    dialog.show()
    ok = next(button for button in dialog.findChildren(QPushButton) if button.text() in ("OK", "&OK"))
    fields = dialog.findChildren(QLineEdit)
    assert dialog.error() == "The slide is signed."
    assert not ok.isEnabled()
    assert fields
    assert not any(field.isEnabled() for field in fields)
    context.set_lock("")
    assert ok.isEnabled()
    assert all(field.isEnabled() for field in fields)
    dialog.deleteLater()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    context.set_lock("The slide is signed again.")  # changes no deleted dialog
