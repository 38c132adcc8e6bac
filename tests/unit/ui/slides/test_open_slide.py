"""Opening slides: the last one that was asked for wins, and a cancelled opening never does."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from unit.ui.slides_on_disk import stored

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import FolderError, ModelError
from wbc_desktop.item_models.slides import SlideListModel
from wbc_desktop.jobs import slide_job
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services import demo, merging
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import copying, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.slides.open_slide import OpenSlide
from wbc_desktop.ui.slides.slide_acts import SlideActs
from wbc_desktop.ui.slides.work import Work


def no_model() -> Any:
    """There is no model to classify with."""
    raise ModelError("There is no model.")


class Door:
    """Holds whoever comes through until it is opened."""

    def __init__(self, real: Callable[..., Any], ignore_cancel: bool = False) -> None:
        self.real, self.ignore_cancel = real, ignore_cancel
        self.reached, self.opened = threading.Event(), threading.Event()
        self.calls = 0

    def __call__(self, *args: Any, **how: Any) -> Any:
        self.calls += 1
        self.reached.set()
        assert self.opened.wait(20)
        if self.ignore_cancel:
            how.pop("cancel", None)
        return self.real(*args, **how)


class Room:
    """The parts of the room for slides, without a window."""

    def __init__(self, context: SlideContext, folder: Path, window: QWidget) -> None:
        self.context = context
        self.work = Work(context, no_model, window)  # type: ignore[arg-type]
        self.open_slide = OpenSlide(context, self.work, folder / "Demo slide", window)
        self.list = SlideListModel(context.db, window)
        self.acts = SlideActs(context, self.list, self.open_slide, window)
        self.told: list[Message] = []
        self.open_slide.reported.connect(self.told.append)
        self.opened: list[Slide | None] = []
        context.opened.connect(self.opened.append)


@pytest.fixture
def room(qtbot: QtBot, context: SlideContext, tmp_path: Path) -> Iterator[Room]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Room(context, tmp_path, window)
    yield made
    made.list.stop()


def wait(qtbot: QtBot, room: Room) -> None:
    qtbot.waitUntil(lambda: not room.work.running and not room.context.tasks.standing.running, timeout=20_000)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Door:
    """Every opening of a folder waits here, just before it is known as a slide."""
    door = Door(open_slide, ignore_cancel=True)
    monkeypatch.setattr(slide_job, "open_slide", door)
    return door


def test_slide_chosen_last_stays_although_its_folder_is_gone(
    room: Room, db: Database, slide_folder: Callable[..., Path], held: Door, qtbot: QtBot
) -> None:
    (alpha, _), (beta, _) = stored(db, slide_folder(1, "alpha")), stored(db, slide_folder(2, "beta"))
    shutil.rmtree(alpha.folder)
    room.open_slide.choose(beta)
    assert held.reached.wait(20)
    room.open_slide.choose(alpha)
    held.opened.set()
    wait(qtbot, room)
    assert room.context.slide == alpha
    assert [slide.name for slide in room.opened if slide is not None] == ["beta", "alpha"]
    assert [message.slide for message in room.told] == [alpha]


def test_folder_that_was_asked_for_first_does_not_open_after_the_second(
    room: Room, slide_folder: Callable[..., Path], held: Door, qtbot: QtBot
) -> None:
    room.open_slide.open(slide_folder(1, "first"))
    assert held.reached.wait(20)
    room.open_slide.open(slide_folder(2, "second"))
    held.opened.set()
    wait(qtbot, room)
    assert [slide.name for slide in room.opened if slide is not None] == ["second"]


def test_opening_that_is_stopped_opens_nothing(
    room: Room, slide_folder: Callable[..., Path], held: Door, qtbot: QtBot
) -> None:
    room.open_slide.open(slide_folder(1))
    assert held.reached.wait(20)
    room.context.tasks.stop()
    held.opened.set()
    wait(qtbot, room)
    assert room.opened == []


def test_slide_removed_while_its_folder_is_looked_at_does_not_come_back(
    room: Room, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slide, _ = stored(db, slide_folder(2))
    room.context.open(slide)
    door = Door(open_slide)
    monkeypatch.setattr(slide_job, "open_slide", door)
    room.open_slide.refresh()
    assert door.reached.wait(20)
    room.acts.remove_from_list(slide)
    door.opened.set()
    wait(qtbot, room)
    assert room.context.slide is None
    with db.read() as s:
        assert slides.with_cells(s) == []


def test_slide_that_may_not_be_removed_is_read_on(
    room: Room,
    db: Database,
    slide_folder: Callable[..., Path],
    qtbot: QtBot,
    preferences: Any,
    said: list[Message],
    held: Door,
) -> None:
    slide, _ = stored(db, slide_folder(2))
    room.context.open(slide)
    preferences.change(reviewer="")
    room.open_slide.refresh()
    assert held.reached.wait(20)
    room.acts.remove_from_list(slide)
    assert said[-1].slide == slide
    held.opened.set()
    wait(qtbot, room)
    assert room.context.is_open(slide)
    assert held.calls == 2


def test_failure_of_an_opening_that_nobody_waits_for_is_not_told(
    room: Room, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **how: object) -> Slide:
        raise FolderError("The folder went away.")

    door = Door(fail)
    monkeypatch.setattr(slide_job, "open_slide", door)
    slide, _ = stored(db, slide_folder(2))
    room.context.open(slide)
    room.open_slide.refresh()
    assert door.reached.wait(20)
    room.open_slide.leave()
    door.opened.set()
    wait(qtbot, room)
    assert room.told == []
    assert room.open_slide.sentence == ""


def test_demo_is_drawn_once_at_a_time(room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(lambda folder, count, **how: demo.Demo(folder, 1, {}, 0))
    monkeypatch.setattr(demo, "draw_demo", door)
    said: list[Message] = []
    room.context.said.connect(said.append)
    room.open_slide.draw_demo()
    room.open_slide.draw_demo()
    assert "is being drawn" in said[-1].text
    assert door.reached.wait(20)
    room.context.tasks.stop()
    door.opened.set()
    wait(qtbot, room)
    assert door.calls == 1
    assert room.opened == []
    room.open_slide.draw_demo()  # it can be asked for again
    wait(qtbot, room)
    assert door.calls == 2


def test_demo_does_not_take_the_place_of_a_slide_that_was_asked_for_later(
    room: Room, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = slide_folder(2, "Demo slide")
    door = Door(lambda *args, **how: demo.Demo(folder, 1, {}, 0))
    monkeypatch.setattr(demo, "draw_demo", door)
    said: list[Message] = []
    room.context.said.connect(said.append)
    slide, _ = stored(db, slide_folder(1, "mine"))
    room.open_slide.draw_demo()
    room.open_slide.choose(slide)
    door.opened.set()
    qtbot.waitUntil(lambda: any(message.text == "The demo slide is drawn." for message in said), timeout=20_000)
    wait(qtbot, room)
    assert room.context.is_open(slide)
    next(message for message in said if message.text == "The demo slide is drawn.").buttons[0][1]()
    wait(qtbot, room)
    assert room.context.slide is not None
    assert room.context.slide.name == "Demo slide"


def test_merging_shows_its_progress_and_can_be_stopped(
    room: Room, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, ids), (other, _) = stored(db, slide_folder(1, "one")), stored(db, slide_folder(4, "other"))
    door, shown = Door(copying.copy_cells), list[tuple[str, int, int]]()
    monkeypatch.setattr(copying, "copy_cells", door)
    said: list[Message] = []
    room.context.said.connect(said.append)
    room.context.tasks.changed.connect(lambda now: shown.append((now.text, now.done, now.total)))
    room.context.open(one)
    room.acts.merge(one, [other.id])
    assert door.reached.wait(20)
    assert room.context.tasks.can_stop
    room.context.tasks.stop()
    assert not room.context.tasks.can_stop
    door.opened.set()
    wait(qtbot, room)
    assert said[-1].text == "Stopped. The folders are unchanged."
    assert len(merging.parts(db, one.id)) == 1
    room.acts.merge(one, [other.id])
    qtbot.waitUntil(lambda: "are one slide now" in said[-1].text, timeout=20_000)
    wait(qtbot, room)
    assert ("Merging the folders", 4, 4) in shown
    assert said[-1].slide == one
    said[-1].buttons[0][1]()
    qtbot.waitUntil(lambda: "separate slides again" in said[-1].text, timeout=20_000)
    wait(qtbot, room)
    assert len(merging.parts(db, one.id)) == 1
    assert len(ids) == 1
