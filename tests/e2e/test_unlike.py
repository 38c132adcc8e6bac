"""A banner of its own announces a slide whose cells are unlike the training cells, until the slide is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from foreign_model import make_foreign
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from conftest import Session

COUNT = 5
MANY = 20
LONG = 120_000


@pytest.fixture
def strange_model(tiny_model: Path) -> Iterator[None]:
    """Let the model score every cell at twice its limit."""
    from training.core.model_card import KNOWN_VERSION
    from training.core.model_file import load_model, save_model
    from training.core.unlike import UnlikeScore

    model, card = load_model(tiny_model)
    mean, directions = np.zeros(model.averages), np.zeros((2, model.averages))
    model.known = UnlikeScore(mean, directions, np.eye(2), np.zeros((1, 2)), rest=0.5, limit=0.5)
    before = tiny_model.read_bytes()
    save_model(model, replace(card, known={"version": KNOWN_VERSION}), tiny_model)
    yield
    tiny_model.write_bytes(before)


def test_unlike_slide_is_announced_and_its_cells_are_unidentified(
    strange_model: None, start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start(slide_folder(COUNT))
    session.wait_until_classified(COUNT)
    window = session.window
    # When the slide is classified, an info banner announces it, and each cell needs a decision;
    session.qtbot.waitUntil(lambda: "5 of 5 cells" in window.unlike.text(), timeout=LONG)
    assert window.unlike.kind() == "info"
    assert [cell.current for cell in session.cells] == ["UNI"] * COUNT
    session.qtbot.waitUntil(lambda: window.cell_view.likeness().startswith("Unlike the cells"), timeout=LONG)
    assert "unlike what the model knows" in window.cell_view.class_text()
    # another message has its own banner, and Esc closes the topmost banner first,
    window.notify("Something else.")
    assert window.unlike.text()
    assert window.banner.geometry().bottom() <= window.unlike.geometry().top()
    window.gallery.setFocus()
    QTest.keyClick(window.gallery, Qt.Key.Key_Escape)
    assert window.banner.text() == ""
    assert window.unlike.isVisible()
    # then this one, before it clears a filter;
    window.commands["only_unreviewed"].trigger()
    QTest.keyClick(window.gallery, Qt.Key.Key_Escape)
    assert window.unlike.text() == ""
    assert not window.unlike.isVisible()
    assert window.commands["only_unreviewed"].isChecked()
    QTest.keyClick(window.gallery, Qt.Key.Key_Escape)
    assert not window.commands["only_unreviewed"].isChecked()
    # what was read and dismissed is not said again, though of the slide that is opened anew.
    window.unlike.refresh()
    session.qtbot.wait(300)
    assert window.unlike.text() == ""
    session.close()
    again = start()
    again.qtbot.waitUntil(lambda: "5 of 5 cells" in again.window.unlike.text(), timeout=LONG)
    again.window.open_slide.leave()
    again.close()


@pytest.fixture
def foreign_model(tiny_model: Path) -> Iterator[None]:
    """Let the model find the slide different as a whole, but none of its cells."""
    before = tiny_model.read_bytes()
    make_foreign(tiny_model, tiny_model)
    yield
    tiny_model.write_bytes(before)


def test_slide_that_looks_different_as_a_whole_is_announced_until_it_is_decided(
    foreign_model: None, start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start(slide_folder(MANY))
    session.wait_until_classified(MANY)
    window = session.window
    session.qtbot.waitUntil(lambda: "look different from those" in window.unlike.text(), timeout=LONG)
    assert window.unlike.kind() == "info"
    # no cell counts by the model alone, but its guess is shown, and Space confirms it;
    session.qtbot.waitUntil(lambda: {cell.current for cell in session.cells} == {"UNI"}, timeout=LONG)
    first = session.cells[0]
    assert first.predicted is not None
    from wbc_desktop.ui.gallery.cell_delegate import band_of

    assert band_of(first).texts[0].startswith(f"{first.predicted}? ")
    session.qtbot.waitUntil(lambda: "this slide looks different" in window.cell_view.class_text(), timeout=LONG)
    shown = window.gallery.current_id()
    window.gallery.setFocus()
    QTest.keyClick(window.gallery, Qt.Key.Key_Space)
    session.wait_for_cell(shown, lambda cell: cell.label == cell.predicted == cell.current)
    QTest.keyClick(window.gallery, Qt.Key.Key_Escape)
    assert window.unlike.text() == ""
    session.close()
    # It comes back when the slide is opened again with undecided cells,
    again = start()
    again.wait_until_classified(MANY)
    again.qtbot.waitUntil(lambda: "look different from those" in again.window.unlike.text(), timeout=LONG)
    again.window.gallery.setFocus()
    again.window.gallery.selectAll()
    again.window.commands["confirm"].trigger()
    again.qtbot.waitUntil(lambda: all(cell.label is not None for cell in again.cells), timeout=LONG)
    again.close()
    # but not when every cell is decided.
    last = start()
    last.wait_until_classified(MANY)
    last.qtbot.wait(300)
    assert last.window.unlike.text() == ""
    last.close()


def test_model_without_the_score_announces_nothing(
    start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = start(slide_folder(COUNT))
    session.wait_until_classified(COUNT)
    assert session.window.unlike.text() == ""
    assert session.window.cell_view.likeness() == ""
    session.close()
