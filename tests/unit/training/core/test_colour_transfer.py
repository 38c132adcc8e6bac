"""Colours of another laboratory are moved to the reference; black corners stay black."""

from __future__ import annotations

import numpy as np
import pytest

from training.core.colour_transfer import STAINS, Colours, colours_of, corrected, mean_colours


def picture(seed: int, tint: tuple[float, float, float]) -> np.ndarray:
    """A light background, a dark disc and noise, all tinted."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:60, 0:80]
    disc = (rows - 30) ** 2 + (columns - 40) ** 2 < 200
    grey = np.where(disc[..., None], (110.0, 70.0, 160.0), (225.0, 200.0, 215.0)) + random.normal(0, 4, (60, 80, 3))
    image = np.clip(grey * tint, 0, 255).astype(np.uint8)
    image[:8, :8] = 0
    return image


def test_tint_is_removed() -> None:
    home = [picture(n, (1.0, 1.0, 1.0)) for n in range(4)]
    away = [picture(n, (0.8, 0.95, 0.7)) for n in range(4, 8)]
    reference, laboratory = (mean_colours(map(colours_of, images)) for images in (home, away))
    for stain in STAINS:
        repaired = [corrected(image, stain, reference, laboratory) for image in away]
        before = np.abs(mean_colours(map(colours_of, away)).rgb - reference.rgb).max()
        after = np.abs(mean_colours(map(colours_of, repaired)).rgb - reference.rgb).max()
        assert before > 30
        assert after < 8, stain
        assert all((image[:8, :8] == 0).all() for image in repaired)


def test_pictures_of_the_reference_hardly_change() -> None:
    home = [picture(n, (1.0, 1.0, 1.0)) for n in range(4)]
    colours = mean_colours(map(colours_of, home))
    for stain in STAINS:
        changed = corrected(home[0], stain, colours, colours).astype(int) - home[0]
        assert np.abs(changed).max() <= 12, stain


def test_black_picture_has_no_colours_and_is_unchanged() -> None:
    black = np.zeros((20, 20, 3), np.uint8)
    some = Colours(*(np.ones(3, np.float32) for _ in range(3)))
    assert colours_of(black) is None
    assert (corrected(black, "reinhard", some, some) == 0).all()
    with pytest.raises(ValueError, match="All pictures are black"):
        mean_colours([None])


def test_plain_picture_is_not_amplified() -> None:
    home = colours_of(picture(0, (1.0, 1.0, 1.0)))
    flat = np.full((40, 40, 3), 180, np.uint8)
    flat[::2] += 1
    assert home is not None
    assert np.ptp(corrected(flat, "reinhard", home, home).astype(int), axis=(0, 1)).max() < 12


def test_unknown_method_is_refused() -> None:
    some = Colours(*(np.ones(3, np.float32) for _ in range(3)))
    with pytest.raises(ValueError, match="no stain normalisation magic"):
        corrected(picture(0, (1, 1, 1)), "magic", some, some)
