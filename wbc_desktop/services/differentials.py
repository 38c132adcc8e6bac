"""The differential of a slide as stored, and the exact interval of a share."""

from __future__ import annotations

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.differential import Differential, differential_from_counts
from wbc_desktop.services.review import model_classes
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database


def slide_differential(db: Database, slide_id: int) -> Differential:
    """The differential of the slide's cells as they stand now; every class that can be chosen is listed."""
    with db.read() as s:
        standing, undecided = cells.standing(s, slide_id)
        return differential_from_counts(standing, undecided, (*STANDARD_CLASSES, *model_classes(s)))


def interval(count: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact (Clopper-Pearson) interval of the share ``count / n``, from 0 to 1; (0, 1) when ``n`` is 0.

    Raises ``ValueError`` unless 0 <= count <= n and 0 < confidence < 1.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if not 0 < confidence < 1:
        raise ValueError(f"{confidence} is no confidence")
    from scipy.special import betaincinv  # takes a moment, and a window opens without it

    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, n - count + 1, tail))
    high = 1.0 if count == n else float(betaincinv(count + 1, n - count, 1 - tail))
    return low, high
