"""Second reads: the second reader works on cells of her own, so that nothing of the first's can be seen or changed.

A second read is a slide of its own with the same images and what the model had said of them; the table says of which
slide it is and whose. Its folder is that of the slide (``slides``), wherever that moves to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, carry, cells, files, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import SlideRow
from wbc_desktop.store.trust_tables import SecondReadRow


@dataclass(frozen=True, slots=True)
class SecondRead:
    """``slide_id`` holds the reader's own cells; ``of_slide_id`` is the slide that is read a second time."""

    id: int
    slide_id: int
    of_slide_id: int
    reviewer: str
    at: datetime


def create(s: Session, of_slide_id: int, by: Identity, now: datetime) -> SecondRead:
    """A second read of the slide by ``by``, with the cells that the slide shows now and none of its decisions.

    Raises as ``guard.acting``.
    """
    who = guard.acting(s, by)
    name = s.scalars(select(SlideRow.name).where(SlideRow.id == of_slide_id)).one()
    marker = f"second read of {of_slide_id} by {who}"  # no folder: absolute ones begin otherwise
    slide = SlideRow(folder=marker, name=name, created_at=now, opened_at=now)
    s.add(slide)
    s.flush()
    row = SecondReadRow(slide_id=slide.id, of_slide_id=of_slide_id, reviewer=who, at=now)
    s.add(row)
    s.flush()
    audit.append(s, Subject.SLIDE, slide.id, act="open", who=who, now=now, slide_id=slide.id)
    audit.append(
        s,
        Subject.SECOND_READ,
        row.id,
        act="second read",
        who=who,
        now=now,
        slide_id=of_slide_id,
        after={"cells of": slide.id},
    )
    for some in chunks(cells.ids(s, of_slide_id)):
        carry.copy_cells(s, cells.get_many(s, some), of_slide_id, slide.id, lambda path: path, now)
    return _read(row)


def follow(s: Session, of_slide_id: int, now: datetime) -> list[int]:
    """Let the second reads of the slide find their pictures where its files are now; gives their slides.

    They get no new cells. A cell whose content has left the folder is shown no more, as in the slide itself.
    """
    reads = of_slide(s, of_slide_id)
    for read in reads:
        gone = set(files.known(s, read.slide_id))
        contents = sorted(files.hashes_in(s, read.slide_id))
        for some in chunks(list(files.cell_ids(s, of_slide_id, contents).values())):
            there = cells.get_many(s, some)
            gone -= set(carry.copy_cells(s, there, of_slide_id, read.slide_id, lambda path: path, now))
        files.mark_missing(s, read.slide_id, gone)
    return [read.slide_id for read in reads]


def of_slide(s: Session, slide_id: int) -> list[SecondRead]:
    """The second reads of the slide, the first begun first."""
    rows = s.scalars(select(SecondReadRow).where(SecondReadRow.of_slide_id == slide_id).order_by(SecondReadRow.id))
    return [_read(row) for row in rows]


def _read(row: SecondReadRow) -> SecondRead:
    return SecondRead(row.id, row.slide_id, row.of_slide_id, row.reviewer, row.at)
