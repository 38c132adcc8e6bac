"""A real SQLite database for the services, with slides that have no folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from unit.services.classifying import Work

from wbc_desktop.domain.cells import NewPreclassification, ScannedImage
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import file_version
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import files, models, preclassifications, slides
from wbc_desktop.store.engine import Database

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]


def probabilities_of(code: str) -> dict[str, float]:
    """Return the probabilities of a model that predicts ``code``."""
    others = [c for c in ("NEU", "LYM", "MON", "EOS") if c != code]
    return {code: 0.7, **dict.fromkeys(others, 0.1)}


@pytest.fixture
def data_dir(tmp_path: Path, db: Database) -> DataDir:
    """The data directory of ``db``."""
    made = DataDir(tmp_path)
    made.create()
    assert db.file == made.database_file
    return made


@pytest.fixture
def old_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat files that a test just wrote as old, so that a second scan does not read them again."""
    monkeypatch.setattr(file_version, "CLOCK_STEP_NS", 0)


@pytest.fixture
def store_slide(db: Database) -> StoredSlide:
    """``store_slide({"a.png": "NEU", "b.png": "?LYM", "c.png": None})``: slide id and cell ids, in that order.

    The values are predictions; with ``?`` the model was not sure; None: no prediction yet.
    """
    numbers = count(1)

    def make(predictions: Mapping[str, str | None]) -> tuple[int, list[int]]:
        with db.write() as s:
            number = next(numbers)
            slide = slides.create(s, f"/slides/{number}", str(number), NOW)
            found = [ScannedImage(p, 10, 1, f"{number:032x}{i:032x}", 80, 80) for i, p in enumerate(predictions)]
            cell_ids = files.record_images(s, slide.id, found, NOW)
            model = models.register(
                s,
                name="test-model",
                sha256="ab" * 32,
                path="/models/test-model.safetensors",
                classes=[("NEU", "Neutrophil"), ("LYM", "Lymphocyte"), ("BLA", "Blast")],
                threshold=0.5,
                architecture="resnet50-cbam",
                trained_at="2026-01-01T00:00:00+00:00",
                summary={},
                now=NOW,
            )
            new = [
                NewPreclassification(
                    cell_id, code.lstrip("?"), 0.7, probabilities_of(code.lstrip("?")), code[0] == "?", None
                )
                for cell_id, code in zip(cell_ids, predictions.values(), strict=True)
                if code is not None
            ]
            preclassifications.add_many(s, model.id, "cpu", new, NOW)
            return slide.id, cell_ids

    return make


@pytest.fixture
def work(db: Database, slide_folder: Callable[..., Path]) -> Callable[..., Work]:
    """``work(count=6)``: a scanned slide to classify."""

    def make(count: int = 6) -> Work:
        made = Work(db, open_slide(db, slide_folder(count)))
        made.scan()
        return made

    return make
