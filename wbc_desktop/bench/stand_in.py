"""An engine without a network: it says something of each cell at a steady rate, so the window is measured alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from wbc_desktop.bench.slide import MODEL_SHA256, THRESHOLD, stand_in_word
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.inference.cards import ModelCard
from wbc_desktop.inference.results import CellFile, CellRefused, CellResult

A_SECOND = 200.0
"""Cells a second: a middling GPU, and more news for the window than a CPU has."""


class StandIn:
    """As :class:`wbc_desktop.inference.engine.Engine` to those that use it."""

    path = Path("stand-in")
    sha256 = MODEL_SHA256
    device = "cpu"
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

    def classify(self, items: Iterable[CellFile], cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        """One result a cell, no quicker than it should be."""
        due = time.monotonic()
        for cell_id in (item.cell_id for item in items):
            if cancel():
                return
            due += 1 / A_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            said = stand_in_word(cell_id)
            maps = said.maps
            if maps is not None:
                yield CellResult(
                    cell_id, said.predicted, said.confidence, dict(said.probabilities), said.unidentified, maps
                )
