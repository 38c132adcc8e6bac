"""The backbone in ONNX Runtime agrees with PyTorch, and gives a cell the same digits in every batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.core.classes import WBC8
from training.core.explain import GRAD_CAM, METHODS, class_activation
from training.core.model_file import ModelCard, ModelFileError, load_model, read_card, save_model
from training.core.network import Architecture, WBCNet
from training.core.onnx_backbone import onnx_predictor
from training.core.onnx_network import ending_part, main_part
from training.core.onnx_writer import GraphWriter
from training.core.predict import BatchResult
from training.core.tensors import Tensors, read_tensors
from training.core.torch_backbone import torch_predictor
from training.core.unlike import UnlikeScore

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

OWN, ALL, SIDE, CELLS = 8, 9, 75, 9  # an odd side, and a batch that is no multiple of anything
CASES = {
    "cbam": Architecture(width=16),
    "cbam, finer maps, odd sizes": Architecture(
        output_stride=16, width=24, hidden=(12,), reduction=5, spatial_kernel=3
    ),
    "no attention, no hidden layers": Architecture(attention="none", output_stride=16, width=8, hidden=()),
    "EfficientNet": Architecture(backbone="efficientnet-lite0", attention="none"),
    "EfficientNet with attention and branches": Architecture(
        backbone="efficientnet-lite0", branches=("A", "B"), deep=("A",), own_classes=OWN
    ),
    "attention in every block": Architecture(attention="cbam-blocks", width=8, hidden=(16, 8)),
    "branches": Architecture(width=8, branches=("A", "B"), deep=("B",), own_classes=OWN),
    "branches with finer maps": Architecture(
        output_stride=16, width=8, branches=("A", "B"), deep=("A",), own_classes=OWN
    ),
    "branches without attention": Architecture(
        attention="none", width=8, branches=("A", "B"), deep=("A", "B"), own_classes=OWN
    ),
}


@pytest.fixture(scope="module", params=CASES)
def model_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file with random weights, statistics of random images, and images on each way."""
    options = CASES[request.param]
    with torch.random.fork_rng():
        torch.manual_seed(5)
        model = WBCNet(ALL if options.branches else OWN, options)
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = None
        model.train()
        with torch.no_grad():
            model(torch.randn(12, 3, SIDE, SIDE))
            for branch in model.own_branches:
                if branch.ending is not None:
                    branch.ending(torch.randn(6, options.channels["layer2"], 10, 10).relu())
        model.eval()
        directions, centres = (torch.randn(shape).double().numpy() / 9 for shape in ((4, model.averages), (OWN, 4)))
        model.known = UnlikeScore(np.zeros(model.averages), directions, np.eye(4), centres)
    with torch.no_grad():  # a third of the images takes each way
        averages = model.features_and_averages(torch.from_numpy(images()))[2]
        axis = torch.linalg.svd(averages - averages.mean(dim=0), full_matrices=False)[2][0]
        low, high = torch.quantile(averages @ axis, torch.tensor([1 / 3, 2 / 3])).tolist()
        for branch, sign, limit in zip(model.own_branches, (1, -1), (high, low), strict=False):
            branch.switch.weight.copy_(100 * sign * axis[None])
            branch.switch.bias.fill_(-100 * sign * limit)
    names = (*WBC8, ("BLA", "Blast"))[: model.classes]
    classes = tuple((code, name) for code, name in names)
    card = ModelCard("t", "t", options.to_dict(), classes, SIDE, "RGB", (128.0,) * 3, (60.0,) * 3, known={"version": 1})
    path = tmp_path_factory.mktemp("models") / "model.safetensors"
    save_model(model, replace(card, thresholds={"A": 0.7} if options.branches else {}), path)
    return path


def images(channels: int = 3) -> NDArray[np.float32]:
    chance = np.random.default_rng(3)
    tints = chance.normal(0, 1, (CELLS, channels, 1, 1))
    return (tints + chance.normal(0, 0.7, (CELLS, channels, SIDE, SIDE))).astype(np.float32)


def arrays(result: BatchResult) -> Iterator[tuple[str, NDArray[np.generic]]]:
    for name in BatchResult.__dataclass_fields__:
        values = getattr(result, name)
        if values is not None:
            yield name, values


@pytest.mark.parametrize("adapted", [False, True])
def test_results_agree_with_pytorch(model_file: Path, adapted: bool) -> None:
    given = images(6 if adapted else 3)
    ours, theirs = onnx_predictor(model_file, 2), torch_predictor(*load_model(model_file))
    if adapted:
        found, expected = ours.predict_adapted(given, 1.3), theirs.predict_adapted(given, 1.3)
    else:
        found, expected = ours.predict(given), theirs.predict(given)
    compared = dict(arrays(expected))
    assert compared.keys() == dict(arrays(found)).keys()
    if ours.head.branches:
        assert set(ours.entered(given[:, :3]).way.tolist()) == {0, 1, 2}
    for name, values in arrays(found):
        assert values.dtype == compared[name].dtype
        if name != "maps":  # where the channels cancel each other, a map that is scaled to 1 shows their rounding
            assert values == pytest.approx(compared[name], rel=2e-3, abs=1e-3), name
    assert found.probabilities == pytest.approx(expected.probabilities, abs=1e-5)
    assert (found.maps.reshape(CELLS, -1).max(axis=1) > 0).all()


def test_maps_agree_with_pytorch(model_file: Path) -> None:
    ours, theirs = onnx_predictor(model_file, 2), torch_predictor(*load_model(model_file))
    entered = ours.entered(images())
    _, slopes = ours.head.scores_and_slopes(entered.pooled, entered.context, entered.way)
    terms = class_activation(GRAD_CAM, entered.features, np.abs(slopes)).max(axis=(2, 3), keepdims=True)
    (_, found), (_, expected) = ours.scores_and_maps(entered), theirs.scores_and_maps(theirs.entered(images()))
    assert (np.abs(found - expected) <= 1e-5 * terms).all()
    assert (found.max(axis=(2, 3), keepdims=True) > 1e-3 * terms).mean() > 0.3


def test_digits_of_a_cell_depend_neither_on_its_batch_nor_on_the_threads(model_file: Path) -> None:
    given, ours = images(), onnx_predictor(model_file, 2)
    together = dict(arrays(ours.predict(given)))
    for rows in ([4], [8, 0], [3, 7, 1, 5, 2]):
        for name, values in arrays(ours.predict(given[rows])):
            assert np.array_equal(values, together[name][rows]), name
    for name, values in arrays(onnx_predictor(model_file, 1).predict(given)):
        assert np.array_equal(values, together[name]), name
    for method in METHODS:
        assert np.array_equal(ours.explain(given[[4, 2]], method), ours.explain(given, method)[[4, 2]]), method


def test_models_pass_the_checks_of_the_package_onnx(model_file: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="the optional packages of wbc-desktop[onnx] are not installed")
    card = read_card(model_file)
    tensors, options = Tensors(read_tensors(model_file, card)), Architecture.from_dict(card.options)
    parts = [main_part(tensors, options)]
    parts += [ending_part(tensors, options, n) for n, name in enumerate(options.branches, 1) if name in options.deep]
    for part in parts:
        model = onnx.load_model_from_string(part.model)
        assert [i.name for i in model.graph.initializer] == list(part.weights)
        for initializer in model.graph.initializer:
            values = part.weights[initializer.name]
            assert tuple(initializer.dims) == values.shape
            initializer.CopyFrom(onnx.numpy_helper.from_array(values, initializer.name))
        onnx.checker.check_model(model, full_check=True)


def test_long_numbers_and_texts_are_written_as_the_package_onnx_reads_them() -> None:
    onnx = pytest.importorskip("onnx", reason="the optional packages of wbc-desktop[onnx] are not installed")
    writer = GraphWriter()
    name = writer.weight(np.zeros((1, 70_000), np.float32))
    output = writer.add("Concat", "in", name, axis=127)
    output = writer.add("MaxPool", output, kernel_shape=[128, 300_000, 0])
    read = onnx.load_model_from_string(writer.model("in", ["n" * 200, 16_384], [output]))
    concat, pool = read.graph.node
    assert (list(concat.input), concat.attribute[0].i) == (["in", name], 127)
    assert list(pool.attribute[0].ints) == [128, 300_000, 0]
    first, second = read.graph.input[0].type.tensor_type.shape.dim
    assert (first.dim_param, second.dim_value) == ("n" * 200, 16_384)
    assert list(read.graph.initializer[0].dims) == [1, 70_000]
    assert (read.ir_version, read.opset_import[0].version) == (8, 17)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"attention": "none"}, "do not fit"),
        ({"hidden": [16, 8, 4]}, "do not fit"),
        ({"reduction": 0}, "do not fit"),
        ({"output_stride": 8}, "do not fit"),
        ({"width": 9}, "do not fit"),
        ({"colour": "blue"}, "do not fit"),
        ({"branches": ["C"], "own_classes": 2}, "do not fit"),
    ],
)
def test_options_that_do_not_fit_the_weights_are_refused(
    tiny_model: Path, tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    model, card = load_model(tiny_model)
    file = tmp_path / "m.safetensors"
    save_model(model, replace(card, options={**card.options, **change}), file)
    with pytest.raises(ModelFileError, match=reason):
        onnx_predictor(file)


def test_file_without_all_its_bytes_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.safetensors"
    file.write_bytes(tiny_model.read_bytes()[:-1])
    with pytest.raises(ModelFileError, match="is damaged"):
        onnx_predictor(file)
    with pytest.raises(ModelFileError, match="is not there"):
        onnx_predictor(tmp_path / "no.safetensors")


def test_failure_to_get_memory_is_a_memory_error(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backbone = onnx_predictor(tiny_model).backbone

    class Full:
        def run(self, *_: object) -> None:
            raise Exception("[ONNXRuntimeError] : 6 : Failed to allocate memory for requested buffer of size 9")

    monkeypatch.setattr(backbone._main, "_session", Full())  # type: ignore[attr-defined]
    with pytest.raises(MemoryError, match="requested buffer"):
        backbone.run(images())
