"""Groups of common origin are found from the content, turned and flipped copies included."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from training.data.groups import join, signature


def field_of_view(seed: int) -> np.ndarray:
    """A smear with its own light and its own cells."""
    random = np.random.default_rng(seed)
    image = np.full((120, 160, 3), random.integers(170, 240, 3), np.uint8)
    red_cells = tuple(int(v) for v in random.integers(60, 200, 3))
    for middle in random.integers(0, 160, (90, 2)):
        cv2.circle(image, (int(middle[0]), int(middle[1])), 5, red_cells, -1)
    return np.asarray(cv2.GaussianBlur(image, (15, 15), 0))


def copy_of(image: np.ndarray, angle: float) -> np.ndarray:
    turn = cv2.getRotationMatrix2D((80, 60), angle, 1.0)
    return np.asarray(cv2.warpAffine(image, turn, (160, 120))[:, ::-1])


def test_copies_join_and_other_fields_stay_apart() -> None:
    fields = [field_of_view(seed) for seed in range(6)]
    images = [im for f in fields for im in (f, copy_of(f, 5), copy_of(f, -8))]
    groups = join(np.stack([signature(im) for im in images]))
    assert [len(set(groups[3 * i : 3 * i + 3])) for i in range(6)] == [1] * 6
    assert len(set(groups)) == 6


def test_a_black_image_has_a_signature() -> None:
    assert not signature(np.zeros((50, 50, 3), np.uint8)).any()
    assert len(join(np.zeros((0, 30), np.float32))) == 0


@given(arrays(np.float32, st.tuples(st.integers(1, 30), st.just(2)), elements=st.floats(0, 50, width=16)))
def test_joining_is_the_transitive_closure_of_being_near(points: np.ndarray) -> None:
    groups = join(points, 5.0)
    distance = np.linalg.norm(points[:, None].astype(float) - points[None].astype(float), axis=2)
    near = distance < 5.0 - 1e-3
    assert (groups[:, None] == groups[None, :])[near].all()
    for group in set(groups):  # each member of a group of several has a neighbour in it
        members = np.flatnonzero(groups == group)
        if len(members) > 1:
            inside = distance[np.ix_(members, members)] + 1e9 * np.eye(len(members))
            assert (inside.min(axis=1) <= 5.0 + 1e-3).all()
