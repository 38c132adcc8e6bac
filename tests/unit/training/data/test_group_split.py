"""Whole groups are split so that each class comes near its shares."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.data.group_split import cut_groups
from training.data.manifest import Sample

SHARES = {"train": 0.70, "val": 0.15, "test": 0.15}


def images(sizes: list[int], label: str) -> list[Sample]:
    return [Sample(Path("x"), label, "", f"{label}{g}") for g, n in enumerate(sizes) for _ in range(n)]


def count(samples: list[Sample], side_of: dict[str, str]) -> Counter[tuple[str, str]]:
    return Counter((s.label, side_of[s.group]) for s in samples)


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=60), st.lists(st.integers(1, 30), max_size=20), st.integers(0, 9)
)
def test_every_group_has_a_side_and_classes_are_near_their_shares(one: list[int], other: list[int], seed: int) -> None:
    samples = images(one, "NEU") + images(other, "EOS")
    side_of = cut_groups(samples, SHARES, seed)
    assert set(side_of) == {s.group for s in samples}
    counts = count(samples, side_of)
    for label, sizes in (("NEU", one), ("EOS", other)):
        if len(sizes) >= 3:
            assert all(counts[label, side] for side in SHARES)
        for side, share in SHARES.items():
            assert abs(counts[label, side] - share * sum(sizes)) <= 2 * max(sizes, default=0)
    assert cut_groups(samples, SHARES, seed) == side_of


def test_many_groups_come_within_a_hundredth_of_their_shares() -> None:
    samples = images([155] * 20, "MON") + images([16 + n % 7 for n in range(200)], "NEU")
    counts = count(samples, cut_groups(samples, SHARES, 0))
    totals = Counter(s.label for s in samples)
    for label in ("MON", "NEU"):
        for side, share in SHARES.items():
            assert abs(counts[label, side] / totals[label] - share) <= 0.01


def test_seeds_differ_and_large_groups_are_found_on_all_sides() -> None:
    samples = images(list(range(1, 101)), "NEU")
    cuts = [cut_groups(samples, SHARES, seed) for seed in range(5)]
    assert len({tuple(sorted(c.items())) for c in cuts}) == 5
    for cut in cuts:
        assert {side for g, side in cut.items() if int(g[3:]) > 80} == set(SHARES)


def test_side_without_a_share_is_empty() -> None:
    samples = images([5] * 20, "NEU")
    assert set(cut_groups(samples, {"train": 0.85, "val": 0.15, "test": 0.0}, 1).values()) == {"train", "val"}
    assert cut_groups([], SHARES, 0) == {}
