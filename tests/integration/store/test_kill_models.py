"""A process that is killed while it imports or promotes a model leaves registry and database whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from unit.services.model_files import model_file

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.model_files import import_model
from wbc_desktop.services.models import ensure_model
from wbc_desktop.services.registry import list_models, promote
from wbc_desktop.services.trail import verify
from wbc_desktop.store.engine import Database, open_database

ADA = Identity("Ada")


def killed(folder: Path, repository: Path, moment: str) -> None:
    """Start the worker, and kill it (SIGKILL) when it has reached the moment."""
    child = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("models_worker.py"), str(folder), moment],
        cwd=repository,
        env={"PYTHONPATH": str(repository), "PATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.kill()
    child.communicate()


def opened(folder: Path) -> Database:
    db = open_database(f"sqlite:///{folder / 'wbc.sqlite3'}")
    assert db.health() == "ok"
    assert verify(db).sound
    return db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a database in which the models ``first`` and ``second`` were active, and a file to import."""
    (tmp_path / "models").mkdir()
    db = open_database(f"sqlite:///{tmp_path / 'wbc.sqlite3'}")
    for name in ("first", "second"):
        ensure_model(db, model_file(tmp_path / "models" / f"{name}.safetensors", name))
    promote(db, tmp_path / "models", "second", ADA)
    db.close()
    model_file(tmp_path / "new.safetensors", "new")
    return tmp_path


def state(db: Database, folder: Path) -> dict[str, bool]:
    """Return the registered models, and which of them is active."""
    found = list_models(db, folder / "models")
    assert [model.fault for model in found if model.fault] == []
    return {model.name: model.active for model in found if model.id is not None}


BEFORE = {"first": False, "second": True}


@pytest.mark.parametrize("moment", ["copied, not yet in its place", "registered, not yet committed"])
def test_killed_import_registers_nothing_and_can_be_repeated(folder: Path, repository: Path, moment: str) -> None:
    killed(folder, repository, moment)
    db = opened(folder)
    assert state(db, folder) == BEFORE
    model, new = import_model(db, folder / "models", folder / "new.safetensors", check=lambda path: None)
    assert (model.name, new) == ("new", True)
    assert state(db, folder) == {**BEFORE, "new": False}
    assert len(list((folder / "models").glob("new-*"))) == 1
    db.close()


def test_killed_promotion_changes_nothing(folder: Path, repository: Path) -> None:
    killed(folder, repository, "promoted, not yet committed")
    db = opened(folder)
    assert state(db, folder) == BEFORE
    assert promote(db, folder / "models", "first", ADA).changed
    db.close()
