"""Fixtures: a bench that trains with the stand-in, and its command line as a child process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from unit.services.training_bench import TrainingBench, no_orphans

from wbc_desktop.store.engine import Database, open_database

WORKER = Path(__file__).with_name("cli_worker.py")


@pytest.fixture
def bench(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingBench]:
    made = TrainingBench(db, tmp_path / "data", monkeypatch)
    yield made
    made.close()


@pytest.fixture
def loadable(data_dir_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path) -> Iterator[TrainingBench]:
    """A bench whose active model has weights, with corrections, in the data directory of the command line."""
    data_dir_path.mkdir()
    db = open_database(f"sqlite:///{data_dir_path / 'wbc.sqlite3'}")
    made = TrainingBench(db, data_dir_path, monkeypatch, tiny_model)
    made.correct()
    with no_orphans(made.learning):
        yield made
    made.close()
    db.close()


@pytest.fixture
def command_line(
    data_dir_path: Path, child_environment: dict[str, str], repository: Path
) -> Callable[..., subprocess.Popen[str]]:
    """``command_line("finetune", "--json")`` starts ``wbc-desktop`` with the stand-in and these words."""

    def start(*words: str) -> subprocess.Popen[str]:
        searched = os.pathsep.join([child_environment["PYTHONPATH"], str(repository / "tests")])
        settings = {name: value for name, value in os.environ.items() if name.startswith("WBC_")}
        return subprocess.Popen(
            [sys.executable, WORKER, *words],
            env={**child_environment, **settings, "PYTHONPATH": searched},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    return start
