"""The cell view on a classified slide: its heatmap, with the caption that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot
from unit.services.classifying import FakeEngine, Work
from unit.ui.slides_on_disk import stored

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.jobs.heat_checks import HeatChecks
from wbc_desktop.jobs.picture_loader import PictureLoader
from wbc_desktop.jobs.references import ReferenceLoader
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.cell_view import CellView
from wbc_desktop.ui.cell.compare import CompareDialog
from wbc_desktop.ui.shell.commands import Commands


@dataclass
class Shown:
    """A cell view in a window, with the ids of the slide's cells."""

    view: CellView
    commands: Commands
    heat: QAction
    folder: Path
    ids: list[int]

    def show(self, place: int) -> None:
        self.view.show_cell(self.ids[place], self.folder)


@pytest.fixture
def shown(qtbot: QtBot, db: Database, slide_folder: Callable[..., Path]) -> Iterator[Shown]:
    slide, ids = stored(db, slide_folder(2))
    Work(db, slide)(FakeEngine())
    window, owner = QMainWindow(), QObject()
    qtbot.addWidget(window)
    commands = Commands(window, window.menuBar())
    commands["heat"].setChecked(True)
    pictures, checks, references = PictureLoader(owner), HeatChecks(owner), ReferenceLoader(db, None, owner)
    view = CellView(
        db,
        pictures,
        commands["heat"],
        [commands[name] for name in ("confirm", "UNI", "NC")],
        [commands[name] for name in ("fit", "actual")],
        [commands[name] for name in ("draw", "remove", "split", "whole_field")],
        0.5,
        checks,
        references,
    )
    view.set_classes([(one, one.code[0]) for one in STANDARD_CLASSES])
    window.setCentralWidget(view)
    window.show()
    yield Shown(view, commands, commands["heat"], Path(slide.folder), ids)
    for loader in (pictures, checks, references):
        loader.stop()


def test_caption_is_shown_only_with_a_heatmap(qtbot: QtBot, shown: Shown) -> None:
    caption = shown.view.heat.caption
    shown.show(0)
    qtbot.waitUntil(shown.view.picture.has_overlay)
    assert caption.isVisible()
    assert "not a proof" in caption.text()
    shown.heat.trigger()
    assert not caption.isVisible()
    shown.heat.trigger()
    assert caption.isVisible()


def test_picture_that_cannot_be_read_has_no_heatmap_and_no_caption(qtbot: QtBot, shown: Shown) -> None:
    first, _second = sorted(shown.folder.iterdir())
    first.unlink()
    shown.show(0)
    qtbot.waitUntil(lambda: not shown.view.heat.caption.isVisible())
    shown.show(1)
    qtbot.waitUntil(shown.view.picture.has_overlay)
    assert shown.view.heat.caption.isVisible()


def test_comparison_shows_the_caption_only_with_a_heatmap(qtbot: QtBot, shown: Shown, db: Database) -> None:
    dialog = CompareDialog(db, *shown.ids, True, 0.5, shown.commands.keymap, shown.view)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.caption.isVisible()
    dialog.heat.setChecked(False)
    assert not dialog.caption.isVisible()
    qtbot.waitUntil(lambda: dialog.left.loaded and dialog.right.loaded)
    dialog.reject()
