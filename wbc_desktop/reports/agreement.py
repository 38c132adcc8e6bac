"""Compare preclassification and final class of the cells that a reviewer decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from wbc_desktop.domain.agreement import cohens_kappa
from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import UNIDENTIFIED, class_order
from wbc_desktop.reports.data import Agreement, Change, Interval


def agreement(cells: Iterable[Cell], interval: Callable[[int, int], Interval]) -> Agreement:
    """Return how often the reviewer's class is the most probable class of the prediction.

    Only cells with a prediction and a reviewer's class other than Unidentified count, also if the prediction was below
    the threshold. ``interval(agreed, n)`` returns the 95 % interval of a share.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        if cell.compared_prediction is None or cell.label is None or cell.label == UNIDENTIFIED:
            continue
        pairs[cell.compared_prediction, cell.label] += 1
    n = pairs.total()
    agreed = sum(count for (predicted, final), count in pairs.items() if predicted == final)
    changes = [Change(predicted, final, count) for (predicted, final), count in pairs.items() if predicted != final]
    changes.sort(key=lambda c: (-c.count, class_order(c.predicted), class_order(c.final)))
    return Agreement(n, agreed, interval(agreed, n) if n else None, cohens_kappa(pairs), tuple(changes))
