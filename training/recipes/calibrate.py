"""One number that makes the probabilities honest: the temperature (Guo et al., ICML 2017), fitted on validation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def negative_log_likelihood(logits: NDArray[np.float64], labels: NDArray[np.int64], temperature: float) -> float:
    """Mean over N images of -log p(true class), with logits N x K divided by ``temperature``."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    log_p = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].mean())


def fit_temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """The temperature between 0.2 and 5 with the smallest negative log-likelihood (golden section on its logarithm)."""
    low, high = np.log(0.2), np.log(5.0)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(40):
        first, second = high - ratio * (high - low), low + ratio * (high - low)
        left = negative_log_likelihood(logits, labels, float(np.exp(first)))
        right = negative_log_likelihood(logits, labels, float(np.exp(second)))
        low, high = (low, second) if left < right else (first, high)
    return float(np.exp((low + high) / 2))
