"""The position of maps, compared with the gradients of a real network and with mirror images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from training.core.frame import WHOLE
from training.core.model_card import ModelCard
from training.core.model_file import file_sha256
from training.core.network import Architecture, WBCNet
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.engine import CellInput, CellResult, load_engine
from wbc_desktop.inference.results import placement_of
from wbc_desktop.reports.heatmap import resize_map
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.services.smear import draw_cell

SIZE = 224
EACH = 3


@pytest.mark.parametrize(("stride", "points", "tolerance"), [(32, (2, 3, 4), 5), (16, (5, 6, 8), 3)])
def test_a_point_depends_on_the_pixels_around_its_place(stride: int, points: tuple[int, ...], tolerance: float) -> None:
    """The squared gradients of a point lie around it. In the middle of its part it would be 15.5 or 7.5 pixels off."""
    card = ModelCard("m", "t", {"output_stride": stride}, (), SIZE, "BGR", (0.0,) * 3, (1.0,) * 3)  # type: ignore[arg-type]
    placement = placement_of(WHOLE, card)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        backbone = WBCNet(2, Architecture(output_stride=stride)).eval().requires_grad_(False).backbone
        images = torch.randn(2, 3, SIZE, SIZE)
    features = backbone(images.requires_grad_(True))
    assert features.shape[2:] == (-(-SIZE // stride),) * 2
    off = []
    for point in points:
        (slopes,) = torch.autograd.grad(features[:, :, point, point].sum(), images, retain_graph=True)
        share = slopes.square().sum(dim=(0, 1)).numpy()
        expected = (placement.left + point * placement.step_x, placement.top + point * placement.step_y)
        off.append((np.array(centre(share)) - expected) * SIZE)
    assert np.abs(np.mean(off, axis=(0, 1))) < tolerance


def test_the_heat_of_drawn_cells_and_their_mirror_images_is_centred(tmp_path: Path) -> None:
    """The model that ships, on cells in the middle of their pictures: heat within 8 % of the middle on average.

    The rest is the network's own. Stretched evenly over the picture its maps lie 10 % off.
    """
    files = drawn(tmp_path)
    engine = load_engine(default_model(), "cpu")
    heat: list[tuple[float, float]] = []
    for result in engine.classify(
        [CellInput(n, PictureSource(f, file_sha256(f))) for n, f in enumerate(files)], lambda: False
    ):
        assert isinstance(result, CellResult)
        maps = result.maps
        values = maps.by_class[result.predicted]
        if max(values) > 0:
            heat.append(centre(resize_map(values, maps.width, maps.height, 160, 160, maps.placement)))
    assert len(heat) > len(files) / 2, "most maps are empty: nothing is measured"
    assert np.abs(np.mean(heat, axis=0) - 0.5).max() < 0.08


def drawn(folder: Path) -> list[Path]:
    """Cells of every class and their images turned by half a turn, as files."""
    files = []
    for place, cell_class in enumerate(STANDARD_CLASSES):
        for number in range(EACH):
            picture = draw_cell(cell_class.code, np.random.default_rng([5, place, number]))
            for turn, turned in enumerate((picture, picture[::-1, ::-1])):
                files.append(folder / f"{cell_class.code}-{number}-{turn}.png")
                Image.fromarray(np.ascontiguousarray(turned)).save(files[-1])
    return files


def centre(share: NDArray[np.float32]) -> tuple[float, float]:
    """The centre of mass of H x W, as fractions of the width and the height."""
    height, width = share.shape
    across, down = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    total = float(share.sum())
    return float((share.sum(axis=0) * across).sum()) / total, float((share.sum(axis=1) * down).sum()) / total
