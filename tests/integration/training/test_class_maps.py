"""Maps of the single pass equal full-network Grad-CAM of the grad-cam package, for every class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from training.core.classes import WBC8
from training.core.images import read_image
from training.core.model_card import ModelCard
from training.core.model_file import load_model
from training.core.network import Architecture, WBCNet
from training.core.predict import scaled
from training.core.preprocess import prepare
from training.core.torch_backbone import torch_predictor
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.services.demo import draw_demo

CELLS = 20
CLASSES = tuple((code, name) for code, name in WBC8)
CARD = ModelCard("t", "t", {}, CLASSES, 64, "BGR", (128.0, 128.0, 128.0), (60.0, 60.0, 60.0), temperature=2.0)


class Entrance(nn.Module):
    """The network, or with ``whole=False`` its head, with the head's input as a module that the package can hook."""

    def __init__(self, model: WBCNet, whole: bool = True) -> None:
        super().__init__()
        self.model, self.whole = model, whole
        self.entrance = nn.Identity()

    def forward(self, given: Tensor) -> Tensor:
        features = self.model.features(given)[0] if self.whole else given
        logits: Tensor = self.model.head(self.entrance(features))
        return logits


def network(attention: str, stride: int) -> WBCNet:
    torch.manual_seed(3)
    model = WBCNet(len(WBC8), Architecture(attention=attention, output_stride=stride))
    model.train()
    with torch.no_grad():  # batch norms get statistics, so that the maps are not all alike
        for _ in range(3):
            model(torch.randn(8, 3, 64, 64))
    return model.eval()


def reference(wrapped: Entrance, given: Tensor, classes: Sequence[int]) -> NDArray[np.float32]:
    """The package's map of one class per image, at the size of the feature map, scaled by its maximum as ours are."""
    with GradCAM(model=wrapped, target_layers=[wrapped.entrance]) as cam:
        cam.get_target_width_height = lambda _: None  # no upsampling by the package
        cam.forward(given.clone().requires_grad_(True), [ClassifierOutputTarget(k) for k in classes])
        features = cam.activations_and_grads.activations[0].numpy()
        slopes = cam.activations_and_grads.gradients[0].numpy()
        maps = cam.get_cam_image(given, wrapped.entrance, [], features, slopes, False)
    return scaled(np.maximum(maps, 0))


def largest_difference(model: WBCNet, images: Tensor, ours: NDArray[np.float32]) -> float:
    """Compare our maps of every class and image with the package's.

    The package computes one class of each image through the whole network, and every class through the head alone:
    the layers before the head do not depend on the class, and they take most of the time.
    """
    count, classes = ours.shape[:2]
    one_each = np.arange(count) % classes
    found = [np.abs(ours[np.arange(count), one_each] - reference(Entrance(model), images, one_each.tolist())).max()]
    with torch.no_grad():
        features = model.features(images)[0]
    for k in range(classes):
        found.append(np.abs(ours[:, k] - reference(Entrance(model, whole=False), features, [k] * count)).max())
    return float(max(found))


@pytest.mark.parametrize(("attention", "stride"), [("cbam", 32), ("cbam", 16), ("none", 32)])
def test_single_pass_maps_agree_with_the_package(attention: str, stride: int) -> None:
    model = network(attention, stride)
    images = torch.randn(CELLS, 3, 96, 96)
    found = torch_predictor(model, CARD).predict(images.numpy())
    assert found.logits == pytest.approx(model(images).detach().numpy(), abs=1e-4)
    ours = found.maps
    assert (ours.reshape(CELLS, len(WBC8), -1).max(axis=2) > 0).mean() > 0.3, "most maps are empty: nothing is compared"
    assert largest_difference(model, images, ours) < 1e-3


def test_shipped_model_agrees_with_the_package_on_drawn_cells(tmp_path: Path) -> None:
    draw_demo(tmp_path / "demo", count=CELLS, seed=5)
    model, card = load_model(default_model())
    cells = [prepare(read_image(path), card) for path in sorted((tmp_path / "demo").rglob("*.jpg"))]
    assert len(cells) == CELLS
    images = torch.from_numpy(np.stack(cells))
    ours = torch_predictor(model, card).predict(images.numpy()).maps
    assert ours.shape[:2] == (CELLS, len(card.classes))
    assert largest_difference(model, images, ours) < 1e-3


def test_batch_gives_the_same_results_as_single_images() -> None:
    model = network("cbam", 32)
    predictor = torch_predictor(model, CARD)
    pictures = np.random.default_rng(0).integers(0, 255, (5, 80, 90, 3), dtype=np.uint8)
    batch = np.stack([predictor.prepare(p) for p in pictures])
    together = predictor.predict(batch)
    assert together.maps.shape == (5, 8, 2, 2)
    assert together.attention.shape == (5, 2, 2)
    assert together.probabilities.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    for i in range(5):
        alone = predictor.predict(batch[i : i + 1])
        assert np.abs(alone.probabilities - together.probabilities[i]).max() < 1e-5
        assert np.abs(alone.maps - together.maps[i]).max() < 1e-3
    soft = np.exp(together.logits / 2.0)
    assert np.abs(soft / soft.sum(axis=1, keepdims=True) - together.probabilities).max() < 1e-5
