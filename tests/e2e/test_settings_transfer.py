"""Settings that are exported in the real window and imported again: the window follows at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from e2e.conftest import in_dialog
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.services import classes
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.settings.transfer import ImportDialog

if TYPE_CHECKING:
    from conftest import Session


def press(dialog: QDialog, text: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == text).click()


def test_an_import_is_shown_and_used_at_once(
    start: Callable[..., Session],
    slide_folder: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, file = start(slide_folder(2)), tmp_path / "settings.json"
    window, preferences = session.window, session.window.backend.preferences
    session.wait_until_classified(2)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    # Given an export of a laboratory with a class, a key and a theme of its own,
    classes.add_class(session.db, CellClass("GPL", "Giant platelet", False, "#123456", "G"), preferences.identity)
    preferences.change(theme="dark", heatmap_opacity=0.25, keys={"confirm": ["C"]}, auto_advance=False)

    def export(dialog: QDialog) -> None:
        assert isinstance(dialog, SettingsDialog)
        press(dialog, "Export…")
        assert str(file) in dialog.fault.text()

    in_dialog(session, "settings", export)
    # when all of it is changed and the file is imported,
    preferences.change(theme="light", heatmap_opacity=0.75, keys={}, auto_advance=True)
    classes.change_class(session.db, CellClass("GPL", "Other", False, "#123456", ""), preferences.identity)

    def agree(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportDialog)
        assert dialog.table.topLevelItemCount() == 5
        dialog.button.click()

    in_dialog(session, lambda: window.transfer.ask_import(), agree)
    # then the window shows it.
    assert window.commands["theme_dark"].isChecked()
    assert not window.commands["advance"].isChecked()
    assert window.commands["confirm"].shortcut().toString() == "C"
    assert window.cell_view.heat.opacity() == pytest.approx(0.25)
    assert "Giant platelet" in [shown.name for shown, _ in window.commands.classes]
    assert preferences.settings.theme == "dark"
    session.wait_for_message("The settings are imported")
    session.close()
