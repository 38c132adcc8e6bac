"""The engine computes the maps of one cell by another method, where the cell lies in its picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wbc_desktop.domain.errors import DeviceError
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult

Pictures = Callable[..., list[CellInput]]
STAIN = {"stain": {"mean": [100.0, 150.0, 140.0], "deviation": [30.0, 20.0, 25.0]}}


def never() -> bool:
    return False


def test_maps_have_the_size_and_the_place_of_those_of_a_prediction(bench: Any, pictures: Pictures) -> None:
    engine, items = bench().engine, pictures(2)
    (stored,) = (r.maps for r in engine.classify(items[:1], never) if isinstance(r, CellResult))
    found = engine.explain(items[0], "layer-cam")
    assert isinstance(found, HeatMaps)
    assert found.by_class == stored.by_class
    assert (found.width, found.height, found.placement) == (stored.width, stored.height, stored.placement)
    assert found.attention == ()


def test_map_for_all_classes_has_the_name_of_its_method(bench: Any, pictures: Pictures) -> None:
    found = bench().engine.explain(pictures(1)[0], "eigen-cam")
    assert dict(found.by_class) == {"eigen-cam": (1.0,) * 4}


def test_picture_that_cannot_be_read_is_refused(bench: Any, pictures: Pictures) -> None:
    found = bench().engine.explain(pictures(1, {0: b"no image"})[0], "layer-cam")
    assert isinstance(found, CellRefused)
    assert found.reason


def test_adapted_cell_is_explained_with_its_stain_moved(bench: Any, pictures: Pictures) -> None:
    made, items = bench(known=STAIN), pictures(3)
    shapes: list[tuple[int, ...]] = []
    predictor = made.made[0][2]
    explain = predictor.explain
    predictor.explain = lambda batch, method: (shapes.append(batch.shape), explain(batch, method))[1]
    made.engine.explain(items[0], "layer-cam")
    made.engine.explain(items[0], "layer-cam", made.engine.measure(items, never))
    assert shapes == [(1, 3, 32, 32), (1, 6, 32, 32)]


def test_full_gpu_hands_over_to_the_cpu_and_a_full_cpu_is_a_sentence(bench: Any, pictures: Pictures) -> None:
    made = bench("cuda", room={"cuda": 0})
    assert isinstance(made.engine.explain(pictures(1)[0], "layer-cam"), HeatMaps)
    assert made.engine.device == "cpu"
    with pytest.raises(DeviceError, match="not enough memory"):
        bench(room={"cpu": 0}).engine.explain(pictures(1)[0], "layer-cam")
