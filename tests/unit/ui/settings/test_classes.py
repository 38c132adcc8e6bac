"""The dialog of the laboratory's classes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from unit.ui.fields import named

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.language import ENGLISH, Language, set_language
from wbc_desktop.ui.settings.classes_dialog import ClassesDialog


class Classes:
    """Replaces the services: keeps the classes in a list and refuses a used code."""

    def __init__(self, qtbot: QtBot) -> None:
        self.known = list(STANDARD_CLASSES)
        self.dialog = ClassesDialog(lambda: self.known, self.add, self.change)
        qtbot.addWidget(self.dialog)

    def add(self, wanted: CellClass) -> None:
        if any(c.code == wanted.code for c in self.known):
            self.dialog.fault.show_text("none is used again")
            return
        self.known.append(wanted)
        self.dialog.show_saved(wanted)

    def change(self, wanted: CellClass) -> None:
        self.known = [wanted if c.code == wanted.code else c for c in self.known]
        self.dialog.show_saved(wanted)


def test_classes_are_added_changed_and_set_aside(qtbot: QtBot) -> None:
    store = Classes(qtbot)
    dialog = store.dialog
    dialog.show()
    dialog.begin_new()
    assert dialog.warning() == "", "the suggested colour is unlike the others"
    dialog.type(code="gpl", name="Giant platelet", key="G")
    dialog.set_white(False)
    dialog.save()
    assert "added" in dialog.message()
    assert (store.known[-1].code, store.known[-1].white) == ("GPL", False)
    assert dialog.codes()[-1] == "GPL"
    dialog.set_active(False)
    dialog.save()
    assert not store.known[-1].active
    dialog.begin_new()
    dialog.type(code="GPL", name="Other")
    dialog.save()
    assert dialog.message() == "none is used again"
    assert named(dialog)


def test_dialog_warns_about_similar_colours(qtbot: QtBot) -> None:
    store = Classes(qtbot)
    dialog = store.dialog
    dialog.choose("MON")
    dialog.type(colour="#4477AB")
    assert "NEU and MON look alike" in dialog.warning()
    dialog.type(colour="#44")
    assert dialog.warning() == "", "an incomplete colour gives no warning"


@pytest.fixture
def indonesian() -> Iterator[None]:
    """The language in which a neutrophil is called neutrofil."""
    words = {"Neutrophil": "Neutrofil", "Monocyte": "Monosit"}
    set_language(Language("id", ",", ".", lambda text, _number: words.get(text, text)))
    yield
    set_language(ENGLISH)


@pytest.mark.usefixtures("indonesian")
def test_names_of_standard_classes_are_shown_but_not_stored_in_the_language_of_the_window(qtbot: QtBot) -> None:
    store = Classes(qtbot)
    dialog = store.dialog
    dialog.choose("NEU")
    assert dialog.name() == "Neutrofil"
    dialog.type(colour="#4477AC")
    dialog.save()
    assert dialog.message() == "Neutrofil (NEU) is saved."
    assert [(c.name, c.colour) for c in store.known if c.code == "NEU"] == [("Neutrophil", "#4477AC")]
    dialog.type(name="Segment")
    dialog.save()
    assert (dialog.name(), store.known[0].name) == ("Segment", "Segment")
    dialog.type(name="neutrofil")
    dialog.save()
    assert (dialog.name(), store.known[0].name) == ("Neutrofil", "Neutrophil")
    dialog.begin_new()
    assert dialog.name() == ""
