"""Decisions in the window: the slide, the message and the undo of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from unit.ui.slides_on_disk import labels, stored

from wbc_desktop.domain.cells import NO_CELL, Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services import review
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import files
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.review import reviewing as module
from wbc_desktop.ui.review.reviewing import Reviewing
from wbc_desktop.ui.widgets.preferences import Preferences


class Chosen:
    """The selected cells; records what reviewing requests of the gallery."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.proposed: dict[int, str | None] = {}
        self.shown: list[int] = []
        self.advanced_after: list[int] = []

    def selected_ids(self) -> list[int]:
        return self.ids

    def shown_ids(self) -> list[int]:
        return self.ids

    def classes_to_confirm(self, cells: Sequence[int]) -> dict[int, str | None]:
        return {cell: self.proposed[cell] for cell in cells if cell in self.proposed}

    def select(self, cell_id: int) -> bool:
        self.shown.append(cell_id)
        return True

    def cell_after_selection(self) -> int:
        return NO_CELL

    def next_undecided(self, after: int = NO_CELL) -> None:
        self.advanced_after.append(after)


class Bench:
    """Reviewing on two slides: ``one`` has three cells, ``other`` two. Acts on two cells or more run on a worker."""

    def __init__(
        self, db: Database, context: SlideContext, reviewing: Reviewing, chosen: Chosen, folder: Callable[..., Path]
    ) -> None:
        self.db, self.context, self.reviewing, self.chosen = db, context, reviewing, chosen
        self.one, self.cells = stored(db, folder(3, "one"))
        self.other, self.other_cells = stored(db, folder(2, "other", 80))
        self.decided: list[Changes] = []
        reviewing.decided.connect(self.decided.append)

    def classify(self, slide: Slide, ids: list[int], code: str) -> None:
        self.context.open(slide)
        self.chosen.ids = ids
        self.reviewing.classify(code)


@pytest.fixture
def bench(
    qtbot: QtBot,
    db: Database,
    context: SlideContext,
    preferences: Preferences,
    slide_folder: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Bench:
    monkeypatch.setattr(module, "WORKER_FROM", 2)
    window, chosen = QWidget(), Chosen()
    qtbot.addWidget(window)
    return Bench(db, context, Reviewing(context, chosen, preferences, window), chosen, slide_folder)


def wait_until_free(qtbot: QtBot, context: SlideContext) -> None:
    qtbot.waitUntil(lambda: not context.busy)


def press(message: Message, name: str) -> None:
    next(do for text, do in message.buttons if text == name)()


def test_undo_button_undoes_the_act_of_its_message(bench: Bench, qtbot: QtBot, messages: list[Message]) -> None:
    bench.classify(bench.one, bench.cells, "LYM")
    wait_until_free(qtbot, bench.context)
    message = messages[-1]
    assert message.slide == bench.one
    bench.classify(bench.other, bench.other_cells[:1], "MON")
    press(message, "Undo")
    wait_until_free(qtbot, bench.context)
    assert labels(bench.db, bench.cells) == [None, None, None]
    assert labels(bench.db, bench.other_cells) == ["MON", None]


def test_undo_button_is_refused_after_a_newer_decision(bench: Bench, qtbot: QtBot, messages: list[Message]) -> None:
    bench.classify(bench.one, bench.cells, "LYM")
    wait_until_free(qtbot, bench.context)
    message = messages[-1]
    bench.classify(bench.one, bench.cells[:1], "MON")
    press(message, "Undo")
    wait_until_free(qtbot, bench.context)
    assert labels(bench.db, bench.cells) == ["MON", "LYM", "LYM"]
    assert "undo the later changes first" in messages[-1].text


def test_message_about_a_closed_slide_names_it_and_has_no_buttons(
    bench: Bench, qtbot: QtBot, messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    go, real = threading.Event(), review.reclassify

    def slow(*args: object, **how: object) -> Changes:
        assert go.wait(10)
        return real(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(review, "reclassify", slow)
    bench.classify(bench.one, bench.cells, "LYM")
    bench.context.open(bench.other)
    go.set()
    wait_until_free(qtbot, bench.context)
    assert [(message.text, message.buttons) for message in messages] == [("“one”: Reclassified: 3 cells.", ())]
    assert labels(bench.db, bench.cells) == ["LYM"] * 3
    assert bench.decided == []


def test_no_other_decision_while_an_act_runs_and_cancel_changes_nothing(
    bench: Bench, qtbot: QtBot, messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, real = threading.Event(), threading.Event(), review.reclassify

    def slow(*args: object, **how: object) -> Changes:
        begun.set()
        assert go.wait(10)
        return real(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(review, "reclassify", slow)
    bench.classify(bench.one, bench.cells, "LYM")
    assert begun.wait(10)
    assert bench.context.tasks.status.text == "Reclassifying 3 cells"
    bench.classify(bench.other, bench.other_cells[:1], "MON")
    assert "still reclassifying 3 cells" in messages[-1].text
    bench.reviewing.undo()
    bench.context.open(bench.one)
    bench.context.tasks.stop()
    go.set()
    wait_until_free(qtbot, bench.context)
    assert messages[-1].text == "Stopped. Nothing was changed."
    assert labels(bench.db, bench.cells) == [None] * 3
    assert labels(bench.db, bench.other_cells) == [None] * 2


def test_running_act_is_finished_when_the_window_closes(bench: Bench) -> None:
    bench.classify(bench.one, bench.cells, "LYM")
    bench.context.runner.stop_all()
    assert labels(bench.db, bench.cells) == ["LYM"] * 3


def test_decision_moves_to_the_next_cell_unless_turned_off(bench: Bench, preferences: Preferences) -> None:
    bench.classify(bench.one, bench.cells[:1], "LYM")
    assert bench.chosen.advanced_after == [NO_CELL]
    assert [changes.cells for changes in bench.decided] == [tuple(bench.cells[:1])]
    preferences.change(auto_advance=False)
    bench.classify(bench.one, bench.cells[1:2], "LYM")
    assert bench.chosen.advanced_after == [NO_CELL]


def test_undo_and_redo_show_their_cell(bench: Bench) -> None:
    bench.classify(bench.one, bench.cells[:1], "LYM")
    bench.reviewing.undo()
    assert labels(bench.db, bench.cells[:1]) == [None]
    bench.reviewing.redo()
    assert labels(bench.db, bench.cells[:1]) == ["LYM"]
    assert bench.chosen.shown == bench.cells[:1] * 2


def test_refusal_names_the_slide_and_decides_nothing(
    bench: Bench, preferences: Preferences, messages: list[Message]
) -> None:
    preferences.act_as(Identity(""))
    bench.classify(bench.one, bench.cells[:1], "LYM")
    assert messages[-1].slide == bench.one
    assert bench.decided == []
    assert labels(bench.db, bench.cells[:1]) == [None]


def test_cell_that_changed_after_it_was_shown_is_not_confirmed(
    bench: Bench, messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = [Changes(bench.one.id, (), differing=(bench.cells[0],))]
    monkeypatch.setattr(review, "confirm", lambda *args, **how: result[0])
    announced: list[Changes] = []
    bench.context.changed.connect(announced.append)
    bench.context.open(bench.one)
    bench.chosen.ids = bench.cells[:1]
    bench.reviewing.confirm()
    assert announced == [Changes(bench.one.id, (bench.cells[0],), cells_added=True)]
    assert messages[-1].text.startswith("1 cell was not confirmed, because it changed")
    assert bench.chosen.advanced_after == []


def test_cell_that_left_the_slide_after_it_was_shown_is_not_classified(bench: Bench, messages: list[Message]) -> None:
    gone = bench.cells[0]
    with bench.db.write() as s:
        files.mark_missing(s, bench.one.id, files.known(s, bench.one.id, gone))
    announced: list[Changes] = []
    bench.context.changed.connect(announced.append)
    bench.classify(bench.one, [gone], "LYM")
    assert announced == [Changes(bench.one.id, (gone,), cells_added=True)]
    assert messages[-1].text.startswith("1 cell was not classified, because the slide no longer shows it")
    assert (bench.chosen.advanced_after, labels(bench.db, [gone])) == ([], [None])
