"""The differential: counts and shares of the white-cell classes, and the other classes per 100 white cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED, CellClass, cell_class, class_order


@dataclass(frozen=True, slots=True)
class DifferentialRow:
    """One class: ``share`` is its part of the white cells (other classes: cells per white cell); None without any."""

    cell_class: CellClass
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Differential:
    """Counts of one slide. ``total`` counts every cell, decided or not; ``white`` those that make 100 %."""

    rows: tuple[DifferentialRow, ...]
    white: int
    unidentified: int
    not_classed: int
    unclassified: int
    undecided: int
    total: int


def differential(cells: Iterable[Cell], classes: Sequence[CellClass]) -> Differential:
    """Count ``cells`` by the class in which they stand now. ``classes`` are listed even when their count is 0."""
    standing: Counter[str | None] = Counter()
    undecided = 0
    for cell in cells:
        standing[cell.current] += 1
        undecided += cell.needs_decision
    return differential_from_counts(standing, undecided, classes)


def differential_from_counts(
    standing: Counter[str | None], undecided: int, classes: Sequence[CellClass]
) -> Differential:
    """The same from counts by current class (None: not yet preclassified) and the number still undecided."""
    listed = {c.code: c for c in classes}
    for code in standing:
        if code is not None and code not in (UNIDENTIFIED, NOT_CLASSED):
            listed.setdefault(code, cell_class(code))
    ordered = sorted(listed.values(), key=lambda c: class_order(c.code))
    white = sum(standing[c.code] for c in ordered if c.white)
    rows = tuple(DifferentialRow(c, standing[c.code], standing[c.code] / white if white else None) for c in ordered)
    return Differential(
        rows=rows,
        white=white,
        unidentified=standing[UNIDENTIFIED],
        not_classed=standing[NOT_CLASSED],
        unclassified=standing[None],
        undecided=undecided,
        total=sum(standing.values()),
    )
