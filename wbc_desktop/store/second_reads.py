"""Second reads: the second reader works on copies of the cells and cannot see or change the first reader's decisions.

A second read is a separate slide with the same pictures and predictions; the table names the original slide and the
reader. It uses the folder of the original slide (``slides``), also after that is moved. Its cells are copied in batches
before its row is added to the table; an incomplete copy is hidden and can be continued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, cells, copying, files, foreign, guard, regions, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import CellRow, ClassificationRow, FileRow, SlideRow
from wbc_desktop.store.trust_tables import SecondReadRow

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class SecondRead:
    """A second read: ``slide_id`` holds the reader's cells, ``of_slide_id`` is the original slide."""

    id: int
    slide_id: int
    of_slide_id: int
    reviewer: str
    at: datetime


def hidden_copy(s: Session, of_slide_id: int, by: Identity, now: datetime) -> int:
    """Return the hidden slide for this reader's cells (a new or an incomplete one); :func:`create` makes it visible.

    Raises as ``guard.check_may_act``.
    """
    who = guard.check_may_act(s, by)
    name = s.scalars(select(SlideRow.name).where(SlideRow.id == of_slide_id)).one()
    marker = f"{slides.COPY_OF}{of_slide_id} by {who}"
    known = s.scalar(select(SlideRow.id).where(SlideRow.folder == marker))
    if known is not None:
        return known
    slide = SlideRow(folder=marker, name=name, created_at=now, opened_at=now)
    s.add(slide)
    s.flush()
    audit.append(s, Subject.SLIDE, slide.id, act="open", who=who, now=now, slide_id=slide.id)
    pictures = regions.kind(s, of_slide_id)
    if pictures is not None:
        regions.set_kind(s, slide.id, pictures, None, now)
    return slide.id


def missing_cells(s: Session, of_slide_id: int, copy_id: int, proposed: bool = False) -> list[int]:
    """Return the cells of the slide that the copy lacks, or has with other files or another prediction.

    They include pages that show no cell. ``proposed``: also regions of which the finder was not sure.
    """
    ids = dict.fromkeys(s.scalars(_other_cells(of_slide_id, copy_id, proposed)))
    return list(ids | dict.fromkeys(s.scalars(_other_files(FileRow.cell_id, of_slide_id, copy_id))))


def copy(s: Session, some: Sequence[int], of_slide_id: int, copy_id: int, now: datetime) -> None:
    """Copy these cells of the slide, with their predictions and without any decision.

    Regions that the first reader removed are not copied, and proposed ones only when the second read is complete: until
    then the first reader can still make them cells.
    """
    copying.copy_cells(s, cells.get_many(s, some), of_slide_id, copy_id, lambda path: path, now, renew=True)


def create(s: Session, of_slide_id: int, by: Identity, now: datetime) -> SecondRead:
    """Create and return a second read of the slide by ``by``, with its shown cells and without any decision.

    Cells that are copied already are not copied again, so that callers can copy a large slide in batches before. Raises
    as ``guard.check_may_act``.
    """
    who = guard.check_may_act(s, by)
    copy_id = hidden_copy(s, of_slide_id, by, now)
    for some in chunks(missing_cells(s, of_slide_id, copy_id, proposed=True)):
        copy(s, some, of_slide_id, copy_id, now)
    missing = s.scalars(_other_files(FileRow.path, copy_id, of_slide_id)).all()
    if missing:
        files.mark_missing(s, copy_id, missing)
    foreign.copy(s, of_slide_id, copy_id, now)
    row = SecondReadRow(slide_id=copy_id, of_slide_id=of_slide_id, reviewer=who, at=now)
    s.add(row)
    s.flush()
    audit.append(
        s,
        Subject.SECOND_READ,
        row.id,
        act="second read",
        who=who,
        now=now,
        slide_id=of_slide_id,
        after={"cells of": copy_id},
    )
    return _read(row)


def update_files(s: Session, of_slide_id: int, now: datetime) -> list[int]:
    """Update the file paths of the second reads of the slide from its files; return their slide ids.

    They get no new cells. Cells whose pictures are no longer in the folder are hidden, as on the slide itself.
    """
    reads = of_slide(s, of_slide_id)
    for read in reads:
        missing = set(files.known(s, read.slide_id))
        contents = sorted(files.hashes_in(s, read.slide_id))
        for some in chunks(list(files.cell_ids(s, of_slide_id, contents).values())):
            there = cells.get_many(s, some)
            missing -= set(copying.copy_cells(s, there, of_slide_id, read.slide_id, lambda path: path, now))
        files.mark_missing(s, read.slide_id, missing)
    return [read.slide_id for read in reads]


def of_slide(s: Session, slide_id: int) -> list[SecondRead]:
    """Return the second reads of the slide, oldest first."""
    rows = s.scalars(select(SecondReadRow).where(SecondReadRow.of_slide_id == slide_id).order_by(SecondReadRow.id))
    return [_read(row) for row in rows]


def _read(row: SecondReadRow) -> SecondRead:
    return SecondRead(row.id, row.slide_id, row.of_slide_id, row.reviewer, row.at)


def _other_cells(slide_id: int, other_id: int, proposed: bool) -> Select[int]:
    """Return the query of cells and pages of ``slide_id`` that ``other_id`` does not have with the same prediction."""
    mine, there = aliased(CellRow), aliased(CellRow)
    same = and_(there.slide_id == other_id, there.sha256 == mine.sha256)
    names = ("shown", "predicted", "confidence", "unsure")
    differs = (getattr(there, name).is_distinct_from(getattr(mine, name)) for name in names)
    unsearched = and_(mine.searched.is_not(None), there.searched.is_(None))
    other = or_(there.id.is_(None), *differs, unsearched)
    of_picture = (FileRow.cell_id == func.coalesce(mine.picture_id, mine.id), FileRow.present)
    here = select(FileRow.id).where(*of_picture).correlate(mine).exists()
    decided = select(ClassificationRow.id).where(ClassificationRow.cell_id == mine.id).correlate(mine).exists()
    hidden = or_(mine.number == 0, and_(mine.by_reviewer, ~decided)) if proposed else mine.number == 0
    wanted = or_(mine.shown, and_(hidden, here))
    return select(mine.id).outerjoin(there, same).where(mine.slide_id == slide_id, wanted, other).order_by(mine.id)


def _other_files(column: InstrumentedAttribute[V], slide_id: int, other_id: int) -> Select[V]:
    """Return the query of ``column`` of files of cells of ``slide_id`` that ``other_id`` lacks or has changed."""
    there = aliased(FileRow)
    same = and_(there.slide_id == other_id, there.path == FileRow.path, there.sha256 == FileRow.sha256, there.present)
    of_cells = and_(FileRow.slide_id == slide_id, FileRow.present, FileRow.cell_id.is_not(None))
    return select(column).outerjoin(there, same).where(of_cells, there.id.is_(None)).order_by(FileRow.cell_id)
