"""The main job step by step: its news, and the state after a fault in the folder, the model or the device."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from unit.services.classifying import FakeEngine

from wbc_desktop.domain.errors import Cancelled, DeviceError, FolderError, ModelError
from wbc_desktop.jobs import slide_job
from wbc_desktop.jobs.runner import JobContext, Kind
from wbc_desktop.jobs.slide_job import (
    Classifying,
    LoadingModel,
    Notice,
    Scanning,
    SlideOpened,
    open_and_classify,
)
from wbc_desktop.services.stages import StagesOutcome
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database

SlideFolder = Callable[..., Path]


class Bench:
    """Runs the job in this thread and records its news."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.sent: list[tuple[Kind, object]] = []
        self.stop = threading.Event()

    def run(self, folder: Path, load: Callable[[], FakeEngine]) -> StagesOutcome:
        self.sent.clear()
        ctx = JobContext(self.stop, lambda kind, news: self.sent.append((kind, news)))
        return open_and_classify(self.db, folder, load, ctx)

    @property
    def news(self) -> list[object]:
        return [news for kind, news in self.sent if kind == "progressed"]

    @property
    def steps(self) -> list[type]:
        """The kinds of news in order, each once in a row."""
        kinds = [type(news) for news in self.news]
        return [kind for place, kind in enumerate(kinds) if place == 0 or kinds[place - 1] is not kind]

    @property
    def notices(self) -> list[str]:
        return [news.text for news in self.news if isinstance(news, Notice)]

    def predicted(self) -> list[str | None]:
        slide_id = next(news.slide.id for news in self.news if isinstance(news, SlideOpened))
        with self.db.read() as s:
            return [cell.predicted for cell in cells.get_many(s, cells.ids(s, slide_id))]


@pytest.fixture
def bench(db: Database) -> Bench:
    return Bench(db)


@pytest.mark.slow
def test_folder_becomes_a_classified_slide(bench: Bench, slide_folder: SlideFolder) -> None:
    done = bench.run(slide_folder(12), lambda: FakeEngine(device="cuda"))
    assert bench.steps == [SlideOpened, Scanning, LoadingModel, Classifying]
    opened, last = bench.news[0], bench.news[-1]
    assert isinstance(opened, SlideOpened)
    assert isinstance(last, Classifying)
    assert (last.progress.done, last.progress.total, last.device) == (12, 12, "cuda")
    assert done.scanned.images == 12
    assert done.classified is not None
    assert done.classified.classified == 12
    assert bench.predicted() == ["NEU"] * 12
    changed = [news for kind, news in bench.sent if kind == "changed"]
    assert {cell_id for news in changed for cell_id in news.cells}  # type: ignore[attr-defined]
    assert changed[0].slides  # type: ignore[attr-defined]
    second = bench.run(slide_folder(12), FakeEngine)
    assert second.classified == done.classified.__class__(0, 12, [], pytest.approx(0, abs=60))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (ModelError("The model file “x” is damaged: choose another."), "The model file “x” is damaged"),
        (DeviceError("There is no graphics card here."), "There is no graphics card here."),
        (ImportError("secret detail"), "The model could not be loaded"),
    ],
)
def test_a_fault_in_the_model_leaves_the_scanned_slide_open(
    bench: Bench, slide_folder: SlideFolder, fault: Exception, words: str
) -> None:
    def load() -> FakeEngine:
        raise fault

    done = bench.run(slide_folder(5), load)
    assert done.classified is None
    assert done.scanned.images == 5
    assert bench.predicted() == [None] * 5
    (notice,) = bench.notices
    assert notice.startswith(words)
    assert notice.endswith("The cells can still be reviewed by hand.")
    assert "secret" not in notice


@pytest.mark.slow
def test_change_of_device_is_reported_once(bench: Bench, slide_folder: SlideFolder) -> None:
    bench.run(slide_folder(80), lambda: FakeEngine(device="cuda", falls_back_after=40))
    assert bench.notices == ["The graphics card ran out of memory: the processor goes on."]
    devices = [news.device for news in bench.news if isinstance(news, Classifying)]
    assert (devices[0], devices[-1]) == ("cuda", "cpu")
    assert bench.predicted() == ["NEU"] * 80


def test_an_engine_that_fell_back_while_it_was_loaded_says_so(bench: Bench, slide_folder: SlideFolder) -> None:
    bench.run(slide_folder(2), lambda: FakeEngine(notice="The graphics card is too old."))
    assert bench.notices == ["The graphics card is too old."]


def test_without_any_good_image_no_model_is_loaded(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "bad.jpg").write_bytes(b"no image")

    def load() -> FakeEngine:
        raise AssertionError("loaded for nothing")

    done = bench.run(folder, load)
    assert [refused.path for refused in done.scanned.refused] == ["bad.jpg"]
    assert done.classified is not None
    assert done.classified.classified == 0
    assert LoadingModel not in bench.steps


def test_no_folder_is_a_sentence(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(FolderError):
        bench.run(tmp_path / "nowhere", FakeEngine)
    assert bench.sent == []


def test_stopping_while_the_model_loads_keeps_what_was_scanned(bench: Bench, slide_folder: SlideFolder) -> None:
    def load() -> FakeEngine:
        bench.stop.set()
        return FakeEngine()

    with pytest.raises(Cancelled):
        bench.run(slide_folder(5), load)
    opened = bench.news[0]
    assert isinstance(opened, SlideOpened)
    assert bench.predicted() == [None] * 5


@pytest.mark.slow
def test_only_a_large_known_slide_waits_for_the_window(
    bench: Bench, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(JobContext, "rest", lambda _self, seconds: rests.append(seconds))
    folder = slide_folder(5)
    monkeypatch.setattr(slide_job, "MANY", 4)
    bench.run(folder, FakeEngine)
    assert rests == [], "nothing was known yet"
    bench.run(folder, FakeEngine)
    assert rests == [slide_job.SHOWN_S]
    monkeypatch.setattr(slide_job, "MANY", 5)
    bench.run(folder, FakeEngine)
    assert rests == [slide_job.SHOWN_S]


def test_a_rest_ends_when_the_person_asks_to_stop(
    bench: Bench, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = slide_folder(3)
    bench.run(folder, FakeEngine)
    monkeypatch.setattr(slide_job, "MANY", 1)
    monkeypatch.setattr(slide_job, "SHOWN_S", 3600.0)
    bench.stop.set()
    with pytest.raises(Cancelled):
        bench.run(folder, FakeEngine)
