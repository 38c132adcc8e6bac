"""Compute heatmaps by other methods off the window's thread, for the cell that is shown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.worker import Worker
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.explaining import ExplainerLike, explain_cell
from wbc_desktop.store.engine import Database

KEPT = 64
"""Maps in the cache, some kB each."""


class Prediction(NamedTuple):
    """The prediction of a cell that is explained, by their ids, and the method."""

    cell_id: int
    preclassification_id: int
    method: str


class Explanations(QObject):
    """Explains one cell at a time; the newest request replaces the one before.

    Signals: ``explained(Prediction, answer)``: the answer to the newest :meth:`ask`, ``HeatMaps`` or a sentence that
    says why there are none.
    """

    explained = Signal(object, object)

    def __init__(self, db: Database, engine: Callable[[], ExplainerLike], parent: QObject | None = None) -> None:
        """``engine`` returns the engine of the model in use; it is called in a thread."""
        super().__init__(parent)
        self._kept: OrderedDict[Prediction, HeatMaps] = OrderedDict()
        self._worker = Worker(lambda asked, cancel: _explain(db, engine, asked[0], asked[1], cancel), self)
        self._worker.answered.connect(self._take)

    def cached(self, prediction: Prediction) -> HeatMaps | None:
        """Return the maps if they were computed before."""
        return self._kept.get(prediction)

    def ask(self, prediction: Prediction, folder: Path) -> None:
        """Request the maps of a cell of the slide in ``folder``."""
        self._worker.ask_only(prediction, (prediction, folder))

    def drop(self) -> None:
        """Drop the request."""
        self._worker.drop()

    def stop(self) -> None:
        """Wait for the running request and deliver nothing more."""
        self._worker.stop()

    def _take(self, prediction: Prediction, answer: HeatMaps | str | None) -> None:
        if isinstance(answer, HeatMaps):
            self._kept[prediction] = answer
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self.explained.emit(
            prediction,
            answer or tr("The heatmap could not be computed because of a fault in the program; the log says more."),
        )


def _explain(
    db: Database, engine: Callable[[], ExplainerLike], prediction: Prediction, folder: Path, cancel: Cancel
) -> HeatMaps | str | None:
    """In a thread: return the maps, the reason why there are none, or None if nobody waits for them any more."""
    try:
        return None if cancel() else explain_cell(db, engine(), prediction.cell_id, folder, prediction.method)
    except WbcError as error:
        return str(error)
