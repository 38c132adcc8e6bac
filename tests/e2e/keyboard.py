"""A reviewer at the keyboard, for scenarios in the real window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.stand_in import StandIn
from e2e.conftest import PATIENCE_MS, Session, in_dialog
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from wbc_desktop.ui.cell.full_screen import FullScreen
from wbc_desktop.ui.settings.keys_page import KeysPage
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog


@dataclass
class Keyboard:
    """A reviewer at the keyboard: her window, and what she did."""

    start: Callable[..., Session]
    folder: Path
    data: Path
    report: Path
    session: Session | None = None
    key_messages: list[str] = field(default_factory=list)
    decided: Counter[str] = field(default_factory=Counter)

    @property
    def now(self) -> Session:
        assert self.session is not None
        return self.session

    @property
    def full(self) -> FullScreen:
        found = self.now.window.findChild(FullScreen)
        assert isinstance(found, FullScreen)
        return found

    def open_window(self, folder: Path | None) -> None:
        self.session = self.start()
        self.session.window.work._engine = StandIn  # type: ignore[assignment]
        if folder is not None:
            self.session.window.open_slide.open(folder)

    def where(self) -> QWidget:
        """Return the widget that receives the keys: the gallery or the full screen."""
        return self.full.page if self.full.active else self.now.window.gallery

    def press(self, keys: str) -> None:
        """Press keys, written as in the help."""
        pressed = QKeySequence(keys)[0]
        QTest.keyClick(self.where(), pressed.key(), pressed.keyboardModifiers())

    def wait(self, holds: Callable[[], bool]) -> None:
        self.now.qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def in_dialog(self, kind: type[QDialog], act: Callable[[Any], None], begin: Callable[[], None]) -> None:
        """Call ``begin``, which opens a dialog, and in it ``act``, which must close it."""

        def check_and_act(dialog: QDialog) -> None:
            assert isinstance(dialog, kind)
            act(dialog)

        in_dialog(self.now, begin, check_and_act)

    def in_keys(self, act: Callable[[KeysPage], None]) -> None:
        """Open the page of the keys with Ctrl+, call ``act`` there, and accept."""

        def do(dialog: SettingsDialog) -> None:
            page = dialog.findChild(KeysPage)
            assert page is not None
            dialog.show_page(page)
            act(page)
            self.key_messages.append(page.message())
            dialog.accept()

        self.in_dialog(SettingsDialog, do, lambda: self.press("Ctrl+,"))

    def give_key(self, name: str, key: Qt.Key) -> None:
        def do(page: KeysPage) -> None:
            button = page.row(name).field
            button.click()
            QTest.keyClick(button, key)

        self.in_keys(do)
