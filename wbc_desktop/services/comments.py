"""Comments on cells: on the disk before the call returns. Undo takes one back, nothing removes it."""

from __future__ import annotations

from datetime import UTC, datetime

from wbc_desktop.domain.comments import checked
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.reviewer_names import reviewer_name
from wbc_desktop.store import cells, comments, guard
from wbc_desktop.store.engine import Database


def comment(db: Database, cell_id: int, text: str, reviewer: str) -> Changes:
    """Store what ``reviewer`` remarks on one cell, as one act that :func:`services.review.undo` takes back.

    Raises :class:`UsageError` for an empty or endless text and without a reviewer, :class:`SlideSigned` when the slide
    is signed, LookupError when there is no such cell.
    """
    who, said = reviewer_name(reviewer), checked(text)
    with db.write(durable=True) as s:
        guard.may_act(s, who)
        slide_id = cells.get(s, cell_id).slide_id
        comments.record(s, cell_id, said, who, datetime.now(UTC))
    return Changes(slide_id, (cell_id,))
