"""The window as a process that can be killed, over a data directory with a model and corrections."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from home_laboratory import draw_slide, home_model

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.labels import import_labels
from wbc_desktop.services.models import ensure_model
from wbc_desktop.services.trail import verify
from wbc_desktop.store import models
from wbc_desktop.store.engine import open_database

PATIENCE_S, _POLL_S = 240.0, 0.02
_PROGRAM = Path(__file__).with_name("window_program.py")

Shown = dict[str, Any]


class WindowProcess:
    """The program with its window in a process of its own; see ``window_program.py`` for what it shows."""

    def __init__(self, data_dir: DataDir, environment: Mapping[str, str]) -> None:
        self.shown: Shown = {}
        self._process = subprocess.Popen(
            [sys.executable, _PROGRAM],
            env={**environment, "WBC_DATA_DIR": str(data_dir.root), "QT_LOGGING_RULES": "default.warning=false"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, name="lines of the window")
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def wait(self, condition: Callable[[Shown], bool]) -> Shown:
        """Wait until the condition is true of what the window shows, and return that."""
        until = time.monotonic() + PATIENCE_S
        while not ((shown := self.shown) and condition(shown)):
            assert time.monotonic() < until, f"it was not shown, but {shown}"
            assert self._process.poll() is None, f"the window has ended ({self._process.returncode})"
            time.sleep(_POLL_S)
        return shown

    def press(self, *names: str) -> None:
        """Press these buttons, each as soon as it can be pressed."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{name}\n" for name in names))
        self._process.stdin.flush()

    def kill(self) -> None:
        """Kill the process (SIGKILL); what it has shown last stays in ``shown``."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.shown = json.loads(line)


@dataclass(frozen=True)
class Laboratory:
    """A data directory whose active model is ``model``, with ``decisions`` on the slides of another laboratory."""

    data_dir: DataDir
    model: Path
    sha256: str
    decisions: int

    def faults(self) -> list[str]:
        """Return what is wrong with database, audit trail, active model or decisions; nothing, if all is as it was."""
        found = []
        with closing(sqlite3.connect(self.data_dir.database_file)) as database:
            said = [row[0] for row in database.execute("PRAGMA integrity_check")]
            if said != ["ok"]:
                found.append(f"integrity_check: {said}")
            (decisions,) = database.execute("SELECT count(*) FROM classifications").fetchone()
        if decisions != self.decisions:
            found.append(f"{decisions} decisions of {self.decisions}")
        db = open_database(self.data_dir.database_url)
        try:
            if not verify(db).sound:
                found.append("the audit trail is broken")
            with db.read() as s:
                active = models.active(s)
        finally:
            db.close()
        if active is None or (active.sha256, Path(active.path)) != (self.sha256, self.model):
            found.append(f"another model is active: {active}")
        if _sha256(self.model) != self.sha256:
            found.append("the file of the active model has changed")
        return found


def make_laboratory(folder: Path, slides: int = 3, each: int = 8) -> Laboratory:
    """Make a data directory and slides in ``folder``; Ada has named all cells, ``each`` of three classes a slide."""
    data_dir = DataDir(folder / "data")
    data_dir.create()
    (folder / "home").mkdir()
    made, model = home_model(folder / "home"), data_dir.models / "home.safetensors"
    for suffix in (".safetensors", ".replay"):
        model.with_suffix(suffix).write_bytes(made.with_suffix(suffix).read_bytes())
    db = open_database(data_dir.database_url)
    try:
        ensure_model(db, model)
        for number in range(slides):
            slide = draw_slide(folder / f"slide {number}", each, 1000 * number)
            table = folder / f"slide {number}.csv"
            rows = [f"{path.name},{path.name[:3]}" for path in sorted(slide.iterdir())]
            table.write_text("\n".join(["path,label", *rows]), encoding="utf-8")
            import_labels(db, slide, table, Identity("Ada"))
        with db.read() as s:
            active = models.active(s)
        assert active is not None
    finally:
        db.close()
    found = Laboratory(data_dir, model, _sha256(model), 3 * slides * each)
    assert found.faults() == []
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
