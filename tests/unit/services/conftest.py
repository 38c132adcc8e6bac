"""A real SQLite database for the services, and slides in it that no folder stands behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count

import pytest

from wbc_desktop.domain.cells import NewPreclassification, ScannedImage
from wbc_desktop.services import file_version
from wbc_desktop.store import files, models, preclassifications, slides
from wbc_desktop.store.engine import Database

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]


def classes_said(code: str) -> dict[str, float]:
    """Probabilities of a model that takes a cell for ``code``."""
    others = [c for c in ("NEU", "LYM", "MON", "EOS") if c != code]
    return {code: 0.7, **dict.fromkeys(others, 0.1)}


@pytest.fixture
def old_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a test has just written count as written long ago, so that a second scan need not read them again."""
    monkeypatch.setattr(file_version, "CLOCK_STEP_NS", 0)


@pytest.fixture
def store_slide(db: Database) -> StoredSlide:
    """``store_slide({"a.png": "NEU", "b.png": "?LYM", "c.png": None})``: slide id and cell ids, in that order.

    The model said the given class of each; with ``?`` it was not sure; None: it has not looked yet.
    """
    numbers = count(1)

    def make(said: Mapping[str, str | None]) -> tuple[int, list[int]]:
        with db.write() as s:
            number = next(numbers)
            slide = slides.create(s, f"/slides/{number}", str(number), NOW)
            found = [ScannedImage(p, 10, 1, f"{number:032x}{i:032x}", 80, 80) for i, p in enumerate(said)]
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
                    cell_id, code.lstrip("?"), 0.7, classes_said(code.lstrip("?")), code[0] == "?", None
                )
                for cell_id, code in zip(cell_ids, said.values(), strict=True)
                if code is not None
            ]
            preclassifications.add_many(s, model.id, "cpu", new, NOW)
            return slide.id, cell_ids

    return make
