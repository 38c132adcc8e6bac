"""Drawn fields of view, and copies like those of augmentation, for tests of copy detection."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def smear(seed: int, width: int = 320, height: int = 240) -> Picture:
    """Return a picture (height x width x 3) of red cells and a nucleus, which depends on ``seed``."""
    random = np.random.default_rng(seed)
    ground = random.integers(185, 235, 3)
    image = np.full((height, width, 3), ground, np.uint8)
    stain = np.clip(ground - random.integers(20, 70, 3), 0, 255)
    for _ in range(int(random.integers(25, 45))):
        middle = (int(random.integers(0, width)), int(random.integers(0, height)))
        axes = (int(random.integers(9, 20)), int(random.integers(9, 20)))
        tone = tuple(int(v) for v in np.clip(stain + random.integers(-15, 16, 3), 0, 255))
        cv2.ellipse(image, middle, axes, float(random.uniform(0, 180)), 0, 360, tone, -1, cv2.LINE_AA)
        pale = tuple(min(255, v + 18) for v in tone)
        cv2.ellipse(image, middle, (axes[0] // 2, axes[1] // 3), 0, 0, 360, pale, -1, cv2.LINE_AA)
    for _ in range(int(random.integers(3, 6))):
        spot = (width // 2 + int(random.integers(-30, 31)), height // 2 + int(random.integers(-30, 31)))
        cv2.circle(image, spot, int(random.integers(8, 20)), (110, 60, 150), -1, cv2.LINE_AA)
    grain = cv2.GaussianBlur(random.normal(0, 40, image.shape).astype(np.float32), (0, 0), 2)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def warped(
    image: Picture,
    angle: float = 0.0,
    shear: float = 0.0,
    shift: tuple[float, float] = (0.0, 0.0),
    flip: int | None = None,
) -> Picture:
    """Return a copy, rotated by ``angle`` degrees, sheared, shifted by pixels and flipped; empty areas are black."""
    height, width = image.shape[:2]
    if flip is not None:
        image = np.asarray(cv2.flip(image, flip), dtype=np.uint8)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, :2] = matrix[:, :2] @ np.array([[1, shear], [0, 1]])
    matrix[:, 2] += shift
    return np.asarray(cv2.warpAffine(image, matrix, (width, height)), dtype=np.uint8)


def copies(image: Picture, count: int, seed: int = 0) -> list[Picture]:
    """Return ``count`` random copies."""
    random = np.random.default_rng(seed)
    return [
        warped(
            image,
            float(random.uniform(-20, 20)),
            float(random.uniform(-0.12, 0.12)),
            (float(random.uniform(-20, 20)), float(random.uniform(-15, 15))),
            [None, 0, 1, -1][int(random.integers(4))],
        )
        for _ in range(count)
    ]
