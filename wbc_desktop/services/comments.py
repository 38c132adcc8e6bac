"""Comments on cells. Each is on disk before the call returns; it can be undone, but is never deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from wbc_desktop.domain.comments import checked
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, comments
from wbc_desktop.store.engine import Database


def comment(db: Database, cell_id: int, text: str, by: Identity) -> Changes:
    """Store a comment of ``by`` on one cell, as one act that :func:`services.review.undo` can undo.

    Raises :class:`UsageError` for an empty or too long text, LookupError if there is no such cell, and as
    ``guard.check_may_decide``.
    """
    clean_text = checked(text)
    with db.write(durable=True) as s:
        slide_id = cells.get(s, cell_id).slide_id
        comments.record(s, cell_id, clean_text, by, datetime.now(UTC))
    return Changes(slide_id, (cell_id,))
