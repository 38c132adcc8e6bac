"""Taking a slide out of the list of slides, and putting it back. Its files, its cells and its history stay."""

from __future__ import annotations

from wbc_desktop.services.accounts import Clock, utc_now
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.reviewer_names import reviewer_name
from wbc_desktop.store import guard, merged
from wbc_desktop.store.engine import Database


def take_out(db: Database, slide_id: int, reviewer: str, clock: Clock = utc_now) -> Changes:
    """The slide is no longer in the list, until its folder is opened again or it is put back; in the trail by name.

    Raises ``UsageError`` without a reviewer, or when her account was closed.
    """
    return _set(db, slide_id, False, reviewer, clock)


def put_back(db: Database, slide_id: int, reviewer: str, clock: Clock = utc_now) -> Changes:
    """The slide is in the list again. Raises ``UsageError`` as :func:`take_out` does."""
    return _set(db, slide_id, True, reviewer, clock)


def _set(db: Database, slide_id: int, listed: bool, reviewer: str, clock: Clock) -> Changes:
    who = reviewer_name(reviewer)
    with db.write(durable=True) as s:
        guard.may_act(s, who)
        if (slide_id not in merged.unlisted(s)) != listed:
            merged.set_listed(s, slide_id, listed, who, clock())
    return Changes(slide_id, slides=True)
