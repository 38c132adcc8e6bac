"""Folders of one sample merged into one slide: which slide is part of which. Entries say so, and the newest counts.

The slide that was merged into another keeps its row, its cells and its history; it is only no slide of the list any
more. Its folder is read with the other slide's (``domain.cells.Slide.others``), wherever it moves to.
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
    """Of each slide that is part of another one now: of which."""
    rows = s.execute(_MERGES.order_by(EntryRow.id))
    return {int(part): whole for whole, part, merged in rows if merged is True and whole is not None}


def whole_of(s: Session, slide_id: int) -> int:
    """The slide that shows the cells of this one: itself, or that of which it is a part (of which that is a part)."""
    of = whole_by_part(s)
    met = {slide_id}
    while slide_id in of and of[slide_id] not in met:
        slide_id = of[slide_id]
        met.add(slide_id)
    return slide_id


def parts_of(s: Session, slide_id: int) -> list[int]:
    """The slides that were merged into this one, in the order of their numbers; not the parts of these."""
    return sorted(part for part, whole in whole_by_part(s).items() if whole == slide_id)


def all_parts_of(s: Session, slide_id: int, of: dict[int, int] | None = None) -> list[int]:
    """The same with the parts of the parts."""
    of = whole_by_part(s) if of is None else of
    found: list[int] = []
    ahead = [slide_id]
    while ahead:
        whole = ahead.pop(0)
        new = sorted(part for part, its in of.items() if its == whole and part not in found and part != slide_id)
        found += new
        ahead += new
    return found


def ever_with(s: Session, slide_id: int) -> set[int]:
    """The slide, and all that are or were merged with it in either way, directly or not."""
    merged = select(EntryRow.slide_id, EntryRow.subject).where(EntryRow.kind == EntryKind.MERGED.value).distinct()
    pairs = [{whole, int(part)} for whole, part in s.execute(merged) if whole is not None]
    found, grown = {slide_id}, True
    while grown:
        more = {one for pair in pairs if pair & found for one in pair}
        grown = not more <= found
        found |= more
    return found


def folders(s: Session, slide_ids: Sequence[int]) -> tuple[str, ...]:
    """The folders of these slides, in their order."""
    if not slide_ids:
        return ()
    found: dict[int, str] = dict(
        s.execute(select(SlideRow.id, SlideRow.folder).where(SlideRow.id.in_(slide_ids))).all()
    )
    return tuple(found[slide_id] for slide_id in slide_ids if slide_id in found)


def set_part(s: Session, whole: int, part: int, merged: bool, by: Identity, now: datetime) -> None:
    """From now on ``part`` is (no longer) part of ``whole``. Raises SlideSigned when ``whole`` is signed."""
    entries.record(s, EntryKind.MERGED, {str(part): merged}, by, now, whole)


def unlisted(s: Session) -> set[int]:
    """The slides that somebody took out of the list."""
    newest = select(func.max(EntryRow.id)).where(EntryRow.kind == EntryKind.LISTED.value).group_by(EntryRow.slide_id)
    rows = s.execute(select(EntryRow.slide_id, EntryRow.value).where(EntryRow.id.in_(newest)))
    return {slide_id for slide_id, listed in rows if listed is False and slide_id is not None}


def set_listed(s: Session, slide_id: int, listed: bool, by: Identity, now: datetime) -> None:
    """Take the slide out of the list, or put it back. That is no part of its result: it may be signed."""
    entries.record(s, EntryKind.LISTED, {"": listed}, by, now, slide_id)


def list_again(s: Session, slide_id: int, now: datetime) -> None:
    """Put the slide back into the list because its folder was opened."""
    entries.record_by_program(s, EntryKind.LISTED, {"": True}, now, slide_id)
