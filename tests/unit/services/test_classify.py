"""Classify with a fake engine: what is stored and when, and what happens after errors."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from training.core.model_card import ModelCard
from wbc_desktop.domain.cells import HeatMaps, Slide
from wbc_desktop.domain.errors import Cancelled, DeviceError, FolderError, StorageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.results import CellFile, CellRefused, CellResult
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classify import ClassifyOutcome, ClassifyProgress, classify
from wbc_desktop.services.merging import merge
from wbc_desktop.services.scan import MERGED_FOLDER_MISSING, scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, files, models, preclassifications
from wbc_desktop.store.engine import Database

SlideFolder = Callable[..., Path]

CARD = ModelCard(
    name="fake",
    architecture="test",
    options={},
    classes=(("NEU", "Neutrophil"), ("LYM", "Lymphocyte")),
    input_size=32,
    channel_order="RGB",
    mean=(0.0, 0.0, 0.0),
    std=(1.0, 1.0, 1.0),
    threshold=0.5,
)


@dataclass
class FakeEngine:
    """Predicts NEU for every cell, except for the file names in ``faults``, which are refused or raise."""

    faults: dict[str, CellRefused | Exception] = field(default_factory=dict)
    sha256: str = "ab" * 32
    card: ModelCard = CARD
    path: Path = Path("fake.safetensors")
    device: str = "cpu"
    asked: list[str] = field(default_factory=list)
    closed: bool = False

    def classify(self, items: Iterable[CellFile], cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        try:
            for cell_id, path in ((item.cell_id, item.path) for item in items):
                if cancel():
                    return
                self.asked.append(path.name)
                fault = self.faults.get(path.name)
                if isinstance(fault, Exception):
                    raise fault
                if isinstance(fault, CellRefused):
                    yield CellRefused(cell_id, fault.reason, fault.lasting)
                else:
                    maps = HeatMaps(1, 1, {"NEU": (1.0,), "LYM": (0.0,)}, (0.5,))
                    yield CellResult(cell_id, "NEU", 0.75, {"NEU": 0.75, "LYM": 0.25}, False, maps)
        finally:
            self.closed = True


@dataclass
class Work:
    db: Database
    slide: Slide
    changes: list[Changes] = field(default_factory=list)
    progress: list[ClassifyProgress] = field(default_factory=list)

    def scan(self) -> Any:
        return scan(self.db, self.slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)

    def __call__(
        self, engine: FakeEngine, *, force: bool = False, cancel: Callable[[], bool] = lambda: False
    ) -> ClassifyOutcome:
        self.changes.clear()
        self.progress.clear()
        return classify(
            self.db,
            self.slide,
            engine,
            force=force,
            cancel=cancel,
            progress=self.progress.append,
            announce=self.changes.append,
        )

    def predicted(self) -> dict[str, str | None]:
        with self.db.read() as s:
            return {c.path: c.predicted for c in cells.get_many(s, cells.ids(s, self.slide.id))}


@pytest.fixture
def work(db: Database, slide_folder: SlideFolder) -> Callable[..., Work]:
    def make(count: int = 6) -> Work:
        made = Work(db, open_slide(db, slide_folder(count)))
        made.scan()
        return made

    return make


@pytest.mark.slow
def test_every_cell_is_classified_stored_and_announced(work: Callable[..., Work]) -> None:
    now = work(70)
    outcome = now(FakeEngine())
    assert (outcome.classified, outcome.unchanged, outcome.refused) == (70, 0, [])
    assert set(now.predicted().values()) == {"NEU"}
    announced = [i for c in now.changes for i in c.cells]
    assert len(announced) == len(set(announced)) == 70
    assert max(len(c.cells) for c in now.changes) <= 32
    assert not any(c.cells_added for c in now.changes)
    with now.db.read() as s:
        cell = cells.get(s, announced[0])
        model = models.by_sha(s, "ab" * 32)
        maps = preclassifications.maps(s, cell.id)
    assert model is not None
    assert model.name == "fake"
    assert cell.preclassification is not None
    assert cell.preclassification.model_id == model.id
    assert dict(cell.preclassification.probabilities) == {"NEU": 0.75, "LYM": 0.25}
    assert maps == HeatMaps(1, 1, {"NEU": (1.0,), "LYM": (0.0,)}, (0.5,))


@pytest.mark.slow
def test_progress_goes_from_zero_to_the_total(work: Callable[..., Work]) -> None:
    now = work(70)
    now(FakeEngine())
    assert now.progress[0] == ClassifyProgress(0, 70, 0.0, None)
    assert [p.done for p in now.progress] == sorted(p.done for p in now.progress)
    last = now.progress[-1]
    assert (last.done, last.total) == (70, 70)
    assert last.images_per_second > 0
    assert last.seconds_left == 0


@pytest.mark.slow
def test_announced_cells_are_stored(work: Callable[..., Work]) -> None:
    now = work(40)
    there = []

    def check(changes: Changes) -> None:
        with now.db.read() as s:
            there.extend(c.predicted for c in cells.get_many(s, changes.cells))

    classify(now.db, now.slide, FakeEngine(), cancel=lambda: False, progress=lambda p: None, announce=check)
    assert there == ["NEU"] * 40


def test_second_run_classifies_nothing(work: Callable[..., Work]) -> None:
    now = work(5)
    now(FakeEngine())
    engine = FakeEngine()
    outcome = now(engine)
    assert (outcome.classified, outcome.unchanged) == (0, 5)
    assert engine.asked == []
    assert now.changes == []


@pytest.mark.slow
def test_new_image_other_model_or_force_classify_again(work: Callable[..., Work]) -> None:
    now = work(3)
    now(FakeEngine())
    folder = Path(now.slide.folder)
    (folder / "cell_0000.png").rename(folder / "renamed.png")
    from PIL import Image

    Image.new("RGB", (50, 50)).save(folder / "new.png")
    now.scan()
    engine = FakeEngine()
    outcome = now(engine)
    assert (outcome.classified, outcome.unchanged, engine.asked) == (1, 3, ["new.png"])
    assert now(FakeEngine(sha256="cd" * 32)).classified == 4
    forced = now(FakeEngine(), force=True)
    assert (forced.classified, forced.unchanged) == (4, 0)


def test_prediction_of_an_earlier_model_becomes_the_latest(work: Callable[..., Work]) -> None:
    now = work(3)
    other = FakeEngine(sha256="cd" * 32)
    now(FakeEngine())
    now(other)
    assert now(FakeEngine()).classified == 3, "the cells had the predictions of the other model"
    with now.db.read() as s:
        hashes = {c.preclassification and models.get(s, c.preclassification.model_id).sha256 for c in _cells(s, now)}
    assert hashes == {"ab" * 32}
    assert now(FakeEngine()).unchanged == 3


def _cells(s: Any, now: Work) -> list[Any]:
    return cells.get_many(s, cells.ids(s, now.slide.id))


def test_two_files_with_the_same_content_are_one_cell_but_count_as_two(work: Callable[..., Work]) -> None:
    now = work(2)
    folder = Path(now.slide.folder)
    shutil.copy(folder / "cell_0000.png", folder / "copy.png")
    now.scan()
    engine = FakeEngine()
    assert now(engine).classified == 3
    assert len(engine.asked) == 2
    assert now(FakeEngine()).unchanged == 3


def test_undecodable_image_stays_refused_under_all_its_names(
    work: Callable[..., Work],
) -> None:
    now = work(3)
    folder = Path(now.slide.folder)
    shutil.copy(folder / "cell_0001.png", folder / "copy.png")
    now.scan()
    outcome = now(FakeEngine({"cell_0001.png": CellRefused(0, "is cut short (truncated)")}))
    assert outcome.classified == 2
    assert [(r.path, r.reason) for r in outcome.refused] == [
        ("cell_0001.png", "is cut short (truncated)"),
        ("copy.png", "is cut short (truncated)"),
    ]
    assert list(now.predicted()) == ["cell_0000.png", "cell_0002.png"]
    assert any(c.cells_added for c in now.changes)
    again = now.scan()
    assert [r.path for r in again.refused] == ["cell_0001.png", "copy.png"]
    engine = FakeEngine()
    assert now(engine).unchanged == 2
    assert engine.asked == []


def test_inaccessible_image_is_retried_after_the_next_scan(work: Callable[..., Work]) -> None:
    now = work(3)
    fault = CellRefused(0, "may not be read (no permission)", lasting=False)
    outcome = now(FakeEngine({"cell_0001.png": fault}))
    assert outcome.classified == 2
    assert [r.path for r in outcome.refused] == ["cell_0001.png"]
    assert len(now.predicted()) == 2
    assert now.scan().refused == []
    assert now(FakeEngine()).classified == 1


def test_inaccessible_file_is_replaced_by_one_with_the_same_content(work: Callable[..., Work]) -> None:
    now = work(3)
    folder = Path(now.slide.folder)
    for name in ("copy.png", "second.png"):
        shutil.copy(folder / "cell_0001.png", folder / name)
    now.scan()
    fault = CellRefused(0, "cannot be read", lasting=False)
    engine = FakeEngine({"cell_0001.png": fault, "copy.png": fault})
    outcome = now(engine)
    assert engine.asked[3:] == ["copy.png", "second.png"]
    assert (outcome.classified, outcome.unchanged) == (3, 0)
    assert [r.path for r in outcome.refused] == ["cell_0001.png", "copy.png"]
    assert now.progress[-1].done == now.progress[-1].total == 3


@pytest.mark.slow
def test_cancel_keeps_finished_cells(work: Callable[..., Work]) -> None:
    now = work(20)
    engine = FakeEngine()
    with pytest.raises(Cancelled):
        now(engine, cancel=lambda: len(engine.asked) >= 5)
    assert engine.closed
    assert [p for p in now.predicted().values() if p] == ["NEU"] * 5
    assert now(FakeEngine()).classified == 15


def test_cancel_after_the_last_cell_has_no_effect(work: Callable[..., Work]) -> None:
    now = work(4)
    engine = FakeEngine()
    assert now(engine, cancel=lambda: len(engine.asked) >= 4).classified == 4


def test_failing_engine_keeps_finished_cells(work: Callable[..., Work]) -> None:
    now = work(6)
    with pytest.raises(DeviceError, match="no memory"):
        now(FakeEngine({"cell_0004.png": DeviceError("There is no memory.")}))
    assert [p for p in now.predicted().values() if p] == ["NEU"] * 4


@pytest.mark.slow
def test_missing_folder_raises_one_error_and_refuses_no_cell(work: Callable[..., Work]) -> None:
    now = work(40)
    away = Path(now.slide.folder).with_name("away")
    missing = CellRefused(0, "went away before it could be read", lasting=False)

    class DisconnectingEngine(FakeEngine):
        def classify(self, items: Any, cancel: Any) -> Iterator[CellResult | CellRefused]:
            for number, result in enumerate(super().classify(items, cancel)):
                if number == 10:
                    Path(now.slide.folder).rename(away)
                yield CellRefused(result.cell_id, missing.reason, False) if number >= 10 else result

    with pytest.raises(FolderError, match="disappeared while its cells were classified"):
        now(DisconnectingEngine())
    away.rename(now.slide.folder)
    assert now.scan().refused == []
    assert [p for p in now.predicted().values() if p] == ["NEU"] * 10
    assert now(FakeEngine()).classified == 30


@pytest.mark.slow
def test_missing_merged_folder_is_refused_once_and_its_cells_wait(
    db: Database, slide_folder: SlideFolder, tmp_path: Path
) -> None:
    whole, part = slide_folder(6, "whole"), slide_folder(12, "part")  # the first six pictures are in both
    slides = []
    for folder in (whole, part):
        slides.append(Work(db, open_slide(db, folder)))
        slides[-1].scan()
    merge(db, slides[0].slide.id, slides[1].slide.id, Identity("Ada"))
    for known in range(3):
        (whole / f"cell_{known:04d}.png").unlink()  # then the file in the other folder is used
    now = Work(db, open_slide(db, whole))
    now.scan()
    shutil.copy(part / "cell_0011.png", whole / "of_both.png")
    now.scan()
    missing = "went away before it could be read"

    class DisconnectingEngine(FakeEngine):
        def classify(self, items: Any, cancel: Any) -> Iterator[CellResult | CellRefused]:
            if part.exists():
                part.rename(tmp_path / "away")
            paths: list[Path] = []

            def recorded() -> Iterator[CellFile]:
                for item in items:
                    paths.append(item.path)
                    yield item

            for result in super().classify(recorded(), cancel):
                yield result if paths[-1].exists() else CellRefused(result.cell_id, missing, False)

    outcome = now(DisconnectingEngine())
    assert [(r.path, r.reason) for r in outcome.refused] == [(str(part), MERGED_FOLDER_MISSING)]
    assert now.progress[-1].done == now.progress[-1].total == 12
    assert len([p for p in now.predicted().values() if p]) == 4, "3 to 5, and the one with a copy"
    with db.read() as s:
        assert {k.reason for k in files.known(s, now.slide.id).values() if k.path.startswith(str(part))} == {None}
    (tmp_path / "away").rename(part)
    assert now(FakeEngine()).classified == 8
    assert all(now.predicted().values())


@pytest.mark.slow
def test_full_disk_raises_an_error_and_closes_the_engine(
    work: Callable[..., Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = work(40)

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    engine = FakeEngine()
    with monkeypatch.context() as patch:
        patch.setattr(preclassifications, "add_many", full)
        with pytest.raises(StorageError, match="The disk is full"):
            now(engine)
    assert engine.closed
    assert now(FakeEngine()).classified == 40


def test_empty_slide_gives_an_empty_outcome(db: Database, slide_folder: SlideFolder) -> None:
    now = Work(db, open_slide(db, slide_folder(0)))
    outcome = now(FakeEngine())
    assert (outcome.classified, outcome.unchanged, outcome.refused) == (0, 0, [])


def test_refused_file_keeps_its_size_and_time(work: Callable[..., Work]) -> None:
    now = work(1)
    now(FakeEngine({"cell_0000.png": CellRefused(0, "is damaged")}))
    about = (Path(now.slide.folder) / "cell_0000.png").stat()
    with now.db.read() as s:
        known = files.known(s, now.slide.id)["cell_0000.png"]
    assert (known.size, known.mtime_ns, known.reason) == (about.st_size, about.st_mtime_ns, "is damaged")
