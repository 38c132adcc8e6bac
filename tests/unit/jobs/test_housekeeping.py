"""Garbage is collected only in the window's thread, however much other threads make."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.jobs import housekeeping
from wbc_desktop.jobs.housekeeping import Housekeeping


class Knot:
    """Garbage that only a collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def kept(qtbot: QtBot) -> Iterator[Housekeeping]:
    keeping = Housekeeping(lambda: False)
    yield keeping
    keeping.stop()


@pytest.fixture
def threads_of_collections() -> Iterator[list[tuple[int, int]]]:
    seen: list[tuple[int, int]] = []

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            seen.append((threading.get_ident(), about["generation"]))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def _make_knots(count: int) -> None:
    for _ in range(count):
        Knot()


@pytest.mark.usefixtures("kept")
def test_a_thread_that_makes_much_garbage_collects_none(threads_of_collections: list[tuple[int, int]]) -> None:
    thread = threading.Thread(target=_make_knots, args=(20_000,))
    thread.start()
    thread.join()
    assert threads_of_collections == []


def test_it_is_collected_in_the_window_s_thread_soon(
    qtbot: QtBot, kept: Housekeeping, threads_of_collections: list[tuple[int, int]]
) -> None:
    thread = threading.Thread(target=_make_knots, args=(20_000,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(threads_of_collections))
    assert {where for where, _ in threads_of_collections} == {threading.get_ident()}
    assert gc.get_count()[0] < housekeeping.YOUNG
    kept.stop()


def test_full_collection_runs_when_idle(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, threads_of_collections: list[tuple[int, int]]
) -> None:
    busy = True
    kept = Housekeeping(lambda: busy)
    monkeypatch.setattr(housekeeping, "FULL_EVERY_S", 0.0)
    try:
        kept.collect_due()
        assert [generation for _, generation in threads_of_collections] == []
        busy = False
        kept.collect_due()
        assert [generation for _, generation in threads_of_collections] == [], "what the start made stays"
        kept.collect_due()
        assert [generation for _, generation in threads_of_collections] == [2]
    finally:
        kept.stop()


@pytest.mark.slow
@pytest.mark.usefixtures("qtbot")
def test_objects_of_many_new_modules_are_frozen(
    monkeypatch: pytest.MonkeyPatch, threads_of_collections: list[tuple[int, int]]
) -> None:
    kept = Housekeeping(lambda: False)
    monkeypatch.setattr(housekeeping, "FULL_EVERY_S", 0.0)
    try:
        kept.collect_due()
        frozen = gc.get_freeze_count()
        made = [Knot() for _ in range(50)]
        for number in range(housekeeping.MANY_MODULES):
            monkeypatch.setitem(sys.modules, f"made_up_{number}", sys)
        kept.collect_due()
        assert [generation for _, generation in threads_of_collections] == []
        assert gc.get_freeze_count() >= frozen + len(made)
        kept.collect_due()
        assert [generation for _, generation in threads_of_collections] == [2], "the next time it is looked again"
    finally:
        kept.stop()


@pytest.mark.usefixtures("qtbot")
def test_disabled_collection_stays_disabled() -> None:
    gc.disable()
    kept = Housekeeping(lambda: False)
    kept.stop()
    assert not gc.isenabled()


@pytest.mark.usefixtures("qtbot")
def test_stop_restores_pythons_settings() -> None:
    gc.enable()
    turn = sys.getswitchinterval()
    kept = Housekeeping(lambda: False)
    assert not gc.isenabled()
    assert sys.getswitchinterval() < turn
    kept.stop()
    kept.stop()
    assert gc.isenabled()
    assert sys.getswitchinterval() == turn
