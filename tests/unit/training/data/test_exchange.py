"""The exchange of stains: real slides of other laboratories, from the generator only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from training.core.background import STAIN
from training.data.exchange import Exchange, exchange_of
from training.data.manifest import Sample

LOOKS = {"pale": (200, 160, 210), "dark": (90, 40, 120), "green": (150, 190, 90)}
"""The colour of the cells of a slide."""


def cell(look: str, seed: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    image = np.full((24, 24, 3), 245, np.uint8)
    image[6:18, 6:18] = np.clip(np.array(LOOKS[look]) + rng.normal(0, 8, (12, 12, 3)), 0, 255)
    return image


def made(probability: float = 1.0, slides: tuple[tuple[str, int], ...] = (("pale", 0), ("dark", 1))) -> Exchange:
    """Ten cells of each slide; a slide is its look and its laboratory."""
    images = [cell(look, n) for look, _ in slides for n in range(10)]
    samples = [Sample(Path(f"{look}{n}.png"), "NEU", "train", look) for look, _ in slides for n in range(10)]
    return exchange_of(images, samples, [lab for _, lab in slides for _ in range(10)], probability)


def middle(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    return image[8:16, 8:16].reshape(-1, 3).mean(axis=0)


def test_cell_goes_part_of_the_way_to_the_other_laboratory() -> None:
    exchange, image = made(), cell("pale", 3)
    changed = [exchange(image, 3, np.random.default_rng(seed)) for seed in range(20)]
    assert all(one.shape == image.shape and one.dtype == np.uint8 for one in changed)
    darker = [middle(image).sum() - middle(one).sum() for one in changed]
    assert min(darker) > 40, "at least 0.3 of the way from the pale to the dark stain"
    assert max(darker) < 1.3 * (sum(LOOKS["pale"]) - sum(LOOKS["dark"]))
    assert max(darker) > 2 * min(darker), "the part of the way varies"


def test_same_seed_gives_the_same_result() -> None:
    exchange = made()
    first, again = (exchange(cell("dark", 1), 11, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first, again)


@pytest.mark.parametrize(("probability", "expected"), [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_probability_is_that_of_a_change(probability: float, expected: float) -> None:
    exchange, image = made(probability), cell("pale", 0)
    changed = [not np.array_equal(exchange(image, 0, np.random.default_rng(seed)), image) for seed in range(200)]
    assert np.mean(changed) == pytest.approx(expected, abs=0.1)


def test_the_other_slide_is_of_another_laboratory() -> None:
    """Two slides of the own laboratory, one of another: only that one is taken."""
    exchange = made(slides=(("pale", 0), ("green", 0), ("dark", 1)))
    others = {name: exchange.stains[rows] for name, rows in zip("01", exchange.laboratories, strict=True)}
    assert len(others["0"]) == 3, "the laboratory and its two slides"
    assert len(others["1"]) == 2
    for seed in range(30):
        greener = middle(exchange(cell("pale", 0), 0, np.random.default_rng(seed)))
        assert greener[1] < middle(cell("pale", 0))[1], "the green slide is of the own laboratory"


def test_one_laboratory_exchanges_among_its_slides() -> None:
    exchange, image = made(slides=(("pale", 0), ("dark", 0))), cell("pale", 0)
    assert any(not np.array_equal(exchange(image, 0, np.random.default_rng(seed)), image) for seed in range(10))


def test_slide_with_few_cells_has_the_stain_of_its_laboratory() -> None:
    samples = [Sample(Path(f"{n}.png"), "NEU", "train", "big" if n < 10 else "small") for n in range(12)]
    exchange = exchange_of([cell("pale", n) for n in range(12)], samples, [0] * 12, 1.0)
    assert exchange.own.tolist() == [1] * 10 + [0] * 2


def test_black_pictures_have_the_standard_stain() -> None:
    black = [np.zeros((24, 24, 3), np.uint8)] * 6
    samples = [Sample(Path(f"{n}.png"), "NEU", "train", "slide") for n in range(6)]
    exchange = exchange_of(black, samples, [0] * 6, 1.0)
    assert np.array_equal(exchange.stains, STAIN[None])
    assert not exchange(black[0], 0, np.random.default_rng(0)).any()
