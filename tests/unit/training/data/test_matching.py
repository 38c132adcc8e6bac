"""Copies of one picture have features in common, in one arrangement; other pictures of the same texture have not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from smears import smear, warped

from training.data.links import JOIN, SURE
from training.data.matching import FEATURES, Features, compare, describe


@pytest.mark.parametrize("flip", [None, 0, 1, -1])
@pytest.mark.parametrize("angle", [0, 17, -35])
def test_a_copy_agrees_however_it_is_turned_and_mirrored(flip: int | None, angle: float) -> None:
    image = smear(1)
    copy = warped(image, angle=angle, shear=0.1, shift=(12, -9), flip=flip)
    assert compare(describe(image), [describe(copy)])[0] >= SURE


def test_other_smears_do_not_agree() -> None:
    one, *others = [describe(smear(seed)) for seed in range(12)]
    assert max(compare(one, others)) < JOIN


def test_many_at_once_count_as_one_by_one() -> None:
    image = smear(3)
    others = [
        describe(im) for im in (smear(4), warped(image, angle=8), np.zeros((90, 120, 3), np.uint8), image[:, ::-1])
    ]
    one = describe(image)
    assert compare(one, others) == [compare(one, [other])[0] for other in others]
    assert compare(one, []) == []


def test_black_corners_hold_no_features() -> None:
    image = warped(smear(5), angle=30)
    lit = cv2.resize(image, (160, 120), interpolation=cv2.INTER_AREA).max(axis=2)
    points = describe(image).points
    assert 0 < len(points) <= FEATURES
    assert (lit[points[:, 1].astype(int), points[:, 0].astype(int)] > 24).all()


@pytest.mark.parametrize("value", [0, 255, 128])
def test_a_plain_image_has_no_features_and_agrees_with_nothing(value: int) -> None:
    plain = describe(np.full((60, 80, 3), value, np.uint8))
    assert len(plain) == 0
    assert compare(plain, [plain, describe(smear(1))]) == [0, 0]
    assert compare(describe(smear(1)), [plain]) == [0]


def test_looks_alone_are_not_enough() -> None:
    """The same features strewn about, or heaped on one spot, are no copy."""
    one = describe(smear(6))
    random = np.random.default_rng(0)
    strewn = Features(random.uniform(0, 160, one.points.shape).astype(np.float32), one.looks)
    heaped = Features((one.points * 0.01).astype(np.float32), one.looks)
    assert max(compare(one, [strewn, heaped])) < JOIN
    assert compare(one, [one])[0] >= len(one) * 0.7
