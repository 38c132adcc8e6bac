"""Which cells of a slide are wanted: by class, state, the model's confidence, reviewer, disagreement, file name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from wbc_desktop.domain.cells import Cell, ReviewState


class Disagreement(StrEnum):
    """In which way a reviewer and the model say different things."""

    RECLASSIFIED = "reclassified"
    """The reviewer said something else than the model had said by then."""
    DIFFERS = "differs"
    """The reviewer's class is not the one that the model says now (it may be another model since)."""


@dataclass(frozen=True, slots=True)
class CellFilter:
    """What is set narrows the list; all of it holds at once. The store answers it (``store.cell_queries``).

    ``classes``: codes of the class in which a cell stands (None among them: not yet preclassified). ``states``:
    UNREVIEWED are all that wait for a person, so also those that a reviewer left Unidentified; CONFIRMED,
    RECLASSIFIED and DECIDED are the others. ``confidence``: from and to, both included, 0 to 1. ``reviewer``: whose
    word counts. ``name``: a part of a file's path within the folder, in any case.
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

    def matches(self, cell: Cell) -> bool:
        """Whether the cell, as it stands now, is wanted (its name: that of its first file). The tests' measure."""
        waiting = cell.needs_decision
        state = ReviewState.UNREVIEWED if waiting else cell.state
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
    """``text`` as it is searched: in one case and one normal form; what is no text is its replacement character."""
    plain = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", plain).casefold()


def _disagrees(cell: Cell, way: Disagreement) -> bool:
    if way is Disagreement.RECLASSIFIED:
        return cell.state is ReviewState.RECLASSIFIED
    return cell.label is not None and cell.predicted is not None and cell.label != cell.predicted
