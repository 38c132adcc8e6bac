"""The model in use: the one that was asked for, then the active one, also if another program changed it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from unit.services.model_files import model_file

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services import registry
from wbc_desktop.services.models import ensure_model
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.shell.model_in_use import ModelFile, ModelInUse

ADA = Identity("Ada")


@pytest.fixture
def folder(db: Database, tmp_path: Path) -> Path:
    """The folder of two registered models, of which the first is active."""
    for name in ("one", "two"):
        ensure_model(db, model_file(tmp_path / "models" / f"{name}.safetensors", name))
    return tmp_path / "models"


@pytest.fixture
def replaced() -> list[str]:
    return []


@pytest.fixture
def model(db: Database, context: SlideContext, folder: Path, replaced: list[str]) -> ModelInUse:
    made = ModelInUse(db, context.runner, ModelFile(db, "two"), context)
    made.replaced.connect(lambda: replaced.append(made.version.name if made.version is not None else ""))
    return made


def test_window_with_a_named_model_uses_the_active_one_after_a_promotion(
    model: ModelInUse, replaced: list[str], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(model.loaded):
        model.load()
    assert model.version is not None
    assert (model.version.name, replaced) == ("two", [])
    model.follow()  # somebody asked for this model
    with qtbot.waitSignal(model.replaced):
        model.use_active()
    assert replaced == ["one"]
    with qtbot.waitSignal(model.loaded):
        model.use_active()
    assert replaced == ["one"]


def test_promotion_by_another_program_is_followed(
    db: Database, folder: Path, model: ModelInUse, replaced: list[str], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(model.replaced):
        model.use_active()
    model.follow()
    registry.promote(db, folder, "two", ADA)
    with qtbot.waitSignal(model.replaced):
        model.follow()
    assert replaced == ["one", "two"]


def test_only_the_newest_request_counts(
    db: Database, folder: Path, model: ModelInUse, replaced: list[str], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(model.loaded):
        model.load()
        model.use_active()
    assert replaced == ["one"]


def test_missing_file_is_reported(model: ModelInUse, folder: Path, replaced: list[str], qtbot: QtBot) -> None:
    (folder / "one.safetensors").unlink()
    with qtbot.waitSignal(model.failed) as blocker:
        model.use_active()
    assert "no longer at" in blocker.args[0]
    assert replaced == []
