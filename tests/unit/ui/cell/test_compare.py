"""The dialog that compares two cells, also if it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from unit.ui.slides_on_disk import stored

from tests.unit.services.test_fields import ADA, Fields, fields
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.jobs.picture_loader import PictureLoader
from wbc_desktop.services import review
from wbc_desktop.store import references
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.compare import CompareDialog

__all__ = ["fields"]

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


def test_cells_of_fields_are_compared_and_offered_as_crops(
    fields: Fields, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _cut = fields.cells()
    review.reclassify(fields.db, fields.slide.id, [second.id], "EOS", ADA)
    with fields.db.read() as s:
        (reference,) = references.best(s, "EOS", fields.slide.id, 5)
    assert reference.source.crop == second.crop
    requested: list[PictureSource] = []
    monkeypatch.setattr(PictureLoader, "request", lambda self, source: requested.append(source))
    window = QWidget()
    qtbot.addWidget(window)
    CompareDialog(fields.db, first.id, second.id, True, 0.5, Keymap(), window).done(0)
    assert [source.crop for source in requested] == [first.crop, second.crop]
