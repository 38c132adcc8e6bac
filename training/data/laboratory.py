"""Augmentation that simulates another laboratory: a paler or darker, bluer or redder stain, in another light.

Changing the amounts of two known dyes (:mod:`training.data.stain`) stays close to the given stain. Laboratories differ
more. Above the background, the nuclei of the PBC set absorb 2.4 times as much green light (median optical density 1.9)
as those of the Blood Cell Images (0.78), and much blue light (0.43), which the latter hardly absorb (0.01). A network
trained on one of them with small changes classified hardly any cell of the other correctly. Here the optical density of
each channel is scaled separately and jointly, channels are mixed slightly, and the light is dimmed and tinted.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from training.core.images import RGBImage

_DENSITY = (-np.log((np.arange(256) + 1) / 256)).astype(np.float32)
_PALEST, _DARKEST = -1.3, 0.35
"""Range of the natural logarithm of the density's factor: factors from 0.27 to 1.4."""


def simulate_laboratory(image: RGBImage, rng: np.random.Generator, amount: float = 1.0) -> RGBImage:
    """Return H x W x 3 RGB of 8 bits in another stain and light; ``amount`` scales the change, 0 means none."""
    gain = np.exp(amount * rng.normal(0, 0.32, 3)) * math.exp(amount * rng.uniform(_PALEST, _DARKEST))
    blue_draw, blue_gain = rng.random(2)  # some stains hardly absorb blue
    if blue_draw < 0.35 * amount:
        gain[2] *= blue_gain
    mixed = amount * 0.1 * rng.normal(0, 1, (3, 3)) * gain.mean()
    np.fill_diagonal(mixed, gain)
    light = amount * (rng.uniform(-0.04, 0.16, 3) + rng.uniform(-0.04, 0.3))
    densities = np.asarray(cv2.LUT(image, _DENSITY), dtype=np.float32)
    changed = cv2.transform(densities, np.column_stack((mixed, light)))
    seen = cv2.exp(-np.maximum(changed, 0)) * 256 - 1
    return np.asarray(np.clip(np.rint(seen), 0, 255), dtype=np.uint8)
