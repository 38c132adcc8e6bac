"""The dialog of the settings: its values, and the buttons that export and import."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot
from unit.ui.fields import named

from wbc_desktop.jobs.operations import Message
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog


def test_the_dialog_closes_and_returns_its_values(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(reviewer="Ada", laboratory="Lab"), [("English", "en")])
    qtbot.addWidget(dialog)
    assert named(dialog)
    for close, code in ((dialog.accept, QDialog.DialogCode.Accepted), (dialog.reject, QDialog.DialogCode.Rejected)):
        QTimer.singleShot(0, dialog, close)
        assert dialog.exec() == code
    assert (dialog.chosen()["reviewer"], dialog.chosen()["laboratory"]) == ("Ada", "Lab")


def test_export_and_import_are_requested(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(reviewer="Ada"))
    qtbot.addWidget(dialog)
    dialog.show()
    requests: list[str] = []
    dialog.export_requested.connect(lambda: requests.append("export"))
    dialog.import_requested.connect(lambda: requests.append("import"))
    for button in dialog.findChildren(QPushButton):
        if button.text().replace("&", "") in ("Export…", "Import…"):
            button.click()
    assert sorted(requests) == ["export", "import"]
    assert dialog.isVisible()


def test_what_came_of_an_export_is_shown(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(reviewer="Ada"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_message(Message("The disk is full.", "error"))
    assert (dialog.fault.text(), dialog.fault.is_done()) == ("The disk is full.", False)
    dialog.show_message(Message("Written: x", "done"))
    assert (dialog.fault.text(), dialog.fault.is_done()) == ("Written: x", True)
    assert dialog.fault.isVisible()
