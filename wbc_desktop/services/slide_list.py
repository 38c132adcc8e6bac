"""Take a slide out of the list of slides, and put it back. Its files, cells and history stay."""

from __future__ import annotations

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.accounts import Clock, utc_now
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import merged
from wbc_desktop.store.engine import Database


def remove(db: Database, slide_id: int, by: Identity, clock: Clock = utc_now) -> Changes:
    """Take the slide out of the list until it is put back or its folder is opened again.

    The audit trail records who did it. Raises as ``guard.check_may_act``.
    """
    return _set(db, slide_id, False, by, clock)


def restore(db: Database, slide_id: int, by: Identity, clock: Clock = utc_now) -> Changes:
    """Put the slide back into the list. Raises as :func:`remove`."""
    return _set(db, slide_id, True, by, clock)


def _set(db: Database, slide_id: int, listed: bool, by: Identity, clock: Clock) -> Changes:
    with db.write(durable=True) as s:
        if (slide_id not in merged.unlisted(s)) != listed:
            merged.set_listed(s, slide_id, listed, by, clock())
    return Changes(slide_id, slides=True)
