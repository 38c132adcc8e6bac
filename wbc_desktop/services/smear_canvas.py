"""The canvas on which smear pictures are drawn: stains that multiply, soft outlines and smooth noise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 320
"""Pixels along each side of a finished picture of one cell."""

SCALE = 2
"""Canvas pixels per pixel of a finished picture: drawn larger and scaled down, so that edges are smooth."""

CANVAS = SCALE * SIDE
"""Canvas pixels along each side of a picture of one cell."""

Colour = tuple[float, float, float]
"""RGB, 0 to 255."""

Mask = NDArray[np.float32]
"""Height x width, 0 to 1."""

PLASMA: Colour = (254, 231, 207)


@dataclass(frozen=True, slots=True)
class Blob:
    """A roundish outline: centre and mean radius in canvas pixels, irregularity, and ratio of length to roundness."""

    x: float
    y: float
    radius: float
    wobble: float = 0.03
    stretch: float = 1.0


class Canvas:
    """An unfinished picture as transmitted light: stains multiply, as under a microscope.

    A canvas can be a part of a larger one (:meth:`around`): it shares the pixels and has its own coordinates.
    """

    def __init__(self, rng: np.random.Generator, pixels: NDArray[np.float32]) -> None:
        self.rng = rng
        self.pixels = pixels

    @classmethod
    def empty(cls, rng: np.random.Generator, width: int = CANVAS, height: int = CANVAS) -> Canvas:
        """Return a canvas of plasma without cells; its tint differs slightly between pictures."""
        tint = np.asarray(PLASMA, np.float32) + rng.normal(0, 2.0, 3).astype(np.float32)
        canvas = cls(rng, np.tile(np.clip(tint, 0, 255).astype(np.float32), (height, width, 1)))
        canvas.pixels *= 1 + 0.012 * canvas.cloud(90)[..., None]
        return canvas

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in canvas pixels."""
        height, width = self.pixels.shape[:2]
        return width, height

    def around(self, blob: Blob) -> tuple[Canvas, Blob]:
        """Return the part of this canvas around ``blob``, with a margin, and the blob in its coordinates."""
        reach = 1.6 * blob.radius * blob.stretch + 8
        height, width = self.pixels.shape[:2]
        left, top = int(np.clip(blob.x - reach, 0, width - 1)), int(np.clip(blob.y - reach, 0, height - 1))
        right, bottom = int(np.clip(blob.x + reach, left + 1, width)), int(np.clip(blob.y + reach, top + 1, height))
        return Canvas(self.rng, self.pixels[top:bottom, left:right]), replace(blob, x=blob.x - left, y=blob.y - top)

    def cloud(self, grain: float) -> Mask:
        """Return smooth noise (mean 0, deviation about 1) with structures of ``grain`` canvas pixels."""
        height, width = self.pixels.shape[:2]
        coarse = self.rng.normal(0, 1, (max(2, round(height / grain)), max(2, round(width / grain))))
        return np.asarray(cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC))

    def mask(self, blob: Blob, softness: float = 1.6) -> Mask:
        """Return the mask of the blob, with an edge of about ``softness`` canvas pixels."""
        theta = np.linspace(0, 2 * np.pi, 160, endpoint=False)
        radius = np.ones_like(theta)
        for order in range(2, 7):
            swing, phase = self.rng.normal() / order, self.rng.uniform(0, 2 * np.pi)
            radius += 1.6 * blob.wobble * swing * np.cos(order * theta + phase)
        angle = self.rng.uniform(0, np.pi)
        along, across = np.cos(theta) * radius * blob.stretch, np.sin(theta) * radius / blob.stretch
        x = blob.x + blob.radius * (along * np.cos(angle) - across * np.sin(angle))
        y = blob.y + blob.radius * (along * np.sin(angle) + across * np.cos(angle))
        mask = np.zeros(self.pixels.shape[:2], np.float32)
        outline = np.rint(np.stack([x, y], 1) * 16).astype(np.int32)
        cv2.fillPoly(mask, [outline], (1.0,), lineType=cv2.LINE_AA, shift=4)
        return softened(mask, softness)

    def stain(self, mask: Mask, colour: Colour) -> None:
        """Add a stain, which only reduces the light."""
        passing = np.asarray(colour, np.float32) / np.asarray(PLASMA, np.float32)
        self.pixels *= 1 - mask[..., None] * (1 - np.minimum(passing, 1))

    def cover(self, mask: Mask, colour: Colour) -> None:
        """Paint over the canvas."""
        self.pixels += mask[..., None] * (np.asarray(colour, np.float32) - self.pixels)

    def shade(self, factor: NDArray[np.float32]) -> None:
        """Multiply each pixel by a factor (H x W)."""
        self.pixels *= factor[..., None]

    def finished(self, margin: int = 0) -> NDArray[np.uint8]:
        """Return the picture (H x W x 3, RGB, 8 bits) with some camera noise; ``margin`` canvas pixels are cut off."""
        width, height = (side - 2 * margin for side in self.size)
        seen, size = self.pixels[margin : margin + height, margin : margin + width], (width // SCALE, height // SCALE)
        small = np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_AREA), np.float32)
        small += self.rng.normal(0, 1.2, small.shape).astype(np.float32)
        return np.clip(np.rint(small), 0, 255).astype(np.uint8)


def softened(mask: Mask, by: float) -> Mask:
    """Return the mask with its edges blurred over ``by`` canvas pixels."""
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), by), np.float32)


def depth(mask: Mask) -> Mask:
    """Return the distance of each pixel from the edge of the mask, in canvas pixels; 0 outside."""
    inside = np.pad((mask > 0.5).astype(np.uint8), 1, mode="edge")
    return np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 3), np.float32)[1:-1, 1:-1]


def rim(mask: Mask, width: float) -> Mask:
    """Return a mask of the band along the inner edge of the mask, about ``width`` canvas pixels wide."""
    return np.asarray(mask * np.exp(-((depth(mask) / width) ** 2)), np.float32)
