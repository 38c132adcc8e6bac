"""Augmentation of training images: one warp for all geometry, then stain, light and camera.

OpenCV warps an image once and repeats its edge pixels outside ("nearest" filling, as in the paper). The same chain of
torchvision.transforms.v2 (pad, affine, crop, colour jitter) took 57 ms for an image of 112 pixels on a busy machine,
more than the network's training step; this takes well under 1 ms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage
from training.data.laboratory import simulate_laboratory
from training.data.stain import jittered_stain

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Random changes of a view (see :func:`training.data.view.view`); an amount of 0 means no change.

    ``size``: pixels of the result. ``rotation``: degrees in both directions. ``shift``: share of the side. ``zoom``:
    0.2 means 1/1.2 to 1.2. ``colour``, ``stain``, ``camera``, ``laboratory``: 1 is usual. ``erase``: a probability.
    """

    size: int
    rotation: float = 180.0
    shift: float = 0.08
    zoom: float = 0.2
    flips: bool = True
    colour: float = 0.0
    stain: float = 0.0
    camera: float = 0.0
    erase: float = 0.0
    laboratory: float = 0.0

    def __call__(self, image: RGBImage, rng: np.random.Generator) -> RGBImage:
        """L x L x 3 RGB of 8 bits with L >= ``size`` -> ``size`` x ``size`` x 3; all rng comes from ``rng``."""
        changed = self._warped(image, rng)
        if self.laboratory > 0:
            changed = simulate_laboratory(changed, rng, self.laboratory)
        if self.stain > 0:
            changed = jittered_stain(changed, rng, self.stain)
        if self.colour > 0:
            changed = _coloured(changed, rng, self.colour)
        if self.camera > 0:
            changed = _simulate_camera(changed, rng, self.camera)
        if self.erase > 0:
            changed = _erased(changed, rng, self.erase)
        return changed

    def _warped(self, image: RGBImage, rng: np.random.Generator) -> RGBImage:
        angle = math.radians(self.rotation) * rng.uniform(-1, 1)
        scale = (1 + self.zoom) ** rng.uniform(-1, 1)
        shift = self.shift * self.size * rng.uniform(-1, 1, 2)
        flip = -1.0 if rng.random() < 0.5 and self.flips else 1.0
        if self.flips and rng.random() < 0.5:  # also upside down, in case the rotation covers less than a full circle
            angle, flip = angle + math.pi, -flip
        matrix = scale * np.array(
            [[math.cos(angle) * flip, -math.sin(angle)], [math.sin(angle) * flip, math.cos(angle)]]
        )
        source, target = (image.shape[0] - 1) / 2, (self.size - 1) / 2
        offset = target + shift - matrix @ np.array([source, source])
        warped = cv2.warpAffine(
            image,
            np.column_stack((matrix, offset)),
            (self.size, self.size),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(warped, dtype=np.uint8)


def _coloured(image: RGBImage, rng: np.random.Generator, amount: float) -> RGBImage:
    """Change light, contrast, saturation and the gain of each channel (white balance of light and camera)."""
    light, contrast, saturation, *gains = (1 + 0.3 * amount * v for v in rng.uniform(-1, 1, 6))
    balance = np.array([1 + (g - 1) / 2 for g in gains], dtype=np.float32)
    to_grey = np.outer(np.ones(3, dtype=np.float32), _LUMA) * (1 - saturation)
    matrix = (np.eye(3, dtype=np.float32) * saturation + to_grey) * balance[:, None] * (light * contrast)
    mean = image.reshape(-1, 3).mean(axis=0).astype(np.float32)
    offset = matrix @ mean * (1 / contrast - 1)
    full: NDArray[np.float64] = np.column_stack((matrix, offset)).astype(np.float64)
    return np.asarray(cv2.transform(image, full), dtype=np.uint8)


def _simulate_camera(image: RGBImage, rng: np.random.Generator, amount: float) -> RGBImage:
    """Simulate another camera: blur, lower resolution and JPEG compression, each with probability 0.5."""
    sharp, coarse, packed = rng.random(3) < 0.5
    blur, shrink, quality = rng.random(3) * amount
    size = image.shape[1::-1]
    if coarse:
        fewer = (max(round(size[0] / (1 + shrink)), 8), max(round(size[1] / (1 + shrink)), 8))
        small = cv2.resize(image, fewer, interpolation=cv2.INTER_AREA)
        image = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    if sharp:
        spread = max(0.6 * blur * size[0] / 100, 0.05)
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), spread), dtype=np.uint8)
    if packed:
        level = max(round(95 - 45 * quality), 5)
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, level])
        image = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)
    return image


def _erased(image: RGBImage, rng: np.random.Generator, probability: float) -> RGBImage:
    """With ``probability`` fill a rectangle of 2 to 15 % of the image with its mean colour (Zhong et al., 2020)."""
    happens = rng.random() < probability
    area, shape, down, across = rng.random(4)
    if not happens:
        return image
    pixels = (0.02 + 0.13 * area) * image.shape[0] * image.shape[1]
    ratio = 3.0 ** (2 * shape - 1)
    height = min(max(round(math.sqrt(pixels * ratio)), 1), image.shape[0])
    width = min(max(round(math.sqrt(pixels / ratio)), 1), image.shape[1])
    top, left = round(down * (image.shape[0] - height)), round(across * (image.shape[1] - width))
    erased = image.copy()
    erased[top : top + height, left : left + width] = image.reshape(-1, 3).mean(axis=0).astype(np.uint8)
    return erased
