"""The cells that wait for a decision, those first that would teach the most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from wbc_desktop.domain.cells import Slide
from wbc_desktop.inference.teaching import teaching_order
from wbc_desktop.services.slips import as_matrix
from wbc_desktop.store import learning, slides
from wbc_desktop.store.engine import Database

COUNT = 100
"""So many cells bring most of what corrections can; they are classified in one sitting."""

REFRESH = 16
"""After so many decisions a new queue teaches more than the rest of the old one."""


def teaching_queue(db: Database, slide_ids: Collection[int], count: int = COUNT) -> list[int]:
    """Return at most ``count`` cells of these slides that wait for a decision, the one that teaches most first.

    Cells without stored features are left out, and so are those of a model other than that of most cells: features of
    two models cannot be compared. Takes seconds for 100,000 cells, so the window calls it on a worker.
    """
    with db.read() as s:
        waiting = learning.undecided_predictions(s, sorted(slide_ids))
        if not waiting:
            return []
        (space, _), *_ = Counter((model, len(features)) for _, model, features, _ in waiting).most_common(1)
        known = [one for one in learning.decided_features(s) if (one[1], len(one[2])) == space]
    some = [one for one in waiting if (one[1], len(one[2])) == space]
    codes = sorted({code for *_, shares in some for code in shares} | {label for *_, label in known})
    features = as_matrix([one[2] for one in some])
    labelled = as_matrix([one[2] for one in known]) if known else features[:0]
    labels = np.asarray([codes.index(label) for *_, label in known], dtype=np.intp)
    probabilities = np.asarray([[shares.get(code, 0.0) for code in codes] for *_, shares in some], dtype=np.float32)
    return [some[row][0] for row in teaching_order(features, probabilities, labelled, labels, count)]


@dataclass(frozen=True, slots=True)
class WaitingSlide:
    """A slide with ``cells`` that wait for a decision; ``announced``: it looks unlike the training pictures."""

    slide: Slide
    cells: int
    announced: bool


def waiting_slides(db: Database) -> list[WaitingSlide]:
    """Return the slides of the list with cells that wait for a decision, announced ones first."""
    with db.read() as s:
        listed = slides.with_cells(s)
        counts = slides.review_counts(s, [slide.id for slide in listed])
        announced = learning.announced(s)
    found = [WaitingSlide(slide, counts[slide.id][0] - counts[slide.id][1], slide.id in announced) for slide in listed]
    return sorted((one for one in found if one.cells), key=lambda one: not one.announced)


def decided_among(db: Database, cell_ids: Sequence[int]) -> set[int]:
    """Return those of these cells that are decided."""
    with db.read() as s:
        return learning.decided_among(s, cell_ids)


def renewed(queue: Sequence[int], decided: Collection[int], current: int, fresh: Sequence[int]) -> list[int]:
    """Return the queue with the cells of ``fresh`` in place of those that follow the current cell.

    Cells up to the current one keep their places, decided ones stay in the queue, and it grows no longer than it was,
    so a renewed queue does not move what a person looks at. ``current`` may be in no queue.
    """
    place = queue.index(current) + 1 if current in queue else 0
    kept = [*queue[:place], *(cell_id for cell_id in queue[place:] if cell_id in decided)]
    seen = set(kept)
    return [*kept, *(cell_id for cell_id in fresh if cell_id not in seen)][: max(len(queue), len(kept))]
