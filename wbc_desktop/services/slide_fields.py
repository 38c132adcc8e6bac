"""Read and change the fields of a slide. Earlier values stay in the database."""

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
    """Return the current fields of the slide."""
    return SlideFields.of({name: e.value for name, e in entries.latest(s, EntryKind.SLIDE_FIELD, slide_id).items()})


def history(s: Session, slide_id: int) -> list[Entry]:
    """Return all entries of the slide's fields, oldest first."""
    return entries.history(s, EntryKind.SLIDE_FIELD, slide_id)


def change_fields(db: Database, slide_id: int, typed: SlideFields, by: Identity) -> Changes:
    """Store the fields that changed, as one act; on disk when this returns.

    Raises :class:`UsageError` if the total white count or the time of collection is invalid, SlideSigned, and as
    ``guard.check_may_act``; then nothing is stored.
    """
    wanted = asdict(checked(typed))
    with db.write(durable=True) as s:
        now = asdict(slide_fields(s, slide_id))
        new = {name: text for name, text in wanted.items() if text != now[name]}
        if new:
            entries.record(s, EntryKind.SLIDE_FIELD, new, by, datetime.now(UTC), slide_id)
    return Changes(slide_id, slides=bool(new))
