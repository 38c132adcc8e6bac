"""Remedies for another laboratory's light and stain that need no training: pictures are brought to known colours.

Reinhard et al. (IEEE Computer Graphics and Applications 21, 2001) move the mean and the deviation of each channel of a
colour space that parts lightness from hue (CIELAB here) to those of a reference. Grey-world white balance (Buchsbaum,
1980) scales red, green and blue, here to the reference's means and not to grey. The reference is what the model learned
from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage

STAINS = ("reinhard", "reinhard-set", "grey-world", "grey-world-set")
"""The two methods; with ``-set`` one correction for all pictures of a laboratory in place of one for each picture."""

_BLACK = 90
_SIDE = 128


@dataclass(frozen=True, slots=True)
class Colours:
    """Means and deviations in CIELAB (each 3 values) and means of red, green and blue (0 to 255)."""

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    rgb: NDArray[np.float32]


def colours_of(image: RGBImage) -> Colours | None:
    """The colours of H x W x 3 RGB of 8 bits; black corners are no part of it. None for a picture that is black."""
    scale = min(_SIDE / min(image.shape[:2]), 1.0)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    lit = small.astype(np.int32).sum(axis=2) > _BLACK
    if not lit.any():
        return None
    lab = _to_lab(np.asarray(small, np.uint8))[lit]
    return Colours(lab.mean(axis=0), lab.std(axis=0), small[lit].astype(np.float32).mean(axis=0))


def mean_colours(all_of_them: Iterable[Colours | None]) -> Colours:
    """The colours of the average picture. Raises ``ValueError`` when none has any."""
    found = [c for c in all_of_them if c is not None]
    if not found:
        raise ValueError("There is no picture with any light in it to take colours from.")
    parts = (np.mean([getattr(c, name) for c in found], axis=0) for name in ("mean", "deviation", "rgb"))
    return Colours(*(np.asarray(part, np.float32) for part in parts))


def corrected(image: RGBImage, stain: str, reference: Colours, laboratory: Colours) -> RGBImage:
    """The picture in the reference's colours; ``laboratory`` is what the ``-set`` kinds take it to be in.

    Raises ``ValueError`` for a stain that is none of :data:`STAINS`.
    """
    if stain not in STAINS:
        raise ValueError(f"There is no stain normalisation {stain}: take one of {', '.join(STAINS)}.")
    own = laboratory if stain.endswith("-set") else colours_of(image)
    if own is None:
        return image
    change = _reinhard if stain.startswith("reinhard") else _grey_world
    black = image.astype(np.int32).sum(axis=2, keepdims=True) <= _BLACK
    return np.where(black, image, change(image, own, reference))


def _reinhard(image: RGBImage, own: Colours, reference: Colours) -> RGBImage:
    # A picture without contrast would be blown up into noise: no channel is stretched more than threefold.
    stretch = np.clip(reference.deviation / np.maximum(own.deviation, 1e-3), 1 / 3, 3.0)
    lab = (_to_lab(image) - own.mean) * stretch + reference.mean
    lab[..., 0] = np.clip(lab[..., 0], 0, 100)
    rgb = cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB)
    return np.asarray(np.clip(np.rint(rgb * 255), 0, 255), np.uint8)


def _grey_world(image: RGBImage, own: Colours, reference: Colours) -> RGBImage:
    gains = reference.rgb / np.maximum(own.rgb, 1.0)
    return np.asarray(np.clip(np.rint(image * gains), 0, 255), np.uint8)


def _to_lab(image: RGBImage) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
