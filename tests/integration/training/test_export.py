"""Export to ONNX: another runtime gives the same probabilities for 8-bit pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.cli import main
from training.core.model_file import ModelCard, load_model, save_model
from training.core.torch_backbone import torch_predictor
from training.recipes import export as exporting

pytestmark = pytest.mark.timeout(900)
WHY = "the optional packages of wbc-desktop[onnx] are not installed"


@pytest.fixture(scope="module")
def model_file(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with a temperature, a threshold and a framing."""
    model, card = load_model(tiny_model)
    path = tmp_path_factory.mktemp("models") / "sharp.safetensors"
    save_model(model, replace(card, temperature=0.02, threshold=0.7, framing="leukocyte"), path)
    return path


@pytest.fixture(scope="module")
def exported(model_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    for name in ("onnx", "onnxscript", "onnxruntime"):
        pytest.importorskip(name, reason=WHY)
    file = tmp_path_factory.mktemp("onnx") / "new" / "sharp.onnx"
    return file, exporting.export(model_file, file)


@pytest.fixture(scope="module")
def session(exported: tuple[Path, dict[str, Any]]) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(str(exported[0]), providers=["CPUExecutionProvider"])


def pictures(count: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    chance = np.random.default_rng(count)
    return (chance.integers(0, 200, (count, 1, 1, 3)) + chance.integers(0, 56, (count, 64, 64, 3))).astype(np.uint8)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_exported_model_gives_the_same_probabilities(session: Any, model_file: Path, count: int) -> None:
    model, card = load_model(model_file)
    predictor = torch_predictor(model, replace(card, framing="whole"))  # what is given is taken to be framed already
    ours = predictor.predict(np.stack([predictor.prepare(p) for p in pictures(count)])).probabilities
    (theirs,) = session.run(None, {"images": pictures(count)})
    assert theirs == pytest.approx(ours, abs=1e-4)
    assert np.ptp(theirs) > 0.05  # a temperature that was forgotten would leave them all alike
    assert theirs.sum(axis=1) == pytest.approx(1)


def test_inputs_of_wrong_type_or_shape_are_refused(session: Any) -> None:
    (given,) = session.get_inputs()
    assert (given.name, given.type, given.shape[1:]) == ("images", "tensor(uint8)", [64, 64, 3])
    for wrong in (pictures(1).astype(np.float32), pictures(1).transpose(0, 3, 1, 2)):
        with pytest.raises(Exception, match=r"(?i)unexpected input|invalid"):
            session.run(None, {"images": wrong})


def test_metadata_describe_the_use(session: Any, exported: tuple[Path, dict[str, Any]], model_file: Path) -> None:
    card: ModelCard = load_model(model_file)[1]
    said = session.get_modelmeta().custom_metadata_map
    assert json.loads(said["classes"]) == [list(c) for c in card.classes]
    assert (float(said["temperature"]), float(said["threshold"])) == (0.02, 0.7)
    assert said["framing"] == "leukocyte"
    assert "white cell" in said["input"]
    file, result = exported
    assert result["max_difference"] < 1e-4
    assert result["checked_with"].startswith("onnxruntime")
    assert (result["onnx"], result["bytes"]) == (str(file), file.stat().st_size)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_export_that_differs_from_the_model_is_deleted(
    exported: tuple[Path, dict[str, Any]], model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = exported[0].read_bytes()
    monkeypatch.setattr(exporting, "_write", lambda model, card, about, file: file.write_bytes(written))
    monkeypatch.setattr(exporting, "LARGEST_DIFFERENCE", -1.0)
    with pytest.raises(exporting.OptionError, match="differs"):
        exporting.export(model_file, tmp_path / "no.onnx")
    assert list(tmp_path.iterdir()) == []


def test_missing_packages_are_named(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(exporting, "find_spec", lambda name: None)
    assert main(["export", str(model_file), "--onnx", str(tmp_path / "no.onnx")]) == 2
    said = capsys.readouterr().err
    assert "pip install onnx onnxscript" in said
    assert len(said.splitlines()) == 1


def test_missing_model_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("onnx", "onnxscript"):
        pytest.importorskip(name, reason=WHY)
    assert main(["export", str(tmp_path / "no.safetensors"), "--onnx", str(tmp_path / "no.onnx")]) == 2
    assert "is not there" in capsys.readouterr().err
