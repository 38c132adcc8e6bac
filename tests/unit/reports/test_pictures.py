"""The pictures of the report: each file is read once, also a field with cells of several classes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from unit.reports.samples import FIELD, cell, field_picture, in_field, report

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.regions import Box
from wbc_desktop.reports import pictures as module
from wbc_desktop.reports.data import Picture
from wbc_desktop.reports.pictures import FIELD_SIDE, SIDE, Jpeg, Pictures

LEFT, RIGHT = Box(10, 100, 40, 30), Box(320, 100, 30, 40)
FIELDS = [
    in_field(1, "a.jpg", 1, LEFT, "LYM"),
    in_field(2, "a.jpg", 2, RIGHT, "NEU"),
    in_field(3, "b.jpg", 1, LEFT, "LYM"),
    in_field(4, "a.jpg", 3, LEFT, "NEU", page=1),
]


def red(jpeg: Jpeg | None) -> float:
    assert jpeg is not None
    return float(jpeg.pixels()[:, :, 0].mean())


def test_field_is_read_once_for_its_cells_and_itself() -> None:
    read: Counter[tuple[str, int]] = Counter()

    def read_picture(shown: Cell) -> Picture:
        read[shown.path, shown.page] += 1
        return field_picture(shown)

    order = [FIELDS[1], FIELDS[3], FIELDS[0], FIELDS[2]]
    some = Pictures(report(FIELDS, read_picture=read_picture), order)
    pairs = {one.id: some.pair(one) for one in order}
    assert [[one.id for one in cells] for cells in some.fields] == [[1, 2], [3], [4]]
    shown = [some.field(cells[0]) for cells in some.fields]
    assert read == {("a.jpg", 0): 1, ("b.jpg", 0): 1, ("a.jpg", 1): 1}
    assert [(one.width, one.height) for one in shown if isinstance(one, Jpeg)] == [FIELD] * 3
    assert all(pair.heatmap is not None for pair in pairs.values())
    for one in FIELDS:
        assert one.crop is not None
        middle = one.crop.left + one.crop.width / 2
        assert red(pairs[one.id].picture) == pytest.approx(255 * middle / FIELD[0], abs=4), "red tells the column"


def test_large_fields_and_crops_are_small() -> None:
    large = replace(FIELDS[0], width=4000, height=3000, box=Box(100, 100, 900, 900))
    some = Pictures(report([large], read_picture=lambda c: np.zeros((3000, 4000, 3), np.uint8)), [large])
    crop, field = some.pair(large).picture, some.field(large)
    assert crop is not None
    assert (crop.width, crop.height) == (SIDE, SIDE)
    assert isinstance(field, Jpeg)
    assert field.width == FIELD_SIDE


def test_missing_field_is_said_at_each_of_its_cells() -> None:
    def read_picture(shown: Cell) -> Picture:
        if shown.path == "a.jpg":
            raise FileNotFoundError(shown.path)
        return np.zeros((20, 20, 3), np.uint8)

    some = Pictures(report(FIELDS, read_picture=read_picture), FIELDS)
    assert [some.pair(one).word for one in FIELDS[:2]] == ["file missing"] * 2
    assert some.field(FIELDS[0]) == "file missing"
    assert some.pair(FIELDS[2]).word == "not readable", "the box is outside the picture"


def test_cancelled_reading_ends_the_report() -> None:
    def read_picture(shown: Cell) -> Picture:
        raise Cancelled

    some = Pictures(report(FIELDS, read_picture=read_picture), FIELDS)
    with pytest.raises(Cancelled):
        some.pair(FIELDS[0])


def test_fields_beyond_the_limit_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIELDS_SHOWN", 1)
    made: list[int] = []
    monkeypatch.setattr(module, "shrink", lambda p, side=SIDE: made.append(side) or p)
    some = Pictures(report(FIELDS, read_picture=field_picture), FIELDS)
    for one in FIELDS:
        some.pair(one)
    assert made.count(FIELD_SIDE) == 1


def test_pictures_of_single_cells_are_no_fields() -> None:
    some = Pictures(report([cell(1), cell(2)]), [cell(1), cell(2)])
    assert some.fields == []
    assert some.pair(cell(1)).picture is not None
