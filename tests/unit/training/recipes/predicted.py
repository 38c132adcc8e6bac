"""Predictions of made-up models, for the tests of the comparison."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.recipes.comparing import Predictions

CODES = ("NEU", "LYM", "MON", "EOS", "BAS")


def predictions(
    true: Sequence[int] | np.ndarray,
    guess: Sequence[int] | np.ndarray,
    groups: Sequence[str] | None = None,
    confidence: float | np.ndarray = 0.9,
    codes: Sequence[str] = CODES,
    threshold: float = 0.5,
) -> Predictions:
    """Return predictions of the classes ``guess`` with this confidence."""
    n, k = len(true), len(codes)
    sure = np.broadcast_to(np.asarray(confidence, dtype=np.float64), n)
    p = np.repeat(((1 - sure) / (k - 1))[:, None], k, axis=1)
    p[np.arange(n), np.asarray(guess, dtype=np.int64)] = sure
    return Predictions(p, np.asarray(true, dtype=np.int64), groups or [""] * n, codes, np.full(n, threshold))


def slides(n: int, count: int) -> list[str]:
    """Return the slide of each of ``n`` cells."""
    return [f"slide {i % count}" for i in range(n)]


def noisy(rng: np.random.Generator, true: np.ndarray, accuracy: float) -> np.ndarray:
    """Return guesses that are right with this probability, else another class."""
    other = (true + rng.integers(1, len(CODES), len(true))) % len(CODES)
    return np.where(rng.random(len(true)) < accuracy, true, other)
