"""The position of maps follows from frame, input size and stride, and is the same as in training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core import heat
from training.core.frame import WHOLE, Frame
from training.core.model_card import ModelCard
from wbc_desktop.domain.heat_maps import Placement
from wbc_desktop.inference.results import placement_of
from wbc_desktop.reports.heatmap import resize_map

CARD = ModelCard("m", "t", {}, (("NEU", "n"), ("LYM", "l")), 112, "BGR", (1.0,) * 3, (1.0,) * 3)  # type: ignore[arg-type]


def test_the_whole_picture() -> None:
    assert placement_of(WHOLE, CARD) == Placement(0.5 / 112, 0.5 / 112, 32 / 112, 32 / 112)
    finer = replace(CARD, input_size=224, options={"output_stride": 16})
    assert placement_of(WHOLE, finer) == Placement(0.5 / 224, 0.5 / 224, 16 / 224, 16 / 224)


def test_a_part_of_the_picture() -> None:
    placement = placement_of(Frame(0.25, -0.1, 0.75, 0.9), replace(CARD, input_size=64))
    assert placement.left == pytest.approx(0.25 + 0.5 / 128)
    assert placement.top == pytest.approx(-0.1 + 1 / 128)
    assert (placement.step_x, placement.step_y) == pytest.approx((0.25, 0.5))
    seen = (placement.seen_left, placement.seen_top, placement.seen_right, placement.seen_bottom)
    assert seen == (0.25, -0.1, 0.75, 0.9)


@pytest.mark.slow
@given(
    st.integers(32, 256),
    st.sampled_from([16, 32]),
    st.tuples(*[st.floats(-0.5, 0.5)] * 2),
    st.tuples(*[st.floats(0.2, 1.5)] * 2),
    st.randoms(),
)
def test_the_window_and_the_report_draw_what_training_measures(
    size: int, stride: int, corner: tuple[float, float], sides: tuple[float, float], random: object
) -> None:
    points = -(-size // stride)
    small = np.random.default_rng(random.randrange(2**32)).random((points, points)).astype(np.float32)  # type: ignore[attr-defined]
    frame = Frame(*corner, corner[0] + sides[0], corner[1] + sides[1])
    card = replace(CARD, input_size=size, options={"output_stride": stride})
    ours = resize_map(small.ravel().tolist(), points, points, 61, 47, placement_of(frame, card))
    theirs = heat.place_map(small, frame, stride, size, height=47, width=61)
    differ = np.abs(ours - theirs) > 1e-3
    rows, columns = np.nonzero(differ)  # a pixel whose middle is on the frame's very edge may go either way
    assert len(np.unique(rows)) == 0 or min(len(np.unique(rows)), len(np.unique(columns))) == 1
