"""The engine measures the stain of a slide, and classifies with it; other results stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from training.core.slide_stain import TEMPERATURE
from wbc_desktop.inference.results import CellInput, CellResult

Pictures = Callable[..., list[CellInput]]
STAIN = {"stain": {"mean": [100.0, 150.0, 140.0], "deviation": [30.0, 20.0, 25.0]}}


def never() -> bool:
    return False


def test_stain_of_the_readable_cells_is_measured_without_the_network(bench: Any, pictures: Pictures) -> None:
    made = bench(known=STAIN)
    whole = made.engine.measure(pictures(6), never)
    assert (whole.cells, whole.to_mean, whole.to_deviation) == (6, (100, 150, 140), (30, 20, 25))
    assert (whole.temperature, whole.views, whole.kept) == (TEMPERATURE, 2, False)
    assert made.made[0][2].batches == []
    again = made.engine.measure(pictures(9, dict.fromkeys((6, 7, 8), b"no image")), never)
    assert again == whole
    assert made.engine.measure(pictures(2, dict.fromkeys((0, 1), b"no image")), never) is None


def test_nothing_is_measured_if_the_model_cannot_be_adapted_or_when_cancelled(bench: Any, pictures: Pictures) -> None:
    assert bench().engine.measure(pictures(3), never) is None
    assert bench(known=STAIN).engine.measure(pictures(3), lambda: True) is None


@pytest.mark.slow
def test_adapted_results_come_from_the_moved_pictures(bench: Any, pictures: Pictures) -> None:
    made, items = bench(known=STAIN), pictures(6)
    before = list(made.engine.classify(items, never))
    how = made.engine.measure(items, never)
    found = list(made.engine.classify(items, never, how))
    predictor = made.made[0][2]
    assert [r.cell_id for r in found] == [r.cell_id for r in before]
    assert predictor.temperatures == {TEMPERATURE}
    assert [r.kept for r in found if isinstance(r, CellResult)] == [False, True, False, True, True, True]
    assert not any(r.kept for r in before if isinstance(r, CellResult))
    plain, moved = np.split(np.stack(predictor.given), 2, axis=1)
    assert not np.allclose(plain, moved, atol=0.1)
    same = replace(how, to_mean=how.mean, to_deviation=how.deviation)
    predictor.given.clear()
    list(made.engine.classify(items, never, same))
    plain, moved = np.split(np.stack(predictor.given), 2, axis=1)  # threads compute batches in any order
    assert np.abs(moved - plain).max() < 0.2  # only the rounding of colours
    again = list(made.engine.classify(items, never))
    assert again == before
