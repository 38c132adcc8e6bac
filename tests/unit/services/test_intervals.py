"""Intervals match scipy's, contain the estimate and narrow; the number of additional cells is the smallest."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.differential import DifferentialRow
from wbc_desktop.domain.differential_findings import Settling, Side, is_settled, side_of
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.services.intervals import MAX_MORE_CELLS, interval, interval_of, ratio_interval, settling_of

NEU, ERB = STANDARD_CLASSES[0], STANDARD_CLASSES[6]


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 1500))
    return draw(st.integers(0, n)), n


@pytest.mark.slow
@given(shares())
def test_intervals_are_equal_to_those_of_scipy(share: tuple[int, int]) -> None:
    from scipy.stats import binomtest

    count, n = share
    theirs = binomtest(count, n).proportion_ci(0.95, method="exact")
    assert interval(count, n) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.slow
@given(shares(), st.integers(1, 20))
def test_intervals_contain_the_estimate_and_narrow(share: tuple[int, int], times: int) -> None:
    count, n = share
    low, high = interval(count, n)
    assert 0 <= low <= count / n <= high <= 1
    closer = interval(count * times, n * times)
    assert low <= closer[0] + 1e-12
    assert closer[1] <= high + 1e-12


@pytest.mark.slow
@given(shares(), st.integers(0, 300))
def test_intervals_narrow_with_each_further_cell_at_the_same_share(share: tuple[int, int], more: int) -> None:
    count, n = share
    one = interval(count * (n + more) / n, n + more)
    other = interval(count * (n + more + 1) / n, n + more + 1)
    assert one[0] <= other[0] + 1e-12
    assert other[1] <= one[1] + 1e-12


@pytest.mark.slow
@given(st.integers(0, 300), st.integers(1, 1000))
def test_interval_of_a_ratio_follows_from_that_of_its_share(count: int, white: int) -> None:
    low, high = ratio_interval(count, white)
    assert low <= count / white <= high
    share = interval(count, count + white)
    assert low / (1 + low) == pytest.approx(share[0])
    assert high / (1 + high) == pytest.approx(share[1])


def test_ratio_without_white_cells_has_no_upper_end() -> None:
    assert ratio_interval(3, 0)[1] == math.inf


def row(c: CellClass, count: int, white: int) -> DifferentialRow:
    return DifferentialRow(c, count, count / white)


def open_question(c: CellClass, count: int, white: int, band: RangeBand) -> bool:
    return not is_settled(interval_of(row(c, count, white), white), side_of(count / white, band), band)


limits = st.floats(0, 100).map(lambda value: round(value, 1))


@pytest.mark.slow
@given(shares(), limits, limits, st.booleans())
def test_number_of_additional_cells_is_the_smallest(
    share: tuple[int, int], one: float, other: float, white_class: bool
) -> None:
    count, n = share
    c = NEU if white_class else ERB
    band = RangeBand(c.code, min(one, other), max(one, other))
    assume(open_question(c, count, n, band))
    settling = settling_of(row(c, count, n), n, band)
    side = side_of(count / n, band)
    method = interval if white_class else ratio_interval

    def settled(more: int) -> bool:
        return is_settled(method(count * (n + more) / n, n + more), side, band)

    if settling.more is None:
        assert not settled(MAX_MORE_CELLS)
        assert settling.over in (None, MAX_MORE_CELLS)
        return
    assert 1 <= settling.more <= MAX_MORE_CELLS
    assert settled(settling.more)
    assert not settled(settling.more - 1)


@pytest.mark.parametrize(
    ("count", "white", "band", "settling"),
    [
        (40, 100, RangeBand("NEU", 40, 80), Settling(None)),
        (80, 100, RangeBand("NEU", 40, 80), Settling(None)),
        (0, 100, RangeBand("NEU", None, 0), Settling(None)),
        (401, 1000, RangeBand("NEU", 40, None), Settling(None, MAX_MORE_CELLS)),
    ],
)
def test_questions_that_counting_cannot_settle(count: int, white: int, band: RangeBand, settling: Settling) -> None:
    assert settling_of(row(NEU, count, white), white, band) == settling


def test_zero_of_a_hundred_against_a_small_limit() -> None:
    """No cell of n: the upper end is 1 - 0.025^(1/n), so n is ln 0.025 / ln 0.991 = 408.03, rounded up."""
    assert settling_of(row(NEU, 0, 100), 100, RangeBand("NEU", None, 0.9)) == Settling(409 - 100)


def test_side_of_a_share() -> None:
    band = RangeBand("NEU", 7, 28)
    assert [side_of(share, band) for share in (0.0699, 7 / 100, 28 / 100, 0.2801)] == [
        Side.LOW,
        Side.WITHIN,
        Side.WITHIN,
        Side.HIGH,
    ]
