"""Reads the file of the model in use without torch, registers the model, and announces it to the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.services.models import ensure_model, model_path
from wbc_desktop.store import models
from wbc_desktop.store.engine import Database


@dataclass(slots=True)
class ModelFile:
    """Returns the file of the model in use. ``asked`` is its name or file; None: the active model."""

    db: Database
    asked: str | None = None

    def __call__(self) -> Path:
        """Return the file. Raises ModelError if it is missing."""
        return model_path(self.db, self.asked)


class ModelInUse(QObject):
    """The version of the model that classifies.

    Signals: after :meth:`load`, :meth:`use_active` and :meth:`follow`, ``loaded(ModelVersion)``, or ``failed(str)``
    with the reason; ``replaced()`` after ``loaded`` if the active model is another one than that in use before.
    """

    loaded = Signal(object)
    failed = Signal(str)
    replaced = Signal()

    def __init__(self, db: Database, runner: Runner, model_file: ModelFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._runner = runner
        self._model_file = model_file
        self._request = 0
        self.version: ModelVersion | None = None

    def load(self) -> None:
        """Read the model's card from its file on a worker."""
        self._load(announce=False)

    def use_active(self) -> None:
        """Use the active model from now on, also if the program was started with another one."""
        self._model_file.asked = None
        self._load(announce=True)

    def follow(self) -> None:
        """Use the active model if another program has made another one active."""
        if self._model_file.asked is not None or self.version is None:
            return
        with self._db.read() as s:
            active = models.active(s)
        if active is not None and active.id != self.version.id:
            self._load(announce=True)

    def _load(self, announce: bool) -> None:
        db, model_file = self._db, self._model_file
        self._request += 1
        request = self._request

        def take(version: ModelVersion) -> None:
            if request == self._request:  # a later one reads the model that is active now
                before, self.version = self.version, version
                self.loaded.emit(version)
                if announce and (before is None or before.id != version.id):
                    self.replaced.emit()

        job = self._runner.start(lambda _ctx: ensure_model(db, model_file()), tr("looking at the model"))
        job.finished.connect(take)
        job.failed.connect(self.failed)
