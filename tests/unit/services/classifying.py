"""A slide and a fake engine for the tests of classification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from training.core.model_card import ModelCard
from wbc_desktop.domain.adaptation import Adaptation
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

KNOWING = replace(CARD, known={"version": 1})
STAINED = replace(KNOWING, framing="leukocyte", background="white")
CENTRES = np.array([[-20.0] * 8, [20.0] * 8])


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
class JudgingEngine(FakeEngine):
    """Cells of both classes, all displaced by ``shift`` in one direction."""

    shift: float = 0.0
    card: Any = KNOWING
    centres: Any = None

    def __post_init__(self) -> None:
        self.centres = CENTRES

    def classify(self, items: Any, cancel: Callable[[], bool]) -> Iterator[Any]:
        random = np.random.default_rng(1)
        for number, result in enumerate(FakeEngine.classify(self, items, cancel)):
            at = CENTRES[number % 2] + random.normal(size=8) * 0.5
            at[0] += self.shift
            yield replace(result, features=at.astype("<f2").tobytes())


@dataclass
class AdaptingEngine(JudgingEngine):
    """The same with a model that can be adapted: adapted predictions are LYM, except for the ``kept`` files."""

    shift: float = 5.0
    card: Any = STAINED
    kept: frozenset[str] = frozenset()
    measured: list[int] = field(default_factory=list)
    stop_after: int = 10**9

    def classify(self, items: Any, cancel: Callable[[], bool], adaptation: Adaptation | None = None) -> Iterator[Any]:
        if adaptation is None:
            yield from super().classify(items, cancel)
            return
        for number, item in enumerate(items):
            if cancel() or number >= self.stop_after:
                return
            kept = item.source.file.name in self.kept
            (result,) = FakeEngine.classify(self, [item], cancel)
            yield replace(result, predicted="NEU" if kept else "LYM", kept=kept)

    def measure(self, items: Any, cancel: Callable[[], bool]) -> Adaptation | None:
        self.measured.append(len(list(items)))
        n = len(self.measured)
        return Adaptation((100.0 + n, 130, 120), (40, 10, 10), (210, 136, 118), (50, 14, 18), self.measured[-1], 1.3)


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
