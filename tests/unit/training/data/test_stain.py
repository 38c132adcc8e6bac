"""Changing dyes: undone by the inverse change, and only as real dyes behave."""

from __future__ import annotations

import numpy as np

from training.data.stain import DYES, jittered_stain, stained

ONES, ZEROS = np.ones(3), np.zeros(3)


def dyed(blue: float, eosin: float) -> np.ndarray:
    """Return a picture of one colour with the given amounts of the two dyes (optical density)."""
    light = 256 * np.exp(-np.array([blue, eosin, 0.0]) @ DYES) - 1
    return np.full((8, 8, 3), np.rint(light), np.uint8)


def test_stain_is_unchanged_at_amount_zero() -> None:
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    assert (stained(image, ONES, ZEROS) == image).all()
    assert (jittered_stain(image, np.random.default_rng(1), 0.0) == image).all()


def test_each_dye_follows_its_own_factor() -> None:
    picture = dyed(0.8, 0.4)
    assert np.abs(stained(picture, np.array([1.5, 1, 1]), ZEROS).astype(int) - dyed(1.2, 0.4)).max() <= 2
    assert np.abs(stained(picture, np.array([1, 0.5, 1]), ZEROS).astype(int) - dyed(0.8, 0.2)).max() <= 2
    assert np.abs(stained(picture, ONES, np.array([0.1, -0.1, 0])).astype(int) - dyed(0.9, 0.3)).max() <= 2


def test_background_stays_clear_when_dyes_are_multiplied() -> None:
    white = np.full((4, 4, 3), 255, np.uint8)
    assert (stained(white, np.array([2.0, 0.5, 1.3]), ZEROS) == 255).all()


def test_more_blue_dye_darkens_red_light_most() -> None:
    nucleus = np.full((4, 4, 3), (90, 60, 140), np.uint8)
    lost = nucleus[0, 0].astype(int) - stained(nucleus, np.array([1.3, 1, 1]), ZEROS)[0, 0]
    assert lost[0] > lost[1] > lost[2]


def test_change_is_equal_over_the_picture_and_depends_on_the_seed() -> None:
    flat = np.full((16, 16, 3), (200, 150, 190), np.uint8)
    changed = jittered_stain(flat, np.random.default_rng(3))
    assert len(np.unique(changed.reshape(-1, 3), axis=0)) == 1
    assert (changed == jittered_stain(flat, np.random.default_rng(3))).all()
    assert (changed != jittered_stain(flat, np.random.default_rng(4))).any()
