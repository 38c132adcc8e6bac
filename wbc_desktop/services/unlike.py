"""Whether the cells of a slide are unlike those that the model was trained on."""

from __future__ import annotations

from wbc_desktop.domain.unlike import Unlikeness
from wbc_desktop.store import unlike
from wbc_desktop.store.engine import Database


def slide_unlikeness(db: Database, slide_id: int) -> Unlikeness:
    """Return how many cells of the slide the latest prediction of each finds unlike the training data."""
    with db.read() as s:
        return unlike.of_slide(s, slide_id)
