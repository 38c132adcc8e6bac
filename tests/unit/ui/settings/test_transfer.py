"""Exporting and importing settings in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from unit.ui.fields import named

from wbc_desktop.domain.classes import CellClass, set_laboratory_classes
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import classes
from wbc_desktop.services.settings_changes import differences
from wbc_desktop.services.settings_file import read_settings_file
from wbc_desktop.ui.settings.transfer import ImportDialog, SettingsTransfer
from wbc_desktop.ui.widgets.preferences import Preferences


class Room:
    """The part with what it shows."""

    def __init__(self, context: SlideContext, preferences: Preferences, folder: Path, window: QWidget) -> None:
        self.context, self.preferences = context, preferences
        self.data_dir = DataDir(folder / "data")
        self.transfer = SettingsTransfer(context, preferences, self.data_dir, window)
        self.shown: list[Message] = []
        self.imports = 0
        self.transfer.imported.connect(self._count)

    def _count(self) -> None:
        self.imports += 1

    def dialog(self, path: Path) -> ImportDialog:
        file = read_settings_file(path)
        with self.context.db.read() as s:
            return self.transfer.dialog(file, differences(file, self.preferences.settings, s))


@pytest.fixture
def room(context: SlideContext, preferences: Preferences, tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    window = QWidget()
    qtbot.addWidget(window)
    yield Room(context, preferences, tmp_path, window)
    set_laboratory_classes(())


@pytest.fixture
def exported(room: Room, tmp_path: Path) -> Path:
    """A file with another theme, key and class than the room has afterwards."""
    room.preferences.change(theme="dark", keys={"confirm": ["C"]}, backup_folder="/theirs")
    path = tmp_path / "settings.json"
    room.transfer.export(path, room.shown.append)
    room.preferences.change(theme="light", keys={}, backup_folder="/mine")
    return path


def test_export_says_where_the_file_is(room: Room, exported: Path) -> None:
    (message,) = room.shown
    assert (message.kind, str(exported) in message.text) == ("done", True)
    room.transfer.export(exported.parent, room.shown.append)
    assert "is a folder" in room.shown[-1].text


def test_import_shows_what_changes_and_keeps_the_old_settings(
    room: Room, exported: Path, messages: list[Message]
) -> None:
    dialog = room.dialog(exported)
    rows = [dialog.table.topLevelItem(row) for row in range(dialog.table.topLevelItemCount())]
    assert [[row.text(column) for column in range(3)] for row in rows if row is not None] == [
        ["Theme", "light", "dark"],
        ["Key of Confirm", "Space", "C"],
    ]
    assert named(dialog)
    dialog.button.click()
    settings = room.preferences.settings
    assert (settings.theme, settings.backup_folder, settings.reviewer) == ("dark", "/mine", "Ada")
    assert room.preferences.keymap.keys("confirm") == ("C",)
    assert Settings.load(room.data_dir) == settings
    (kept,) = room.data_dir.root.glob("settings-before-import-*.json")
    assert '"light"' in kept.read_text()
    assert (room.imports, messages[-1].kind) == (1, "done")


def test_a_refused_import_changes_nothing_and_stays_open(room: Room, tmp_path: Path) -> None:
    room.preferences.change(theme="dark")
    db, by = room.context.db, room.context.identity
    classes.add_class(db, CellClass("GPL", "Giant platelet", False, "#123456", ""), by)
    path = tmp_path / "settings.json"
    room.transfer.export(path, room.shown.append)
    room.preferences.change(theme="light")
    classes.change_class(db, CellClass("GPL", "Other", False, "#123456", ""), by)
    classes.add_class(db, CellClass("GIA", "Giant platelet", False, "#654321", ""), by)
    dialog = room.dialog(path)
    dialog.show()
    dialog.button.click()
    assert "could be mistaken for" in dialog.fault.text()
    assert dialog.isVisible()
    assert (room.preferences.settings.theme, room.imports) == ("light", 0)
    assert list(room.data_dir.root.glob("settings-before-import-*.json")) == []
    dialog.reject()


def test_files_that_change_nothing_or_are_refused_open_no_dialog(
    room: Room, tmp_path: Path, messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    room.transfer.export(path, room.shown.append)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    room.transfer.ask_import()
    assert messages[-1].text == "All settings are as in the file."
    path.write_text("{}")
    room.transfer.ask_import()
    assert "is no file with settings" in messages[-1].text
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    room.transfer.ask_import()
    assert len(messages) == 2
