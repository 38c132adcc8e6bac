"""The Unidentified threshold of a deep branch comes from cells that its training did not learn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from training.recipes import branched
from training.recipes.deepen import Deepened
from training.recipes.fit_branch import Cells, threshold_of

OWN = 0.6


def sure_of(labels: NDArray[np.int64], sure: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return probabilities of two classes, of which that in ``labels`` has ``sure``."""
    return np.where(labels[:, None] == np.arange(2), sure[:, None], 1 - sure[:, None])


def deeper(monkeypatch: pytest.MonkeyPatch, aside: int, quick_threshold: float) -> Any:
    """Fit 400 cells of as many slides, of which ``aside`` are kept aside: quick is right about them, deep is not
    where it is less than 0.9 sure. Return the fit, and the probabilities and labels of the cells kept aside."""
    labels = np.arange(400) % 2
    cells = Cells(np.zeros((400, 1)), labels, np.arange(400), np.arange(400))
    rows = np.arange(aside) * 400 // aside
    deep_sure = np.linspace(0.7, 1.0, aside)
    deep = sure_of(np.where(deep_sure < 0.9, 1 - labels[rows], labels[rows]), deep_sure)
    quick = sure_of(labels, np.full(400, 0.75))
    monkeypatch.setattr(branched, "deepened", lambda *_: Deepened("deep", rows, deep))
    fitted = branched._Fitted("quick", quick_threshold, None, {"cells": 400}, np.arange(400), quick)
    reading: Any = SimpleNamespace(card=SimpleNamespace(threshold=OWN))
    return branched._deeper(reading, fitted, None, cells, "branch-0"), (deep + quick[rows]) / 2, labels[rows]


def test_threshold_is_that_of_both_heads_on_the_cells_kept_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    found, p, labels = deeper(monkeypatch, aside=200, quick_threshold=0.5)
    wrong = p.argmax(axis=1) != labels
    assert found.threshold == found.about["threshold"] == threshold_of(p, labels, np.arange(200), 1.0)
    assert 0.5 < found.threshold < 1.0, "enough cells for a threshold of its own"
    assert wrong.any()
    assert wrong[p.max(axis=1) >= found.threshold].mean() < 0.05
    assert found.about["accuracy_kept_aside"] == pytest.approx(1 - wrong.mean())
    assert (found.branch, found.about["cells"]) == ("deep", 400)


@pytest.mark.parametrize(("quick", "expected"), [(0.95, 0.95), (0.5, OWN)])
def test_few_cells_kept_aside_do_not_lower_the_threshold(
    monkeypatch: pytest.MonkeyPatch, quick: float, expected: float
) -> None:
    labels = np.arange(8) % 2
    right = sure_of(labels, np.full(8, 0.99))
    cells = Cells(np.zeros((8, 1)), labels, np.arange(8), np.arange(8))
    monkeypatch.setattr(branched, "deepened", lambda *_: Deepened("deep", np.arange(3), right[:3]))
    reading: Any = SimpleNamespace(card=SimpleNamespace(threshold=OWN))
    fitted = branched._Fitted("quick", quick, None, {}, np.arange(8), right)
    assert branched._deeper(reading, fitted, None, cells, "branch-0").threshold == expected


def test_without_a_cell_that_both_name_the_threshold_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = Cells(np.zeros((4, 1)), np.arange(4) % 2, np.arange(4), np.arange(4))
    monkeypatch.setattr(branched, "deepened", lambda *_: Deepened("deep", np.array([0]), np.array([[0.9, 0.1]])))
    fitted = branched._Fitted("quick", 0.8, None, {}, np.array([1, 2]), np.full((2, 2), 0.5))
    found = branched._deeper(SimpleNamespace(), fitted, None, cells, "branch-0")
    assert (found.threshold, found.branch) == (0.8, "deep")
