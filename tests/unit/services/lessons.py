"""Slides with predictions, features and decisions, without files: the ground of the tests of learning."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, ModelVersion, NewPreclassification, ScannedImage
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import learning
from wbc_desktop.services.learning import Accumulated
from wbc_desktop.services.learning_sides import Learned
from wbc_desktop.store import classifications, files, models, preclassifications, slides
from wbc_desktop.store.engine import Database

ADA, BO, CY = Identity("Ada"), Identity("Bo"), Identity("Cy")
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MAPS = HeatMaps(1, 1, {"NEU": (1.0,)}, (0.5,))
CODES = ("NEU", "LYM", "MON", "EOS")


def features(*values: float) -> bytes:
    """Return features as they are stored."""
    return np.asarray(values, dtype="<f2").tobytes()


def shares(code: str, sure: float) -> dict[str, float]:
    """Return probabilities of which ``code`` has ``sure``."""
    others = [c for c in CODES if c != code]
    return {code: sure, **dict.fromkeys(others, (1 - sure) / len(others))}


def a_model(s: Session, name: str, at: datetime) -> ModelVersion:
    """Register a model without a file."""
    return models.register(
        s,
        name=name,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        path=f"/models/{name}",
        classes=[(code, code) for code in CODES],
        threshold=0.5,
        architecture="none",
        trained_at="",
        summary={},
        now=at,
    )


@dataclass
class Lessons:
    """Adds slides to a database, and decisions to their cells."""

    db: Database
    slide_of: dict[int, int] = field(default_factory=dict)

    def slide(
        self,
        name: str,
        predictions: Sequence[tuple[str, float]],
        vectors: Sequence[bytes | None] | None = None,
        contents: Sequence[str] = (),
        model: str = "m",
    ) -> list[int]:
        """Add a slide whose cells have these predictions (class, probability), and return the cells' ids."""
        names = contents or [f"{name} {number}" for number in range(len(predictions))]
        images = [
            ScannedImage(f"{n:05}.png", 9, 8, hashlib.sha256(text.encode()).hexdigest(), 80, 80)
            for n, text in enumerate(names)
        ]
        with self.db.write() as s:
            slide = slides.create(s, f"/data/{name}", name, NOW)
            ids = files.record_images(s, slide.id, images, NOW)
            used = a_model(s, model, NOW)
            new = [
                NewPreclassification(i, code, sure, shares(code, sure), False, MAPS, None, vector)
                for i, (code, sure), vector in zip(ids, predictions, vectors or [None] * len(ids), strict=True)
            ]
            preclassifications.add_many(s, used.id, "cpu", new, NOW)
        self.slide_of.update(dict.fromkeys(ids, slide.id))
        return ids

    def decide(
        self, labels: Mapping[int, str], by: Identity = ADA, at: datetime = NOW, kind: ActKind = ActKind.RECLASSIFY
    ) -> int:
        """Classify cells of one slide in one act, and return the act's number."""
        with self.db.write() as s:
            (slide_id,) = {self.slide_of[i] for i in labels}
            return classifications.record(s, slide_id, kind, labels, by, at).id

    def undo(self, act_id: int, by: Identity = ADA, at: datetime = NOW) -> None:
        """Undo an act."""
        with self.db.write() as s:
            before = classifications.before(s, act_id)
            (slide_id,) = {self.slide_of[i] for i in before}
            classifications.record(s, slide_id, ActKind.UNDO, before, by, at, target=act_id)

    def found(
        self, laboratory: str = "", learned: frozenset[str] = frozenset(), known: frozenset[str] = frozenset()
    ) -> Accumulated:
        """Return what has accumulated."""
        with self.db.read() as s:
            return learning.collect(s, laboratory, Learned(learned, known, frozenset(CODES)))

    def labels(self) -> dict[int, str]:
        """Return the class of each lesson, by cell."""
        return {lesson.cell_id: lesson.label for lesson in self.found().lessons}
