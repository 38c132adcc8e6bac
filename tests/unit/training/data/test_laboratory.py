"""Another laboratory's look: drawn from the generator alone, wide enough to span two archives, nothing at amount 0."""

from __future__ import annotations

import numpy as np

from training.data.laboratory import another_laboratory

NUCLEUS, FIELD = (77, 38, 166), (245, 245, 245)
"""Optical densities 1.2, 1.9 and 0.43 of red, green and blue, as in the PBC set, on a white field."""


def cell() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = np.full((20, 20, 3), FIELD, np.uint8)
    image[5:15, 5:15] = NUCLEUS
    return image


def test_the_same_chance_gives_the_same_look() -> None:
    first, again = (another_laboratory(cell(), np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, another_laboratory(cell(), np.random.default_rng(8)))


def test_no_amount_is_no_change() -> None:
    assert np.array_equal(another_laboratory(cell(), np.random.default_rng(0), 0.0), cell())


def test_looks_span_a_stain_less_than_half_as_dense_that_lets_blue_pass() -> None:
    chance = np.random.default_rng(0)
    looks = [another_laboratory(cell(), chance).astype(float) for _ in range(300)]
    density = np.array([np.log((v[0, 0] + 1) / (v[10, 10] + 1)) for v in looks])
    assert (density[:, 1] < 0.8).mean() > 0.2
    assert (density[:, 1] > 1.9).mean() > 0.05
    assert (density[:, 2] < 0.1).mean() > 0.1


def test_the_nucleus_stays_darker_than_the_field() -> None:
    chance = np.random.default_rng(1)
    looks = [another_laboratory(cell(), chance).astype(float) for _ in range(300)]
    assert np.mean([v[10, 10].sum() < v[0, 0].sum() for v in looks]) > 0.97
