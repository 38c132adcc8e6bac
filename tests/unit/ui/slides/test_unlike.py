"""The banner of a slide that looks different as a whole offers the way to improve the model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from unit.services.lessons import NOW, Lessons

from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.jobs import latest_read
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import foreign, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.slides import unlike
from wbc_desktop.ui.slides.unlike import UnlikeBanner

LOOKS_DIFFERENT = "look different from those"


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


@pytest.fixture
def banner(qtbot: QtBot, context: SlideContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnlikeBanner]:
    monkeypatch.setattr(latest_read, "PAUSE_FACTOR", 0.0)
    monkeypatch.setattr(unlike, "AGAIN_AFTER_MS", 10)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = UnlikeBanner(context, parent)
    yield made
    made.stop()


def correct(lessons: Lessons, name: str, count: int) -> None:
    """A finished slide with this many corrections of two classes."""
    ids = lessons.slide(name, [("NEU", 0.6)] * count)
    lessons.decide({cell_id: ("LYM", "MON")[n % 2] for n, cell_id in enumerate(ids)})


def open_foreign(context: SlideContext, lessons: Lessons) -> list[int]:
    """Open an announced slide of two cells."""
    ids = lessons.slide("foreign", [("NEU", 0.6)] * 2)
    with context.db.write() as s:
        foreign.record(s, lessons.slide_of[ids[0]], Foreignness("m", 60, 9.0, 8.0, 1.0, True), NOW)
        slide = slides.get(s, lessons.slide_of[ids[0]])
    context.open(slide)
    return ids


def titles(banner: UnlikeBanner) -> list[str]:
    return [button.text() for button in banner.buttons()]


def test_slide_that_looks_different_offers_the_queue(
    qtbot: QtBot, context: SlideContext, lessons: Lessons, banner: UnlikeBanner
) -> None:
    done: list[str] = []
    banner.teach = lambda: done.append("teach")
    open_foreign(context, lessons)
    qtbot.waitUntil(lambda: LOOKS_DIFFERENT in banner.text(), timeout=10_000)
    assert titles(banner) == ["Classify the cells that teach most"]
    banner.buttons()[0].click()
    assert done == ["teach"]


def test_enough_corrections_offer_to_fine_tune(
    qtbot: QtBot, context: SlideContext, lessons: Lessons, banner: UnlikeBanner
) -> None:
    done: list[str] = []
    banner.fine_tune = lambda: done.append("fine-tune")
    correct(lessons, "one", 13)
    correct(lessons, "two", 12)
    open_foreign(context, lessons)
    qtbot.waitUntil(lambda: LOOKS_DIFFERENT in banner.text(), timeout=10_000)
    assert titles(banner) == ["Classify the cells that teach most", "Fine-tune…"]
    banner.buttons()[1].click()
    assert done == ["fine-tune"]


def test_last_decision_in_the_slide_can_make_them_enough(
    qtbot: QtBot, context: SlideContext, lessons: Lessons, banner: UnlikeBanner
) -> None:
    correct(lessons, "one", 12)
    correct(lessons, "two", 11)
    ids = open_foreign(context, lessons)
    qtbot.waitUntil(lambda: LOOKS_DIFFERENT in banner.text(), timeout=10_000)
    lessons.decide({ids[0]: "LYM"})
    context.announce(Changes(lessons.slide_of[ids[0]], (ids[0],)))
    qtbot.wait(200)
    assert titles(banner) == ["Classify the cells that teach most"]
    lessons.decide({ids[1]: "LYM"})
    context.announce(Changes(lessons.slide_of[ids[1]], (ids[1],)))
    qtbot.waitUntil(lambda: banner.text() == "25 new corrections: enough for a fine-tuning.", timeout=10_000)
    assert titles(banner) == ["Fine-tune…"]
    banner.clear()
    banner.refresh()  # a dismissed sentence does not come back
    qtbot.wait(200)
    assert banner.text() == ""


def test_announcement_that_ends_takes_the_offer_along(
    qtbot: QtBot, context: SlideContext, lessons: Lessons, banner: UnlikeBanner
) -> None:
    correct(lessons, "one", 13)
    correct(lessons, "two", 12)
    ids = open_foreign(context, lessons)
    qtbot.waitUntil(lambda: len(titles(banner)) == 2, timeout=10_000)
    with context.db.write() as s:
        foreign.record(s, lessons.slide_of[ids[0]], Foreignness("promoted", 60, 0.5, 8.0, 1.0, False), NOW)
    banner.refresh()
    qtbot.waitUntil(lambda: banner.text() == "", timeout=10_000)


def test_other_slides_offer_nothing(
    qtbot: QtBot, context: SlideContext, lessons: Lessons, banner: UnlikeBanner
) -> None:
    correct(lessons, "one", 13)
    correct(lessons, "two", 12)
    ids = lessons.slide("usual", [("NEU", 0.6)] * 2)
    with context.db.read() as s:
        context.open(slides.get(s, lessons.slide_of[ids[0]]))
    qtbot.wait(200)
    assert banner.text() == ""
