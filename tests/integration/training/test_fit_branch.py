"""The fit of a branch: symmetries of the statistics, the switch, calibration, cross-validation, and the centres."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from training.core import foreign
from training.core.replay import Replay
from training.recipes.calibrate import negative_log_likelihood, softmax
from training.recipes.fit_branch import (
    FOLDS,
    PRIOR,
    Cells,
    Known,
    added_centres,
    calibration,
    cross_validated,
    fit_head,
    fit_switch,
    folds_of,
    threshold_of,
)
from training.recipes.replay import block_scale, main_directions
from training.recipes.risk import ERROR, threshold_for

AVERAGES, CHANNELS, CLASSES = 12, 9, 4
FEATURES = AVERAGES + CHANNELS
MEANS = np.random.default_rng(99).normal(size=(CLASSES, FEATURES)) * 2
SEEDS = st.integers(0, 10_000)
some_examples = settings(max_examples=15, deadline=None)


def drawn(seed: int, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Features of cells of the known laboratories."""
    return MEANS[labels] + np.random.default_rng(seed).normal(size=(len(labels), FEATURES))


def known_cells(seed: int = 0, each: int = 30) -> Known:
    """What is known of the other laboratories: half of the cells are locked."""
    labels = np.repeat(np.arange(CLASSES), each)
    both = drawn(seed, labels)
    mean = both.mean(axis=0)
    scale = block_scale(AVERAGES, CHANNELS) / both.std(axis=0)
    standard = (both - mean) * scale
    first, second = (main_directions(part, 6) for part in (standard[:, :AVERAGES], standard[:, AVERAGES:]))
    coordinates = np.concatenate((standard[:, :AVERAGES] @ first.T, standard[:, AVERAGES:] @ second.T), axis=1)
    numbers = [n.astype(np.float32) for n in (mean, scale, first, second, coordinates, np.zeros((len(both), CLASSES)))]
    replay = Replay(
        "a" * 64,
        ("A", "B", "C", "D"),
        ("home",),
        *numbers,
        labels,
        np.zeros(len(labels), dtype=np.int64),
        np.arange(len(labels)),
        np.arange(len(labels)) % 2 == 1,
    )
    return Known.of(replay, CLASSES)


def laboratory(seed: int, count: int = 40, views: int = 2, shift: float = 4.0, slides: int = 8) -> Cells:
    """Cells of another laboratory, displaced and wider; the views of a cell differ a little."""
    random = np.random.default_rng(seed)
    labels = np.concatenate((np.arange(CLASSES), random.integers(0, CLASSES, count - CLASSES)))
    middle = drawn(seed + 1, labels) * 1.3 + shift
    both = np.concatenate([middle + 0.1 * random.normal(size=middle.shape) for _ in range(views)])
    cells = np.tile(np.arange(count), views)
    return Cells(both, np.tile(labels, views), cells, cells % slides)


@some_examples
@given(SEEDS)
def test_order_of_the_cells_does_not_matter(seed: int) -> None:
    known, cells = known_cells(), laboratory(seed)
    order = np.random.default_rng(seed).permutation(len(cells.labels))
    mixed = Cells(*(getattr(cells, name)[order] for name in Cells.__slots__))
    given_cells = drawn(seed, np.arange(CLASSES)) + 4
    for fit, width in ((fit_head, FEATURES), (fit_switch, AVERAGES)):
        one, other = fit(known, cells)(given_cells[:, :width]), fit(known, mixed)(given_cells[:, :width])
        assert one == pytest.approx(other, rel=1e-5, abs=1e-5)


@some_examples
@given(SEEDS)
def test_order_of_the_classes_permutes_the_scores(seed: int) -> None:
    known, cells = known_cells(), laboratory(seed)
    place = np.random.default_rng(seed).permutation(CLASSES)
    moved = Known.of(replace(known.replay, labels=place[known.replay.labels]), CLASSES)
    other = fit_head(moved, replace(cells, labels=place[cells.labels]))(cells.both)
    assert fit_head(known, cells)(cells.both) == pytest.approx(other[:, place], rel=1e-5, abs=1e-5)


@some_examples
@given(SEEDS, st.integers(2, 4))
def test_views_of_a_cell_are_no_further_evidence(seed: int, times: int) -> None:
    known, cells = known_cells(), laboratory(seed, views=1)
    more = Cells(*(np.concatenate([getattr(cells, name)] * times) for name in Cells.__slots__))
    for fit, width in ((fit_head, FEATURES), (fit_switch, AVERAGES)):
        one, other = (fit(known, some)(cells.both[:, :width]) for some in (cells, more))
        assert one == pytest.approx(other, rel=1e-5, abs=1e-5)
    once, often = (cross_validated(known, some) for some in (cells, more))
    assert calibration(once[0], cells.labels[once[1]]) == calibration(often[0], more.labels[often[1]])


@some_examples
@given(SEEDS)
def test_scores_are_those_of_discriminant_analysis_in_the_coordinates(seed: int) -> None:
    """Written out: standardised by the laboratory, means and covariance drawn towards the known ones."""
    from training.recipes import fit_branch as module

    known, cells = known_cells(), laboratory(seed)
    replay, count = known.replay, len(np.unique(cells.cells))
    blocks = block_scale(AVERAGES, CHANNELS)
    elsewhere = (blocks / replay.scale) ** 2
    variance = (count * cells.both.var(axis=0) + module.SPREAD_PRIOR * elsewhere) / (count + module.SPREAD_PRIOR)
    standard = (cells.both - cells.both.mean(axis=0)) * blocks / np.sqrt(variance)
    x = replay.reduced(standard.astype(np.float32)).astype(np.float64)
    views = len(x) / count
    means, often = [], []
    for k in range(CLASSES):
        mine = x[cells.labels == k]
        means.append((2 * PRIOR * known.means[k] + mine.sum(axis=0)) / (2 * PRIOR + len(mine)))
        often.append(len(mine) / views + module.UNSEEN)
    off = x - np.stack(means)[cells.labels]
    share = count / (count + module.HALF_WAY)
    covariance = (1 - share) * known.within + share * off.T @ off / len(off)
    sphere = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    covariance = (1 - module.SPHERE) * covariance + module.SPHERE * sphere
    inverse = np.linalg.inv(covariance)
    expected = np.stack(
        [-0.5 * np.einsum("nd,de,ne->n", x - m, inverse, x - m) + np.log(n) for m, n in zip(means, often, strict=True)]
    ).T
    found = fit_head(known, cells)(cells.both)
    assert softmax(found) == pytest.approx(softmax(expected), abs=1e-3)


def test_class_that_only_the_laboratory_has_is_learned_and_one_that_nobody_knows_is_never_named() -> None:
    known, cells = known_cells(), laboratory(3)
    added = Known.of(known.replay, CLASSES + 2)
    both = np.concatenate((cells.both, cells.both[:20] - 9))
    labels = np.concatenate((cells.labels, np.full(20, CLASSES)))
    more = Cells(
        both,
        labels,
        np.concatenate((cells.cells, 100 + np.arange(20))),
        np.concatenate((cells.slides, np.arange(20))),
    )
    found = softmax(fit_head(added, more)(both))
    assert (found.argmax(axis=1)[-20:] == CLASSES).all()
    assert (found[:, CLASSES + 1] == 0).all()
    assert np.isfinite(found).all()


@some_examples
@given(SEEDS, st.floats(3.0, 8.0))
def test_switch_is_closed_for_all_replayed_cells_and_open_for_displaced_ones(seed: int, shift: float) -> None:
    known = known_cells(seed)
    cells = laboratory(seed, 60, shift=shift)
    switch = fit_switch(known, cells)
    at_home = known.replay.features(known.replay.coordinates)[:, :AVERAGES]
    replayed = switch(at_home[~known.replay.locked])
    here = switch(cells.both[:, :AVERAGES])
    assert (here > 0).mean() > 0.85
    if shift < 5:  # close laboratories may overlap
        assert (replayed > 0).mean() < 0.12
        return
    assert (replayed < 0).all()
    single = torch.from_numpy(at_home[~known.replay.locked]) @ torch.from_numpy(switch.weights).float().T
    assert (single + torch.from_numpy(switch.bias).float() < 0).all(), "also with 32 bits"
    others = laboratory(seed + 77, 200, shift=shift)
    assert (switch(others.both[:, :AVERAGES]) > 0).mean() > 0.9
    assert (switch(drawn(seed + 5, np.arange(400) % CLASSES)[:, :AVERAGES]) > 0).mean() < 0.1


def test_switch_does_not_depend_on_the_mixture_of_classes() -> None:
    known, cells = known_cells(), laboratory(5, 60)
    lots = np.flatnonzero((cells.labels == 0) & (cells.cells < 40))
    more = Cells(
        *(np.concatenate([getattr(cells, name), *[getattr(cells, name)[lots]] * 9]) for name in Cells.__slots__)
    )
    given_cells = cells.both[:, :AVERAGES]
    one, other = fit_switch(known, cells), fit_switch(known, more)
    cosine = (one.weights @ other.weights.T) / np.linalg.norm(one.weights) / np.linalg.norm(other.weights)
    assert cosine > 0.95
    assert ((one(given_cells) > 0) == (other(given_cells) > 0)).mean() > 0.97


@pytest.mark.parametrize("slides", [FOLDS, FOLDS + 3, 40])
def test_cross_validation_never_tests_a_slide_on_itself(slides: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.recipes import fit_branch as module

    cells = laboratory(1, slides=slides)
    folds = folds_of(cells)
    assert all(len(set(folds[cells.slides == slide])) == 1 for slide in range(slides))
    assert set(folds) == set(range(FOLDS))
    fitted: list[Cells] = []

    def fit(known: Known, some: Cells) -> Any:
        fitted.append(some)
        return lambda both: np.column_stack((both[:, :1], np.zeros((len(both), CLASSES - 1))))

    monkeypatch.setattr(module, "fit_head", fit)
    scores, rows = cross_validated(known_cells(), cells)
    firsts = {float(one): slide for one, slide in zip(cells.both[:, 0], cells.slides, strict=True)}
    tested = [firsts[float(score)] for score in scores[:, 0]]
    assert len(set(cells.cells[rows].tolist())) == len(rows) == 40, "each cell is tested once"
    start = 0
    for some in fitted:
        count = len({int(c) for c in cells.cells} - {int(c) for c in some.cells})
        assert not set(tested[start : start + count]) & set(some.slides.tolist())
        start += count


def test_cells_are_the_folds_where_there_are_few_slides() -> None:
    cells = laboratory(2, slides=FOLDS - 1)
    folds = folds_of(cells)
    assert all(len(set(folds[cells.cells == cell])) == 1 for cell in range(40)), "views of a cell are in one fold"
    assert np.bincount(folds[:40]).tolist() == [8] * FOLDS


def test_cross_validation_of_one_class_is_empty() -> None:
    cells = laboratory(2)
    scores, rows = cross_validated(known_cells(), cells.rows(cells.labels == 1))
    assert (scores.shape, rows.shape) == ((0, CLASSES), (0,))


@some_examples
@given(SEEDS, st.integers(20, 400), st.floats(0.5, 0.99))
def test_threshold_is_the_assured_one_or_not_below_the_own(seed: int, count: int, own: float) -> None:
    random = np.random.default_rng(seed)
    scores = random.normal(size=(count, CLASSES)) * 4
    p = softmax(scores)
    labels = (random.random((count, 1)) > p.cumsum(axis=1)).sum(axis=1).clip(0, CLASSES - 1)
    found = threshold_of(p, labels, np.arange(count), own)
    assured = threshold_for(p, labels, [""] * count, ERROR)
    assert found == assured.value if assured.reached else found >= own


def test_threshold_is_lowered_only_by_enough_slides() -> None:
    """200 sure and right cells allow a lower threshold; from two slides they are too little evidence."""
    scores, labels = np.zeros((200, CLASSES)), np.arange(200) % CLASSES
    scores[np.arange(200), labels] = np.linspace(2.5, 6, 200)
    p = softmax(scores)
    assert threshold_of(p, labels, np.arange(200), 0.9) < 0.9
    assert threshold_of(p[:20], labels[:20], np.arange(20), 0.9) == 0.9


@some_examples
@given(SEEDS, st.floats(1.5, 20))
def test_calibration_finds_the_temperature_of_too_sure_scores(seed: int, factor: float) -> None:
    random = np.random.default_rng(seed)
    honest = random.normal(size=(4000, CLASSES)) * 3
    p = softmax(honest)
    labels = (random.random((4000, 1)) > p.cumsum(axis=1)).sum(axis=1).clip(0, CLASSES - 1)
    found = calibration(honest * factor, labels)
    assert found == pytest.approx(factor, rel=0.35)
    fair = negative_log_likelihood(honest * factor, labels, found)
    assert fair < negative_log_likelihood(honest, labels, 1.0) * 1.02


def test_a_few_slips_do_not_make_all_probabilities_small() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, CLASSES, 400)
    scores = 30.0 * np.eye(CLASSES)[labels] + random.normal(size=(400, CLASSES))
    slips = np.where(np.arange(400) % 25 == 0, (labels + 1) % CLASSES, labels)
    sure = softmax(scores, calibration(scores, slips)).max(axis=1)
    assert np.median(sure) > 0.95


def centres(seed: int) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=(CLASSES, 6)) * 8


@some_examples
@given(SEEDS, st.integers(5, 30))
def test_centres_follow_the_laboratorys_displacement(seed: int, each: int) -> None:
    """A class without corrections is expected where the displacement of the others puts it."""
    random = np.random.default_rng(seed)
    at_home, shift = centres(seed), random.normal(size=6) * 5
    labels = np.repeat(np.arange(CLASSES - 1), each)
    cells = at_home[labels] + shift + 0.3 * random.normal(size=(len(labels), 6))
    found = added_centres(at_home, cells, labels)
    assert found.shape == at_home.shape
    assert found == pytest.approx(at_home + shift, abs=0.6)


def test_added_class_gets_a_centre_of_its_own() -> None:
    at_home = centres(1)
    labels = np.array([0] * 20 + [CLASSES] * 200)
    cells = np.concatenate((np.tile(at_home[0] + 1, (20, 1)), np.full((200, 6), 30.0)))
    found = added_centres(at_home, cells, labels)
    assert len(found) == CLASSES + 1
    assert np.linalg.norm(found[CLASSES] - 30) < 2
    assert len(added_centres(at_home, cells[:20], labels[:20])) == CLASSES


@some_examples
@given(SEEDS)
def test_slides_of_a_learned_laboratory_are_no_longer_announced(seed: int) -> None:
    """The judgement of slides takes the centres of the model file, those of the branches included."""
    random = np.random.default_rng(seed)
    at_home = random.normal(size=(CLASSES, 32)) * 12
    shift = random.normal(size=32)
    shift *= 5 / np.linalg.norm(shift)
    learned, new = (random.integers(0, CLASSES, n) for n in (100, 60))
    slide = at_home[new] + shift + random.normal(size=(60, 32))
    before = foreign.shift_of(slide, at_home)
    assert before.low > foreign.SLIDE_LIMIT
    added = added_centres(at_home, at_home[learned] + shift + random.normal(size=(100, 32)), learned)
    after = foreign.shift_of(slide, np.concatenate((at_home, added)))
    assert after.low < foreign.SLIDE_LIMIT / 2
    home = at_home[new] + random.normal(size=(60, 32))
    assert foreign.shift_of(home, np.concatenate((at_home, added))).low < foreign.SLIDE_LIMIT / 2
    third = at_home[new] - shift + random.normal(size=(60, 32))
    assert foreign.shift_of(third, np.concatenate((at_home, added))).low > foreign.SLIDE_LIMIT, "another one still is"
