"""Opening slides: the last requested slide is opened, and a cancelled one never is."""

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
    """Raise the error for a missing model."""
    raise ModelError("There is no model.")


class Gate:
    """Replaces a function: a call waits until the gate is opened, then calls the real function."""

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


class SlideParts:
    """The parts that open and change slides, without a main window."""

    def __init__(self, context: SlideContext, folder: Path, window: QWidget) -> None:
        self.context = context
        self.work = Work(context, no_model, window)  # type: ignore[arg-type]
        self.open_slide = OpenSlide(context, self.work, folder / "Demo slide", window)
        self.list = SlideListModel(context.db, window)
        self.acts = SlideActs(context, self.list, self.open_slide, window)
        self.reported: list[Message] = []
        self.open_slide.reported.connect(self.reported.append)
        self.opened: list[Slide | None] = []
        context.opened.connect(self.opened.append)


@pytest.fixture
def parts(qtbot: QtBot, context: SlideContext, tmp_path: Path) -> Iterator[SlideParts]:
    window = QWidget()
    qtbot.addWidget(window)
    made = SlideParts(context, tmp_path, window)
    yield made
    made.list.stop()


def wait(qtbot: QtBot, parts: SlideParts) -> None:
    qtbot.waitUntil(lambda: not parts.work.running and not parts.context.tasks.status.running, timeout=20_000)


@pytest.fixture
def opening_gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A gate at which every opening of a folder waits, before the folder is known as a slide."""
    gate = Gate(open_slide, ignore_cancel=True)
    monkeypatch.setattr(slide_job, "open_slide", gate)
    return gate


@pytest.mark.slow
def test_slide_chosen_last_stays_open_although_its_folder_is_missing(
    parts: SlideParts, db: Database, slide_folder: Callable[..., Path], opening_gate: Gate, qtbot: QtBot
) -> None:
    (alpha, _), (beta, _) = stored(db, slide_folder(1, "alpha")), stored(db, slide_folder(2, "beta"))
    shutil.rmtree(alpha.folder)
    parts.open_slide.choose(beta)
    assert opening_gate.reached.wait(20)
    parts.open_slide.choose(alpha)
    opening_gate.opened.set()
    wait(qtbot, parts)
    assert parts.context.slide == alpha
    assert [slide.name for slide in parts.opened if slide is not None] == ["beta", "alpha"]
    assert [message.slide for message in parts.reported] == [alpha]


def test_folder_requested_first_does_not_open_after_the_second(
    parts: SlideParts, slide_folder: Callable[..., Path], opening_gate: Gate, qtbot: QtBot
) -> None:
    parts.open_slide.open(slide_folder(1, "first"))
    assert opening_gate.reached.wait(20)
    parts.open_slide.open(slide_folder(2, "second"))
    opening_gate.opened.set()
    wait(qtbot, parts)
    assert [slide.name for slide in parts.opened if slide is not None] == ["second"]


def test_opening_that_is_stopped_opens_nothing(
    parts: SlideParts, slide_folder: Callable[..., Path], opening_gate: Gate, qtbot: QtBot
) -> None:
    parts.open_slide.open(slide_folder(1))
    assert opening_gate.reached.wait(20)
    parts.context.tasks.stop()
    opening_gate.opened.set()
    wait(qtbot, parts)
    assert parts.opened == []


def test_slide_removed_while_its_folder_is_read_stays_removed(
    parts: SlideParts, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slide, _ = stored(db, slide_folder(2))
    parts.context.open(slide)
    gate = Gate(open_slide)
    monkeypatch.setattr(slide_job, "open_slide", gate)
    parts.open_slide.refresh()
    assert gate.reached.wait(20)
    parts.acts.remove_from_list(slide)
    gate.opened.set()
    wait(qtbot, parts)
    assert parts.context.slide is None
    with db.read() as s:
        assert slides.with_cells(s) == []


@pytest.mark.slow
def test_reading_continues_if_the_removal_of_a_slide_is_refused(
    parts: SlideParts,
    db: Database,
    slide_folder: Callable[..., Path],
    qtbot: QtBot,
    preferences: Any,
    messages: list[Message],
    opening_gate: Gate,
) -> None:
    slide, _ = stored(db, slide_folder(2))
    parts.context.open(slide)
    preferences.change(reviewer="")
    parts.open_slide.refresh()
    assert opening_gate.reached.wait(20)
    parts.acts.remove_from_list(slide)
    assert messages[-1].slide == slide
    opening_gate.opened.set()
    wait(qtbot, parts)
    assert parts.context.is_open(slide)
    assert opening_gate.calls == 2


def test_failure_of_an_abandoned_opening_is_not_reported(
    parts: SlideParts, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **how: object) -> Slide:
        raise FolderError("The folder went away.")

    gate = Gate(fail)
    monkeypatch.setattr(slide_job, "open_slide", gate)
    slide, _ = stored(db, slide_folder(2))
    parts.context.open(slide)
    parts.open_slide.refresh()
    assert gate.reached.wait(20)
    parts.open_slide.leave()
    gate.opened.set()
    wait(qtbot, parts)
    assert parts.reported == []
    assert parts.open_slide.sentence == ""


def test_demo_is_drawn_once_at_a_time(parts: SlideParts, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(lambda folder, count, **how: demo.Demo(folder, 1, 0, {}, 0))
    monkeypatch.setattr(demo, "draw_demo", gate)
    messages: list[Message] = []
    parts.context.message_posted.connect(messages.append)
    parts.open_slide.draw_demo()
    parts.open_slide.draw_demo()
    assert "is being drawn" in messages[-1].text
    assert gate.reached.wait(20)
    parts.context.tasks.stop()
    gate.opened.set()
    wait(qtbot, parts)
    assert gate.calls == 1
    assert parts.opened == []
    parts.open_slide.draw_demo()  # it can be requested again
    wait(qtbot, parts)
    assert gate.calls == 2


def test_demo_does_not_replace_a_slide_requested_later(
    parts: SlideParts, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = slide_folder(2, "Demo slide")
    gate = Gate(lambda *args, **how: demo.Demo(folder, 1, 0, {}, 0))
    monkeypatch.setattr(demo, "draw_demo", gate)
    messages: list[Message] = []
    parts.context.message_posted.connect(messages.append)
    slide, _ = stored(db, slide_folder(1, "mine"))
    parts.open_slide.draw_demo()
    parts.open_slide.choose(slide)
    gate.opened.set()
    qtbot.waitUntil(lambda: any(message.text == "The demo slide is drawn." for message in messages), timeout=20_000)
    wait(qtbot, parts)
    assert parts.context.is_open(slide)
    next(message for message in messages if message.text == "The demo slide is drawn.").buttons[0][1]()
    wait(qtbot, parts)
    assert parts.context.slide is not None
    assert parts.context.slide.name == "Demo slide"


@pytest.mark.slow
def test_merging_shows_its_progress_and_can_be_stopped(
    parts: SlideParts, db: Database, slide_folder: Callable[..., Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, ids), (other, _) = stored(db, slide_folder(1, "one")), stored(db, slide_folder(4, "other"))
    gate, shown = Gate(copying.copy_cells), list[tuple[str, int, int]]()
    monkeypatch.setattr(copying, "copy_cells", gate)
    messages: list[Message] = []
    parts.context.message_posted.connect(messages.append)
    parts.context.tasks.changed.connect(lambda now: shown.append((now.text, now.done, now.total)))
    parts.context.open(one)
    parts.acts.merge(one, [other.id])
    assert gate.reached.wait(20)
    assert parts.context.tasks.can_stop
    parts.context.tasks.stop()
    assert not parts.context.tasks.can_stop
    gate.opened.set()
    wait(qtbot, parts)
    assert messages[-1].text == "Stopped. The folders are unchanged."
    assert len(merging.parts(db, one.id)) == 1
    parts.acts.merge(one, [other.id])
    qtbot.waitUntil(lambda: "are one slide now" in messages[-1].text, timeout=20_000)
    wait(qtbot, parts)
    assert ("Merging the folders", 4, 4) in shown
    assert messages[-1].slide == one
    messages[-1].buttons[0][1]()
    qtbot.waitUntil(lambda: "separate slides again" in messages[-1].text, timeout=20_000)
    wait(qtbot, parts)
    assert len(merging.parts(db, one.id)) == 1
    assert len(ids) == 1
