"""The fields of a slide: reading them, and entering what was typed. What was there before stays on record."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.slide_fields import SlideFields, checked
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import entries
from wbc_desktop.store.engine import Database


def slide_fields(s: Session, slide_id: int) -> SlideFields:
    """What counts of each field of the slide."""
    return SlideFields.of({name: e.value for name, e in entries.latest(s, EntryKind.SLIDE_FIELD, slide_id).items()})


def history(s: Session, slide_id: int) -> list[Entry]:
    """Who entered what into which field, oldest first."""
    return entries.history(s, EntryKind.SLIDE_FIELD, slide_id)


def change_fields(db: Database, slide_id: int, typed: SlideFields, by: Identity) -> Changes:
    """Enter those fields that are others now, as one act on the disk before this returns.

    Raises :class:`UsageError` when the total white count or the time of collection means nothing, SlideSigned, and as
    ``guard.check_may_act``; nothing is stored then.
    """
    wanted = asdict(checked(typed))
    with db.write(durable=True) as s:
        now = asdict(slide_fields(s, slide_id))
        new = {name: text for name, text in wanted.items() if text != now[name]}
        if new:
            entries.record(s, EntryKind.SLIDE_FIELD, new, by, datetime.now(UTC), slide_id)
    return Changes(slide_id, slides=bool(new))
