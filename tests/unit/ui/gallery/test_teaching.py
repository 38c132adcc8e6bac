"""The queue of cells that teach most in the gallery: order, progress, renewal, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from unit.services.lessons import Lessons, features

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.jobs import latest_read
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.teaching_queue import REFRESH, teaching_queue
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.gallery.queue_bar import QueueBar
from wbc_desktop.ui.gallery.teaching import Teaching
from wbc_desktop.ui.review.reviewing import Reviewing
from wbc_desktop.ui.widgets.preferences import Preferences

COUNT = 40


@dataclass
class Bench:
    """A gallery with the queue, over a store with two slides."""

    db: Database
    context: SlideContext
    lessons: Lessons
    cells: CellListModel
    gallery: Gallery
    bar: QueueBar
    teaching: Teaching
    reviewing: Reviewing
    sorted: list[bool]
    qtbot: QtBot

    def slide(self, ids: list[int]) -> Slide:
        with self.db.read() as s:
            return slides.get(s, self.lessons.slide_of[ids[0]])

    def open(self, ids: list[int]) -> Slide:
        slide = self.slide(ids)
        self.context.open(slide)
        return slide

    def begin(self) -> list[int]:
        """Begin, and return the queue."""
        self.teaching.begin()
        self.qtbot.waitUntil(lambda: bool(self.cells.queue))
        return list(self.cells.queue)

    def wait(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: text in self.bar.text(), timeout=10_000)


@pytest.fixture
def bench(
    qtbot: QtBot,
    db: Database,
    context: SlideContext,
    preferences: Preferences,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bench]:
    monkeypatch.setattr(latest_read, "PAUSE_FACTOR", 0.0)
    parent = QWidget()
    qtbot.addWidget(parent)
    cells, bar = CellListModel(db, None, parent), QueueBar(parent)
    gallery = Gallery(cells, parent)
    gallery.resize(600, 400)
    sorts: list[bool] = []
    teaching = Teaching(
        context, cells, gallery, bar, lambda: cells.apply_filter(CellFilter()), lambda: sorts.append(True), parent
    )
    context.opened.connect(lambda slide: cells.open(slide.id if slide is not None else None))
    context.changed.connect(cells.refresh)
    reviewing = Reviewing(context, gallery, preferences, parent)
    parent.show()
    yield Bench(db, context, Lessons(db), cells, gallery, bar, teaching, reviewing, sorts, qtbot)
    teaching.stop()
    cells.stop()


@pytest.fixture
def ids(bench: Bench) -> list[int]:
    """The cells of an open slide; the model doubts all of them."""
    made = bench.lessons.slide("one", [("NEU", 0.4)] * COUNT, [features(n % 8, n // 8) for n in range(COUNT)])
    bench.open(made)
    return made


def test_gallery_shows_the_queue_in_its_order(bench: Bench, ids: list[int]) -> None:
    bench.lessons.decide({ids[3]: "NEU", ids[4]: "LYM"})
    bench.cells.apply_filter(CellFilter(name="no such file"))
    queue = bench.begin()
    assert queue == bench.cells.ids() == teaching_queue(bench.db, [bench.lessons.slide_of[ids[0]]])
    assert sorted(queue) == sorted(set(ids) - {ids[3], ids[4]})
    assert queue != sorted(queue)
    assert bench.gallery.current_id() == queue[0]
    assert bench.bar.text() == f"Cells that teach most: 0 of {COUNT - 2} classified"
    assert bench.bar.isVisible()


def test_groups_wait_until_the_queue_ends(bench: Bench, ids: list[int]) -> None:
    bench.cells.set_grouped(True)
    queue = bench.begin()
    assert bench.cells.groups == ()
    assert bench.cells.ids() == queue
    bench.teaching.end()
    assert len(bench.cells.groups) == 1
    assert not bench.bar.isVisible()


def test_decision_goes_to_the_next_cell_and_undo_comes_back(bench: Bench, ids: list[int]) -> None:
    queue = bench.begin()
    for cell_id in queue[:3]:
        assert bench.gallery.current_id() == cell_id
        bench.reviewing.classify("LYM")
    bench.wait(f"3 of {COUNT}")
    assert bench.cells.ids() == queue
    bench.reviewing.undo()
    assert bench.gallery.current_id() == queue[2]
    bench.wait(f"2 of {COUNT}")


def test_queue_is_renewed_behind_the_current_cell(bench: Bench, ids: list[int]) -> None:
    queue = bench.begin()
    for _ in range(REFRESH):
        bench.reviewing.classify("LYM")
    current = bench.gallery.current_id()
    assert current == queue[REFRESH]
    bench.qtbot.waitUntil(lambda: list(bench.cells.queue) != queue, timeout=10_000)
    now = bench.cells.ids()
    assert now[: REFRESH + 1] == queue[: REFRESH + 1]
    assert bench.gallery.current_id() == current
    fresh = teaching_queue(bench.db, [bench.lessons.slide_of[ids[0]]])
    assert now[REFRESH + 1 :] == [cell_id for cell_id in fresh if cell_id != current]
    bench.reviewing.classify("LYM")
    bench.wait(f"{REFRESH + 1} of {COUNT}")


def test_last_decision_offers_more_cells(bench: Bench) -> None:
    made = bench.lessons.slide("small", [("NEU", 0.4)] * 3, [features(n, 1) for n in range(3)])
    bench.open(made)
    bench.begin()
    for _ in made:
        bench.reviewing.classify("NEU")
    bench.wait("3 of 3")
    with bench.qtbot.waitSignal(bench.context.message_posted) as posted:
        bench.bar.continued.emit()
    assert posted.args is not None
    assert posted.args[0].text == "No cell of this slide waits for a decision."


def test_cells_without_features_are_sorted_by_uncertainty(bench: Bench, messages: list[Message]) -> None:
    bench.open(bench.lessons.slide("old", [("NEU", 0.4)] * 3))
    bench.teaching.begin()
    bench.qtbot.waitUntil(lambda: bool(messages))
    assert "cannot be compared" in messages[0].text
    ((text, sort),) = messages[0].buttons
    assert text == "Sort by uncertainty"
    sort()
    assert bench.sorted == [True]
    assert not bench.bar.isVisible()


def test_another_order_ends_the_queue(bench: Bench, ids: list[int]) -> None:
    bench.begin()
    bench.cells.set_order("name")
    assert bench.cells.queue == ()
    assert bench.cells.ids() == ids
    assert not bench.bar.isVisible()


def test_end_keeps_the_current_cell(bench: Bench, ids: list[int]) -> None:
    queue = bench.begin()
    bench.gallery.select(queue[5])
    bench.bar.left.emit()
    assert bench.cells.ids() == ids
    assert bench.gallery.current_id() == queue[5]


def test_another_slide_ends_the_queue(bench: Bench, ids: list[int]) -> None:
    other = bench.lessons.slide("two", [("NEU", 0.4)] * 3, [features(n, 1) for n in range(3)])
    bench.begin()
    bench.open(other)
    assert bench.cells.ids() == other
    assert not bench.bar.isVisible()
    bench.context.announce(Changes(bench.lessons.slide_of[ids[0]], (ids[0],)))
    assert not bench.bar.isVisible()


def test_queue_that_is_found_after_another_slide_was_opened_is_dropped(
    bench: Bench, ids: list[int], messages: list[Message]
) -> None:
    other = bench.lessons.slide("two", [("NEU", 0.4)] * 3)
    bench.teaching.begin()
    bench.open(other)
    bench.qtbot.waitUntil(lambda: not bench.context.tasks.can_stop)
    assert bench.cells.ids() == other
    assert bench.cells.queue == ()
    assert not messages


def test_signed_slide_has_no_queue(bench: Bench, ids: list[int], messages: list[Message]) -> None:
    bench.context.set_lock("This slide is signed.")
    bench.teaching.begin()
    assert [message.text for message in messages] == ["This slide is signed."]


def test_nothing_is_read_after_the_window_closed(bench: Bench, ids: list[int]) -> None:
    queue = bench.begin()
    bench.teaching.stop()
    for _ in range(REFRESH):
        bench.reviewing.classify("LYM")
    bench.qtbot.wait(300)
    assert list(bench.cells.queue) == queue
