"""The gallery over a real store, without the window."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.item_models.pictures import Pictures
from wbc_desktop.jobs.thumbnails import ThumbnailLoader
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import classifications, files, models, preclassifications, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.widgets import theme

NOW = datetime.now(UTC)


@dataclass
class Table:
    """A gallery with its model and database."""

    db: Database
    gallery: Gallery
    model: CellListModel
    slide_id: int = 0
    ids: tuple[int, ...] = ()

    def scan(self, folder: Path) -> None:
        """Store the images of a folder and show them."""
        images = []
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            images.append(ScannedImage(path.name, len(content), 1, hashlib.sha256(content).hexdigest(), 96, 96))
        with self.db.write() as s:
            slide = slides.by_folder(s, str(folder)) or slides.create(s, str(folder), folder.name, NOW)
            self.ids = tuple(files.record_images(s, slide.id, images, NOW))
        self.slide_id = slide.id
        self.model.open(slide.id)

    def predict(self, code: str, sure: float, *ids: int) -> None:
        """Store the same prediction for these cells."""
        with self.db.write() as s:
            model = models.register(
                s,
                name="tests",
                sha256="0" * 64,
                path="/m",
                classes=tuple((c.code, c.name) for c in STANDARD_CLASSES),
                threshold=0.5,
                architecture="none",
                trained_at="",
                summary={},
                now=NOW,
            )
            new = [NewPreclassification(i, code, sure, {code: sure}, sure < 0.5, None) for i in ids]
            preclassifications.add_many(s, model.id, "cpu", new, NOW)
        self.model.refresh(Changes(self.slide_id, ids))

    def decide(self, label: str | None, *ids: int) -> None:
        """Store a decision on these cells."""
        with self.db.write() as s:
            classifications.record(s, self.slide_id, ActKind.RECLASSIFY, dict.fromkeys(ids, label), Identity("me"), NOW)
        self.model.refresh(Changes(self.slide_id, ids))

    def current_row(self) -> int:
        return self.gallery.currentIndex().row()


@contextmanager
def open_table(folder: Path, db: Database) -> Iterator[Table]:
    """A shown gallery without cells, which caches its thumbnails in ``folder``; it is closed at the end."""
    loader = ThumbnailLoader(folder)
    model = CellListModel(db, Pictures(loader))
    gallery = Gallery(model)
    gallery.setPalette(theme.palette_of(theme.LIGHT))
    gallery.resize(700, 500)
    gallery.show()
    yield Table(db, gallery, model)
    gallery.close()
    loader.stop()
    model.stop()
    gallery.deleteLater()


def press(gallery: Gallery, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(gallery, key, modifier)
