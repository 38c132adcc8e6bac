"""The list of slides is filtered by state and words, and follows a change of a slide's state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ActKind, ScannedImage, Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.item_models.slides import SlideListModel, SlideState
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import second_read, signing
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import classifications, files, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.slides.slide_list import SlideList

NOW = datetime(2026, 5, 4, tzinfo=UTC)
ADA = Identity("Ada")


def add_slide(db: Database, name: str, decided: int) -> tuple[Slide, list[int]]:
    """Add a slide with two cells, ``decided`` of them decided; return it with the cells' ids."""
    images = [ScannedImage(f"{name}{n}.png", 9, n, f"{name}{n}".ljust(64, "0"), 90, 90) for n in (1, 2)]
    with db.write() as s:
        slide = slides.create(s, f"/slides/{name}", name, NOW)
        ids = list(dict.fromkeys(files.record_images(s, slide.id, images, NOW)))
    decide(db, slide, ids[:decided])
    return slide, ids


def decide(db: Database, slide: Slide, ids: list[int]) -> Changes:
    with db.write() as s:
        if ids:
            classifications.record(s, slide.id, ActKind.RECLASSIFY, dict.fromkeys(ids, "NEU"), ADA, NOW)
    return Changes(slide.id, tuple(ids))


@pytest.fixture
def shown(qtbot: QtBot, db: Database) -> Iterator[SlideList]:
    """A list with one slide in each of the six states, which is also the slide's name."""
    for state in SlideState:
        slide, _ = add_slide(db, state.value, {SlideState.NEW: 0, SlideState.IN_REVIEW: 1}.get(state, 2))
        if state in (SlideState.SIGNED, SlideState.AMENDING, SlideState.AMENDED):
            signing.sign(db, slide, ADA, "", "reviewed", Settings())
        if state in (SlideState.AMENDING, SlideState.AMENDED):
            signing.amend(db, slide.id, ADA, "", "a second look")
        if state is SlideState.AMENDED:
            signing.sign(db, slide, ADA, "", "reviewed", Settings())
    model = SlideListModel(db)
    panel = SlideList(model)
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    model.stop()


def names(panel: SlideList) -> list[str]:
    model = panel.list.model()
    found = (model.data(model.index(row, 0), SlideListModel.SlideRole) for row in range(model.rowCount()))
    return sorted(slide.name for slide in found)


def choose(panel: SlideList, state: SlideState | None) -> None:
    """Choose a state by its text, as a person does."""
    words = "All" if state is None else state.value[:1].upper() + state.value[1:]
    place = panel.state.findText(words)
    assert place >= 0
    panel.state.setCurrentIndex(place)


@pytest.mark.parametrize("state", list(SlideState))
def test_state_filter_shows_only_its_slides(qtbot: QtBot, shown: SlideList, state: SlideState) -> None:
    choose(shown, state)
    qtbot.waitUntil(lambda: names(shown) == [state.value])
    choose(shown, None)
    assert names(shown) == sorted(s.value for s in SlideState)


def test_search_and_state_filter_together_and_an_empty_result_is_explained(qtbot: QtBot, shown: SlideList) -> None:
    choose(shown, SlideState.SIGNED)
    qtbot.waitUntil(lambda: names(shown) == ["signed"])
    shown.search.setText("amended")
    qtbot.waitUntil(lambda: names(shown) == [])
    assert shown._none.text() == "No slide matches."
    assert shown._none.isVisible()
    shown.search.setText("SIGN")
    qtbot.waitUntil(lambda: names(shown) == ["signed"])
    assert not shown._none.isVisible()


def test_slide_disappears_when_it_leaves_the_filtered_state(qtbot: QtBot, db: Database, shown: SlideList) -> None:
    model = shown.list.model()
    assert isinstance(model, SlideListModel)
    choose(shown, SlideState.NEW)
    qtbot.waitUntil(lambda: names(shown) == ["new"])
    other, cells = add_slide(db, "another", 0)
    model.refresh(Changes(other.id, cells_added=True))
    qtbot.waitUntil(lambda: names(shown) == ["another", "new"])
    model.refresh(decide(db, other, cells[:1]))
    qtbot.waitUntil(lambda: names(shown) == ["new"])
    choose(shown, SlideState.IN_REVIEW)
    qtbot.waitUntil(lambda: names(shown) == ["another", "in review"])


def test_new_slide_keeps_the_selection_and_the_scroll_position(qtbot: QtBot, db: Database, shown: SlideList) -> None:
    model = shown.list.model()
    assert isinstance(model, SlideListModel)
    bar = shown.list.verticalScrollBar()
    shown.list.setMaximumHeight(60)
    qtbot.waitUntil(lambda: bar.maximum() > 2)
    opened = model.slide(0)
    assert opened is not None
    shown.mark(opened)
    bar.setValue(2)
    other, _ = add_slide(db, "another", 0)
    model.refresh(Changes(other.id, cells_added=True))
    qtbot.waitUntil(lambda: len(names(shown)) == len(SlideState) + 1)
    qtbot.wait(10)
    assert model.slide(shown.list.currentIndex().row()) == opened
    assert bar.value() == 2


def test_slide_is_selected_while_its_second_read_is_open(db: Database, shown: SlideList) -> None:
    model = shown.list.model()
    assert isinstance(model, SlideListModel)
    slide = next(one for one in model.all_slides() if one.name == SlideState.REVIEWED.value)
    shown.mark(second_read.begin(db, slide.id, Identity("Bo")))
    assert model.slide(shown.list.currentIndex().row()) == slide
    shown.mark(None)
    assert not shown.list.selectedIndexes()
