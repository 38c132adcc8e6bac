"""Cells unlike the training data: the meaning of a cell's score, and the warning about a whole slide.

A model file with statistics of its training cells gives each cell a score: the distance of the cell's features from
those of the training cells (``training/core/unlike.py``), scaled so that 99 % of held-out cells of the known
laboratories are below 1. Above this limit a cell is Unidentified, whatever its confidence: a network is often sure of
pictures that are unlike its training data. The rule is applied together with the model's threshold, when the result is
made (``inference/results.py``), so ``unidentified`` is the same everywhere; the probabilities are not changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell, Preclassification
from wbc_desktop.domain.language import tr, trn

LIMIT = 1.0
"""A cell with a higher score is unlike the training data."""

TOLERATED_SHARE = 0.10
"""The share of a slide's cells that may be unlike without a warning: smudges and artefacts are usual."""

SIGNIFICANCE = 0.01
"""The significance level of the test: the probability of a false warning at the tolerated share."""


def is_unlike(score: float | None) -> bool:
    """Whether a cell with this score is unlike the training data; False without a score."""
    return score is not None and not score <= LIMIT


@dataclass(frozen=True, slots=True)
class Unlikeness:
    """The number of a slide's cells with a score (``n``), and of those over the limit (``outside``)."""

    outside: int = 0
    n: int = 0

    @property
    def needs_warning(self) -> bool:
        """Whether more cells are unlike than :data:`TOLERATED_SHARE`, and significantly so.

        One-sided exact binomial test of ``outside`` in ``n`` against that share, at :data:`SIGNIFICANCE`.
        """
        return self.outside > TOLERATED_SHARE * self.n and tail(self.outside, self.n, TOLERATED_SHARE) < SIGNIFICANCE

    @property
    def sentence(self) -> str:
        """The warning about the slide; "" if none is needed."""
        if not self.needs_warning:
            return ""
        return tr(
            "{outside} look unlike what the model learned from: another stain, camera or magnification, or "
            "pictures that are no white cells. The model left them Unidentified; look closely at the others, too.",
            outside=trn("{n:,} of {all:,} cell", "{n:,} of {all:,} cells", self.outside, all=self.n),
        )


def unlikeness(cells: Iterable[Cell]) -> Unlikeness:
    """Return the counts for the latest preclassifications of a slide's cells."""
    scores = [c.preclassification.unlike for c in cells if c.preclassification is not None]
    known = [score for score in scores if score is not None]
    return Unlikeness(sum(map(is_unlike, known)), len(known))


def tail(k: int, n: int, share: float) -> float:
    """Return the binomial probability of ``k`` or more of ``n``, each with the probability ``share`` (0 to 1)."""
    if k <= 0:
        return 1.0
    log_all = math.lgamma(n + 1)
    total = 0.0
    for i in range(k, n + 1):
        log_ways = log_all - math.lgamma(i + 1) - math.lgamma(n - i + 1)
        term = math.exp(log_ways + i * math.log(share) + (n - i) * math.log1p(-share))
        total += term
        if i > n * share and term < 1e-17 * max(total, 1e-300):
            break  # all further terms are smaller
    return min(total, 1.0)


def why_unidentified(found: Preclassification, likely: str, sure: str) -> str:
    """Return why the model left a cell Unidentified; ``likely`` names its best class, ``sure`` is its probability."""
    if is_unlike(found.unlike):
        return tr("Unidentified: unlike what the model knows; its guess is {likely} ({sure})", likely=likely, sure=sure)
    return tr("Unidentified: only {sure} sure of {likely}", sure=sure, likely=likely)


def likeness_sentence(found: Preclassification | None, announced: bool = False) -> str:
    """Return one line for the cell view on whether the cell is like the training data; "" without a score.

    In a slide that is ``announced`` as different as a whole, no single cell is called like the training data.
    """
    if found is None or found.unlike is None:
        return ""
    if is_unlike(found.unlike):
        return tr("Unlike the cells that the model learned from ({times:.1f} times its limit)", times=found.unlike)
    return "" if announced else tr("Like the cells that the model learned from")
