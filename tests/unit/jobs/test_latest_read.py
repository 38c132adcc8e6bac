"""Reads in the background: one at a time, the newest wins, and a view is never starved."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.jobs import latest_read as module
from wbc_desktop.jobs.latest_read import LatestRead


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[LatestRead]:
    made = LatestRead()
    yield made
    made.stop()


def test_while_one_runs_only_the_newest_is_kept(qtbot: QtBot, reader: LatestRead) -> None:
    go, got = threading.Event(), []
    reader.done.connect(got.append)
    reader.ask(lambda: go.wait(5) and "first")
    for number in range(10):
        reader.ask(lambda number=number: number)
    assert reader.busy
    go.set()
    qtbot.waitUntil(lambda: not reader.busy)
    assert got == ["first", 9]


def test_dropping_forgets_what_waits_and_what_runs(qtbot: QtBot, reader: LatestRead) -> None:
    go, got = threading.Event(), []
    reader.done.connect(got.append)
    reader.ask(lambda: go.wait(5) and "old")
    reader.ask(lambda: "waiting")
    reader.drop()
    assert not reader.busy
    reader.ask(lambda: "new")
    go.set()
    qtbot.waitUntil(lambda: not reader.busy)
    assert got == ["new"]


def test_pause_is_proportional_to_the_work(qtbot: QtBot, reader: LatestRead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_FACTOR", 10.0)
    times: list[float] = []

    def read() -> None:
        times.append(time.monotonic())
        time.sleep(0.02)

    reader.ask(read)
    with qtbot.waitSignal(reader.done):
        pass
    reader.ask(read)
    assert reader.busy
    with qtbot.waitSignal(reader.done):
        pass
    assert times[1] - times[0] >= 0.2


@pytest.mark.parametrize("fault", [StorageError("The database is busy."), ValueError("secret")])
def test_faults_become_sentences_and_the_next_read_works(qtbot: QtBot, reader: LatestRead, fault: Exception) -> None:
    def fail() -> None:
        raise fault

    with qtbot.waitSignal(reader.failed) as told:
        reader.ask(fail)
    sentence = str(told.args[0] if told.args else "")
    assert sentence.endswith(".")
    assert "secret" not in sentence
    assert reader.error is (fault if isinstance(fault, StorageError) else None)
    with qtbot.waitSignal(reader.done) as answer:
        reader.ask(lambda: 7)
    assert answer.args == [7]


def test_nothing_comes_after_stop(qtbot: QtBot, reader: LatestRead) -> None:
    got: list[object] = []
    reader.done.connect(got.append)
    reader.ask(lambda: time.sleep(0.02))
    reader.stop()
    reader.ask(lambda: "late")
    qtbot.wait(30)
    assert got == []
    assert not reader.busy


def test_delayed_requests_are_read_once(qtbot: QtBot, reader: LatestRead) -> None:
    got: list[int] = []
    reader.done.connect(got.append)
    began = time.monotonic()
    for number in range(5):
        reader.ask(lambda number=number: number, after_ms=60)
    assert reader.busy
    qtbot.waitUntil(lambda: bool(got))
    assert time.monotonic() - began >= 0.05
    assert got == [4]


def test_drop_cancels_a_delayed_request(qtbot: QtBot, reader: LatestRead) -> None:
    got: list[str] = []
    reader.done.connect(got.append)
    reader.ask(lambda: "later", after_ms=20)
    reader.drop()
    assert not reader.busy
    reader.ask(lambda: "now")
    qtbot.waitUntil(lambda: bool(got))
    qtbot.wait(40)
    assert got == ["now"]


def test_quick_decisions_put_a_read_off_but_not_for_ever(
    qtbot: QtBot, reader: LatestRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, an_hour = [0.0], 3_600_000
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock[0], perf_counter=time.perf_counter))
    got: list[str] = []
    reader.done.connect(got.append)
    reader.ask(lambda: "first", after_ms=20)
    reader.ask(lambda: "second", after_ms=an_hour)
    qtbot.wait(60)
    assert got == []
    assert reader.busy
    reader.drop()
    reader.ask(lambda: "third", after_ms=20)
    clock[0] += module.LONGEST_DELAY_S
    reader.ask(lambda: "fourth", after_ms=an_hour)
    qtbot.waitUntil(lambda: got == ["fourth"])
