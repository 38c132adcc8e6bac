"""A slide and a fake engine for the tests of classification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.core.model_card import ModelCard
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classify import ClassifyOutcome, ClassifyProgress, classify
from wbc_desktop.services.scan import scan
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database

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
    """Predicts NEU for every cell, except for the file names in ``faults``, which are refused or raise.

    After ``falls_back_after`` cells it changes to the CPU and sets a notice.
    """

    faults: dict[str, CellRefused | Exception] = field(default_factory=dict)
    sha256: str = "ab" * 32
    card: ModelCard = CARD
    path: Path = Path("fake.safetensors")
    device: str = "cpu"
    centres: Any = None
    notice: str | None = None
    falls_back_after: int | None = None
    asked: list[str] = field(default_factory=list)
    closed: bool = False

    def classify(self, items: Iterable[CellInput], cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        try:
            for cell_id, path in ((item.cell_id, item.source.file) for item in items):
                if cancel():
                    return
                if len(self.asked) == self.falls_back_after:
                    self.device, self.notice = "cpu", "The graphics card ran out of memory: the processor goes on."
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
