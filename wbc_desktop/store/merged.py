"""Folders of one sample merged into one slide: which slide is part of which. The newest entry counts.

A slide that is merged into another keeps its row, cells and history, but leaves the list of slides. Its folder is read
together with the other slide's (``domain.cells.Slide.others``), also after it is moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import entries
from wbc_desktop.store.tables import EntryRow, SlideRow

_NEWEST = (
    select(func.max(EntryRow.id))
    .where(EntryRow.kind == EntryKind.MERGED.value)
    .group_by(EntryRow.slide_id, EntryRow.subject)
)
_MERGES = select(EntryRow.slide_id, EntryRow.subject, EntryRow.value).where(EntryRow.id.in_(_NEWEST))


def whole_by_part(s: Session) -> dict[int, int]:
    """Return the whole slide of each slide that is a part, by the part's id."""
    rows = s.execute(_MERGES.order_by(EntryRow.id))
    return {int(part): whole for whole, part, merged in rows if merged is True and whole is not None}


def whole_of(s: Session, slide_id: int, of: dict[int, int] | None = None) -> int:
    """Return the slide that shows the cells of this one: the outermost slide of which it is a part, or itself."""
    of = whole_by_part(s) if of is None else of
    seen = {slide_id}
    while slide_id in of and of[slide_id] not in seen:
        slide_id = of[slide_id]
        seen.add(slide_id)
    return slide_id


def parts_of(s: Session, slide_id: int) -> list[int]:
    """Return the slides that are merged directly into this one, in ascending order."""
    return sorted(part for part, whole in whole_by_part(s).items() if whole == slide_id)


def all_parts_of(s: Session, slide_id: int, of: dict[int, int] | None = None) -> list[int]:
    """Return the slides that are merged into this one, directly or not."""
    of = whole_by_part(s) if of is None else of
    found: list[int] = []
    queue = [slide_id]
    while queue:
        whole = queue.pop(0)
        new = sorted(part for part, owner in of.items() if owner == whole and part not in found and part != slide_id)
        found += new
        queue += new
    return found


def folders(s: Session, slide_ids: Sequence[int]) -> tuple[str, ...]:
    """Return the folders of these slides, in their order."""
    if not slide_ids:
        return ()
    found: dict[int, str] = dict(
        s.execute(select(SlideRow.id, SlideRow.folder).where(SlideRow.id.in_(slide_ids))).all()
    )
    return tuple(found[slide_id] for slide_id in slide_ids if slide_id in found)


def set_part(s: Session, whole: int, part: int, merged: bool, by: Identity, now: datetime) -> None:
    """Record that ``part`` is (or, if not ``merged``, is no longer) part of ``whole``.

    Raises SlideSigned when ``whole`` is signed.
    """
    entries.record(s, EntryKind.MERGED, {str(part): merged}, by, now, whole)


def unlisted(s: Session) -> set[int]:
    """Return the slides that somebody removed from the list."""
    newest = select(func.max(EntryRow.id)).where(EntryRow.kind == EntryKind.LISTED.value).group_by(EntryRow.slide_id)
    rows = s.execute(select(EntryRow.slide_id, EntryRow.value).where(EntryRow.id.in_(newest)))
    return {slide_id for slide_id, listed in rows if listed is False and slide_id is not None}


def set_listed(s: Session, slide_id: int, listed: bool, by: Identity, now: datetime) -> None:
    """Remove the slide from the list, or restore it. The slide may be signed."""
    entries.record(s, EntryKind.LISTED, {"": listed}, by, now, slide_id)


def list_again(s: Session, slide_id: int, now: datetime) -> None:
    """Restore the slide to the list because its folder was opened."""
    entries.record_by_program(s, EntryKind.LISTED, {"": True}, now, slide_id)
