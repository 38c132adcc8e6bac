"""The dialog after an unexpected error: one at a time, it shows what it saves, and closes without harm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.runtime.crash import CrashReport
from wbc_desktop.ui.shell.crash_dialog import CrashDialog
from wbc_desktop.ui.shell.crashes import Crashes

ONE = CrashReport("An error of one kind.", "program: one\n")
OTHER = CrashReport("An error of another kind.", "program: other ä \udcff\n")


class Shown:
    """The dialogs of crashes over a window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window: QWidget | None = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.without: list[CrashReport] = []
        self.restarts = 0
        self.crashes = Crashes(lambda: self.window, self.without.append)
        self.crashes.restart_requested.connect(self._count)
        self._bot = qtbot

    def _count(self) -> None:
        self.restarts += 1

    def dialog(self) -> CrashDialog:
        self._bot.waitUntil(lambda: self.crashes.dialog is not None)
        assert self.crashes.dialog is not None
        return self.crashes.dialog


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    one = Shown(qtbot)
    yield one
    if one.crashes.dialog is not None:
        one.crashes.dialog.close()


def test_an_error_in_a_thread_is_shown(shown: Shown, capsys: pytest.CaptureFixture[str]) -> None:
    thread = threading.Thread(target=lambda: shown.crashes.report(ONE))
    thread.start()
    thread.join()
    dialog = shown.dialog()
    assert dialog.text.toPlainText() == ONE.text
    assert dialog.windowModality() is Qt.WindowModality.ApplicationModal
    assert capsys.readouterr().err == "An error of one kind.\n"


def test_further_errors_are_added_to_the_open_dialog(shown: Shown) -> None:
    for report in (ONE, OTHER, ONE):
        shown.crashes.show(report)
    dialog = shown.dialog()
    assert dialog.content().count(ONE.text) == 2
    assert dialog.content().count(OTHER.text) == 1
    dialog.go_on.click()
    assert shown.crashes.dialog is None
    shown.crashes.show(OTHER)
    assert shown.dialog().content() == OTHER.text


def test_the_saved_file_is_what_is_shown(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown.crashes.show(ONE)
    shown.crashes.show(OTHER)
    dialog, file = shown.dialog(), tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    dialog.save.click()
    assert file.read_text(encoding="utf-8") == dialog.content().replace("\udcff", "\\udcff")
    assert str(file) in dialog.fault.text()
    assert dialog.fault.is_done()
    assert dialog.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "report.txt"), ""))
    dialog.save.click()
    assert "its folder does not exist" in dialog.fault.text()
    assert not dialog.fault.is_done()


def test_restart_is_asked_for_once(shown: Shown) -> None:
    shown.crashes.show(ONE)
    shown.dialog().restart.click()
    assert shown.restarts == 1
    assert shown.crashes.dialog is None


def test_an_earlier_fault_offers_no_restart(shown: Shown, qtbot: QtBot) -> None:
    shown.crashes.show(CrashReport("It ended.", "fault\n", earlier=True))
    dialog = shown.dialog()
    assert not dialog.restart.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert shown.crashes.dialog is None


def test_without_a_window_no_dialog_is_shown(shown: Shown) -> None:
    assert shown.window is not None
    shown.window.hide()
    shown.crashes.show(ONE)
    shown.window = None
    shown.crashes.show(OTHER)
    assert shown.without == [ONE, OTHER]
    assert shown.crashes.dialog is None
