"""Colour profiles become sRGB; transparency lies over white."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.unit.training.core.reading.drawn import cell, difference
from tests.unit.training.core.reading.profiles import ADOBE, GREY, PROPHOTO, SRGB, in_profile
from training.core.reading.colour import over_white, to_srgb

CELL = cell()


@pytest.mark.parametrize("profile", [ADOBE, PROPHOTO], ids=["Adobe RGB", "ProPhoto"])
def test_profile_is_converted_to_srgb(profile: bytes) -> None:
    stored = in_profile(CELL, profile)
    assert difference(np.asarray(stored), CELL) > 3
    assert difference(np.array(to_srgb(stored, profile)), CELL) < 1


@pytest.mark.parametrize(
    "profile",
    [
        None,
        b"",
        SRGB,
        b"no profile" * 50,
        ADOBE[:150],
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    ],
    ids=["none", "empty", "sRGB", "damaged", "cut", "of another colour space"],
)
def test_srgb_and_unusable_profiles_change_nothing(profile: bytes | None) -> None:
    assert (np.array(to_srgb(Image.fromarray(CELL), profile)) == CELL).all()


def test_grey_profile_is_converted() -> None:
    grey = Image.fromarray(CELL[:, :, 0])
    picture = np.array(to_srgb(grey, GREY)).astype(int)
    assert (picture[:, :, 0] == picture[:, :, 2]).all()
    assert difference(picture[:, :, 0], CELL[:, :, 0]) > 10
    assert (np.array(to_srgb(grey, ADOBE))[:, :, 1] == CELL[:, :, 0]).all()


def test_lab_without_profile_is_converted() -> None:
    lab = ImageCms.profileToProfile(
        Image.fromarray(CELL), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    assert difference(np.array(to_srgb(lab, None)), CELL) < 1.5


@pytest.mark.parametrize("value", [0, 1, 128, 255])
def test_alpha_of_one_value_is_no_alpha(value: int) -> None:
    alpha = np.full(CELL.shape[:2], value, np.uint8)
    assert (over_white(CELL, alpha) == CELL).all()


def test_nearly_invisible_picture_is_shown() -> None:
    alpha = np.zeros(CELL.shape[:2], np.uint8)
    alpha[:2, :5] = 200
    assert (over_white(CELL, alpha) == CELL).all()


def test_real_alpha_shows_white() -> None:
    alpha = np.full(CELL.shape[:2], 255, np.uint8)
    alpha[:20] = 0
    picture = over_white(CELL, alpha)
    assert (picture[:20] == 255).all()
    assert (picture[20:] == CELL[20:]).all()
    dark = CELL * (alpha[:, :, None] > 0)
    assert (over_white(dark, alpha, premultiplied=True) == picture).all()
