"""Augmentation of the training part: one warp for all geometry, one matrix for light and stain.

OpenCV warps an image once with its edge continued outwards ("nearest" filling, as the paper has it). The same chain
of torchvision.transforms.v2 (pad, affine, crop, colour jitter) took 57 ms an image of 112 pixels on a busy machine,
more than the network's own step; this takes well under one.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from training.core.images import RGBImage

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


class Augmentation:
    """Random rotation by any angle, zoom, shift, flips, and with ``colour`` > 0 a jitter of light and stain.

    Chance comes from torch's generator, so that a seeded run draws the same again.
    """

    def __init__(self, colour: float = 1.0, shift: float = 0.08, zoom: tuple[float, float] = (0.85, 1.2)) -> None:
        self._colour, self._shift, self._zoom = colour, shift, zoom

    def __call__(self, image: RGBImage) -> RGBImage:
        """S x S x 3 RGB of 8 bits -> the same shape and type."""
        chance = [float(v) for v in torch.rand(12)]
        turned = self._warped(image, chance[:6])
        return self._coloured(turned, chance[6:]) if self._colour > 0 else turned

    def _warped(self, image: RGBImage, chance: list[float]) -> RGBImage:
        height, width = image.shape[:2]
        angle = 2 * math.pi * chance[0]
        low, high = self._zoom
        scale = low * (high / low) ** chance[1]
        flip = -1.0 if chance[4] < 0.5 else 1.0
        matrix = scale * np.array(
            [[math.cos(angle) * flip, -math.sin(angle)], [math.sin(angle) * flip, math.cos(angle)]]
        )
        centre = np.array([(width - 1) / 2, (height - 1) / 2])
        moved = centre + self._shift * np.array([width, height]) * (2 * np.array(chance[2:4]) - 1)
        offset = moved - matrix @ centre
        warped = cv2.warpAffine(
            image,
            np.column_stack((matrix, offset)),
            (width, height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(warped, dtype=np.uint8)

    def _coloured(self, image: RGBImage, chance: list[float]) -> RGBImage:
        """Light, contrast, saturation and the gain of each channel (the balance of the stain and of the camera)."""
        light, contrast, saturation, *gains = (1 + 0.3 * self._colour * (2 * c - 1) for c in chance)
        balance = np.array([1 + (g - 1) / 2 for g in gains], dtype=np.float32)
        to_grey = np.outer(np.ones(3, dtype=np.float32), _LUMA) * (1 - saturation)
        matrix = (np.eye(3, dtype=np.float32) * saturation + to_grey) * balance[:, None] * (light * contrast)
        mean = image.reshape(-1, 3).mean(axis=0).astype(np.float32)
        offset = matrix @ mean * (1 / contrast - 1)
        full: NDArray[np.float64] = np.column_stack((matrix, offset)).astype(np.float64)
        return np.asarray(cv2.transform(image, full), dtype=np.uint8)
