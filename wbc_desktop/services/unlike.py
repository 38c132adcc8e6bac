"""Whether a slide as a whole is unlike what the model learned from."""

from __future__ import annotations

from wbc_desktop.domain.unlike import Unlikeness
from wbc_desktop.store import unlike
from wbc_desktop.store.engine import Database


def slide_unlikeness(db: Database, slide_id: int) -> Unlikeness:
    """Of the cells that the slide shows, how many the model that spoke last of each finds unlike what it knows."""
    with db.read() as s:
        return unlike.of_slide(s, slide_id)
