"""Acts on boxes in the window: what they say, what they show next, their undo, and a signed slide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.unit.services.test_fields import ADA, A, Fields
from wbc_desktop.domain.cells import NO_CELL, Slide
from wbc_desktop.domain.regions import Box
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, signing
from wbc_desktop.services.region_acts import halves
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.review.region_acts import RegionActs


class Chosen:
    """The selected cells."""

    def __init__(self) -> None:
        self.ids: Sequence[int] = []
        self.after = NO_CELL

    def selected_ids(self) -> list[int]:
        return list(self.ids)

    def cell_after_selection(self) -> int:
        return self.after


class Bench:
    """Acts on the slide of three fields; ``undone`` and ``made`` record what the acts request."""

    def __init__(self, fields: Fields, context: SlideContext, window: QWidget) -> None:
        self.fields, self.chosen = fields, Chosen()
        self.undone: list[tuple[Slide, int, int]] = []
        self.made: list[int] = []
        self.next: list[int] = []
        self.acts = RegionActs(context, self.chosen, lambda *act: self.undone.append(act), window)
        self.acts.made.connect(lambda _slide, cell_id: self.made.append(cell_id))
        self.acts.next_requested.connect(self.next.append)
        context.open(fields.slide)


@pytest.fixture
def bench(qtbot: QtBot, db: Database, tmp_path: Path, context: SlideContext) -> Bench:
    window = QWidget()
    qtbot.addWidget(window)
    fields = Fields(db, tmp_path / "fields")
    fields.find()
    return Bench(fields, context, window)


def test_drawn_cell_is_shown_and_can_be_undone(bench: Bench, messages: list[Message]) -> None:
    bench.acts.draw(bench.fields.page("f2.bmp"), Box(60, 60, 30, 30))
    drawn = next(cell for cell in bench.fields.cells() if cell.path == "f2.bmp")
    assert bench.made == [drawn.id]
    (message,) = messages
    assert (message.text, message.kind, message.buttons[0][0]) == ("The cell was added.", "done", "Undo")
    message.buttons[0][1]()
    (undone,) = bench.undone
    review.undo(bench.fields.db, undone[0].id, ADA, only=undone[1])
    assert drawn.id not in [cell.id for cell in bench.fields.cells()]


def test_removed_cells_are_named_and_the_next_cell_is_shown(bench: Bench, messages: list[Message]) -> None:
    first, second, last = (cell.id for cell in bench.fields.cells())
    bench.chosen.ids, bench.chosen.after = [first, second], last
    bench.acts.remove()
    assert [cell.id for cell in bench.fields.cells()] == [last]
    assert messages[0].text == "Removed: 2 cells."
    assert bench.next == [last]


def test_split_shows_the_first_half(bench: Bench, messages: list[Message]) -> None:
    first = bench.fields.cells()[0]
    bench.acts.split(first.id, halves(A))
    left = next(cell for cell in bench.fields.cells() if cell.box == halves(A)[0])
    assert bench.made == [left.id]
    assert messages[0].text == "The cell was split into 2 cells."


def test_refused_box_changes_nothing_and_says_why(bench: Bench, messages: list[Message]) -> None:
    bench.acts.draw(bench.fields.page("f1.bmp"), A)
    assert (messages[0].kind, bench.made) == ("warning", [])
    assert messages[0].text == "There is already a cell with this box."


def test_signed_slide_refuses_boxes(bench: Bench, messages: list[Message]) -> None:
    fields, by = bench.fields, ADA
    fields.classify()
    review.confirm(fields.db, fields.slide.id, [cell.id for cell in fields.cells()], by)
    signing.sign(fields.db, fields.slide, by, "", "reviewed", Settings())
    bench.chosen.ids = [fields.cells()[0].id]
    bench.acts.remove()
    bench.acts.draw(fields.page("f2.bmp"), Box(60, 60, 30, 30))
    assert len(fields.cells()) == 3
    assert len(messages) == 2
    assert all("signed" in message.text for message in messages)
