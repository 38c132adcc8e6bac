"""Normalisation of background and stain; black pictures are unchanged."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.background import STAIN, WHITE, apply_gains, gains, normalise_background


def picture(light: tuple[int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = np.full((60, 90, 3), light, np.uint8)
    image[20:40, 30:60] = (np.array(light) * 0.4).astype(np.uint8)
    return image


@pytest.mark.slow
@given(st.tuples(*[st.integers(70, 255)] * 3))
def test_background_becomes_white_in_any_light(light: tuple[int, int, int]) -> None:
    image = picture(light)
    white = apply_gains(image, gains(image))
    assert np.abs(white[0, 0].astype(int) - WHITE).max() <= 1
    assert np.abs(white[30, 45] - 0.4 * WHITE).max() <= 4


def test_black_corners_are_no_background() -> None:
    image = picture((200, 180, 160))
    image[:, :40] = 0
    assert gains(image) == pytest.approx(WHITE / np.array([200, 180, 160]), rel=0.01)


def test_black_picture_is_unchanged() -> None:
    assert gains(np.zeros((5, 5, 3), np.uint8)).tolist() == [1, 1, 1]


def test_gain_of_a_dim_picture_is_limited() -> None:
    assert gains(np.full((5, 5, 3), 40, np.uint8)).max() <= WHITE / 60 + 1e-6


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1), st.tuples(*[st.floats(1.0, 4.0, width=32)] * 3))
def test_lookup_table_equals_computing_each_pixel(seed: int, factors: tuple[float, float, float]) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    by_hand = np.clip(np.rint(image * np.array(factors, np.float32)), 0, 255).astype(np.uint8)
    assert np.array_equal(apply_gains(image[:, ::-1], np.array(factors, np.float32)), by_hand[:, ::-1])


def smear(
    dye: tuple[float, float, float], light: tuple[int, int, int]
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Red cells and a nucleus with noise; ``dye``: absorption of red, green and blue light."""
    rows, columns = np.mgrid[0:120, 0:160]
    density = 0.02 + 0.15 * ((rows // 20 + columns // 20) % 2) + 0.9 * ((rows - 60) ** 2 + (columns - 80) ** 2 < 500)
    grain = np.random.default_rng(0).normal(0, 0.01, density.shape)
    held = (density + grain)[..., None] * np.array(dye)
    return np.clip(np.array(light) * 10.0**-held, 0, 255).astype(np.uint8)


def stain_of(
    image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float64)
    return np.stack([lab.mean(axis=0), lab.std(axis=0)])


@pytest.mark.slow
def test_different_stains_and_lights_become_similar() -> None:
    dyes = (0.6, 1.0, 0.5), (0.5, 0.9, 0.6), (0.8, 1.2, 0.45)
    lights = (240, 235, 230), (200, 180, 220), (150, 160, 140)
    pictures = [smear(dye, light) for dye in dyes for light in lights]
    white, evened_out = (
        np.array([stain_of(normalise_background(seen, seen, background))[0] for seen in pictures])
        for background in ("white", "white+stain")
    )
    assert np.ptp(white, axis=0)[1:].max() > 8, "the hue"
    assert np.ptp(evened_out, axis=0)[1:].max() < 4
    assert np.abs(evened_out - STAIN[0])[:, 1:].max() < 4


def test_part_is_normalised_by_the_whole_picture() -> None:
    image = smear((0.6, 1.0, 0.5), (200, 180, 220))
    for background in ("as it is", "white", "white+stain"):
        assert np.array_equal(
            normalise_background(image[40:80, 60:100], image, background),
            normalise_background(image, image, background)[40:80, 60:100],
        )
    assert np.array_equal(normalise_background(image, image, "as it is"), image)
    assert np.array_equal(normalise_background(image, image, "white"), apply_gains(image, gains(image)))


def test_black_corners_stay_black_and_do_not_count_as_stain() -> None:
    image = smear((0.6, 1.0, 0.5), (200, 180, 220))
    turned = np.concatenate([np.zeros_like(image[:, :40]), image], axis=1)
    out = normalise_background(turned, turned, "white+stain")
    assert (out[:, :40] == 0).all()
    assert np.abs(out[:, 40:].astype(int) - normalise_background(image, image, "white+stain")).mean() < 4
    black = np.zeros((30, 30, 3), np.uint8)
    assert (normalise_background(black, black, "white+stain") == 0).all()


def test_picture_without_contrast_is_not_amplified_to_noise() -> None:
    flat = np.full((60, 60, 3), 180, np.uint8)
    flat[::2] += 2
    assert np.ptp(normalise_background(flat, flat, "white+stain").astype(int), axis=(0, 1)).max() < 20
