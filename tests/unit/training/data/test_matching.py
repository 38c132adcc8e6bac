"""Copies of one picture have common features in one arrangement; other pictures of the same texture do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from smears import smear, warped

from training.data.links import JOIN, SURE
from training.data.matching import FEATURES, Features, compare, describe


@pytest.mark.parametrize("flip", [None, 0, 1, -1])
@pytest.mark.parametrize("angle", [0, 17, -35])
def test_rotated_and_mirrored_copies_match(flip: int | None, angle: float) -> None:
    image = smear(1)
    copy = warped(image, angle=angle, shear=0.1, shift=(12, -9), flip=flip)
    assert compare(describe(image), [describe(copy)])[0] >= SURE


@pytest.mark.slow
def test_other_smears_do_not_match() -> None:
    one, *others = [describe(smear(seed)) for seed in range(12)]
    assert max(compare(one, others)) < JOIN


def test_comparing_many_equals_comparing_each() -> None:
    image = smear(3)
    others = [
        describe(im) for im in (smear(4), warped(image, angle=8), np.zeros((90, 120, 3), np.uint8), image[:, ::-1])
    ]
    one = describe(image)
    assert compare(one, others) == [compare(one, [other])[0] for other in others]
    assert compare(one, []) == []


def test_black_corners_have_no_features() -> None:
    image = warped(smear(5), angle=30)
    lit = cv2.resize(image, (160, 120), interpolation=cv2.INTER_AREA).max(axis=2)
    points = describe(image).points
    assert 0 < len(points) <= FEATURES
    assert (lit[points[:, 1].astype(int), points[:, 0].astype(int)] > 24).all()


@pytest.mark.parametrize("value", [0, 255, 128])
def test_plain_image_has_no_features_and_matches_nothing(value: int) -> None:
    plain = describe(np.full((60, 80, 3), value, np.uint8))
    assert len(plain) == 0
    assert compare(plain, [plain, describe(smear(1))]) == [0, 0]
    assert compare(describe(smear(1)), [plain]) == [0]


def test_features_without_common_arrangement_do_not_match() -> None:
    """The same features in random places, or all at one spot, do not match."""
    one = describe(smear(6))
    random = np.random.default_rng(0)
    strewn = Features(random.uniform(0, 160, one.points.shape).astype(np.float32), one.looks)
    heaped = Features((one.points * 0.01).astype(np.float32), one.looks)
    assert max(compare(one, [strewn, heaped])) < JOIN
    assert compare(one, [one])[0] >= len(one) * 0.7
