"""The learning rate, the size of the images and the end of a phase follow from its options."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.recipes.options import SCHEDULES, Phase
from training.recipes.schedule import Watch, rate, size_at

PLATEAU = Phase(schedule="plateau", learning_rate=1e-3, factor=0.1, plateau_patience=2, patience=4, lowest_rate=1e-6)


def test_plateau_cuts_the_rate_and_then_ends_the_phase() -> None:
    watch, rates = Watch(), []
    for epoch, loss in enumerate([1.0, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9]):
        watch.see(loss, epoch, PLATEAU)
        rates.append(rate(PLATEAU, 0, 10, watch))
        if watch.stops(PLATEAU):
            break
    assert rates == pytest.approx([1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5])
    assert (watch.best, watch.best_epoch) == (0.8, 1)


def test_rate_does_not_fall_under_its_floor() -> None:
    assert rate(PLATEAU, 0, 10, Watch(cuts=9)) == 1e-6


def test_better_loss_begins_the_wait_anew() -> None:
    watch = Watch()
    better = [watch.see(loss, n, PLATEAU) for n, loss in enumerate([1.0, 1.1, 1.2, 0.5, math.nan])]
    assert better == [True, False, False, True, False]
    assert (watch.since_best, watch.cuts) == (1, 1)


def test_warmup_flat_linear() -> None:
    phase = Phase(epochs=10, learning_rate=1.0, cooldown=0.4)
    assert rate(phase, 0, 10, Watch()) == pytest.approx(0.1)
    assert rate(phase, 9, 10, Watch()) == rate(phase, 59, 10, Watch()) == 1.0
    assert rate(phase, 80, 10, Watch()) == pytest.approx(0.5)
    assert rate(phase, 99, 10, Watch()) == pytest.approx(1 / 40)


def test_cosine() -> None:
    phase = Phase(epochs=10, learning_rate=1.0, schedule="cosine")
    assert rate(phase, 50, 10, Watch()) == pytest.approx(0.5)
    assert rate(phase, 99, 10, Watch()) < 0.01


@pytest.mark.slow
@given(st.sampled_from(SCHEDULES), st.integers(1, 50), st.integers(1, 50), st.integers(0, 5000))
def test_rates_lie_between_nothing_and_what_was_set(schedule: str, epochs: int, steps: int, step: int) -> None:
    assert 0 < rate(Phase(epochs=epochs, schedule=schedule), step, steps, Watch()) <= Phase().learning_rate


def test_images_grow_with_the_steps() -> None:
    phase = Phase(epochs=10, sizes="64:0.5,96:0.85")
    sizes = [size_at(phase, step, 10, 128) for step in range(100)]
    assert sizes == [64] * 50 + [96] * 35 + [128] * 15
    assert size_at(Phase(), 0, 10, 224) == 224
