"""The common displacement of a slide's cells: a mixture of classes has none, and chance is allowed for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from training.core.foreign import ENOUGH, FARTHEST, SLIDE_LIMIT, displacements, read_centres, shift_of, slide_limit
from training.core.model_card import KNOWN_VERSION, ModelCard, ModelFileError

CENTRES = np.random.default_rng(1).normal(size=(8, 32)) * 12
"""Classes far from each other, as those of a trained model are."""
CARD = ModelCard("m", "t", {}, (("NEU", "n"), ("LYM", "l")), 112, "BGR", (1.0,) * 3, (1.0,) * 3)  # type: ignore[arg-type]
SEEDS = st.integers(0, 10_000)


def cells(seed: int, count: int, shares: np.ndarray | None = None) -> np.ndarray:
    """Cells like those that the model knows, in any mixture of the classes, with an uneven spread."""
    random = np.random.default_rng(seed)
    classes = random.choice(len(CENTRES), count, p=random.dirichlet(np.full(8, 0.3)) if shares is None else shares)
    return CENTRES[classes] + random.normal(size=(count, 32)) * np.linspace(0.6, 1.2, 32)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(20, 200))
def test_known_cells_in_any_mixture_of_classes_have_no_common_displacement(seed: int, count: int) -> None:
    found = shift_of(cells(seed, count), CENTRES)
    assert found.cells == count
    assert abs(found.squared) < 40 / count
    assert found.low < found.squared
    assert found.low < SLIDE_LIMIT


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(30, 200), st.floats(1, 5))
def test_the_squared_length_of_a_common_displacement_is_found(seed: int, count: int, length: float) -> None:
    direction = np.random.default_rng(seed + 1).normal(size=32)
    moved = cells(seed, count) + length * direction / np.linalg.norm(direction)
    found = shift_of(moved, CENTRES)
    assert found.squared == pytest.approx(length**2, abs=8 * (length + 1) / count**0.5)
    assert found.squared > shift_of(cells(seed, count), CENTRES).squared
    assert shift_of(moved, CENTRES) == found  # nothing is drawn at random


def test_the_lower_end_is_below_the_true_value_with_the_stated_probability() -> None:
    moved = np.zeros(32)
    moved[0] = 3.0
    below = [shift_of(cells(seed, 60) + moved, CENTRES).low < 9.0 for seed in range(300)]
    assert 0.9 < np.mean(below) < 0.99


def test_a_few_artefacts_do_not_move_the_slide() -> None:
    junk = CENTRES[0] + np.full((12, 32), 500.0)
    found = shift_of(np.concatenate([cells(3, 108), junk]), CENTRES)
    assert found.squared < 2
    lengths = np.linalg.norm(displacements(junk, CENTRES), axis=1)
    np.testing.assert_allclose(lengths, FARTHEST)


def test_fewer_than_two_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        shift_of(cells(1, 1), CENTRES)
    assert shift_of(np.zeros((ENOUGH, 1)), np.zeros((2, 1))).squared == 0  # a model with one direction and equal cells


@pytest.mark.parametrize(
    ("known", "limit"),
    [
        ({}, SLIDE_LIMIT),
        ({"slide_limit": 4}, 4.0),
        ({"slide_limit": -1}, SLIDE_LIMIT),
        ({"slide_limit": "9"}, SLIDE_LIMIT),
    ],
)
def test_a_model_may_bring_its_own_limit(known: dict[str, object], limit: float) -> None:
    assert slide_limit(replace(CARD, known=known)) == limit


def test_centres_are_read_from_the_model_file(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file({"known.centres": CENTRES.astype(np.float32), "other": np.zeros(3, np.float32)}, path)
    read = read_centres(path, replace(CARD, known={"version": KNOWN_VERSION}))
    assert read is not None
    np.testing.assert_allclose(read, CENTRES, rtol=1e-6)
    assert read_centres(path, CARD) is None  # no score, or one of a later version
    save_file({"other": np.zeros(3, np.float32)}, path)
    assert read_centres(path, replace(CARD, known={"version": KNOWN_VERSION})) is None
    path.write_bytes(b"no model")
    with pytest.raises(ModelFileError):
        read_centres(path, replace(CARD, known={"version": KNOWN_VERSION}))
