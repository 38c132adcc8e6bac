"""The cells that wait for a decision, those first that would teach the most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import numpy as np

from wbc_desktop.inference.teaching import teaching_order
from wbc_desktop.services.slips import as_matrix
from wbc_desktop.store import learning
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
