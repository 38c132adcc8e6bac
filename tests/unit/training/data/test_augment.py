"""Augmentation keeps shape, type and the picture's edge, and follows the seed."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="augmentation draws its chance from torch")

from training.data.augment import Augmentation  # noqa: E402


def test_shape_type_and_seed() -> None:
    image = np.random.default_rng(0).integers(0, 255, (40, 40, 3), dtype=np.uint8)
    torch.manual_seed(1)
    first = [Augmentation()(image) for _ in range(3)]
    torch.manual_seed(1)
    second = [Augmentation()(image) for _ in range(3)]
    assert all(im.shape == image.shape and im.dtype == np.uint8 for im in first)
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    assert not (first[0] == first[1]).all()


def test_no_dark_corner_tells_a_copy_from_an_original() -> None:
    image = np.full((40, 40, 3), (220, 190, 200), np.uint8)
    for _ in range(20):
        assert (Augmentation(colour=0)(image) == (220, 190, 200)).all()
