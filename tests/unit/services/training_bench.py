"""A data directory with an active model and corrections, in which the stand-in trains."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from unit.services import stand_in_training
from unit.services.lessons import ADA, Lessons
from unit.services.model_files import model_file

from wbc_desktop.domain.runs import FineTuning
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import training_process
from wbc_desktop.services.finetune import Started, adopt, begin
from wbc_desktop.services.models import ensure_model
from wbc_desktop.services.run_files import run_in
from wbc_desktop.store.engine import Database

PATIENCE_S = 60


class TrainingBench:
    """Runs with the stand-in; at the end all its processes are ended."""

    def __init__(self, db: Database, root: Path, monkeypatch: pytest.MonkeyPatch, model: Path | None = None) -> None:
        self.db, self.data_dir, self._patch = db, DataDir(root), monkeypatch
        self.data_dir.create()
        self.model = model or model_file(self.data_dir.models / "starter.safetensors")
        ensure_model(db, self.model)
        self.lessons = Lessons(db)
        self.started: list[Started] = []
        monkeypatch.setattr(training_process, "training_command", lambda: stand_in_training.COMMAND)
        self.set()

    @property
    def learning(self) -> Path:
        return self.data_dir.learning

    def set(self, **settings: Any) -> None:
        """Set the stand-in of the processes that start from now on."""
        self._patch.setenv(stand_in_training.SETTINGS, json.dumps(settings))

    def correct(self, slides: int = 2, labels: tuple[str, ...] = ("MON", "LYM")) -> None:
        """Add finished slides, on which every cell has a corrected class."""
        for number in range(slides):
            ids = self.lessons.slide(f"slide {number}", [("NEU", 0.6)] * len(labels))
            self.lessons.decide(dict(zip(ids, labels, strict=True)))

    def begin(self, **options: Any) -> Started:
        """Begin a run."""
        self.started.append(begin(self.db, self.learning, ADA, **options))
        return self.started[-1]

    def keep(self, started: Started) -> Started:
        """End the process at the end of the test."""
        self.started.append(started)
        return started

    def ended(self, started: Started) -> FineTuning:
        """Wait until the process has ended, and return its run."""
        started.process.wait(PATIENCE_S)
        return run_in(started.run.folder)

    def adopted(self, folder: Path) -> tuple[str, bool]:
        """Adopt the candidate of a run, and return its name and whether it is new; the model is not loaded."""
        model, new = adopt(self.db, self.data_dir.models, folder, check=lambda path: None)
        return model.name, new

    def close(self) -> None:
        for one in self.started:
            one.process.kill()
            one.process.wait()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition is met, or fail."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def processes_of(root: Path) -> list[psutil.Process]:
    """Return the processes of runs below ``root``."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or ()
        if "finetune" in words and any(word.startswith(f"{root}{os.sep}") for word in words):
            found.append(process)
    return found


def end(processes: Iterable[psutil.Process]) -> None:
    """Kill the processes (SIGKILL), which another one may have started, and wait until they have ended."""
    for process in processes:
        process.kill()
        wait_until(lambda one=process: not one.is_running() or one.status() == psutil.STATUS_ZOMBIE)


@contextmanager
def no_orphans(root: Path) -> Iterator[None]:
    """At the end, end the processes of runs below ``root`` that outlived the ones which started them."""
    try:
        yield
    finally:
        end(processes_of(root))
