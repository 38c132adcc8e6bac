"""The engine is loaded when the first cell needs it. The real one needs torch, so a small one replaces it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wbc_desktop.domain.errors import ModelError
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference import engine as real
from wbc_desktop.inference.results import CellInput
from wbc_desktop.jobs import engine_source
from wbc_desktop.jobs.engine_source import EngineSource, LazyEngine


class SmallEngine:
    device = "cpu"
    notice = "The memory was short."

    def classify(self, items: Iterable[CellInput], cancel: Callable[[], bool], adaptation: Any = None) -> Iterator[int]:
        return (item.cell_id for item in items)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, str]]:
    """Which models were loaded, on which device."""
    loaded: list[tuple[Path, str]] = []

    def load(path: Path, device: str) -> SmallEngine:
        loaded.append((path, device))
        return SmallEngine()

    monkeypatch.setattr(real, "load_engine", load)
    monkeypatch.setattr(engine_source, "read_model_card", lambda path: f"card of {path.name}")
    monkeypatch.setattr(engine_source, "model_sha256", lambda path: "0" * 64)
    return loaded


def classify(engine: LazyEngine, *cells: int) -> list[object]:
    return list(
        engine.classify(iter(CellInput(cell, PictureSource(Path("x"), "0" * 64)) for cell in cells), lambda: False)
    )


def test_a_slide_without_new_cells_loads_nothing(tmp_path: Path, loads: list[tuple[Path, str]]) -> None:
    model = tmp_path / "model"
    model.touch()
    engine = EngineSource(lambda: model, lambda: "auto")()
    assert classify(engine) == []
    assert engine.device == ""
    assert loads == []


def test_the_engine_is_loaded_once_and_kept(tmp_path: Path, loads: list[tuple[Path, str]]) -> None:
    model = tmp_path / "model"
    model.touch()
    source = EngineSource(lambda: model, lambda: "auto")
    assert classify(source(), 1, 2, 3) == [1, 2, 3]
    assert classify(source(), 4) == [4]
    assert loads == [(model, "auto")]
    assert source().device == "cpu"
    assert source().notice == "The memory was short."


def test_another_device_or_model_is_loaded_anew(tmp_path: Path, loads: list[tuple[Path, str]]) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.touch()
    second.touch()
    chosen = [first, "auto"]
    source = EngineSource(lambda: Path(chosen[0]), lambda: str(chosen[1]))
    classify(source(), 1)
    chosen[1] = "cpu"
    classify(source(), 1)
    chosen[0] = second
    classify(source(), 1)
    assert loads == [(first, "auto"), (first, "cpu"), (second, "cpu")]


def test_cancel_before_the_start_loads_nothing(tmp_path: Path, loads: list[tuple[Path, str]]) -> None:
    model = tmp_path / "model"
    model.touch()
    engine = EngineSource(lambda: model, lambda: "auto")()
    assert list(engine.classify(iter([CellInput(1, PictureSource(Path("x"), "0" * 64))]), lambda: True)) == []
    assert loads == []


def test_a_missing_model_is_a_sentence_at_once(tmp_path: Path) -> None:
    source = EngineSource(lambda: tmp_path / "none.safetensors", lambda: "auto")
    with pytest.raises(ModelError):
        source()
