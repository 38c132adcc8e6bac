"""The differential: counts and shares of the white-cell classes, and the other classes per 100 white cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED, CellClass, cell_class, class_order


@dataclass(frozen=True, slots=True)
class DifferentialRow:
    """One class: ``share`` is its fraction of the white cells (other classes: cells per white cell).

    ``share`` is None if there are no white cells.
    """

    cell_class: CellClass
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Differential:
    """Counts of one slide. ``total`` counts every cell, decided or not; ``white`` the cells that make 100 %."""

    rows: tuple[DifferentialRow, ...]
    white: int
    unidentified: int
    not_classed: int
    unclassified: int
    undecided: int
    total: int


def differential(cells: Iterable[Cell], classes: Sequence[CellClass]) -> Differential:
    """Count ``cells`` by current class. ``classes`` are listed even if their count is 0."""
    counts: Counter[str | None] = Counter()
    undecided = 0
    for cell in cells:
        counts[cell.current] += 1
        undecided += cell.needs_decision
    return differential_from_counts(counts, undecided, classes)


def differential_from_counts(counts: Counter[str | None], undecided: int, classes: Sequence[CellClass]) -> Differential:
    """Return the differential of counts by current class (None: not yet preclassified)."""
    listed = {c.code: c for c in classes}
    for code in counts:
        if code is not None and code not in (UNIDENTIFIED, NOT_CLASSED):
            listed.setdefault(code, cell_class(code))
    ordered = sorted(listed.values(), key=lambda c: class_order(c.code))
    white = sum(counts[c.code] for c in ordered if c.white)
    rows = tuple(DifferentialRow(c, counts[c.code], counts[c.code] / white if white else None) for c in ordered)
    return Differential(
        rows=rows,
        white=white,
        unidentified=counts[UNIDENTIFIED],
        not_classed=counts[NOT_CLASSED],
        unclassified=counts[None],
        undecided=undecided,
        total=sum(counts.values()),
    )
