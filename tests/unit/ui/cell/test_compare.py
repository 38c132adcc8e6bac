"""The dialog that compares two cells, also if it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from unit.ui.slides_on_disk import stored

from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.jobs.picture_loader import PictureLoader
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.compare import CompareDialog

NO_SUCH_CELL = 999_999


@pytest.mark.parametrize("missing", ["left", "right"])
def test_comparison_that_cannot_be_opened_creates_no_widgets(
    qtbot: QtBot,
    db: Database,
    slide_folder: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    _, ids = stored(db, slide_folder(1))
    pair = (NO_SUCH_CELL, ids[0]) if missing == "left" else (ids[0], NO_SUCH_CELL)
    requested: list[str] = []
    monkeypatch.setattr(PictureLoader, "request", lambda self, sha256, file: requested.append(sha256))
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(LookupError):
        CompareDialog(db, *pair, True, 0.5, Keymap(), window)
    assert window.findChildren(QDialog) == []
    assert window.findChildren(QObject) == []
    assert requested == []


def test_each_picture_is_loaded_once(qtbot: QtBot, db: Database, slide_folder: Callable[..., Path]) -> None:
    _, ids = stored(db, slide_folder(2))
    window = QWidget()
    qtbot.addWidget(window)
    dialog = CompareDialog(db, *ids, True, 0.5, Keymap(), window)
    loaded: list[str] = []
    dialog.left.picture_shown.connect(lambda: loaded.append("left"))
    dialog.right.picture_shown.connect(lambda: loaded.append("right"))
    qtbot.waitUntil(lambda: len(loaded) == 2)
    assert dialog.left.loaded
    assert dialog.right.loaded
    dialog.done(0)
    assert sorted(loaded) == ["left", "right"]
