"""Fit a branch to the corrections of a laboratory: closed-form, in seconds, with what is known of the others as prior.

The features of the laboratory's cells are standardised by its own means and deviations, as batch norm adaptation does
(Li et al., 2016). In the main directions of the known laboratories (:class:`training.core.replay.Replay`) the classes
then are Gaussians with one covariance (linear discriminant analysis). With few corrections the maximum likelihood is a
bad guess, so each class mean is drawn towards that of the known laboratories, and the covariance towards theirs and
towards a sphere (Friedman, J. Am. Stat. Assoc. 84, 1989). The result is one linear layer.

``tests/benchmarks/bench_finetune.py`` measures it. On the same features of Raabin (balanced splits of the slides) a
logistic head named 0.66 and 0.75 rightly, balanced over the classes, after 100 and 400 corrections, this one 0.79 and
0.84.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.core.branch import NEVER, Branch
from training.core.replay import Replay
from training.recipes.calibrate import softmax
from training.recipes.replay import block_scale
from training.recipes.risk import ERROR, threshold_for

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]

PRIOR = 2.0
"""The mean of a class in the known laboratories counts as much as so many corrections."""
HALF_WAY = 30.0
"""With so many corrections, their covariance counts as much as that of the known laboratories."""
SPREAD_PRIOR = 60.0
"""The deviations of the known laboratories count as much as so many corrections."""
SPHERE = 0.05
"""The share of a sphere in the covariance."""
UNSEEN = 1.0
"""Each class counts as often as it was corrected, and so many times more."""
ALONE, ALONE_SPHERE = 200, 0.3
"""Main directions and share of a sphere where no prior is known."""
RIDGE = 1e-2
"""Ridge of the switch, for features of spread 1 and weights with the sum 2."""
SLIPS = 0.05
"""The share of labels that are taken as wrong for the temperature."""
TAIL = 0.05
"""The share of the laboratory's cells that may be below the gap between both sides."""
FEW = 200.0
"""With so many cells of the laboratory, the threshold is a quarter into the gap."""
FOLDS = 5
_HOTTEST = 60.0
_NEWTON_STEPS = 12
_FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of the laboratory: features N x (D + C), labels N (places in the codes), the cell of each row, its slide.

    A cell has several rows, one for each view.
    """

    both: Matrix
    labels: Labels
    cells: Labels
    slides: Labels

    def rows(self, chosen: NDArray[np.bool_]) -> Cells:
        """Return some of the rows."""
        return Cells(self.both[chosen], self.labels[chosen], self.cells[chosen], self.slides[chosen])


@dataclass(frozen=True, slots=True)
class Linear:
    """Class scores N x K = features @ weights.T + bias."""

    weights: Matrix
    bias: Matrix

    def at(self, temperature: float) -> Linear:
        """Return the scores divided by a temperature."""
        return Linear(self.weights / temperature, self.bias / temperature)

    def __call__(self, features: Matrix) -> Matrix:
        """Return the scores of N x (D + C) features."""
        return np.asarray(features @ self.weights.T + self.bias)


@dataclass(frozen=True, slots=True)
class Known:
    """What a fit needs of the known laboratories: coordinates of the replayed cells, labels, and class means.

    ``means`` K x d; not a number for a class that they do not have. ``within``: the covariance within the classes.
    """

    replay: Replay
    coordinates: Matrix
    labels: Labels
    means: Matrix
    within: Matrix
    between: Matrix

    @classmethod
    def of(cls, replay: Replay, classes: int) -> Known:
        """Return the statistics of the cells that are replayed, for ``classes`` classes (known and added ones)."""
        mine = ~replay.locked
        coordinates, labels = replay.coordinates[mine].astype(np.float64), replay.labels[mine]
        means = np.full((classes, coordinates.shape[1]), np.nan)
        for k in np.unique(labels):
            means[k] = coordinates[labels == k].mean(axis=0)
        off = coordinates - means[labels]
        there = means[np.unique(labels)]
        return cls(replay, coordinates, labels, means, off.T @ off / len(off), np.cov(there.T, bias=True))


def fit_head(known: Known, cells: Cells) -> Linear:
    """Return the class scores (log posteriors, up to a constant) of the laboratory's cells, at temperature 1."""
    mean, scale = _standard(known, cells)
    x = known.replay.reduced(((cells.both - mean) * scale).astype(np.float32)).astype(np.float64)
    classes = len(known.means)
    ones = np.eye(classes)[cells.labels]
    rows, count = ones.sum(axis=0), len(np.unique(cells.cells))
    per_cell = len(cells.labels) / count  # views of one cell are one piece of evidence
    prior = np.where(np.isnan(known.means[:, 0]), 0.0, PRIOR * per_cell)
    sums = ones.T @ x + prior[:, None] * np.nan_to_num(known.means)
    means = sums / np.maximum(prior + rows, 1e-9)[:, None]
    off = x - means[cells.labels]
    share = count / (count + HALF_WAY)
    covariance = (1 - share) * known.within + share * (off.T @ off / len(off))
    covariance = (1 - SPHERE) * covariance + SPHERE * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    slopes = np.linalg.solve(covariance, means.T).T
    often = rows / per_cell + UNSEEN
    bias = -0.5 * (slopes * means).sum(axis=1) + np.log(often / often.sum())
    bias = np.where(prior + rows > 0, bias, NEVER)  # a class that nobody knows
    return _unfolded(Linear(slopes, bias), known.replay, mean, scale)


def fit_alone(cells: Cells, averages: int, classes: int) -> Linear:
    """Return the class scores of features of which nothing is known from other laboratories (a deep branch's).

    Discriminant analysis in the main directions of the cells themselves. A class without cells is never named.
    """
    blocks = block_scale(averages, cells.both.shape[1] - averages)
    mean, scale = cells.both.mean(axis=0), blocks / (cells.both.std(axis=0) + _FLOOR)
    _, _, rows = np.linalg.svd((cells.both - mean) * scale, full_matrices=False)
    directions = rows[:ALONE]
    x = (cells.both - mean) * scale @ directions.T
    counts = np.bincount(cells.labels, minlength=classes).astype(np.float64)
    means = np.eye(classes)[cells.labels].T @ x / np.maximum(counts, 1.0)[:, None]
    off = x - means[cells.labels]
    covariance = off.T @ off / len(off)
    size = np.trace(covariance) / len(covariance)
    slopes = np.linalg.solve((1 - ALONE_SPHERE) * covariance + ALONE_SPHERE * size * np.eye(len(x.T)), means.T).T
    bias = -0.5 * (slopes * means).sum(axis=1) + np.log(np.maximum(counts, 1.0) / counts.sum())
    weights = np.where(counts[:, None] > 0, slopes @ directions * scale, 0.0)
    return Linear(weights, np.where(counts > 0, bias - weights @ mean, NEVER))


def _standard(known: Known, cells: Cells) -> tuple[Matrix, Matrix]:
    """Return mean and scale of the laboratory's features, the deviations drawn towards those of the known ones."""
    averages = known.replay.averages_directions.shape[1]
    blocks = block_scale(averages, cells.both.shape[1] - averages)
    elsewhere = blocks / known.replay.scale.astype(np.float64)
    count = len(np.unique(cells.cells))
    variance = (count * cells.both.var(axis=0) + SPREAD_PRIOR * elsewhere**2) / (count + SPREAD_PRIOR)
    return cells.both.mean(axis=0), blocks / (np.sqrt(variance) + _FLOOR)


def _unfolded(head: Linear, replay: Replay, mean: Matrix, scale: Matrix) -> Linear:
    """Return the same scores as a function of the features instead of the coordinates."""
    many = len(replay.averages_directions)
    parts = (head.weights[:, :many] @ replay.averages_directions, head.weights[:, many:] @ replay.pooled_directions)
    weights = np.concatenate(parts, axis=1) * scale
    return Linear(weights, head.bias - weights @ mean)


def fit_switch(known: Known, cells: Cells) -> Linear:
    """Return a score that is above 0 for the laboratory's cells and below 0 for those of the known ones (1 x D).

    Logistic regression with a ridge (le Cessie and van Houwelingen, Appl. Stat. 41, 1992) on the main directions of the
    averages. Both sides weigh the same, and so do the classes of each, so that the mixture of classes says nothing. The
    threshold is that of :func:`_threshold`.
    """
    replay = known.replay
    many, averages = replay.averages_directions.shape
    standard = ((cells.both - replay.mean) * replay.scale).astype(np.float32)
    here, there = replay.reduced(standard)[:, :many], known.coordinates[:, :many]
    x = np.concatenate((here, there)).astype(np.float64)
    is_here = np.arange(len(x)) < len(here)
    weights = np.concatenate((_balanced(cells.labels), _balanced(known.labels)))
    size = np.sqrt(weights @ x**2 / 2) + 1e-9
    slopes, bias = _logistic(x / size, is_here, weights)
    count = len(np.unique(cells.cells))
    bias -= _threshold(there / size @ slopes + bias, here / size @ slopes + bias, count)
    slopes = slopes / size @ replay.averages_directions * replay.scale[:averages]
    return Linear(slopes[None], np.array([bias - slopes @ replay.mean[:averages]]))


def _threshold(there: Matrix, here: Matrix, count: int) -> float:
    """Return the threshold between the scores of the known cells and of ``count`` cells of the laboratory.

    If nearly all of these are above all known ones, it is in the gap: with many cells in its middle, with few just
    above the known ones, because other slides of the laboratory vary more. Else it is 0, as the regression says.
    """
    highest, lowest = float(there.max()), float(np.quantile(here, TAIL))
    return highest + (lowest - highest) / 2 * count / (count + FEW) if lowest > highest else 0.0


def _balanced(labels: Labels) -> Matrix:
    """Return weights with the sum 1; all classes have the same."""
    weights = 1.0 / np.bincount(labels)[labels]
    return np.asarray(weights / weights.sum())


def _logistic(x: Matrix, wanted: NDArray[np.bool_], weights: Matrix) -> tuple[Matrix, float]:
    """Return slopes and bias of a weighted logistic regression with a ridge, by Newton's method."""
    ones = np.concatenate((x, np.ones((len(x), 1))), axis=1)
    ridge = RIDGE * np.append(np.ones(x.shape[1]), 1e-6)
    found = np.zeros(ones.shape[1])
    for _ in range(_NEWTON_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(ones @ found, -30, 30)))
        slope = ones.T @ (weights * (p - wanted)) + ridge * found
        curvature = (ones * (weights * p * (1 - p) + 1e-9)[:, None]).T @ ones + np.diag(ridge)
        found = found - np.linalg.solve(curvature, slope)
    return found[:-1], float(found[-1])


def folds_of(cells: Cells) -> Labels:
    """Return the fold of each row: whole slides; cells where there are fewer slides than folds."""
    names = cells.slides if len(np.unique(cells.slides)) >= FOLDS else cells.cells
    _, place = np.unique(names, return_inverse=True)
    order = np.random.default_rng(0).permutation(int(place.max()) + 1)
    return np.asarray(order[place] % FOLDS)


def cross_validated(known: Known, cells: Cells) -> tuple[Matrix, Labels]:
    """Return scores of the first view of each cell, from a fit without its fold (``folds_of``), and their rows.

    A fold is passed over if the other folds are of one class; without any fold that is left, both are empty.
    """
    folds, first = folds_of(cells), np.zeros(len(cells.labels), dtype=bool)
    first[np.unique(cells.cells, return_index=True)[1]] = True
    scores, rows = [np.empty((0, len(known.means)))], [np.empty(0, dtype=np.int64)]
    for fold in np.unique(folds):
        tested, others = first & (folds == fold), folds != fold
        if tested.any() and len(np.unique(cells.labels[others])) > 1:
            scores.append(fit_head(known, cells.rows(others))(cells.both[tested]))
            rows.append(np.flatnonzero(tested))
    return np.concatenate(scores), np.concatenate(rows)


def threshold_of(probabilities: Matrix, labels: Labels, slides: Labels, own: float) -> float:
    """Return the Unidentified threshold of the laboratory from probabilities of cells that their fit did not learn.

    It is the lowest with an error of at most ``ERROR`` among the named cells, by its upper 95 % limit. With too few
    cells or slides for that, it is not lower than ``own``, and high enough by the observed error.
    """
    groups = [str(n) for n in slides]
    found = threshold_for(probabilities, labels, groups, ERROR)
    if found.reached:
        return found.value
    return max(own, threshold_for(probabilities, labels, groups, ERROR, assured=False).value)


def calibration(scores: Matrix, labels: Labels) -> float:
    """Return the temperature for the scores of a fit; discriminant analysis is far too sure with many directions.

    It has the smallest negative log-likelihood of labels of which some are wrong. Otherwise a few slips, on which the
    scores are sure of another class, make all probabilities too small.
    """
    several = np.exp(np.linspace(0.0, np.log(_HOTTEST), 60))
    chosen = np.arange(len(labels)), labels
    losses = [-np.log((1 - SLIPS) * softmax(scores, t)[chosen] + SLIPS / scores.shape[1]).mean() for t in several]
    return float(several[int(np.argmin(losses))])


def branch_from(switch: Linear, head: Linear) -> Branch:
    """Return the branch as a module."""
    classes, features = head.weights.shape
    averages = switch.weights.shape[1]
    branch = Branch(averages, features - averages, classes)
    for layer, linear in ((branch.switch, switch), (branch.head, head)):
        into(layer, linear)
    return branch


def into(layer: nn.Linear, linear: Linear) -> None:
    """Give a layer the weights."""
    layer.weight.data = torch.from_numpy(linear.weights).float()
    layer.bias.data = torch.from_numpy(linear.bias).float()


def added_centres(known_centres: Matrix, coordinates: Matrix, names: Labels) -> Matrix:
    """Return a centre for each class of the laboratory in the space of the unlike score (N x k coordinates).

    A class without corrections, or with few, has that of the known laboratories, displaced as all classes are.
    """
    base = known_centres.mean(axis=0)
    at_home = np.array([known_centres[k] if k < len(known_centres) else base for k in range(int(names.max()) + 1)])
    shift = np.mean([(coordinates[names == k] - at_home[k]).mean(axis=0) for k in np.unique(names)], axis=0)
    found = []
    for k in range(max(len(at_home), len(known_centres))):
        expected = (known_centres[k] if k < len(known_centres) else base) + shift
        own = coordinates[names == k]
        if len(own) or k < len(known_centres):
            found.append((PRIOR * expected + own.sum(axis=0)) / (PRIOR + len(own)))
    return np.asarray(found)
