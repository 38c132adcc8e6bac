"""Move the stain of a slide to that of the training cells, without labels.

Reinhard et al. (IEEE Computer Graphics and Applications 21, 2001) set the mean and the standard deviation of each
channel of CIELAB. Here the cells of one slide have these six numbers together and are all changed alike, so a dark cell
stays darker than a pale one. They are measured on what the network sees of each cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.background import lit, moved
from training.core.images import RGBImage
from training.core.model_card import ModelCard

Three = tuple[float, float, float]
TEMPERATURE = 1.3
"""Factor of a model's temperature for cells of a slide with another stain: the network is too sure of them.

Chosen on half of Raabin's slides and tested on the others: see ``tests/benchmarks/bench_adapt.py``.
"""


@dataclass(frozen=True, slots=True)
class Stain:
    """Means and standard deviations of the channels of CIELAB (8 bits)."""

    mean: Three
    deviation: Three

    @property
    def table(self) -> NDArray[np.float64]:
        """The numbers as 2 x 3."""
        return np.array([self.mean, self.deviation])


TRAINED = {("leukocyte", "white"): Stain((209.9, 136.5, 118.6), (49.5, 14.1, 18.6))}
"""Stain of the training cells by the framing and the background of a model whose card does not say it.

Averages of two laboratories, PBC (1,139 cells) and Blood Cell Images (200), of all pixels of what the ``wbc8`` of
2026-11-23 sees.
"""


def trained_stain(card: ModelCard) -> Stain | None:
    """Return the stain of the model's training cells, as its card says or by :data:`TRAINED`; None if not known."""
    own = card.known.get("stain")
    if own is None:
        return TRAINED.get((card.framing, card.background))
    return _stain_of(own)


def _stain_of(value: Any) -> Stain | None:
    """Return the stain of a card's JSON value; None if it makes no sense: the card comes from outside."""
    try:
        mean, deviation = (tuple(float(number) for number in value[key]) for key in ("mean", "deviation"))
    except (KeyError, TypeError, ValueError):
        return None
    sound = len(mean) == len(deviation) == 3 and all(map(math.isfinite, mean)) and all(0 < d < 1e3 for d in deviation)
    return Stain((mean[0], mean[1], mean[2]), (deviation[0], deviation[1], deviation[2])) if sound else None


def as_json(stain: Stain) -> Mapping[str, Any]:
    """Return the stain as :func:`trained_stain` reads it from a card."""
    return {"mean": list(stain.mean), "deviation": list(stain.deviation)}


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over pixels: their number, the channels, and the squares of the channels."""

    count: int
    first: NDArray[np.float64]
    second: NDArray[np.float64]


def sums_of(image: RGBImage) -> Sums:
    """Return the sums of H x W x 3 RGB of 8 bits, without black corners."""
    values = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)[lit(image) > 0].astype(np.float64)
    return Sums(len(values), values.sum(axis=0), (values**2).sum(axis=0))


def stain_of(cells: Iterable[Sums]) -> Stain | None:
    """Return the stain of these cells together, rounded to three digits; None if no pixel is lit or all are equal."""
    found = list(cells)
    count = sum(one.count for one in found)
    if not count:
        return None
    mean = sum((one.first for one in found), np.zeros(3)) / count
    variance = sum((one.second for one in found), np.zeros(3)) / count - mean**2
    deviation = np.sqrt(np.maximum(variance, 0))
    if not (deviation > 0).all():
        return None
    (a, b, c), (d, e, f) = mean.round(3).tolist(), np.maximum(deviation.round(3), 0.001).tolist()
    return Stain((a, b, c), (d, e, f))


def with_stain(image: RGBImage, own: Stain, to: Stain) -> RGBImage:
    """Return H x W x 3 RGB of 8 bits of a slide with the stain ``own``, moved to ``to``. Black corners stay black."""
    return np.where(lit(image)[..., None] > 0, moved(image, own.table, to.table), image)
