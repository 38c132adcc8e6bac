"""McNemar's exact test against SciPy, and Holm's correction."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.recipes.mcnemar import holm, tail, two_sided

counts = st.integers(0, 300)


@pytest.mark.slow
@given(counts, counts)
def test_p_agrees_with_scipy(better: int, worse: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    n = better + worse
    expected = stats.binomtest(worse, n).pvalue if n else 1.0
    assert two_sided(better, worse) == pytest.approx(expected, rel=1e-9)
    assert tail(worse, n) == pytest.approx(stats.binom.sf(worse - 1, n, 0.5), rel=1e-9)


def test_p_of_thousands_of_cells_is_a_number() -> None:
    assert 0 <= two_sided(9000, 2000) < 1e-300
    assert two_sided(5000, 5000) == 1.0
    assert math.isclose(tail(0, 10_000), 1.0)


def test_holm_multiplies_by_the_tests_that_are_left() -> None:
    found = holm({"NEU": 0.01, "LYM": 0.04, "MON": 0.03, "EOS": 0.005})
    assert found == pytest.approx({"EOS": 0.02, "NEU": 0.03, "MON": 0.06, "LYM": 0.06})
    assert holm({}) == {}


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(0, 1), min_size=1))
def test_holm_keeps_the_order_and_lowers_no_p(p: dict[str, float]) -> None:
    found = holm(p)
    assert all(p[name] <= found[name] <= 1 for name in p)
    ordered = sorted(p, key=lambda name: p[name])
    assert [found[name] for name in ordered] == sorted(found.values())
