"""A slide in a real store, without images on disk, to which tests add files, predictions and decisions."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, classifications, files, models, preclassifications, slides
from wbc_desktop.store.engine import Database, open_database

CODES = tuple(c.code for c in STANDARD_CLASSES)
_numbers = itertools.count(1)


class Bench:
    """One slide, and the acts of the services; each returns the changes that a service would announce."""

    def __init__(self, db: Database, folder: str = "") -> None:
        self.db = db
        number = next(_numbers)
        self.now = datetime.now(UTC)
        with db.write() as s:
            self.slide = slides.create(s, folder or f"/slides/{number}", f"slide {number}", self.now)
            self.model = models.register(
                s,
                name="tests",
                sha256="0" * 64,
                path="/models/tests",
                classes=tuple((c.code, c.name) for c in STANDARD_CLASSES),
                threshold=0.5,
                architecture="none",
                trained_at="2026-01-01T00:00:00+00:00",
                summary={},
                now=self.now,
            )

    def add(self, *names: str) -> Changes:
        """Add files."""
        images = [
            ScannedImage(name, 100, hash(name) % 1000, hashlib.sha256(name.encode()).hexdigest(), 90, 90)
            for name in names
        ]
        with self.db.write() as s:
            ids = files.record_images(s, self.slide.id, images, self.now)
        return Changes(self.slide.id, tuple(dict.fromkeys(ids)), cells_added=True)

    def lose(self, *names: str) -> Changes:
        """Mark files as missing."""
        with self.db.write() as s:
            files.mark_missing(s, self.slide.id, names)
        return Changes(self.slide.id, cells_added=True)

    def refuse(self, cell_id: int) -> Changes:
        """Refuse a cell's image as damaged."""
        with self.db.write() as s:
            files.refuse_cell_files(s, self.slide.id, cell_id, "is damaged")
        return Changes(self.slide.id, (cell_id,), cells_added=True)

    def preclassify(self, predictions: dict[int, tuple[str, float]]) -> Changes:
        """Store predictions, each a class and a confidence by cell id."""
        new = [
            NewPreclassification(cell_id, code, sure, {code: sure, "BAS": 1 - sure}, sure < 0.5, None)
            for cell_id, (code, sure) in predictions.items()
        ]
        with self.db.write() as s:
            preclassifications.add_many(s, self.model.id, "cpu", new, self.now)
        return Changes(self.slide.id, tuple(predictions))

    def classify(self, labels: dict[int, str | None]) -> Changes:
        """Store a decision, a class by cell id."""
        with self.db.write() as s:
            classifications.record(s, self.slide.id, ActKind.RECLASSIFY, labels, Identity("reviewer"), self.now)
        return Changes(self.slide.id, tuple(labels))

    def ids(self, order: cells.Order = "name") -> list[int]:
        with self.db.read() as s:
            return cells.ids(s, self.slide.id, order)

    def paths(self, ids: Sequence[int]) -> list[str]:
        with self.db.read() as s:
            return [cell.path for cell in cells.get_many(s, ids)]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all these tests; each test has its own slides."""
    file: Path = tmp_path_factory.mktemp("store") / "wbc.sqlite3"
    db = open_database(f"sqlite:///{file}")
    yield db
    db.close()


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


@pytest.fixture
def make_bench(database: Database) -> Callable[[], Bench]:
    return lambda: Bench(database)


@pytest.fixture
def cell_list(qtbot: QtBot, database: Database) -> Iterator[CellListModel]:
    """An empty list model."""
    model = CellListModel(database)
    yield model
    model.stop()
