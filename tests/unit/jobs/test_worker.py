"""The worker of the loaders: newest first, each key once at a time, nothing after a drop or a stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.jobs.worker import Worker
from wbc_desktop.services.changes import Cancel


class Gate:
    """A computation that records its requests in order and waits until it is opened."""

    def __init__(self) -> None:
        self.began: list[object] = []
        self.cancelled: list[object] = []
        self.open = threading.Event()

    def __call__(self, request: object, cancel: Cancel) -> str:
        self.began.append(request)
        self.open.wait(5)
        if cancel():
            self.cancelled.append(request)
        return f"answer {request}"


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def worker(qtbot: QtBot, gate: Gate) -> Iterator[Worker]:
    made = Worker(gate, most_waiting=5)
    yield made
    gate.open.set()
    made.stop()


def answers(worker: Worker) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    worker.answered.connect(lambda key, answer: found.append((key, answer)))
    return found


def begin(worker: Worker, gate: Gate, qtbot: QtBot) -> None:
    """Occupy the only thread."""
    worker.ask("first", "first")
    qtbot.waitUntil(lambda: gate.began == ["first"])


def test_newest_request_is_answered_first_and_later_ones_last(qtbot: QtBot, worker: Worker, gate: Gate) -> None:
    found = answers(worker)
    begin(worker, gate, qtbot)
    worker.ask("later", "later", later=True)
    for key in "abc":
        worker.ask(key, key)
    worker.ask("a", "a")
    gate.open.set()
    qtbot.waitUntil(lambda: len(found) == 5)
    assert gate.began == ["first", "a", "c", "b", "later"]
    assert found[1] == ("a", "answer a")


def test_key_that_runs_is_not_begun_again(qtbot: QtBot, worker: Worker, gate: Gate) -> None:
    found = answers(worker)
    begin(worker, gate, qtbot)
    worker.ask("first", "again")
    assert worker.waiting == 0
    gate.open.set()
    qtbot.waitUntil(lambda: bool(found))
    worker.ask("first", "afterwards")
    qtbot.waitUntil(lambda: len(found) == 2)
    assert gate.began == ["first", "afterwards"]


def test_queue_forgets_the_oldest_beyond_its_bound(qtbot: QtBot, worker: Worker, gate: Gate) -> None:
    found = answers(worker)
    begin(worker, gate, qtbot)
    for number in range(20):
        worker.ask(number, number)
    assert worker.waiting == 5
    gate.open.set()
    qtbot.waitUntil(lambda: len(found) == 6)
    assert gate.began == ["first", 19, 18, 17, 16, 15]


def test_unwanted_keys_are_forgotten(qtbot: QtBot, worker: Worker, gate: Gate) -> None:
    begin(worker, gate, qtbot)
    for key in "abc":
        worker.ask(key, key)
    worker.keep_only(lambda key: key == "b")
    assert worker.waiting == 1


def test_dropped_request_is_cancelled_and_not_answered(qtbot: QtBot, worker: Worker, gate: Gate) -> None:
    found = answers(worker)
    begin(worker, gate, qtbot)
    worker.ask("waiting", "waiting")
    worker.ask_only("first", "new")
    gate.open.set()
    qtbot.waitUntil(lambda: bool(found))
    assert gate.cancelled == ["first"]
    assert gate.began == ["first", "new"]
    assert found == [("first", "answer new")]


def test_fault_is_answered_with_none_and_the_thread_goes_on(qtbot: QtBot) -> None:
    def compute(request: int, _cancel: Cancel) -> float:
        return 1 / request

    worker = Worker(compute)
    found = answers(worker)
    worker.ask("a", 0)
    worker.ask("b", 2)
    qtbot.waitUntil(lambda: len(found) == 2)
    assert sorted(found) == [("a", None), ("b", 0.5)]  # type: ignore[type-var]
    worker.stop()


def test_nothing_is_begun_or_announced_after_stop(qtbot: QtBot, worker: Worker, gate: Gate) -> None:
    found = answers(worker)
    begin(worker, gate, qtbot)
    gate.open.set()
    worker.stop()
    worker.ask("late", "late")
    qtbot.wait(20)
    assert gate.began == ["first"]
    assert found == []


def test_several_threads_answer_at_once(qtbot: QtBot, gate: Gate) -> None:
    worker = Worker(gate, threads=3)
    for number in range(5):
        worker.ask(number, number)
    qtbot.waitUntil(lambda: len(gate.began) == 3)
    qtbot.wait(20)
    assert len(gate.began) == 3
    gate.open.set()
    worker.stop()
