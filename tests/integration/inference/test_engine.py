"""The engine with a real network: results, devices, memory, and model files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.core.explain import METHODS
from training.core.images import read_image
from training.core.model_file import file_sha256, load_model
from training.core.predict import BatchResult, Predictor
from training.core.torch_backbone import torch_predictor
from wbc_desktop.domain.errors import DeviceError, ModelError
from wbc_desktop.domain.heat_maps import EIGEN_CAM, METHOD_NAMES, HeatMaps
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference import device as device_module
from wbc_desktop.inference import engine as engine_module
from wbc_desktop.inference.device import choose_device
from wbc_desktop.inference.engine import CellInput, CellResult, Engine, load_engine
from wbc_desktop.inference.forward import Forward

SlideFolder = Callable[..., Path]


def never() -> bool:
    return False


def items_of(folder: Path) -> list[CellInput]:
    return [
        CellInput(100 + n, PictureSource(path, file_sha256(path))) for n, path in enumerate(sorted(folder.iterdir()))
    ]


@pytest.fixture(scope="module")
def engine(tiny_model: Path) -> Engine:
    return load_engine(tiny_model, "cpu")


@pytest.fixture(scope="module")
def predictor(tiny_model: Path) -> Predictor:
    return torch_predictor(*load_model(tiny_model))


def test_results_equal_those_of_the_network(engine: Engine, predictor: Predictor, slide_folder: SlideFolder) -> None:
    items = items_of(slide_folder(5))
    results = list(engine.classify(items, never))
    expected = predictor.predict(np.stack([predictor.prepare(read_image(item.source.file)) for item in items]))
    codes = engine.card.codes
    for n, result in enumerate(results):
        assert isinstance(result, CellResult)
        assert result.cell_id == 100 + n
        assert result.predicted == codes[int(expected.probabilities[n].argmax())]
        assert list(result.probabilities) == list(codes)
        np.testing.assert_allclose(list(result.probabilities.values()), expected.probabilities[n], atol=1e-5)
        assert (result.maps.height, result.maps.width) == expected.attention.shape[1:]
        for k, code in enumerate(codes):
            np.testing.assert_allclose(result.maps.by_class[code], expected.maps[n, k].ravel(), atol=1e-3)
        np.testing.assert_allclose(result.maps.attention, expected.attention[n].ravel(), atol=1e-3)


def test_other_methods_equal_those_of_the_network(
    engine: Engine, predictor: Predictor, slide_folder: SlideFolder
) -> None:
    (item,) = items_of(slide_folder(1))
    image = predictor.prepare(read_image(item.source.file))[None]
    assert set(METHOD_NAMES) <= set(METHODS)
    for method in METHOD_NAMES:
        found, expected = engine.explain(item, method), predictor.explain(image, method)[0]
        assert isinstance(found, HeatMaps)
        names = [EIGEN_CAM] if method == EIGEN_CAM else list(engine.card.codes)
        assert list(found.by_class) == names
        for name, one in zip(names, expected, strict=True):
            np.testing.assert_allclose(found.by_class[name], one.ravel(), atol=1e-3)


def test_it_knows_its_file_and_leaves_the_machine_its_cores(engine: Engine, tiny_model: Path) -> None:
    assert (engine.name, engine.device, engine.notice) == ("onnxruntime", "cpu", None)
    assert engine.card.name == "tiny-random"
    assert len(engine.sha256) == 64
    assert engine.path == tiny_model


class CrampedGPU:
    """The network on the CPU, behind a GPU's memory that holds ``room`` cells."""

    def __init__(self, predictor: Predictor, room: int, seen: list[int]) -> None:
        self._predictor, self._room, self._seen = predictor, room, seen

    def predict(self, batch: NDArray[np.float32]) -> BatchResult:
        if len(batch) > self._room:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        self._seen.append(len(batch))
        return self._predictor.predict(batch)


@pytest.mark.parametrize("room", [0, 1, 5])
def test_a_gpu_short_of_memory_gives_the_same_results(
    engine: Engine, predictor: Predictor, slide_folder: SlideFolder, room: int
) -> None:
    items = items_of(slide_folder(20))
    seen: list[int] = []

    def make(device: str, half: bool) -> CrampedGPU:
        return CrampedGPU(predictor, room if device == "cuda" else 99, seen)

    cramped = Engine(engine.path, engine.card, engine.sha256, Forward(make, "cuda"))
    results, expected = list(cramped.classify(items, never)), list(engine.classify(items, never))
    assert sum(seen) == 20
    assert [r.cell_id for r in results] == [r.cell_id for r in expected]
    for result, other in zip(results, expected, strict=True):
        assert isinstance(result, CellResult)
        assert isinstance(other, CellResult)
        np.testing.assert_allclose(list(result.probabilities.values()), list(other.probabilities.values()), atol=1e-5)
    assert cramped.device == ("cpu" if room == 0 else "cuda")
    assert cramped.notice is not None
    assert ("CPU goes on" in cramped.notice) == (room == 0)


def damaged(kind: str, sound: bytes) -> bytes:
    length = int.from_bytes(sound[:8], "little")
    header = json.loads(sound[8 : 8 + length])
    card = json.loads(header["__metadata__"]["card"])
    if kind == "cut short":
        return sound[: len(sound) // 2]
    if kind == "one byte short":
        return sound[:-1]
    if kind == "no numbers":
        return sound[: 8 + length] + b"\xff" * (len(sound) - 8 - length)
    if kind == "another number of classes":
        card["classes"] = card["classes"][:5]
    if kind == "options without a network":
        card["options"]["reduction"] = 0
    if kind == "unknown options":
        card["options"]["colour"] = "blue"
    if kind == "a tensor missing":
        del header["head.dense.0.weight"]
    header["__metadata__"]["card"] = json.dumps(card)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + sound[8 + length :]


@pytest.mark.parametrize(
    "kind",
    [
        "cut short",
        "one byte short",
        "no numbers",
        "another number of classes",
        "options without a network",
        "unknown options",
        "a tensor missing",
    ],
)
def test_a_damaged_model_file_is_one_sentence(tiny_model: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(damaged(kind, tiny_model.read_bytes()))
    with pytest.raises(ModelError) as caught:
        load_engine(path, "cpu")
    words = str(caught.value)
    assert str(path) in words
    assert words.endswith("choose another model file, or get this one again.")
    assert "\n" not in words
    assert len(words) < 400


def test_a_missing_model_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not there: choose another model file"):
        load_engine(tmp_path / "gone.safetensors", "cpu")


def test_auto_finds_the_device_that_is_there() -> None:
    choice = choose_device("auto")
    kind = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    assert choice.device == kind
    assert choice.reason.endswith(".")


@pytest.fixture
def one_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let torch report one GPU; nothing is computed on it."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda number=0: "Test GPU")


@pytest.mark.usefixtures("one_gpu")
def test_a_gpu_is_chosen_by_itself_by_kind_or_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_module, "_trial", lambda device: None)
    assert choose_device("auto").device == "cuda"
    assert "Test GPU" in choose_device("auto").reason
    assert choose_device("cuda").device == "cuda"
    assert choose_device("CUDA:0").device == "cuda:0"
    with pytest.raises(DeviceError, match="There is no GPU “cuda:3” on this computer, only cuda:0"):
        choose_device("cuda:3")


@pytest.mark.usefixtures("one_gpu")
def test_gpu_that_cannot_compute_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **options: Any) -> None:
        raise RuntimeError("CUDA error: no kernel image is available for execution on the device\nCompile with ...")

    monkeypatch.setattr(torch, "ones", broken)
    choice = choose_device("auto")
    assert choice.device == "cpu"
    assert "no kernel image is available" in choice.reason
    with pytest.raises(DeviceError, match="cannot be used"):
        choose_device("cuda")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
@pytest.mark.parametrize("asked", ["cuda", "cuda:0", "cuda:1"])
def test_missing_gpu_is_an_error(tiny_model: Path, asked: str) -> None:
    with pytest.raises(DeviceError, match="no NVIDIA GPU"):
        load_engine(tiny_model, asked)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")
def test_the_gpu_agrees_with_the_cpu(engine: Engine, tiny_model: Path, slide_folder: SlideFolder) -> None:
    items = items_of(slide_folder(100))
    gpu = load_engine(tiny_model, "cuda")
    for here, there in zip(engine.classify(items, never), gpu.classify(items, never), strict=True):
        assert isinstance(here, CellResult)
        assert isinstance(there, CellResult)
        np.testing.assert_allclose(list(here.probabilities.values()), list(there.probabilities.values()), atol=0.02)
    assert (gpu.device, gpu.notice) == ("cuda", None)


def test_a_model_too_large_for_the_gpu_is_loaded_on_the_cpu(
    tiny_model: Path, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engine_module._predictor

    def full(path: Path, device: str, half: bool) -> Any:
        if device != "cpu":
            raise torch.cuda.OutOfMemoryError("CUDA out of memory.")
        return real(path, device, half)

    monkeypatch.setattr(engine_module, "_predictor", full)
    monkeypatch.setattr(engine_module, "choose_device", lambda asked: device_module.DeviceChoice("cuda", "Test."))
    engine = load_engine(tiny_model, "cuda")
    assert engine.device == "cpu"
    assert engine.notice == "The GPU has too little free memory: the CPU goes on with the work, which is slower."
    assert len(list(engine.classify(items_of(slide_folder(3)), never))) == 3
