"""Signed slides whose undecided cells another model would classify otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from unit.services.classifying import FakeEngine

from wbc_desktop.domain.cells import NewPreclassification, Slide
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.signing import SigningRules
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, ranges, review, signing
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, models, preclassifications
from wbc_desktop.store.engine import Database

ADA = Identity("Ada")
NOW = datetime(2026, 5, 4, 13, tzinfo=UTC)
SETTINGS = Settings(reviewer="Ada")
MAPS = HeatMaps(1, 1, {"NEU": (1.0,), "LYM": (0.0,)}, (0.5,))


@dataclass
class NamingEngine(FakeEngine):
    """Predicts the class in ``classes`` for the file, LYM for others; "?" before a class: not sure."""

    classes: Mapping[str, str] = field(default_factory=dict)

    def classify(self, items: Iterable[CellInput], cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        for item in items:
            if cancel():
                return
            self.asked.append(item.source.file.name)
            if not item.source.file.exists():
                yield CellRefused(item.cell_id, "is not there", lasting=False)
                continue
            code = self.classes.get(item.source.file.name, "LYM")
            shares = {"NEU": 0.25, "LYM": 0.75}
            yield CellResult(item.cell_id, code.lstrip("?"), 0.75, shares, code.startswith("?"), MAPS)


def set_rules(db: Database) -> None:
    """Let slides with undecided cells be signed. NEU should be 40 to 80 %, LYM at most 40 %."""
    accounts.change_rules(db, ADA, SigningRules(undecided_allowed=True))
    ranges.change_ranges(db, [RangeBand("NEU", 40, None), RangeBand("LYM", None, 40)], "ours", ADA)


def make_slide(db: Database, folder: Path, decided: int, sign: bool = True) -> Slide:
    """Return a slide of NEU cells by a model, of which the first are decided; signed unless ``sign`` is False."""
    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    with db.write() as s:
        ids = cells.ids(s, slide.id)
        model = models.register(
            s,
            name="m",
            sha256="0" * 64,
            path="",
            classes=[("NEU", "Neutrophil"), ("LYM", "Lymphocyte")],
            threshold=0.5,
            architecture="",
            trained_at="",
            summary={},
            now=NOW,
        )
        new = [NewPreclassification(i, "NEU", 0.9, {"NEU": 0.9, "LYM": 0.1}, False, MAPS) for i in ids]
        preclassifications.add_many(s, model.id, "cpu", new, NOW)
    if decided:
        review.confirm(db, slide.id, ids[:decided], ADA)
    if sign:
        signing.sign(db, slide, ADA, "", "approved", SETTINGS, lambda: NOW)
    return slide
