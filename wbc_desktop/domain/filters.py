"""Filters of the cells of a slide: by class, state, the model's confidence, reviewer, disagreement, file name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from wbc_desktop.domain.cells import Cell, ReviewState


class Disagreement(StrEnum):
    """How the classes of the reviewer and of the model differ."""

    RECLASSIFIED = "reclassified"
    """The reviewer's class differs from the preclassification at the time of the decision."""
    DIFFERS = "differs"
    """The reviewer's class differs from the latest preclassification (perhaps by a newer model)."""


@dataclass(frozen=True, slots=True)
class CellFilter:
    """Conditions that a cell must all meet to be shown. The store evaluates them (``store.cell_queries``).

    ``classes``: codes of the current class (None among them: not yet preclassified). ``states``: UNREVIEWED are all
    counted cells that need a decision, also those that a reviewer left Unidentified; CONFIRMED, RECLASSIFIED and
    DECIDED are the decided ones. ``confidence``: from and to, both included, 0 to 1. ``reviewer``: who gave the latest
    classification. ``name``: a part of a file's path within the folder, in any case.
    """

    classes: frozenset[str | None] | None = None
    states: frozenset[ReviewState] | None = None
    confidence: tuple[float, float] | None = None
    reviewer: str | None = None
    disagreement: Disagreement | None = None
    name: str = ""

    @property
    def shows_all(self) -> bool:
        """Whether nothing is filtered out."""
        return self == NO_FILTER

    def matches(self, cell: Cell, cut_cells: bool = True) -> bool:
        """Whether the cell meets the conditions (its name is that of its first file). The tests compare with this.

        ``cut_cells``: whether cells that are cut by the edge of their field are counted.
        """
        waiting = ReviewState.UNREVIEWED if cell.waits(cut_cells) else None
        state = waiting if cell.needs_decision else cell.state
        sure = cell.confidence
        return (
            (self.classes is None or cell.current in self.classes)
            and (self.states is None or state in self.states)
            and (self.confidence is None or (sure is not None and self.confidence[0] <= sure <= self.confidence[1]))
            and (self.reviewer is None or (cell.label is not None and self._by(cell) == self.reviewer))
            and (self.disagreement is None or _disagrees(cell, self.disagreement))
            and folded(self.name) in folded(cell.path)
        )

    @staticmethod
    def _by(cell: Cell) -> str | None:
        return None if cell.classification is None else cell.classification.reviewer


NO_FILTER = CellFilter()


def folded(text: str) -> str:
    """Return ``text`` for searching: case folded, in one normal form, invalid characters replaced."""
    plain = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", plain).casefold()


def _disagrees(cell: Cell, way: Disagreement) -> bool:
    if way is Disagreement.RECLASSIFIED:
        return cell.state is ReviewState.RECLASSIFIED
    return cell.label is not None and cell.predicted is not None and cell.label != cell.predicted
