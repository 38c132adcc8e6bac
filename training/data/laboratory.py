"""The same cell as another laboratory might show it: its stain paler or darker, bluer or redder, in another light.

Jittering the amounts of two known dyes (:mod:`training.data.stain`) stays near the stain at hand. Laboratories differ
by more: above the background, the nuclei of the PBC set hold back 2.4 times as much green light (median optical density
1.9) as those of the Blood Cell Images (0.78), and much blue light (0.43), which the latter let pass (0.01). A network
that had learned the one with little jitter called hardly any cell of the other rightly. So here each channel's optical
density is scaled by itself and all together, a little of each goes over into the others, and the light is dimmed and
tinted.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from training.core.images import RGBImage

_DENSITY = (-np.log((np.arange(256) + 1) / 256)).astype(np.float32)
_PALEST, _DARKEST = -1.3, 0.35
"""Natural logarithms of the factors between which the whole stain's density is drawn: 0.27 to 1.4."""


def another_laboratory(image: RGBImage, chance: np.random.Generator, amount: float = 1.0) -> RGBImage:
    """H x W x 3 RGB of 8 bits in another laboratory's stain and light; ``amount`` scales the change, 0 is none."""
    gain = np.exp(amount * chance.normal(0, 0.32, 3)) * math.exp(amount * chance.uniform(_PALEST, _DARKEST))
    lets_blue_pass, how_much = chance.random(2)
    if lets_blue_pass < 0.35 * amount:
        gain[2] *= how_much
    mixed = amount * 0.1 * chance.normal(0, 1, (3, 3)) * gain.mean()
    np.fill_diagonal(mixed, gain)
    light = amount * (chance.uniform(-0.04, 0.16, 3) + chance.uniform(-0.04, 0.3))
    densities = np.asarray(cv2.LUT(image, _DENSITY), dtype=np.float32)
    changed = cv2.transform(densities, np.column_stack((mixed, light)))
    seen = cv2.exp(-np.maximum(changed, 0)) * 256 - 1
    return np.asarray(np.clip(np.rint(seen), 0, 255), dtype=np.uint8)
