"""A model file with an invalid class code is refused with the rule by every command and function that loads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from training.cli import main as wbc_train
from wbc_desktop.cli.main import main as wbc_desktop
from wbc_desktop.domain.errors import ModelError
from wbc_desktop.inference.engine import load_engine
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.models import ensure_model
from wbc_desktop.store import models
from wbc_desktop.store.engine import open_database

RULE = "lists the class code “../x”, but a code has two to eight letters A to Z and digits, and begins with a letter"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bad_model(tiny_model: Path, tmp_path: Path) -> Path:
    """A model with sound weights whose first class has the code ``../x``."""
    whole = tiny_model.read_bytes()
    length = int.from_bytes(whole[:8], "little")
    header = json.loads(whole[8 : 8 + length])
    card = json.loads(header["__metadata__"]["card"])
    card["classes"][0][0] = "../x"
    header["__metadata__"]["card"] = json.dumps(card)
    changed = json.dumps(header).encode()
    file = tmp_path / "bad.safetensors"
    file.write_bytes(len(changed).to_bytes(8, "little") + changed + whole[8 + length :])
    return file


@pytest.fixture
def manifest(slide_folder: Callable[..., Path], tmp_path: Path) -> Path:
    names = sorted(path.name for path in slide_folder(6).iterdir())
    splits = ("train", "train", "val", "val", "test", "test")
    lines = [f"slide/{name},{('NEU', 'LYM')[n % 2]},{splits[n]},g{n}" for n, name in enumerate(names)]
    file = tmp_path / "manifest.csv"
    file.write_text("\n".join(["path,label,split,group", *lines]) + "\n", encoding="utf-8")
    return file


def test_classify_refuses_the_model_and_registers_nothing(
    bad_model: Path, slide_folder: Callable[..., Path], data_dir_path: Path, capsys: Capture
) -> None:
    assert wbc_desktop(["classify", str(slide_folder(2)), "--model", str(bad_model), "--device", "cpu"]) == 2
    assert RULE in capsys.readouterr().err
    db = open_database(DataDir(data_dir_path).database_url)
    with db.read() as s:
        assert models.all_models(s) == []
    db.close()


def test_engine_and_registry_refuse_the_model(bad_model: Path, tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'wbc.sqlite3'}")
    for load in (lambda: load_engine(bad_model, "cpu"), lambda: ensure_model(db, bad_model)):
        with pytest.raises(ModelError) as error:
            load()
        assert RULE in str(error.value)
    db.close()


@pytest.mark.parametrize("command", ["evaluate", "fit"])
def test_wbc_train_refuses_the_model(
    bad_model: Path, manifest: Path, tmp_path: Path, command: str, capsys: Capture
) -> None:
    out = str(tmp_path / "out")
    arguments = {
        "evaluate": ["evaluate", str(bad_model), str(manifest), "--out", out, "--device", "cpu"],
        "fit": ["fit", str(manifest), "--out", out, "--init", str(bad_model), "--device", "cpu"],
    }
    assert wbc_train(arguments[command]) == 2
    assert RULE in capsys.readouterr().err


def test_manifest_with_an_invalid_code_is_refused_before_training(
    manifest: Path, tmp_path: Path, capsys: Capture
) -> None:
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(",LYM,", ",../x,"), encoding="utf-8")
    assert wbc_train(["fit", str(manifest), "--out", str(tmp_path / "out"), "--init", "random"]) == 2
    assert "line 3: “../x” is no class code" in capsys.readouterr().err
    assert not (tmp_path / "out" / "model.safetensors").exists()
