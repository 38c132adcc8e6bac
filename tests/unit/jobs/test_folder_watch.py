"""Watching a folder in the event loop: real files, a stand-in for the network, and nothing left running."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks.stand_in import StandIn
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.errors import ModelError
from wbc_desktop.jobs.folder_watch import FolderWatch, WatchStatus
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.jobs.watch_job import Arrived
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, slides
from wbc_desktop.store.engine import Database

LONG = 60_000
SlideFolder = Callable[..., Path]


class Bench:
    """A folder watch, and the signals that it emitted."""

    def __init__(self, qtbot: QtBot, db: Database, load: Callable[[], StandIn] = StandIn) -> None:
        self.qtbot, self.db, self.runner = qtbot, db, Runner()
        self.watch = FolderWatch(db, self.runner, load, poll_ms=150, settle=0.1)
        self.statuses: list[WatchStatus] = []
        self.arrived: list[Arrived] = []
        self.changes: list[Changes] = []
        self.watch.status_changed.connect(self.statuses.append)
        self.watch.arrived.connect(self.arrived.append)
        self.watch.changed.connect(self.changes.append)

    def count(self) -> int:
        """Cells with a preclassification, on all slides."""
        with self.db.read() as s:
            found = [cells.get_many(s, cells.ids(s, slide.id)) for slide in slides.all_slides(s)]
        return sum(cell.preclassification is not None for some in found for cell in some)

    def wait_for(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: self.count() == count, timeout=LONG)

    def close(self) -> None:
        self.watch.stop()
        self.runner.stop_all()


@pytest.fixture
def make(qtbot: QtBot, db: Database) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def bench(load: Callable[[], StandIn] = StandIn) -> Bench:
        made.append(Bench(qtbot, db, load))
        return made[-1]

    yield bench
    for one in made:
        one.close()


@pytest.mark.slow
def test_new_images_are_added_and_classified(make: Callable[..., Bench], slide_folder: SlideFolder) -> None:
    bench, folder = make(), slide_folder(3)
    bench.watch.watch(folder, False)
    bench.wait_for(3)
    bench.qtbot.waitUntil(lambda: [(a.slide.name, a.added, a.classified) for a in bench.arrived] == [("slide", 3, 3)])
    assert any(status.waiting == 3 for status in bench.statuses)
    assert any(status.busy for status in bench.statuses)
    bench.qtbot.waitUntil(lambda: bench.watch.status == WatchStatus(folder))
    slide_folder(1, "other")
    shutil.move(folder.parent / "other" / "cell_0000.png", folder / "same.png")  # a content that it has already
    bench.qtbot.waitUntil(lambda: len(bench.arrived) == 2, timeout=LONG)
    assert bench.count() == 3


@pytest.mark.slow
def test_renamed_deleted_and_unreadable_files(make: Callable[..., Bench], slide_folder: SlideFolder) -> None:
    bench, folder = make(), slide_folder(4)
    bench.watch.watch(folder, False)
    bench.wait_for(4)
    (folder / "cell_0000.png").rename(folder / "renamed.png")
    (folder / "cell_0001.png").unlink()
    (folder / "broken.png").write_bytes(b"\x89PNG no picture")

    def paths() -> list[str]:
        with bench.db.read() as s:
            (slide,) = slides.all_slides(s)
            return sorted(cell.path for cell in cells.get_many(s, cells.ids(s, slide.id)))

    wanted = ["cell_0002.png", "cell_0003.png", "renamed.png"]
    bench.qtbot.waitUntil(lambda: paths() == wanted, timeout=LONG)


@pytest.mark.slow
def test_a_folder_that_goes_away_is_watched_again_when_it_is_back(
    make: Callable[..., Bench], slide_folder: SlideFolder, tmp_path: Path
) -> None:
    bench, folder = make(), slide_folder(2)
    bench.watch.watch(folder, False)
    bench.wait_for(2)
    folder.rename(tmp_path / "aside")
    bench.qtbot.waitUntil(lambda: "There is no folder" in bench.watch.status.fault, timeout=LONG)
    (tmp_path / "aside").rename(folder)
    bench.qtbot.waitUntil(lambda: not bench.watch.status.fault, timeout=LONG)
    assert bench.count() == 2


@pytest.mark.slow
def test_folder_is_not_read_while_paused_or_stopped(make: Callable[..., Bench], slide_folder: SlideFolder) -> None:
    bench, folder = make(), slide_folder(2)
    bench.watch.pause(True)
    bench.watch.watch(folder, False)
    bench.qtbot.wait(600)
    assert bench.runner.jobs == []
    bench.watch.pause(False)
    bench.wait_for(2)
    bench.watch.stop()
    assert bench.watch.status == WatchStatus()
    slide_folder(4)
    bench.qtbot.wait(600)
    assert bench.runner.jobs == []
    assert bench.count() == 2


def test_images_are_added_without_a_model(make: Callable[..., Bench], slide_folder: SlideFolder) -> None:
    def none() -> StandIn:
        raise ModelError("There is no model.")

    bench = make(none)
    bench.watch.watch(slide_folder(2), False)
    bench.qtbot.waitUntil(lambda: len(bench.arrived) == 1, timeout=LONG)
    assert (bench.arrived[0].added, bench.arrived[0].classified) == (2, 0)
    assert "no model" in bench.arrived[0].fault
