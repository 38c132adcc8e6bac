"""Slides: one row per folder of images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, Subject
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.store import audit, counting, merged
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import CellRow, EntryRow, SlideRow, bits_of
from wbc_desktop.store.trust_tables import SecondReadRow

COPY_OF = "second read of "
"""Prefix of ``folder`` of a second read's slide; real folders are absolute, so that none has this prefix."""

_COPY = SlideRow.folder.between(COPY_OF, f"{COPY_OF}~")  # a number follows


def _slide(row: SlideRow) -> Slide:
    pictures = None if row.pictures is None else PictureKind(row.pictures)
    return Slide(row.id, row.folder, row.name, row.created_at, row.opened_at, pictures=pictures, bits=bits_of(row.bits))


def create(s: Session, folder: str, name: str, now: datetime) -> Slide:
    """Create and return a slide for ``folder`` (absolute), opened now."""
    row = SlideRow(folder=folder, name=name, created_at=now, opened_at=now)
    s.add(row)
    s.flush()
    after = {"folder": audit.plain(folder)}
    audit.append(s, Subject.SLIDE, row.id, act="open", who=PROGRAM, now=now, slide_id=row.id, after=after)
    return Slide(row.id, folder, name, now, now)


def get(s: Session, slide_id: int) -> Slide:
    """Return the slide with this id. Raises LookupError when there is none."""
    row = s.get(SlideRow, slide_id)
    if row is None:
        raise LookupError(f"no slide {slide_id}")
    second = s.scalar(select(SecondReadRow).where(SecondReadRow.slide_id == slide_id))
    if second is None:
        return replace(_slide(row), others=merged.folders(s, merged.all_parts_of(s, slide_id)))
    first = get(s, second.of_slide_id)
    name = tr("{name} – second read", name=first.name)
    return replace(_slide(row), folder=first.folder, name=name, second_of=first.id, reader=second.reviewer)


def by_folder(s: Session, folder: str) -> Slide | None:
    """Return the slide of this folder (absolute), or None."""
    row = s.scalar(select(SlideRow).where(SlideRow.folder == folder))
    return None if row is None else _slide(row)


def all_slides(s: Session) -> list[Slide]:
    """Return every slide, also parts of others but no second reads, most recently opened first."""
    query = select(SlideRow).where(~_COPY).order_by(SlideRow.opened_at.desc(), SlideRow.id.desc())
    return [_slide(row) for row in s.scalars(query)]


def with_cells(s: Session) -> list[Slide]:
    """Return the slides of the list, most recently opened first.

    The list leaves out folders that never had cells, slides merged into another, and slides removed from the list.
    """
    some = exists().where(CellRow.slide_id == SlideRow.id)
    query = select(SlideRow).where(some, ~_COPY).order_by(SlideRow.opened_at.desc(), SlideRow.id.desc())
    of = merged.whole_by_part(s)
    hidden = merged.unlisted(s) | set(of)
    found = [_slide(row) for row in s.scalars(query) if row.id not in hidden]
    if not of:
        return found
    whole = set(of.values())
    parts = {slide.id: merged.all_parts_of(s, slide.id, of) for slide in found if slide.id in whole}
    return [replace(slide, others=merged.folders(s, parts.get(slide.id, ()))) for slide in found]


def typed_names(s: Session) -> dict[int, str]:
    """Return the sample and patient of each slide as one text for the search, by slide id."""
    mine = (EntryRow.kind == EntryKind.SLIDE_FIELD.value, EntryRow.subject.in_(("sample", "patient")))
    newest = select(func.max(EntryRow.id)).where(*mine).group_by(EntryRow.slide_id, EntryRow.subject)
    found: dict[int, str] = {}
    for slide_id, value in s.execute(select(EntryRow.slide_id, EntryRow.value).where(EntryRow.id.in_(newest))):
        if slide_id is not None and isinstance(value, str) and value:
            found[slide_id] = f"{found[slide_id]}\n{value}" if slide_id in found else value
    return found


def touch(s: Session, slide_id: int, now: datetime) -> None:
    """Record that the slide is opened now."""
    s.execute(update(SlideRow).where(SlideRow.id == slide_id).values(opened_at=now))


def move(s: Session, slide_id: int, folder: str, name: str) -> None:
    """Record that the slide's folder was moved or renamed to ``folder``."""
    before = s.scalar(select(SlideRow.folder).where(SlideRow.id == slide_id)) or ""
    s.execute(update(SlideRow).where(SlideRow.id == slide_id).values(folder=folder, name=name))
    audit.append(
        s,
        Subject.SLIDE,
        slide_id,
        act="move",
        who=PROGRAM,
        now=datetime.now(UTC),
        slide_id=slide_id,
        before={"folder": audit.plain(before)},
        after={"folder": audit.plain(folder)},
    )


def review_counts(s: Session, slide_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return the numbers of counted cells and of decided cells among them, by slide id."""
    counts = dict.fromkeys(slide_ids, (0, 0))
    for some in chunks(list(counts)):
        rows = s.execute(  # grouped by ``decided``, too, so that SQLite chooses the index that has all these columns
            select(CellRow.slide_id, CellRow.decided, func.count())
            .where(CellRow.slide_id.in_(some), CellRow.shown.is_(True), counting.counted())
            .group_by(CellRow.slide_id, CellRow.decided)
        )
        for slide_id, is_decided, count in rows:
            total, decided = counts[slide_id]
            counts[slide_id] = total + count, decided + (count if is_decided else 0)
    return counts
