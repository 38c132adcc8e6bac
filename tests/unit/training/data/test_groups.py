"""Copies of one picture are similar in colour, also rotated and flipped ones."""

from __future__ import annotations

import cv2
import numpy as np

from training.data.groups import nearest, signature


def field_of_view(seed: int) -> np.ndarray:
    """A smear with its own light and its own cells."""
    random = np.random.default_rng(seed)
    image = np.full((120, 160, 3), random.integers(170, 240, 3), np.uint8)
    red_cells = tuple(int(v) for v in random.integers(60, 200, 3))
    for middle in random.integers(0, 160, (90, 2)):
        cv2.circle(image, (int(middle[0]), int(middle[1])), 5, red_cells, -1)
    return np.asarray(cv2.GaussianBlur(image, (15, 15), 0))


def copy_of(image: np.ndarray, angle: float) -> np.ndarray:
    turn = cv2.getRotationMatrix2D((80, 60), angle, 1.0)
    return np.asarray(cv2.warpAffine(image, turn, (160, 120))[:, ::-1])


def test_nearest_images_in_colour_are_copies() -> None:
    fields = [field_of_view(seed) for seed in range(6)]
    images = [im for f in fields for im in (f, copy_of(f, 5), copy_of(f, -8))]
    near = nearest(np.stack([signature(im) for im in images]), 2)
    assert [sorted({i, *near[i].tolist()}) for i in range(18)] == [
        [i - i % 3, i - i % 3 + 1, i - i % 3 + 2] for i in range(18)
    ]


def test_black_image_has_a_signature() -> None:
    assert not signature(np.zeros((50, 50, 3), np.uint8)).any()


def test_single_image_has_no_neighbours() -> None:
    assert nearest(np.zeros((0, 30), np.float32), 3).shape == (0, 0)
    assert nearest(np.zeros((1, 30), np.float32), 3).shape == (1, 0)
