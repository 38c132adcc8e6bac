"""Classify with a fake engine: cancellation, faults of engine, disk and folders."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from unit.services.classifying import FakeEngine, Work

from wbc_desktop.domain.errors import Cancelled, DeviceError, FolderError, StorageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.results import CellFile, CellRefused, CellResult
from wbc_desktop.services.merging import merge
from wbc_desktop.services.scan import MERGED_FOLDER_MISSING
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import files, preclassifications
from wbc_desktop.store.engine import Database

SlideFolder = Callable[..., Path]


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


def test_refused_file_keeps_its_size_and_time(work: Callable[..., Work]) -> None:
    now = work(1)
    now(FakeEngine({"cell_0000.png": CellRefused(0, "is damaged")}))
    about = (Path(now.slide.folder) / "cell_0000.png").stat()
    with now.db.read() as s:
        known = files.known(s, now.slide.id)["cell_0000.png"]
    assert (known.size, known.mtime_ns, known.reason) == (about.st_size, about.st_mtime_ns, "is damaged")
