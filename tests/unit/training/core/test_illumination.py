"""The light is found without the cells, in uneven light as well, and densities do not depend on it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from smears import smear

from training.core.illumination import density, light


def lamp(height: int, width: int) -> np.ndarray:
    """A light that is brightest left of the middle and falls off towards the corners."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return (1 - 0.15 * (x + 0.2) ** 2 - 0.12 * y**2)[..., None] * np.array([230, 210, 190])


def test_light_of_an_empty_picture_is_the_picture() -> None:
    image = lamp(240, 320).astype(np.uint8)
    assert np.exp(light(image)) - 1 == pytest.approx(image.astype(float), rel=0.1)


def test_cells_do_not_darken_the_light() -> None:
    image = lamp(240, 320)
    for x in range(20, 320, 40):
        for y in range(20, 240, 40):
            cv2.circle(image, (x, y), 13, (120, 70, 60), -1)
    found = np.exp(light(image.astype(np.uint8))) - 1
    assert found == pytest.approx(lamp(240, 320), rel=0.12)


@pytest.mark.parametrize("gains", [(1.0, 0.85, 0.7), (0.6, 0.6, 0.6), (0.8, 0.9, 1.0)])
def test_density_is_the_same_in_another_light(gains: tuple[float, float, float]) -> None:
    image = smear(3)
    lit = (image * np.array(gains)).astype(np.uint8)
    assert np.abs(density(lit) - density(image)).mean() < 0.03


def test_background_has_no_density_and_cells_have() -> None:
    image = np.full((100, 120, 3), 220, np.uint8)
    cv2.circle(image, (60, 50), 15, (110, 60, 150), -1)
    found = density(image)
    assert np.abs(found[:20, :20]).max() < 0.1
    assert found[50, 60] == pytest.approx(np.log(221 / np.array([111, 61, 151])), abs=0.1)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2), (9, 9)])
@pytest.mark.parametrize("value", [0, 255])
def test_unusual_pictures_have_finite_densities(shape: tuple[int, int], value: int) -> None:
    found = density(np.full((*shape, 3), value, np.uint8))
    assert found.shape == (*shape, 3)
    assert np.isfinite(found).all()
