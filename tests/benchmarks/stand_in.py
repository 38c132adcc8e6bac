"""An engine without a network: it yields results at a constant rate, so that only the window is measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks.slide import MODEL_SHA256, THRESHOLD, prediction
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.inference.cards import ModelCard
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult

CELLS_PER_SECOND = 200.0
"""The rate of a medium GPU: it causes more changes in the window than a CPU."""


class StandIn:
    """Used like :class:`wbc_desktop.inference.engine.Engine`."""

    path = Path("stand-in")
    sha256 = MODEL_SHA256
    device = "cpu"
    centres = None
    notice: str | None = None
    card = ModelCard(
        name="stand-in",
        architecture="none",
        options={},
        classes=tuple((c.code, c.name) for c in STANDARD_CLASSES),
        input_size=112,
        channel_order="RGB",
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        threshold=THRESHOLD,
    )

    def classify(self, items: Iterable[CellInput], cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        """Yield one result per cell, at most :data:`CELLS_PER_SECOND`."""
        due = time.monotonic()
        for cell_id in (item.cell_id for item in items):
            if cancel():
                return
            due += 1 / CELLS_PER_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            told = prediction(cell_id)
            assert told.maps is not None
            yield CellResult(
                cell_id, told.predicted, told.confidence, dict(told.probabilities), told.unidentified, told.maps
            )
