"""A test of a slide as a whole: are its cells displaced, all in one direction, from those that the model learned from?

A score for each cell (:mod:`training.core.unlike`) speaks of single strange cells. Another stain or camera changes
every cell a little and alike, and leaves most cells under the limit of that score. Here each cell is compared with the
nearest class centre, in the whitened space of that score (the Mahalanobis distance of Lee et al., NeurIPS 2018), so the
mixture of classes in a slide does not matter. The displacements of cells that are like the training cells cancel out;
those of another laboratory's cells have a common part. Its squared length is what Hotelling's T squared tests (Ann.
Math. Stat. 2, 1931), but the question here is how long it is, not whether it is exactly zero: with enough cells it
never is. Therefore the part that chance explains is subtracted, and the lower end of a confidence interval is compared
with a limit that slides of the known laboratories do not reach.

Only numpy is needed: the coordinates of the cells are stored with their predictions.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.core.model_card import KNOWN_PREFIX, KNOWN_VERSION, ModelCard, ModelFileError

Matrix = NDArray[np.float64]

SLIDE_LIMIT = 9.0
"""The limit for the common displacement, squared.

Measured with the ``wbc8`` of 2026-11-23 (PBC and Blood Cell Images) on cells that it was not trained on, 300 random
groups of each size. Home: groups of 20, 60 and 200 cells of PBC have at most 1.5 (19 whole blocks of that data set:
0.7), copies of 71 originals of Blood Cell Images 9.5, groups of 20, 40 and 60 of its originals 8.6. None of these
2,700 groups is announced. Foreign: the 59 slides of Raabin with 20 or more cells have 11.9 to 45, with lower ends
from 10.1, and all are announced. Of single classes at home one is announced: monocytes of Blood Cell Images, 60
copies of four originals. The model ``paper4``, which knows Blood Cell Images only, announces PBC (32.3) and Raabin
(36.9), and not its own test images (0.8) and originals (1.6).
"""
ENOUGH = 20
"""With fewer cells nothing is said about the slide."""
Z = 1.645
"""Quantile of the normal distribution: the true value is above the lower end with a probability of 95 %."""
FARTHEST = 9.0
"""A longer displacement of one cell is shortened to this, so that a few artefacts do not move the mean of a slide.

Of held-out cells of the known laboratories half are displaced by less than 5, and 99 % by less than 8.
"""


@dataclass(frozen=True, slots=True)
class Shift:
    """The common displacement of ``cells`` cells: its squared length, and the lower end of the interval for it."""

    cells: int
    squared: float
    low: float


def displacements(coordinates: Matrix, centres: Matrix) -> Matrix:
    """Return N x k displacements of N x k coordinates from the nearest of K x k centres, none over ``FARTHEST``."""
    squared = (coordinates**2).sum(axis=1)[:, None] - 2 * coordinates @ centres.T + (centres**2).sum(axis=1)[None]
    off = coordinates - centres[squared.argmin(axis=1)]
    length = np.sqrt((off**2).sum(axis=1, keepdims=True))
    return np.asarray(off * np.minimum(1.0, FARTHEST / np.maximum(length, 1e-12)))


def shift_of(coordinates: Matrix, centres: Matrix) -> Shift:
    """Return the common displacement of the cells of a slide. Raises ``ValueError`` for fewer than two cells.

    With mean m and covariance S of the N displacements, the squared length is m'm - tr(S) / N, which has no bias. Its
    variance is about 4 m'Sm / N + 2 tr(SS) / N^2 (the delta method, and the variance that is left without a shift).
    """
    count = len(coordinates)
    if count < 2:
        raise ValueError("too few cells for a common displacement")
    off = displacements(coordinates, centres)
    mean = off.mean(axis=0)
    spread = np.atleast_2d(np.cov(off, rowvar=False))
    squared = float(mean @ mean - np.trace(spread) / count)
    variance = float(4 * mean @ spread @ mean / count + 2 * (spread**2).sum() / count**2)
    return Shift(count, squared, squared - Z * variance**0.5)


def is_announced(coordinates: Matrix, centres: Matrix, card: ModelCard) -> bool:
    """Return whether a slide with the N x k coordinates of its cells looks different to the model."""
    if len(coordinates) < ENOUGH:
        return False
    return shift_of(coordinates, centres).low > slide_limit(card)


def slide_limit(card: ModelCard) -> float:
    """Return the limit of the model with this card: its own, or :data:`SLIDE_LIMIT`."""
    own = card.known.get("slide_limit")
    return float(own) if isinstance(own, int | float) and own > 0 else SLIDE_LIMIT


def read_centres(path: Path, card: ModelCard) -> Matrix | None:
    """Return the K x k class centres of a model file; None if it has no unlike score. Raises ``ModelFileError``."""
    if card.known.get("version") != KNOWN_VERSION:
        return None
    from safetensors import SafetensorError, safe_open

    name = f"{KNOWN_PREFIX}centres"
    try:
        with safe_open(path, framework="numpy") as file:
            return np.asarray(file.get_tensor(name), dtype=np.float64) if name in file.keys() else None  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelFileError(f"is damaged ({error})") from None
