"""Move the colours of another laboratory's pictures to those of the training pictures, without training.

Reinhard et al. (IEEE Computer Graphics and Applications 21, 2001) set the mean and the standard deviation of each
channel of CIELAB to those of a reference. Grey-world white balance (Buchsbaum, 1980) scales red, green and blue, here
to the reference's means instead of grey. The reference is the average training picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage

STAINS = ("reinhard", "reinhard-set", "grey-world", "grey-world-set")
"""The two methods; with ``-set`` all pictures of a laboratory get the same correction."""

_BLACK = 90
_SIDE = 128


@dataclass(frozen=True, slots=True)
class Colours:
    """Means and standard deviations in CIELAB (3 values each) and means of red, green and blue (0 to 255)."""

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    rgb: NDArray[np.float32]


def colours_of(image: RGBImage) -> Colours | None:
    """Return the colours of H x W x 3 RGB of 8 bits without its black corners; None for a black picture."""
    scale = min(_SIDE / min(image.shape[:2]), 1.0)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    lit = small.astype(np.int32).sum(axis=2) > _BLACK
    if not lit.any():
        return None
    lab = _to_lab(np.asarray(small, np.uint8))[lit]
    return Colours(lab.mean(axis=0), lab.std(axis=0), small[lit].astype(np.float32).mean(axis=0))


def mean_colours(all_of_them: Iterable[Colours | None]) -> Colours:
    """Return the colours of the average picture. Raises ``ValueError`` if no picture has any."""
    found = [c for c in all_of_them if c is not None]
    if not found:
        raise ValueError("All pictures are black, so there are no colours to match.")
    parts = (np.mean([getattr(c, name) for c in found], axis=0) for name in ("mean", "deviation", "rgb"))
    return Colours(*(np.asarray(part, np.float32) for part in parts))


def corrected(image: RGBImage, stain: str, reference: Colours, laboratory: Colours) -> RGBImage:
    """Return the picture in the reference's colours; the ``-set`` methods take its own colours from ``laboratory``.

    Raises ``ValueError`` for a method that is not in :data:`STAINS`.
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
    # At most threefold: stretching a picture without contrast further would only amplify noise.
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
