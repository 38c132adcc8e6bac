"""Augmentation keeps shape, type and edge, depends on its generator only, and does nothing at amount 0."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from training.data.augment import Augmentation

ALL = {"colour": 1.0, "stain": 1.0, "camera": 1.0, "erase": 0.5}
NONE = {"rotation": 0.0, "shift": 0.0, "zoom": 0.0, "flips": False}


def picture(side: int = 40) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 255, (side, side, 3), dtype=np.uint8)


def test_shape_type_and_seed() -> None:
    augmentation = Augmentation(40, **ALL)
    first, second = ([augmentation(picture(), np.random.default_rng(s)) for s in range(6)] for _ in range(2))
    assert all(im.shape == (40, 40, 3) and im.dtype == np.uint8 for im in first)
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    assert not (first[0] == first[1]).all()


def test_augmented_images_have_no_dark_corners() -> None:
    image = np.full((40, 40, 3), (220, 190, 200), np.uint8)
    for seed in range(20):
        assert (Augmentation(40)(image, np.random.default_rng(seed)) == (220, 190, 200)).all()


def test_zero_amounts_change_nothing() -> None:
    assert (Augmentation(40, **NONE)(picture(), np.random.default_rng(0)) == picture()).all()


@pytest.mark.parametrize("size", [40, 41])
def test_view_with_margin_is_cropped_to_its_middle(size: int) -> None:
    wide = picture(size + 20)
    middle = Augmentation(size, **NONE)(wide, np.random.default_rng(0))
    assert (middle == wide[10 : 10 + size, 10 : 10 + size]).all()


@pytest.mark.parametrize("kind", ["colour", "stain", "camera", "erase", "rotation", "shift", "zoom", "flips"])
def test_each_augmentation_changes_the_picture(kind: str) -> None:
    amount = {"rotation": 30.0, "shift": 0.1, "zoom": 0.2, "flips": True}.get(kind, 1.0)
    augmentation = Augmentation(40, **{**NONE, kind: amount})
    changed = [augmentation(picture(), np.random.default_rng(seed)) for seed in range(8)]
    assert any((im != picture()).any() for im in changed)


def test_flips_alone_are_exact() -> None:
    mirrored = {picture()[::a, ::b].tobytes() for a in (1, -1) for b in (1, -1)}
    augmentation = Augmentation(40, **{**NONE, "flips": True})
    found = {augmentation(picture(), np.random.default_rng(seed)).tobytes() for seed in range(40)}
    assert found == mirrored


def test_erasing_fills_a_part() -> None:
    image = picture()
    share = [
        (Augmentation(40, **NONE, erase=1.0)(image, np.random.default_rng(s)) != image).any(axis=2).mean()
        for s in range(10)
    ]
    assert 0.01 < min(share) <= max(share) < 0.25
