"""Reads the active model's file without torch, registers the model, and announces it to the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.services.models import ensure_model
from wbc_desktop.store.engine import Database


class ModelInUse(QObject):
    """The version of the model that classifies.

    Signals: after :meth:`load`, ``loaded(ModelVersion)``, or ``failed(str)`` with the reason.
    """

    loaded = Signal(object)
    failed = Signal(str)

    def __init__(
        self, db: Database, runner: Runner, model_file: Callable[[], Path], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._db = db
        self._runner = runner
        self._model_file = model_file
        self.version: ModelVersion | None = None

    def load(self) -> None:
        """Read the model's card from its file on a worker."""
        db, model_file = self._db, self._model_file
        job = self._runner.start(lambda _ctx: ensure_model(db, model_file()), tr("looking at the model"))
        job.finished.connect(self._take)
        job.failed.connect(self.failed)

    def _take(self, version: ModelVersion) -> None:
        self.version = version
        self.loaded.emit(version)
