"""Unlike what the model knows: what the score of a cell means, and when a whole slide is to be announced.

A model file that knows what it learned gives each cell a score with its result: the distance of what the network sees
in it from what it saw in the cells that it learned (``training/core/unlike.py``), scaled so that 1 is the limit under
which 99 % of held-out cells of the known laboratories lie. Over the limit a cell is Unidentified, however sure the
network is: a network is often sure of pictures that it understands nothing of. The rule acts where the model's
threshold acts, when the result is made (``inference/results.py``), so that all that reads ``unidentified`` agrees;
the probabilities stay as the network gave them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell, Preclassification
from wbc_desktop.domain.language import tr, trn

LIMIT = 1.0
"""Scores are scaled so: over it a cell is unlike what the model knows."""

TOLERATED_SHARE = 0.10
"""The share of a slide's cells that may be over the limit before anyone is told: smudges and artefacts are usual."""

SIGNIFICANCE = 0.01
"""How seldom chance alone may make a slide with the tolerated share look worse than it is."""


def is_unlike(score: float | None) -> bool:
    """Whether a cell with this score is unlike what the model knows; False where the model cannot tell."""
    return score is not None and not score <= LIMIT


@dataclass(frozen=True, slots=True)
class Unlikeness:
    """Of the cells of a slide for which the model can tell (``n``), how many are unlike what it knows (``outside``)."""

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
        """What a person is told of the slide; empty where nothing is to be announced."""
        if not self.needs_warning:
            return ""
        return tr(
            "{outside} look unlike what the model learned from: another stain, camera or magnification, or "
            "pictures that are no white cells. The model left them Unidentified; look closely at the others, too.",
            outside=trn("{n:,} of {all:,} cell", "{n:,} of {all:,} cells", self.outside, all=self.n),
        )


def unlikeness(cells: Iterable[Cell]) -> Unlikeness:
    """What the cells' latest preclassifications say of the slide as a whole."""
    scores = [c.preclassification.unlike for c in cells if c.preclassification is not None]
    known = [score for score in scores if score is not None]
    return Unlikeness(sum(map(is_unlike, known)), len(known))


def tail(k: int, n: int, share: float) -> float:
    """The probability of ``k`` or more of ``n`` where each has the probability ``share``, between 0 and 1."""
    if k <= 0:
        return 1.0
    log_all = math.lgamma(n + 1)
    total = 0.0
    for i in range(k, n + 1):
        log_ways = log_all - math.lgamma(i + 1) - math.lgamma(n - i + 1)
        term = math.exp(log_ways + i * math.log(share) + (n - i) * math.log1p(-share))
        total += term
        if i > n * share and term < 1e-17 * max(total, 1e-300):
            break  # terms only fall from here
    return min(total, 1.0)


def why_unidentified(said: Preclassification, likely: str, sure: str) -> str:
    """Why the model left a cell Unidentified; ``likely`` is the name of its best class, ``sure`` how likely."""
    if is_unlike(said.unlike):
        return tr("Unidentified: unlike what the model knows; its guess is {likely} ({sure})", likely=likely, sure=sure)
    return tr("Unidentified: only {sure} sure of {likely}", sure=sure, likely=likely)


def likeness_sentence(said: Preclassification | None) -> str:
    """One line on a cell's likeness for the cell view; empty where the model cannot tell."""
    if said is None or said.unlike is None:
        return ""
    if is_unlike(said.unlike):
        return tr("Unlike the cells that the model learned from ({times:.1f} times its limit)", times=said.unlike)
    return tr("Like the cells that the model learned from")
