"""The cell view on a classified slide: the share of the picture, and the caption of the heatmap."""

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
from wbc_desktop.ui.cell.class_rows import ClassRow, ClassRows
from wbc_desktop.ui.cell.compare import CompareDialog
from wbc_desktop.ui.shell.commands import Commands
from wbc_desktop.ui.widgets.buttons import ActionButton


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


@pytest.mark.parametrize(("width", "height"), [(416, 732), (416, 668), (316, 400), (580, 1012)])
def test_picture_gets_nearly_half_of_the_height(qtbot: QtBot, shown: Shown, width: int, height: int) -> None:
    view = shown.view
    view.setFixedSize(width, height)
    shown.show(0)
    qtbot.waitUntil(lambda: view.picture.has_overlay() and view.picture.height() >= 0.45 * height)
    first, fifth = (view.findChildren(ClassRow)[place] for place in (0, 4))
    assert (first.y() == fifth.y()) == (height in (732, 668)), "two columns only where one takes the picture's room"
    confirm = next(button for button in view.findChildren(ActionButton) if button.text() == "Confirm")
    assert (height == 400) == confirm.visibleRegion().isEmpty(), "only the smallest screen has to scroll to it"


def test_two_columns_of_classes_read_downwards_and_can_become_one(qtbot: QtBot) -> None:
    rows = ClassRows()
    qtbot.addWidget(rows)
    rows.set_classes([(one, "") for one in STANDARD_CLASSES])
    count = len(STANDARD_CLASSES)
    least = rows.minimumSizeHint().width()
    rows.fit(1000, 24)
    rows.resize(1000, rows.sizeHint().height())
    rows.show()
    places = [(row.x() > 0, row.y()) for row in rows.findChildren(ClassRow)]
    assert places == sorted(places)
    assert sum(right for right, _y in places) == count // 2
    assert rows.minimumSizeHint().width() == least
    rows.fit(least, 24)
    assert rows.sizeHint().height() == count * rows.findChildren(ClassRow)[0].height()
