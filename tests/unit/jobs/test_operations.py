"""The path of an act: where it runs, what it announces, and to which slide its message belongs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled, SlideSigned, StorageError, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database


def slide(number: int) -> Slide:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return Slide(number, f"/slides/{number}", f"Slide {number}", now, now)


class Recorder:
    """Records the messages and changes that a context emits."""

    def __init__(self, context: SlideContext) -> None:
        self.messages: list[Message] = []
        self.changes: list[Changes] = []
        context.message_posted.connect(self.messages.append)
        context.changed.connect(self.changes.append)


@pytest.fixture
def context(qtbot: QtBot) -> Iterator[SlideContext]:
    runner = Runner()
    made = SlideContext(cast("Database", None), runner, lambda: Identity("Ayu"))
    made.open(slide(1))
    yield made
    runner.stop_all()


def test_act_in_the_windows_thread_is_announced_before_its_message(context: SlideContext) -> None:
    recorder, order = Recorder(context), []
    context.run(
        Operation(
            "deciding",
            lambda acting: Changes(1, (7,)),
            message=lambda changes: Message(f"{len(changes.cells)} cell"),
            done=order.append,
        )
    )
    assert recorder.changes == [Changes(1, (7,))]
    assert [message.text for message in recorder.messages] == ["1 cell"]
    assert order == [Changes(1, (7,))]


def test_act_that_changed_nothing_is_not_announced(context: SlideContext) -> None:
    recorder = Recorder(context)
    context.run(Operation("deciding", lambda acting: Changes(1)))
    assert recorder.changes == []


def test_act_gets_the_identity_of_the_moment_it_began(context: SlideContext) -> None:
    names: list[str] = []
    context.run(Operation("deciding", lambda acting: names.append(acting.identity.name)))
    assert names == ["Ayu"]


def test_worker_act_shows_its_progress_and_ends_without_a_task(context: SlideContext, qtbot: QtBot) -> None:
    recorder, shown = Recorder(context), []
    context.tasks.changed.connect(lambda status: shown.append((status.text, status.done, status.total)))

    def act(acting: Acting) -> Changes:
        acting.progress(2, 5)
        acting.announce(Changes(1, (3,)))
        return Changes(1, slides=True)

    job = context.run(Operation("merging", act, worker=True, doing="Merging"))
    assert job is not None
    with qtbot.waitSignal(job.ended):
        pass
    assert ("Merging", 2, 5) in shown
    assert recorder.changes == [Changes(1, (3,)), Changes(1, slides=True)]
    assert not context.tasks.status.running
    assert not context.busy


def test_second_exclusive_act_is_refused_while_one_runs(context: SlideContext, qtbot: QtBot) -> None:
    recorder, go, ran = Recorder(context), threading.Event(), []
    job = context.run(Operation("merging the folders", lambda acting: go.wait(5), worker=True))
    context.run(Operation("deciding", lambda acting: ran.append(1)))
    context.run(Operation("writing a report", lambda acting: ran.append(2), exclusive=False))
    assert ran == [2]
    assert "merging the folders" in recorder.messages[0].text
    assert job is not None
    with qtbot.waitSignal(job.ended):
        go.set()
    context.run(Operation("deciding", lambda acting: ran.append(3)))
    assert ran == [2, 3]


def test_stop_cancels_a_worker_act(context: SlideContext, qtbot: QtBot) -> None:
    stopped: list[bool] = []

    def act(acting: Acting) -> None:
        while not acting.cancelled():
            threading.Event().wait(0.005)
        raise Cancelled

    job = context.run(Operation("merging", act, worker=True, stopped=lambda: stopped.append(True)))
    assert job is not None
    with qtbot.waitSignal(job.ended):
        context.tasks.stop()
    assert stopped == [True]
    assert not context.busy


def test_message_about_a_slide_that_is_not_open_names_it_and_has_no_buttons(context: SlideContext) -> None:
    recorder = Recorder(context)
    context.notify("Confirmed 900 cells.", "done", ("Undo", lambda: None), slide=slide(1))
    context.open(slide(2))
    context.notify("Confirmed 900 cells.", "done", ("Undo", lambda: None), slide=slide(1))
    here, elsewhere = recorder.messages
    assert (here.text, len(here.buttons)) == ("Confirmed 900 cells.", 1)
    assert (elsewhere.text, elsewhere.buttons, elsewhere.slide) == ("“Slide 1”: Confirmed 900 cells.", (), None)


def test_result_of_a_worker_act_belongs_to_the_slide_on_which_it_began(context: SlideContext, qtbot: QtBot) -> None:
    recorder, go = Recorder(context), threading.Event()

    def told(_result: object) -> Message:
        return Message("Done.", "done", (("Undo", lambda: None),), slide(1))

    job = context.run(Operation("confirming", lambda acting: go.wait(5), worker=True, message=told))
    assert job is not None
    context.open(slide(2))
    with qtbot.waitSignal(job.ended):
        go.set()
    assert recorder.messages[0].text.startswith("“Slide 1”")
    assert recorder.messages[0].buttons == ()


def test_refusal_offers_buttons(context: SlideContext) -> None:
    recorder, errors = Recorder(context), []
    context.offer({SlideSigned: lambda: (("Amend…", lambda: None),)})

    def signed(_acting: Acting) -> None:
        raise SlideSigned("This slide is signed.")

    def wrong(_acting: Acting) -> None:
        raise UsageError("This cannot be.")

    context.run(Operation("deciding", signed, failed=errors.append))
    context.run(Operation("deciding", wrong))
    assert [(m.text, m.kind, len(m.buttons)) for m in recorder.messages] == [
        ("This slide is signed.", "info", 1),
        ("This cannot be.", "warning", 0),
    ]
    assert [type(error) for error in errors] == [SlideSigned]


@pytest.mark.parametrize("fault", [SlideSigned("Signed."), ZeroDivisionError()])
def test_worker_act_that_fails_says_why(context: SlideContext, qtbot: QtBot, fault: Exception) -> None:
    recorder, errors = Recorder(context), []

    def act(_acting: Acting) -> None:
        raise fault

    job = context.run(Operation("deciding", act, worker=True, failed=errors.append))
    assert job is not None
    with qtbot.waitSignal(job.ended):
        pass
    assert errors == [fault if isinstance(fault, SlideSigned) else None]
    assert len(recorder.messages) == 1
    assert not context.busy


def test_act_marked_to_finish_is_not_cancelled_when_the_runner_stops(qtbot: QtBot) -> None:
    runner = Runner()
    context = SlideContext(cast("Database", None), runner, lambda: Identity("Ayu"))
    ended: list[str] = []
    begun, go_on = threading.Barrier(3), threading.Event()

    def act(name: str) -> object:
        def do(acting: Acting) -> None:
            begun.wait(60)
            go_on.wait(60)
            ended.append(f"{name} {'cancelled' if acting.cancelled() else 'finished'}")

        return do

    context.run(Operation("confirming", act("decision"), worker=True, finish=True))  # type: ignore[arg-type]
    context.run(Operation("comparing", act("comparison"), worker=True, exclusive=False))  # type: ignore[arg-type]
    begun.wait(60)
    runner.stop_all(wait=False)
    go_on.set()
    runner.stop_all()
    assert sorted(ended) == ["comparison cancelled", "decision finished"]


def test_messages_of_a_dialogs_act_are_shown_in_the_dialog(context: SlideContext) -> None:
    recorder, shown = Recorder(context), []

    def refuse(acting: Acting) -> None:
        raise SlideSigned("The slide is signed.")

    context.offer({SlideSigned: lambda: (("Amend…", lambda: None),)})
    context.run(Operation("storing", refuse, show=shown.append))
    context.run(Operation("storing", lambda acting: None, message=lambda _: Message("Stored."), show=shown.append))
    assert [(message.text, len(message.buttons)) for message in shown] == [("The slide is signed.", 1), ("Stored.", 0)]
    assert recorder.messages == []


def test_refusal_is_emitted_before_its_message(context: SlideContext) -> None:
    order: list[object] = []
    error = UsageError("Not so.")
    context.refused.connect(order.append)
    context.message_posted.connect(lambda message: order.append(message.text))

    def refuse(acting: Acting) -> None:
        raise error

    context.run(Operation("storing", refuse))
    assert order == [error, "Not so."]


def test_act_that_concerns_no_slide_is_refused_without_naming_one(context: SlideContext) -> None:
    recorder = Recorder(context)

    def refuse(acting: Acting) -> None:
        raise UsageError("No demo.")

    context.run(Operation("drawing the demo slide", refuse, slide=None))
    context.run(Operation("deciding", refuse))
    assert [message.slide for message in recorder.messages] == [None, slide(1)]


def test_open_slide_is_not_opened_again_but_known_as_it_is_now(context: SlideContext) -> None:
    opened: list[Slide | None] = []
    context.opened.connect(opened.append)
    merged = replace(slide(1), others=("/slides/2",))
    context.open(merged)
    assert opened == []
    assert context.slide == merged
    moved = replace(merged, folder="/elsewhere/1")
    context.open(moved)
    context.open(None)
    assert opened == [moved, None]


def test_failure_to_store_is_an_error_and_a_refusal_a_warning(context: SlideContext) -> None:
    recorder = Recorder(context)
    context.refuse(StorageError("The disk is full."))
    context.refuse(UsageError("Not so."))
    assert [message.kind for message in recorder.messages] == ["error", "warning"]
