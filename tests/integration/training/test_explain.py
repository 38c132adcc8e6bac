"""Methods of explanation equal those of the grad-cam package, which runs through the whole network for each class."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAM, GradCAMPlusPlus, HiResCAM, LayerCAM
from pytorch_grad_cam.base_cam import BaseCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from pytorch_grad_cam.utils.svd_on_activations import get_2d_projection
from torch import Tensor, nn

from training.core.classes import WBC8
from training.core.explain import ATTENTION, METHODS, WITHOUT_CLASS, first_component
from training.core.model_card import ModelCard
from training.core.network import Architecture, WBCNet
from training.core.predict import scaled
from training.core.torch_backbone import torch_predictor

PACKAGE: dict[str, type[BaseCAM]] = {
    "grad-cam": GradCAM,
    "grad-cam++": GradCAMPlusPlus,
    "layer-cam": LayerCAM,
    "hires-cam": HiResCAM,
}
CELLS = 4
CLASSES = tuple((code, name) for code, name in WBC8)
CARD = ModelCard("t", "t", {}, CLASSES, 64, "BGR", (128.0, 128.0, 128.0), (60.0, 60.0, 60.0))


class Entrance(nn.Module):
    """The network with the input of its head as a module that the package can hook."""

    def __init__(self, model: WBCNet) -> None:
        super().__init__()
        self.model, self.entrance = model, nn.Identity()

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.model.head(self.entrance(self.model.features(images)[0]))
        return logits


@pytest.fixture(scope="module", params=["cbam", "none"])
def model(request: pytest.FixtureRequest) -> Iterator[WBCNet]:
    """A small network with maps of 4 x 4 and large scores: the package adds 1e-6 to what Grad-CAM++ divides by."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        made = WBCNet(len(WBC8), Architecture(attention=request.param, output_stride=16, width=8, hidden=(16,)))
        made.train()
        with torch.no_grad():  # batch norms get statistics, so that the maps are not all alike
            for _ in range(3):
                made(torch.randn(8, 3, 64, 64))
            made.head.dense[-1].weight.mul_(1000)
        yield made.eval()


def images() -> Tensor:
    return torch.randn(CELLS, 3, 64, 64, generator=torch.Generator().manual_seed(1))


def ours(model: WBCNet, method: str) -> NDArray[np.float32]:
    return torch_predictor(model, CARD).explain(images().numpy(), method)


def packages(model: WBCNet, method: str, label: int) -> NDArray[np.float32]:
    """The package's map of a class for each image, not resized, and scaled by its maximum as ours are."""
    wrapped = Entrance(model)
    with PACKAGE[method](model=wrapped, target_layers=[wrapped.entrance]) as cam:
        cam.get_target_width_height = lambda _: None  # no upsampling by the package
        cam.forward(images().requires_grad_(True), [ClassifierOutputTarget(label)] * CELLS)
        features = cam.activations_and_grads.activations[0].numpy()
        gradients = cam.activations_and_grads.gradients[0].numpy()
        maps = cam.get_cam_image(images(), wrapped.entrance, [], features, gradients, False)
    return scaled(np.maximum(maps, 0))


@pytest.mark.parametrize("method", PACKAGE)
def test_maps_of_a_class_equal_those_of_the_package(model: WBCNet, method: str) -> None:
    found = ours(model, method)
    assert found.shape == (CELLS, len(WBC8), 4, 4)
    for label in range(len(WBC8)):
        assert np.abs(found[:, label] - packages(model, method, label)).max() < 1e-3, label
    assert (found.reshape(CELLS, len(WBC8), -1).max(axis=2) > 0).mean() > 0.3, "most maps are empty"


def test_methods_differ_but_for_hirescam(model: WBCNet) -> None:
    maps = {method: ours(model, method) for method in PACKAGE}
    assert np.array_equal(maps["hires-cam"], maps["grad-cam"])
    assert np.abs(maps["layer-cam"] - maps["grad-cam"]).max() > 0.1
    assert np.abs(maps["grad-cam++"] - maps["layer-cam"]).max() > 0.01


def test_eigencam_equals_the_package_up_to_its_open_sign(model: WBCNet) -> None:
    with torch.no_grad():
        features, _ = model.features(images())
    found = first_component(features.numpy())[:, 0]
    theirs = get_2d_projection(features.numpy())
    signs = np.sign((found * theirs).sum(axis=(1, 2)))
    assert np.abs(found - signs[:, None, None] * theirs).max() < 1e-3 * np.abs(found).max()
    total = features.sum(dim=1).numpy()
    for one, sums in zip(found, total, strict=True):
        assert np.corrcoef(one.ravel(), sums.ravel())[0, 1] >= 0


def test_attention_is_that_of_the_forward_pass(model: WBCNet) -> None:
    found = ours(model, ATTENTION)
    with torch.no_grad():
        _, where = model.features(images())
    assert found.shape == (CELLS, 1, 4, 4)
    assert np.abs(found - (where / where.amax(dim=(2, 3), keepdim=True)).numpy()).max() < 1e-6


def test_predictor_explains_what_it_predicts(model: WBCNet) -> None:
    predictor, batch = torch_predictor(model, CARD), images().numpy()
    known = predictor.predict(batch)
    assert np.abs(predictor.explain(batch, "grad-cam") - known.maps).max() < 1e-5
    assert np.abs(predictor.explain(batch, ATTENTION)[:, 0] - known.attention).max() < 1e-5
    adapted = np.concatenate([batch, 0.5 * batch], axis=1)
    assert np.abs(predictor.explain(adapted, "grad-cam") - predictor.predict_adapted(adapted, 1.0).maps).max() < 1e-5
    for method in METHODS:
        found = predictor.explain(batch, method)
        assert found.shape[1] == (1 if method in WITHOUT_CLASS else len(WBC8))
        assert found.min() >= 0
        assert found.max() == pytest.approx(1)
    with pytest.raises(KeyError):
        predictor.explain(batch, "unknown")
