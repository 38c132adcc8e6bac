"""The share of a heatmap's mass on the cell, for maps and cells with known results."""

from __future__ import annotations

import numpy as np
import pytest

from training.core.frame import WHOLE, Frame
from training.recipes.heat_mass import Heat, difference, draw_sample, heat_on_cell, summary


def test_constant_map_has_the_chance_level() -> None:
    mask = np.zeros((64, 64), bool)
    mask[16:48, 16:48] = True
    share, chance, _ = heat_on_cell(np.ones((4, 4), np.float32), mask, WHOLE, 16, 64)
    assert share == pytest.approx(0.25)
    assert chance == pytest.approx(0.25)


def test_heat_on_and_beside_the_cell() -> None:
    mask = np.zeros((64, 64), bool)
    mask[:40, :40] = True
    spot = np.zeros((4, 4), np.float32)
    spot[1, 1] = 1  # pixel 16, 16: its heat ends at pixel 32, but for traces of the bicubic curve
    assert heat_on_cell(spot, mask, WHOLE, 16, 64)[0] == pytest.approx(1.0, abs=0.01)
    assert heat_on_cell(spot, mask, WHOLE, 16, 64)[2] == 1.0
    share, _, peak = heat_on_cell(spot, ~mask, WHOLE, 16, 64)
    assert (share, peak) == (pytest.approx(0.0, abs=0.01), 0.0)


def test_chance_level_is_computed_within_the_frame() -> None:
    mask = np.zeros((64, 64), bool)
    mask[:32, :32] = True
    _, chance, _ = heat_on_cell(np.ones((4, 4), np.float32), mask, Frame(0, 0, 0.5, 1.0), 16, 64)
    assert chance == pytest.approx(0.5)


def test_empty_map_is_left_out() -> None:
    mask = np.ones((32, 32), bool)
    assert np.isnan(heat_on_cell(np.zeros((4, 4), np.float32), mask, WHOLE, 16, 64)).all()
    nothing = Heat(*(np.full(3, np.nan) for _ in range(3)))
    assert summary(nothing, ["", "", ""]) is None
    assert difference(nothing, nothing, ["", "", ""]) is None


def test_means_and_intervals_over_groups() -> None:
    random = np.random.default_rng(0)
    share = random.uniform(0.4, 0.6, 40)
    share[5] = np.nan
    one = Heat(share, np.full(40, 0.1), np.ones(40))
    other = Heat(share - 0.2, np.full(40, 0.1), np.zeros(40))
    groups = [f"g{n // 4}" for n in range(40)]
    found = summary(one, groups)
    assert found is not None
    assert found["n"] == 39
    assert found["share_ci95"][0] < found["share"] < found["share_ci95"][1]
    assert found["above_chance"] == pytest.approx(found["share"] - 0.1)
    assert found["peak_on_cell"] == 1.0
    gap = difference(one, other, groups)
    assert gap is not None
    assert (gap["n"], gap["mean"]) == (39, pytest.approx(0.2))
    assert gap["ci95"][0] < 0.2 < gap["ci95"][1], "ten groups that agree do not vouch for all others"


def test_sample_of_cells_is_reproducible() -> None:
    assert draw_sample(5, 10) == [0, 1, 2, 3, 4]
    few = draw_sample(1000, 50)
    assert few == draw_sample(1000, 50) == sorted(set(few))
    assert len(few) == 50
