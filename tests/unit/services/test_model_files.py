"""Import and export model files: whole or not at all, and only files of this program."""

from __future__ import annotations

import json
import os
import pickle
import time
from pathlib import Path

import pytest
from unit.services.model_files import model_file

from training.core.model_card import file_sha256
from wbc_desktop.domain.errors import ModelError, StorageError, UsageError
from wbc_desktop.services import model_files, registry
from wbc_desktop.services.model_files import export_model, import_model
from wbc_desktop.services.registry import ListedModel
from wbc_desktop.store.engine import Database

MARKUP = "<b>bold</b> & ../../=cmd|' /C calc'!A0"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of model files; nothing is bundled with the program."""
    monkeypatch.setattr(registry, "bundled_models", lambda: [])
    made = tmp_path / "models"
    made.mkdir()
    return made


def bring_in(db: Database, folder: Path, file: Path) -> tuple[ListedModel, bool]:
    return import_model(db, folder, file, check=lambda path: None)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_imported_file_is_copied_registered_and_not_active(db: Database, folder: Path, tmp_path: Path) -> None:
    file = model_file(tmp_path / "x.safetensors", "starter")
    model, new = bring_in(db, folder, file)
    digest = file_sha256(file)
    assert (model.name, model.sha256, model.active, new) == ("starter", digest, False, True)
    assert files_in(folder) == [f"starter-{digest[:8]}.safetensors"]
    assert model.path.read_bytes() == file.read_bytes()
    file.unlink()
    again, new = bring_in(db, folder, model.path)
    assert (again, new) == (model, False)


def test_missing_file_of_a_known_model_is_put_back(db: Database, folder: Path, tmp_path: Path) -> None:
    file = model_file(tmp_path / "x.safetensors")
    model, _ = bring_in(db, folder, file)
    model.path.unlink()
    again, new = bring_in(db, folder, file)
    assert (again.id, again.fault, new) == (model.id, "", False)
    assert again.path.exists()


def test_name_that_is_taken_gets_a_number(db: Database, folder: Path, tmp_path: Path) -> None:
    for number in range(2):
        bring_in(db, folder, model_file(tmp_path / "x.safetensors", "same", threshold=number / 4))
    assert [model.name for model in registry.list_models(db, folder)] == ["same", "same-2"]


@pytest.mark.parametrize("name", [MARKUP, "..", "", "a/b\\c", "NUL", "血液", "x" * 5000])
def test_any_name_gives_a_file_in_the_folder(name: str, db: Database, folder: Path, tmp_path: Path) -> None:
    model, _ = bring_in(db, folder, model_file(tmp_path / "x.safetensors", name))
    assert model.path.parent == folder
    assert len(model.path.name) < 100
    assert model.name == (name[:200] or model.path.stem)
    target = tmp_path / "out.safetensors"
    _, passport = export_model(db, folder, model.name, target)
    assert json.loads(passport.read_text("utf-8"))["name"] == model.name


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04" + bytes(400), pickle.dumps({"state_dict": [1.0]}), b'{"a": 1}', bytes(500)]
)
def test_other_formats_are_refused_unloaded(content: bytes, db: Database, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.safetensors"
    file.write_bytes(content)
    loaded: list[Path] = []
    with pytest.raises(ModelError, match=r"x\.safetensors” is damaged"):
        import_model(db, folder, file, check=loaded.append)
    assert (loaded, files_in(folder), registry.list_models(db, folder)) == ([], [], [])


def test_file_that_does_not_load_is_not_imported(db: Database, folder: Path, tmp_path: Path) -> None:
    def refuse(path: Path) -> None:
        raise ModelError("no")

    with pytest.raises(ModelError, match="no"):
        import_model(db, folder, model_file(tmp_path / "x.safetensors"), check=refuse)
    assert (files_in(folder), registry.list_models(db, folder)) == ([], [])


def test_file_that_changes_while_it_is_copied_is_refused(
    db: Database, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = model_file(tmp_path / "x.safetensors")
    real = model_files.model_sha256

    def change_afterwards(path: Path) -> str:
        digest = real(path)
        model_file(path, "another")
        return digest

    monkeypatch.setattr(model_files, "model_sha256", change_afterwards)
    with pytest.raises(ModelError, match="was changed while it was copied"):
        bring_in(db, folder, file)
    assert (files_in(folder), registry.list_models(db, folder)) == ([], [])


def test_exported_model_has_a_passport(db: Database, folder: Path, tmp_path: Path) -> None:
    parent, _ = bring_in(db, folder, model_file(tmp_path / "p.safetensors", "parent"))
    file = model_file(
        tmp_path / "x.safetensors",
        "child",
        parent_sha256=parent.sha256,
        training_data={"corrections": {"NEU": 25}, "cells": ["d" * 64]},
        evaluation={"gate": {"passed": True, "reasons": []}, "home": {"accuracy": 0.5}},
    )
    bring_in(db, folder, file)
    target = tmp_path / "out" / "child.safetensors"
    target.parent.mkdir()
    model, passport = export_model(db, folder, "child", target)
    assert target.read_bytes() == file.read_bytes()
    assert files_in(target.parent) == ["child.safetensors", "child.safetensors.json"]
    written = json.loads(passport.read_text("utf-8"))
    assert written["sha256"] == model.sha256 == file_sha256(target)
    assert written["bytes"] == file.stat().st_size
    assert written["descent"] == [{"name": "parent", "sha256": parent.sha256}]
    assert written["training_data"] == {"corrections": {"NEU": 25}}
    assert written["evaluation"]["home"] == {"accuracy": 0.5}
    assert written["evaluation"]["gate"]["passed"] is True
    assert written["classes"] == {"NEU": "Neutrophil", "BLA": "Blast"}


def test_passport_must_be_that_of_the_file(db: Database, folder: Path, tmp_path: Path) -> None:
    bring_in(db, folder, model_file(tmp_path / "a.safetensors", "a"))
    target = tmp_path / "out.safetensors"
    _, passport = export_model(db, folder, "a", target)
    assert bring_in(db, folder, target)[1] is False
    model_file(target, "another")
    with pytest.raises(ModelError, match="not the one that its passport describes"):
        bring_in(db, folder, target)
    passport.write_bytes(b"\xff{")
    with pytest.raises(ModelError, match=r"passport .* cannot be read"):
        bring_in(db, folder, target)
    passport.write_text('{"format": "something else"}')
    assert bring_in(db, folder, target)[1] is True


def test_changed_model_is_not_exported(db: Database, folder: Path, tmp_path: Path) -> None:
    model, _ = bring_in(db, folder, model_file(tmp_path / "a.safetensors", "a"))
    target = tmp_path / "out.safetensors"
    with pytest.raises(UsageError, match="the file of the model itself"):
        export_model(db, folder, "a", model.path)
    with pytest.raises(StorageError, match="its folder does not exist"):
        export_model(db, folder, "a", tmp_path / "no" / "x.safetensors")
    model_file(model.path, "changed")
    with pytest.raises(ModelError, match="is no longer the model “a”"):
        export_model(db, folder, "a", target)
    assert not target.exists()
    assert not target.with_name("out.safetensors.json").exists()


def test_old_leftovers_of_killed_imports_are_removed(db: Database, folder: Path, tmp_path: Path) -> None:
    old, new = folder / ".wbc-0123456789ab.tmp", folder / ".wbc-ba9876543210.tmp"
    for path in (old, new):
        path.write_bytes(b"half a model")
    os.utime(old, (time.time() - 100_000,) * 2)
    bring_in(db, folder, model_file(tmp_path / "a.safetensors"))
    assert new.exists()
    assert not old.exists()
