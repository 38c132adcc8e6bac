"""Resources are found in a source tree and in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbc_desktop.runtime import resources


def test_in_a_source_tree(repository: Path) -> None:
    assert resources.resource("models", "x") == repository / "resources" / "models" / "x"
    assert resources.default_model().parent == repository / "resources" / "models"


def test_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path)
    (tmp_path / "models").mkdir()
    for name in ("b.safetensors", "a.safetensors", "a.md"):
        (tmp_path / "models" / name).touch()
    assert [file.name for file in resources.bundled_models()] == ["a.safetensors", "b.safetensors"]
    assert resources.default_model() == tmp_path / "models" / "wbc8.safetensors"


def test_without_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path)
    assert resources.bundled_models() == []
