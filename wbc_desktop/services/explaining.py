"""Compute the heatmaps of one cell by another method than the stored ones."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.errors import FolderError, ModelError
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.inference.results import CellInput, CellRefused
from wbc_desktop.store import cells, models
from wbc_desktop.store.engine import Database


class ExplainerLike(Protocol):
    """The part of :class:`wbc_desktop.inference.engine.Engine` that explains a cell."""

    @property
    def sha256(self) -> str: ...
    def explain(self, cell: CellInput, method: str, adaptation: Adaptation | None = None) -> HeatMaps | CellRefused: ...


def explain_cell(db: Database, engine: ExplainerLike, cell_id: int, folder: Path, method: str) -> HeatMaps:
    """Return the maps of the cell's shown prediction by a method of ``training/core/explain.py``; nothing is stored.

    ``folder`` is that of the slide. Raises ModelError if another model made the prediction, FolderError if the picture
    cannot be read, DeviceError, and LookupError if there is no cell with this id or it has no prediction.
    """
    with db.read() as s:
        cell = cells.get(s, cell_id)
        if cell.preclassification is None:
            raise LookupError(f"cell {cell_id} has no prediction")
        model = models.get(s, cell.preclassification.model_id)
    if model.sha256 != engine.sha256:
        raise ModelError(
            tr(
                "The model “{name}” classified this cell, but another one is in use: make it active for this heatmap.",
                name=model.name,
            )
        )
    adaptation = Adaptation.from_text(cell.preclassification.adapted)
    found = engine.explain(CellInput.of(cell, folder), method, adaptation)
    if isinstance(found, CellRefused):
        raise FolderError(tr("The picture cannot be shown: it {reason}.", reason=reason_text(found.reason)))
    return found
