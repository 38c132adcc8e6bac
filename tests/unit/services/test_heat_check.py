"""The share of a map's colour on the cell, as the picture shows it, for maps with their stored placement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core import leukocyte
from training.core.frame import Frame
from training.core.heat import place_map
from training.core.model_card import ModelCard
from training.recipes.heat_mass import heat_on_cell
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.inference.results import placement_of
from wbc_desktop.reports.heatmap import TRANSPARENT_BELOW, opacity_of
from wbc_desktop.services.heat_check import (
    ATTENTION,
    MARGIN,
    MIN_SHARE,
    HeatOnCell,
    cell_area,
    measure_map,
    measure_maps,
)


def half() -> np.ndarray:
    """Return the mask of a cell in the left half of a picture of 60 x 80."""
    mask = np.zeros((60, 80), np.bool_)
    mask[:, :40] = True
    return mask


@pytest.mark.parametrize(("values", "outside"), [((1.0, 0.0), False), ((0.0, 1.0), True)])
def test_maps_on_and_outside_the_cell_are_told_apart(values: tuple[float, float], outside: bool) -> None:
    found = measure_map(half(), values, 2, 1, None)
    assert found is not None
    assert found.mostly_outside is outside
    assert found.area == 0.5
    assert (found.near < MIN_SHARE) is outside


def test_constant_map_has_the_share_of_the_area() -> None:
    assert measure_map(half(), [0.5] * 4, 2, 2, None) == HeatOnCell(0.5, 0.5, pytest.approx(0.5 + MARGIN / 2))


def test_empty_map_has_no_result() -> None:
    assert measure_map(half(), [0.0] * 4, 2, 2, None) is None


def test_what_the_picture_does_not_show_does_not_count() -> None:
    low = TRANSPARENT_BELOW - 0.01
    found = measure_map(half(), [1.0] * 10 + [low] * 10, 20, 1, None)
    assert found is not None
    assert found.share > 0.97
    assert measure_map(half(), [low] * 4, 2, 2, None) is None


def test_stored_placement_is_used() -> None:
    left = Placement(0.125, 0.5, 0.25, 1.0, 0.0, 0.0, 0.5, 1.0)
    right = Placement(0.625, 0.5, 0.25, 1.0, 0.5, 0.0, 1.0, 1.0)
    on, off = (measure_map(half(), [1.0, 1.0], 2, 1, place) for place in (left, right))
    assert on == HeatOnCell(1.0, 1.0, 1.0)
    assert off == HeatOnCell(0.0, 0.0, pytest.approx(0.125, abs=0.02))


@pytest.mark.slow
@given(
    frame=st.tuples(st.floats(0, 0.3), st.floats(0, 0.3), st.floats(0.6, 1), st.floats(0.6, 1)).map(
        lambda f: Frame(*f)
    ),
    values=st.lists(st.floats(0, 1, width=16), min_size=16, max_size=16).filter(any),
)
def test_measure_is_that_of_the_evaluation_for_the_colour_in_the_picture(frame: Frame, values: list[float]) -> None:
    card = ModelCard(
        name="m",
        architecture="resnet50-cbam",
        options={"output_stride": 32},
        classes=(("NEU", "Neutrophil"), ("LYM", "Lymphocyte")),
        input_size=128,
        channel_order="RGB",
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        threshold=0.5,
        trained_at="2026-01-01T00:00:00+00:00",
        program_version="tests",
    )
    mask = half()
    small = np.array(values, np.float32).reshape(4, 4)
    _, chance, _ = heat_on_cell(small, mask, frame, 32, 128)
    colour = opacity_of(place_map(small, frame, 32, 128, *mask.shape), 1.0).astype(np.float64)
    found = measure_map(mask, values, 4, 4, placement_of(frame, card))
    assert (found is not None) == bool(colour.any())
    if found is None:
        return
    assert found.share == pytest.approx(colour[mask].sum() / colour.sum(), abs=1e-3)
    assert found.area == pytest.approx(chance, abs=1e-9)


def disc(radius: float, side: int = 160) -> np.ndarray:
    """Return the mask of a round cell in the middle."""
    rows, columns = np.mgrid[0:side, 0:side] - (side - 1) / 2
    return np.asarray(rows**2 + columns**2 < (radius * side) ** 2, np.bool_)


def as_drawn(mask: np.ndarray, at: Placement | None = None) -> list[float]:
    """Return the best map of 4 x 4 points for the mask: at each point the share of cell around it."""
    points = np.eye(16).tolist()
    found = [measure_map(mask, point, 4, 4, at) for point in points]
    return [0.0 if one is None else one.share for one in found]


@pytest.mark.slow
@given(radius=st.floats(0.2, 0.35))
def test_perfect_coarse_map_is_not_warned_of(radius: float) -> None:
    mask = disc(radius)
    found = measure_map(mask, as_drawn(mask), 4, 4, None)
    assert found is not None
    assert not found.mostly_outside
    assert found.near > found.share


@pytest.mark.slow
@given(radius=st.floats(0.15, 0.3), corner=st.sampled_from([0, 3, 12, 15]))
def test_corner_map_and_constant_map_are_warned_of(radius: float, corner: int) -> None:
    for values in ([float(n == corner) for n in range(16)], [1.0] * 16):
        found = measure_map(disc(radius), values, 4, 4, None)
        assert found is not None
        assert found.mostly_outside


def test_finer_map_has_a_narrower_margin() -> None:
    coarse, fine = (measure_map(half(), [1.0] * (n * n), n, n, None) for n in (4, 8))
    assert coarse is not None
    assert fine is not None
    assert coarse.near == pytest.approx(0.5 + MARGIN / 4, abs=0.01)
    assert fine.near == pytest.approx(0.5 + MARGIN / 8, abs=0.01)


def test_every_map_of_a_cell_is_measured() -> None:
    maps = HeatMaps(2, 1, {"NEU": (1.0, 0.0), "LYM": (0.0, 0.0)}, (0.0, 1.0))
    found = measure_maps(half(), maps)
    assert set(found) == {"NEU", "LYM", ATTENTION}
    assert found["LYM"] is None
    neu, attention = found["NEU"], found[ATTENTION]
    assert neu is not None
    assert attention is not None
    assert (neu.mostly_outside, attention.mostly_outside) == (False, True)


def test_cell_is_found_by_colour_in_pictures_of_any_size() -> None:
    side = 900
    rows, columns = np.mgrid[0:side, 0:side]
    inside = (rows - 300) ** 2 + (columns - 600) ** 2 < 150**2
    picture = np.where(inside[..., None], (105, 60, 150), (235, 205, 215)).astype(np.uint8)
    mask = cell_area(picture)
    assert mask is not None
    assert max(mask.shape) == 320
    down, across = (np.nonzero(mask)[axis].mean() / mask.shape[axis] for axis in (0, 1))
    assert (down, across) == (pytest.approx(1 / 3, abs=0.03), pytest.approx(2 / 3, abs=0.03))


@pytest.mark.parametrize("others", ["none", "a red cell at the border", "red cells apart", "a cut cell"])
def test_cell_that_cannot_be_told_from_others_has_no_area(monkeypatch: pytest.MonkeyPatch, others: str) -> None:
    mask = disc(0.25)
    if others == "a red cell at the border":
        mask[60:100, 100:] = True
    if others == "red cells apart":
        mask[10:30, 10:30] = mask[130:150, 10:30] = mask[130:150, 130:150] = True
    if others == "a cut cell":
        mask[:] = False
        mask[:60, 72:96] = True
    monkeypatch.setattr(leukocyte, "segment", lambda image: mask)
    found = cell_area(np.zeros((160, 160, 3), np.uint8))
    assert found is (mask if others in ("none", "a cut cell") else None)


def test_picture_without_a_cell_has_no_area() -> None:
    assert cell_area(np.full((80, 100, 3), 230, np.uint8)) is None
