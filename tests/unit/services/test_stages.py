"""The steps of an opening overlap on a new slide, each cell is classified once, and a fault of one ends the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from sqlalchemy import func, select
from unit.services.classifying import FakeEngine
from unit.services.fields_folder import Fields, bright_areas
from unit.services.folders import ColourEngine

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled, DeviceError, FolderError, StorageError
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.inference.results import CellRefused, CellResult
from wbc_desktop.services import fields as fields_module
from wbc_desktop.services import scan as scan_module
from wbc_desktop.services.classify import ClassifyProgress
from wbc_desktop.services.scan import ScanProgress
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.stages import Listener, SearchProgress, StageProgress, StagesOutcome, read_and_classify
from wbc_desktop.store import cells, regions
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import PreclassificationRow

pytestmark = pytest.mark.both_databases

SlideFolder = Callable[..., Path]
HELD_SECONDS = 60.0


class HeldScan:
    """Holds the listing of a folder after so many files, until it is released, ``seconds`` at most."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        after: int,
        fault: Exception | None = None,
        seconds: float = HELD_SECONDS,
    ) -> None:
        self.go_on = threading.Event()
        walk = scan_module.walk

        def held(root: str) -> Iterator[Any]:
            for place, found in enumerate(walk(root)):
                if place == after:
                    self.released = self.go_on.wait(seconds)
                    if fault is not None:
                        raise fault
                yield found

        monkeypatch.setattr(scan_module, "walk", held)


class Releasing(FakeEngine):
    """Releases the scan after it has given so many results."""

    def __init__(self, held: HeldScan, after: int) -> None:
        super().__init__()
        self._held, self._after, self._given = held, after, 0

    def classify(self, items: Any, cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        for result in super().classify(items, cancel):
            yield result
            self._given += 1
            if self._given == self._after:
                self._held.go_on.set()


def run(db: Database, slide: Slide, engine: Any, **options: Any) -> StagesOutcome:
    listener = options.pop("listener", Listener())
    cancel = options.pop("cancel", lambda: False)
    return read_and_classify(db, slide, lambda: engine, listener, cancel=cancel, **options)


def predictions(db: Database, slide: Slide) -> list[int]:
    """Return the number of predictions of each cell, by name."""
    count = select(func.count()).select_from(PreclassificationRow)
    with db.read() as s:
        return [s.scalar(count.where(PreclassificationRow.cell_id == id)) or 0 for id in cells.ids(s, slide.id)]


def test_cells_of_a_new_slide_are_classified_while_its_folder_is_read(
    db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldScan(monkeypatch, after=20)
    slide = open_slide(db, slide_folder(40))
    engine = Releasing(held, after=8)
    told: list[StageProgress] = []
    outcome = run(db, slide, engine, pictures=PictureKind.CELLS, listener=Listener(told.append))
    assert held.released, "no cell was classified before all files were found"
    classified = [progress for progress in told if isinstance(progress, ClassifyProgress)]
    assert (classified[0].total, classified[-1].total) == (8, 40)
    assert all(progress.seconds_left is None for progress in classified if progress.total == 8), "more will come"
    assert outcome.scanned.images == 40
    assert outcome.classified is not None
    assert (outcome.classified.classified, outcome.classified.unchanged, outcome.refused) == (40, 0, [])
    assert predictions(db, slide) == [1] * 40
    assert len(engine.asked) == 40


def test_kind_of_the_pictures_is_decided_by_the_first_ones(
    db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldScan(monkeypatch, after=20)
    monkeypatch.setattr(fields_module, "ENOUGH", 8)
    monkeypatch.setattr(fields_module, "_finder", lambda: lambda image: [])
    slide = open_slide(db, slide_folder(30))
    outcome = run(db, slide, Releasing(held, after=8))
    assert held.released
    assert outcome.fields.decided
    assert predictions(db, slide) == [1] * 30


def test_cells_of_the_first_fields_are_classified_while_others_are_searched(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields_module, "_finder", lambda: bright_areas)
    monkeypatch.setattr(fields_module, "_BATCH_SECONDS", 0.0)
    fields = Fields(db, tmp_path / "fields")
    classified = threading.Event()
    search = fields_module._find

    def slow(folder: Path, picture: regions.Picture, *rest: Any) -> Any:
        if picture.path == "f3.bmp":
            assert classified.wait(HELD_SECONDS)
        return search(folder, picture, *rest)

    class Telling(ColourEngine):
        def classify(self, items: Any, cancel: Any, *rest: Any) -> Iterator[Any]:
            for result in super().classify(items, cancel, *rest):
                yield result
                classified.set()

    monkeypatch.setattr(fields_module, "_find", slow)
    outcome = run(db, fields.slide, Telling(), pictures=PictureKind.FIELDS)
    assert (outcome.fields.searched, outcome.fields.without_cells) == (3, 1)
    assert outcome.classified is not None
    assert (outcome.classified.classified, outcome.classified.without_cells) == (2, 1)
    assert [cell.predicted for cell in fields.cells()] == ["NEU", "LYM", "MON"]


def test_cells_of_deep_pictures_wait_until_all_depths_are_known(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    for number in range(24):
        page = np.full((32, 32, 3), 900 + number if number < 20 else 3000 + number, np.uint16)
        tifffile.imwrite(folder / f"n{number:02}.tif", page, photometric="rgb")
    HeldScan(monkeypatch, after=20, seconds=2)  # a classification that does not wait begins within this time
    slide = open_slide(db, folder)
    engine = FakeEngine()
    asked_before = []

    def scanned(_outcome: Any) -> None:
        asked_before.append(len(engine.asked))

    run(db, slide, engine, pictures=PictureKind.CELLS, listener=Listener(scanned=scanned))
    assert asked_before == [0]
    assert predictions(db, slide) == [1] * 24


def test_missing_file_of_a_known_slide_is_not_refused(db: Database, slide_folder: SlideFolder) -> None:
    slide = open_slide(db, slide_folder(6))
    assert run(db, slide, None).classified is None
    (Path(slide.folder) / "cell_0003.png").unlink()
    engine = FakeEngine()
    outcome = run(db, slide, engine)
    assert outcome.refused == []
    assert "cell_0003.png" not in engine.asked
    assert len(engine.asked) == 5


def test_folder_that_disappears_ends_all_steps_with_its_error(
    db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldScan(monkeypatch, after=20, fault=FolderError("The folder disappeared."))
    slide = open_slide(db, slide_folder(40))
    with pytest.raises(FolderError, match="disappeared"):
        run(db, slide, Releasing(held, after=8), pictures=PictureKind.CELLS)
    assert held.released
    assert sum(predictions(db, slide)) >= 8, "what was classified before stays"


def test_fault_of_the_search_is_the_error_and_not_a_stop(
    db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(regions, "set_kind", full)
    slide = open_slide(db, slide_folder(5))
    engine = FakeEngine()
    with pytest.raises(StorageError, match="disk is full"):
        run(db, slide, engine, pictures=PictureKind.CELLS)
    assert engine.asked == []


def test_failing_device_leaves_a_slide_that_is_read_to_its_end(
    db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldScan(monkeypatch, after=20)
    slide = open_slide(db, slide_folder(40))

    class Failing(FakeEngine):
        def classify(self, items: Any, cancel: Any) -> Iterator[Any]:
            held.go_on.set()
            raise DeviceError("There is no memory.")
            yield

    with pytest.raises(DeviceError):
        run(db, slide, Failing(), pictures=PictureKind.CELLS)
    assert predictions(db, slide) == [0] * 40


def test_stop_ends_all_steps_and_keeps_what_was_classified(
    db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldScan(monkeypatch, after=20)
    slide = open_slide(db, slide_folder(40))
    with pytest.raises(Cancelled):
        run(db, slide, Releasing(held, after=8), pictures=PictureKind.CELLS, cancel=held.go_on.is_set)
    assert sum(predictions(db, slide)) == 8
    assert sum(predictions(db, slide)) < len(predictions(db, slide)) <= 40


def test_person_sees_the_step_that_is_waited_for(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields_module, "_finder", lambda: bright_areas)
    fields = Fields(db, tmp_path / "fields")
    told: list[StageProgress] = []
    found: list[bool] = []
    listener = Listener(told.append, fields_found=lambda: found.append(True))
    run(db, fields.slide, ColourEngine(), pictures=PictureKind.FIELDS, listener=listener)
    kinds = list(dict.fromkeys(map(type, told)))
    assert kinds == [ScanProgress, SearchProgress, ClassifyProgress]
    last = told[-1]
    assert isinstance(last, ClassifyProgress)
    assert (last.done, last.total) == (3, 3)
    assert found == [], "a person chose the kind"


def test_folder_without_a_picture_loads_no_model(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "bad.jpg").write_bytes(b"no image")
    slide = open_slide(db, folder)

    def load() -> Any:
        raise AssertionError("loaded for nothing")

    outcome = read_and_classify(db, slide, load, Listener(), cancel=lambda: False)
    assert [file.path for file in outcome.refused] == ["bad.jpg"]
    assert outcome.classified is not None
    assert outcome.classified.classified == 0
