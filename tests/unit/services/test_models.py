"""Models are registered once by content, named by their card, and found by name or file."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.services.model_files import model_file

from wbc_desktop.domain.errors import ModelError
from wbc_desktop.services import models as module
from wbc_desktop.services.models import ensure_model, model_path
from wbc_desktop.store import models
from wbc_desktop.store.engine import Database


def test_model_is_registered_once_with_its_card(db: Database, tmp_path: Path) -> None:
    path = model_file(tmp_path / "some file.safetensors", "Starter 8")
    first = ensure_model(db, path)
    assert ensure_model(db, path) == first
    assert (first.name, first.path, first.threshold) == ("Starter 8", str(path), 0.625)
    assert first.classes == (("NEU", "Neutrophil"), ("BLA", "Blast"))
    assert first.summary == {"accuracy": 0.9}
    with db.read() as s:
        assert len(models.all_models(s)) == 1


def test_moved_file_is_the_same_model_with_a_new_path(db: Database, tmp_path: Path) -> None:
    first = ensure_model(db, model_file(tmp_path / "a.safetensors"))
    second = ensure_model(db, model_file(tmp_path / "b" / "c.safetensors"))
    assert second.id == first.id
    assert second.path == str(tmp_path / "b" / "c.safetensors")


def test_name_of_another_model_gets_a_number(db: Database, tmp_path: Path) -> None:
    names = [
        ensure_model(db, model_file(tmp_path / f"{n}.safetensors", "same", threshold=n / 8)).name for n in range(3)
    ]
    assert names == ["same", "same-2", "same-3"]
    assert ensure_model(db, tmp_path / "1.safetensors").name == "same-2"
    spaces = model_file(tmp_path / "d.safetensors", " two\n lines ")
    assert ensure_model(db, spaces).name == "two lines"
    assert ensure_model(db, model_file(tmp_path / "nameless.safetensors", "")).name == "nameless"
    with pytest.raises(ModelError, match="is damaged"):
        ensure_model(db, model_file(tmp_path / "e.safetensors", "half a character \ud800"))


def test_first_model_becomes_active_and_stays_active(db: Database, tmp_path: Path) -> None:
    first = ensure_model(db, model_file(tmp_path / "a.safetensors", "a"))
    second = ensure_model(db, model_file(tmp_path / "b.safetensors", "b"))
    assert (first.active, second.active) == (True, False)


def test_bundled_model_is_the_default(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "default_model", lambda: tmp_path / "bundled along.safetensors")
    assert model_path(db) == tmp_path / "bundled along.safetensors"
    ensure_model(db, model_file(tmp_path / "a.safetensors"))
    assert model_path(db) == tmp_path / "a.safetensors"


def test_model_is_found_by_name_or_file(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = model_file(tmp_path / "a.safetensors", "Starter 8")
    assert model_path(db, str(file)) == file
    assert model_path(db, "a.safetensors") == Path("a.safetensors")
    ensure_model(db, file)
    assert model_path(db, "Starter 8") == file


def test_bundled_model_is_found_by_name_before_its_first_use(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = model_file(tmp_path / "along" / "paper4.safetensors", "paper4")
    monkeypatch.setattr(module, "bundled_models", lambda: [bundled])
    assert model_path(db, "paper4") == bundled
    ensure_model(db, model_file(tmp_path / "a.safetensors", "Starter 8"))
    with pytest.raises(ModelError, match="There is no model “nope”: choose one of Starter 8, paper4"):
        model_path(db, "nope")


def test_unknown_model_raises_with_a_list(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "bundled_models", lambda: [])
    with pytest.raises(ModelError, match="There is no model “nope”: name a model file"):
        model_path(db, "nope")
    ensure_model(db, model_file(tmp_path / "a.safetensors", "Starter 8"))
    with pytest.raises(ModelError, match="There is no model “nope”: choose one of Starter 8"):
        model_path(db, "nope")
    with pytest.raises(ModelError, match=r"There is no model file “nope\.safetensors”"):
        model_path(db, "nope.safetensors")
    with pytest.raises(ModelError, match="There is no model file"):
        model_path(db, str(tmp_path / "nope"))


def test_bundled_model_is_found_after_the_program_has_moved(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = model_file(tmp_path / "old place" / "a.safetensors")
    ensure_model(db, old)
    new = model_file(tmp_path / "new place" / "a.safetensors")
    old.unlink()
    other = model_file(tmp_path / "new place" / "0.safetensors", "another")
    monkeypatch.setattr(module, "bundled_models", lambda: [other, new])
    assert model_path(db) == new
    new.unlink()
    monkeypatch.setattr(module, "bundled_models", lambda: [other])
    with pytest.raises(ModelError, match=r"The file of the model “starter” is no longer at .*: move it back"):
        model_path(db)


def test_a_damaged_file_is_not_registered(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(b"\x80\x02}q\x00.")
    with pytest.raises(ModelError, match="is damaged or no model file"):
        ensure_model(db, path)
    with pytest.raises(ModelError, match="is not there"):
        ensure_model(db, tmp_path / "gone.safetensors")
    with db.read() as s:
        assert models.all_models(s) == []
