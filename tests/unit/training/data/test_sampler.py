"""The images of an epoch: reproducible, resumable, divided among processes, balanced."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.manifest import Sample
from training.data.sampler import EpochBatches, draw_weights


@pytest.mark.slow
@given(st.integers(4, 200), st.integers(2, 32), st.integers(1, 4), st.integers(0, 3), st.data())
def test_processes_divide_an_epoch_or_its_rest(
    count: int, batch: int, world: int, epoch: int, data: st.DataObject
) -> None:
    alone = EpochBatches(count, batch, seed=1)
    alone.go_to(epoch)
    whole = list(alone)
    assert len(whole) == len(alone)
    shown = [d.sample for b in whole for d in b]
    assert len(set(shown)) == len(shown) >= count - max(batch, 2)
    start = data.draw(st.integers(0, len(whole)))
    alone.go_to(epoch, start)
    assert list(alone) == whole[start:]
    shares = []
    for rank in range(world):
        mine = EpochBatches(count, batch, seed=1, rank=rank, world=world)
        mine.go_to(epoch, start)
        shares.append(list(mine))
    assert len({len(s) for s in shares}) == 1
    for parts, together in zip(zip(*shares, strict=True), whole[start:], strict=False):
        assert len({len(p) for p in parts}) == 1, "a process that has fewer images would wait for the others"
        taken = [d for p in parts for d in p]
        assert set(taken) <= set(together)
        assert len(taken) > len(together) - world


def test_epochs_and_seeds_differ() -> None:
    batches = EpochBatches(100, 10, seed=0)
    assert (batches.order(0) != batches.order(1)).any()
    assert (batches.order(0) != EpochBatches(100, 10, seed=1).order(0)).any()
    assert sorted(batches.order(3)) == list(range(100))


def samples(*groups: tuple[str, str, int]) -> list[Sample]:
    return [
        Sample(Path(f"{label}{group}{n}"), label, "train", group) for label, group, many in groups for n in range(many)
    ]


def test_classes_are_balanced_and_copies_count_less() -> None:
    found = samples(("NEU", "a", 64), ("NEU", "b", 1), ("LYM", "c", 4))
    weights = draw_weights(found, [0] * len(found), "classes")
    assert weights is not None
    assert weights.sum() == pytest.approx(1)
    assert weights[:65].sum() == pytest.approx(0.5)
    assert weights[64] / weights[:64].sum() == pytest.approx(1 / 8)
    assert draw_weights(found, [0] * len(found), "none") is None
    order = EpochBatches(len(found), 8, seed=0, draws=4000, weights=weights).order(0)
    assert len(order) == 4000
    assert Counter(found[n].label for n in order)["LYM"] == pytest.approx(2000, abs=200)


def test_archives_are_balanced_within_common_classes() -> None:
    found = samples(("NEU", "a", 30), ("NEU", "a", 10), ("LYM", "c", 4))
    archives = [0] * 30 + [1] * 10 + [1] * 4
    by_archive = draw_weights(found, archives, "archives")
    assert by_archive is not None
    assert by_archive[:30].sum() == pytest.approx(0.25)
    assert by_archive[30:40].sum() == pytest.approx(0.25)
    assert by_archive[40:].sum() == pytest.approx(0.5)
    # Groups of the same name in two archives are two groups.
    by_class = draw_weights(found, archives, "classes")
    assert by_class is not None
    assert by_class[:30].sum() / by_class[30:40].sum() == pytest.approx(np.sqrt(3))
