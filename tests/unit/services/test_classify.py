"""Classify with a fake engine: what is stored and when."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from unit.services.classifying import FakeEngine, Work

from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classify import ClassifyProgress, classify
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, models, preclassifications
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

SlideFolder = Callable[..., Path]


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


def test_empty_slide_gives_an_empty_outcome(db: Database, slide_folder: SlideFolder) -> None:
    now = Work(db, open_slide(db, slide_folder(0)))
    outcome = now(FakeEngine())
    assert (outcome.classified, outcome.unchanged, outcome.refused) == (0, 0, [])
