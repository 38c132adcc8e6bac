"""Comments on cells: on the disk before the call returns. Undo takes one back, nothing removes it."""

from __future__ import annotations

from datetime import UTC, datetime

from wbc_desktop.domain.comments import checked
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, comments
from wbc_desktop.store.engine import Database


def comment(db: Database, cell_id: int, text: str, by: Identity) -> Changes:
    """Store what ``by`` remarks on one cell, as one act that :func:`services.review.undo` takes back.

    Raises :class:`UsageError` for an empty or endless text, LookupError when there is no such cell, and as
    ``guard.check_may_decide``.
    """
    said = checked(text)
    with db.write(durable=True) as s:
        slide_id = cells.get(s, cell_id).slide_id
        comments.record(s, cell_id, said, by, datetime.now(UTC))
    return Changes(slide_id, (cell_id,))
