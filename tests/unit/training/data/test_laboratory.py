"""Simulated laboratories: from the generator only, wide enough for two data sets, nothing at amount 0."""

from __future__ import annotations

import numpy as np

from training.data.laboratory import simulate_laboratory

NUCLEUS, FIELD = (77, 38, 166), (245, 245, 245)
"""Optical densities 1.2, 1.9 and 0.43 of red, green and blue, as in the PBC set, on a white field."""


def cell() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = np.full((20, 20, 3), FIELD, np.uint8)
    image[5:15, 5:15] = NUCLEUS
    return image


def test_same_seed_gives_the_same_result() -> None:
    first, again = (simulate_laboratory(cell(), np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, simulate_laboratory(cell(), np.random.default_rng(8)))


def test_amount_zero_changes_nothing() -> None:
    assert np.array_equal(simulate_laboratory(cell(), np.random.default_rng(0), 0.0), cell())


def test_range_includes_pale_stains_that_absorb_little_blue() -> None:
    chance = np.random.default_rng(0)
    looks = [simulate_laboratory(cell(), chance).astype(float) for _ in range(300)]
    density = np.array([np.log((v[0, 0] + 1) / (v[10, 10] + 1)) for v in looks])
    assert (density[:, 1] < 0.8).mean() > 0.2
    assert (density[:, 1] > 1.9).mean() > 0.05
    assert (density[:, 2] < 0.1).mean() > 0.1


def test_nucleus_stays_darker_than_the_field() -> None:
    chance = np.random.default_rng(1)
    looks = [simulate_laboratory(cell(), chance).astype(float) for _ in range(300)]
    assert np.mean([v[10, 10].sum() < v[0, 0].sum() for v in looks]) > 0.97
