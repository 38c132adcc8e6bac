"""The exact interval of a share: known values and its definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from wbc_desktop.services.differentials import interval


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (5, 10, 0.1871, 0.8129),
        (1, 20, 0.0013, 0.2487),
        (50, 100, 0.3983, 0.6017),
        (0, 1, 0.0, 0.975),
        (0, 0, 0.0, 1.0),
    ],
)
def test_known_values(count: int, n: int, low: float, high: float) -> None:
    assert interval(count, n) == pytest.approx((low, high), abs=5e-5)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 2000))
    return draw(st.integers(0, n)), n


@pytest.mark.slow
@given(shares())
def test_limits_leave_two_and_a_half_per_cent_on_each_side(share: tuple[int, int]) -> None:
    count, n = share
    low, high = interval(count, n)
    assert 0 <= low <= count / n <= high <= 1
    if count > 0:
        assert binom.sf(count - 1, n, low) == pytest.approx(0.025, abs=1e-6)
    if count < n:
        assert binom.cdf(count, n, high) == pytest.approx(0.025, abs=1e-6)


@pytest.mark.slow
@given(shares())
def test_complement_has_the_mirrored_interval(share: tuple[int, int]) -> None:
    count, n = share
    low, high = interval(count, n)
    assert interval(n - count, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.slow
@given(shares(), st.floats(0.5, 0.94))
def test_less_confidence_gives_a_narrower_interval(share: tuple[int, int], confidence: float) -> None:
    wide, narrow = interval(*share), interval(*share, confidence)
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_invalid_share_is_refused(count: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        interval(count, n)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_invalid_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="no confidence"):
        interval(1, 2, confidence)
