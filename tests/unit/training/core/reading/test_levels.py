"""Values of any type become 8 bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.training.core.reading.drawn import cell
from training.core.reading.levels import levels_of, to_8_bits
from training.core.reading.types import ImageError

CELL = cell()
WIDE = CELL.astype(np.int64)


def shown(
    values: np.ndarray[Any, Any], declared: int | None = None, depths: Sequence[str] = ()
) -> np.ndarray[Any, Any]:
    return to_8_bits(values, levels_of(values, declared), "one", depths)


@pytest.mark.parametrize(
    ("values", "bits"),
    [
        (WIDE.astype(np.uint16), 8),
        ((WIDE << 2).astype(np.uint16), 10),
        ((WIDE << 4).astype(np.uint16), 12),
        ((WIDE << 6).astype(np.uint16), 14),
        ((WIDE * 257).astype(np.uint16), 16),
        ((WIDE << 4).astype(np.uint32), 12),
        ((WIDE << 16).astype(np.uint32), 24),
        ((WIDE * 16843009).astype(np.uint32), 32),
        ((WIDE * 128).astype(np.int16), 15),
        ((WIDE * 257).astype(np.int32), 16),
        ((WIDE * 16).astype(np.float32), 12),
        ((WIDE * 257).astype(np.float64), 16),
    ],
)
def test_bits_are_found_from_the_values(values: np.ndarray[Any, Any], bits: int) -> None:
    levels = levels_of(values)
    assert (levels.bits, levels.found) == (bits, True)
    assert (to_8_bits(values, levels) == CELL).all()


@pytest.mark.parametrize(
    ("values", "remark"),
    [
        (CELL, ""),
        ((CELL / 255).astype(np.float32), ""),
        ((CELL / 255).astype(np.float64), ""),
        (CELL.astype(np.float32), ""),
        ((WIDE - 128).astype(np.int8), "holds signed values: -128 is shown black"),
        ((WIDE * 257 - 32768).astype(np.int16), "holds signed values: -32768 is shown black"),
        (((WIDE << 4) - 2048).astype(np.int16), "holds signed values: -2048 is shown black"),
        ((WIDE * 16843009 - 2**31).astype(np.int32), "holds signed values: -2147483648 is shown black"),
        ((CELL / 127.5 - 1).astype(np.float32), "holds values from -1 to 1: the lowest is shown black"),
        ((CELL / 255 - 0.5).astype(np.float32), "holds values from -0.5 to 0.5: the lowest is shown black"),
    ],
)
def test_other_values_keep_their_brightness(values: np.ndarray[Any, Any], remark: str) -> None:
    levels = levels_of(values)
    assert not levels.found
    assert levels.remark.startswith(remark)
    assert bool(levels.remark) == bool(remark)
    assert (to_8_bits(values, levels) == CELL).all()


def test_half_floats_and_few_bits_keep_their_brightness() -> None:
    assert np.abs(shown((CELL / 255).astype(np.float16)).astype(int) - CELL).max() <= 1
    assert np.abs(shown((CELL >> 1).astype(np.int8)).astype(int) - CELL).max() <= 2
    assert np.abs(shown(CELL >> 4, declared=4).astype(int) - CELL).max() <= 16
    assert (shown(CELL > 128) == np.where(CELL > 128, 255, 0)).all()


def test_declared_bits_count_unless_the_values_contradict() -> None:
    dark = (WIDE << 2).astype(np.uint16)
    assert (shown(dark, declared=12) == CELL >> 2).all()
    assert levels_of(dark, 12).remark == "holds 12-bit values, as its header says: 4095 is shown white"
    assert (shown((WIDE << 4).astype(np.uint16), declared=10) == CELL).all()


def test_bits_of_the_slide_scale_its_pictures_alike() -> None:
    dark = (WIDE << 2).astype(np.uint16)
    assert (shown(dark, depths=("one:10", "one:12")) == CELL >> 2).all()
    assert (shown(dark, depths=("one:8", "one:10")) == CELL).all()
    assert (shown(CELL, depths=("one:8", "one:10")) == CELL).all()
    assert (shown((CELL / 255).astype(np.float32), depths=("one:8", "one:10")) == CELL).all()


def test_other_cameras_of_the_slide_do_not_count() -> None:
    dark = (WIDE << 2).astype(np.uint16)
    assert (shown(dark, depths=("one:10", "two:12")) == CELL).all()
    assert (shown(dark, depths=("one:10", "one:12", "two:16")) == CELL >> 2).all()
    assert (shown(dark, depths=("10", "12")) == CELL >> 2).all()  # an earlier version stored no cameras


def test_pictures_of_several_cameras_are_scaled_by_their_own_bits() -> None:
    assert (shown((WIDE << 4).astype(np.uint16), depths=("one:12", "one:16")) == CELL).all()
    assert (shown((WIDE << 6).astype(np.uint16), depths=("one:10", "one:12", "one:14", "one:16")) == CELL).all()
    assert (shown((WIDE << 8).astype(np.uint16), depths=("one:12", "one:16")) == CELL).all()


def test_few_outliers_do_not_count() -> None:
    big = np.tile(WIDE, (3, 3, 1))
    hot, over = (big << 4).astype(np.uint16), (big / 255).astype(np.float32)
    hot[5, 5, 0], over[5, 5, 0] = 65535, 1.4
    assert levels_of(hot).bits == 12
    assert shown(hot)[5, 5, 0] == 255
    assert (
        np.delete(shown(over).ravel(), (5 * big.shape[1] + 5) * 3) == np.delete(big.ravel(), (5 * big.shape[1] + 5) * 3)
    ).all()


def test_missing_numbers_are_white_and_infinity_is_the_end() -> None:
    values = (CELL / 255).astype(np.float32)
    values[0, 0], values[1, 0], values[2, 0] = np.nan, np.inf, -np.inf
    levels = levels_of(values)
    picture = to_8_bits(values, levels)
    assert levels.remark == "has 9 values that are no numbers: they are shown white"
    assert picture[:3, 0].tolist() == [[255] * 3, [255] * 3, [0] * 3]
    assert to_8_bits(values, levels, white_is_zero=True)[0, 0].tolist() == [255] * 3
    values[:10] = np.nan
    with pytest.raises(ImageError, match="no numbers"):
        levels_of(values)


def test_floats_without_a_known_range_are_stretched() -> None:
    values = (CELL * 1e5 - 3e6).astype(np.float32)
    picture = shown(values)
    assert (int(picture.min()), int(picture.max())) == (0, 255)
    assert levels_of(values).remark.startswith("holds values from ")
    with pytest.raises(ImageError, match="one value everywhere"):
        levels_of(np.full((20, 20), 1e9, np.float32))
    with pytest.raises(ImageError, match="complex numbers"):
        levels_of(values.astype(np.complex64))


def test_white_is_zero_is_turned_round() -> None:
    deep = (4095 - (WIDE << 4)).astype(np.uint16)
    assert np.abs(to_8_bits(deep, levels_of(deep), white_is_zero=True).astype(int) - CELL).max() <= 1


@given(
    st.sampled_from("bBhHiIlLfd"), st.lists(st.floats(-1e4, 1e5), min_size=4, max_size=30), st.sets(st.integers(8, 32))
)
def test_any_values_become_8_bits_or_have_a_reason(kind: str, numbers: list[float], bits: set[int]) -> None:
    with np.errstate(all="ignore"):
        values = np.array(numbers).astype(kind)
    try:
        picture = shown(values, depths=[f"one:{number}" for number in sorted(bits)])
    except ImageError:
        return
    assert picture.dtype == np.uint8
    assert picture.shape == values.shape
