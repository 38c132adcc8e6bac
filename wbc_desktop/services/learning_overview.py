"""Everything that the window shows of the corrections: what has accumulated, names, slips with their cells, rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.learning import LeftOut, LeftOutKind
from wbc_desktop.services import second_read
from wbc_desktop.services.learning import Accumulated, accumulated
from wbc_desktop.services.leaving_out import left_out, second_looks
from wbc_desktop.services.teaching_queue import WaitingSlide, waiting_slides
from wbc_desktop.store import cells, learning, slides
from wbc_desktop.store.engine import Database

MOST_SLIPS = 200
"""So many possible slips are read with their cells; the next ones follow when these have been looked at."""


@dataclass(frozen=True, slots=True)
class Overview:
    """``slides``: names by number. ``cells``: the cells of the first possible slips, each with its slide's folder.

    ``hidden``: possible slips that are not shown, because the reader's own second read of the slide is unfinished.
    ``left_out``: everything that is left out, with the number of decisions. ``looked``: cells that a second look
    leaves out. ``reviewers``: everybody whose decisions could teach.
    """

    found: Accumulated
    slides: Mapping[int, str]
    cells: Mapping[int, tuple[Cell, Path]]
    hidden: int
    left_out: Mapping[LeftOut, int]
    looked: tuple[int, ...]
    reviewers: tuple[str, ...]
    waiting: tuple[WaitingSlide, ...]


def overview(db: Database, laboratory: str, reader: str) -> Overview:
    """Return what the window shows; ``reader`` is the name of the person who looks at it.

    Takes seconds for 100,000 decisions, so the window calls it on a worker. Raises the store's errors.
    """
    found = accumulated(db, laboratory)
    slips = [slip.decision for slip in found.slips]
    blind = {d.sample_id for d in slips if second_read.own_unfinished_read(db, d.sample_id, reader) is not None}
    shown = [d for d in slips if d.sample_id not in blind]
    with db.read() as s:
        named = {slide.id: slide.name for slide in slides.all_slides(s)}
        folders = learning.folders(s)
        of_slips = cells.get_many(s, [d.cell_id for d in shown[:MOST_SLIPS]])
        by_managers = left_out(s)
        looked = tuple(look.cell_id for look in second_looks(s).values() if not look.learn)
    every = {**dict.fromkeys(by_managers, 0), **found.left_out}
    teachers = {lesson.reviewer for lesson in found.lessons} | {d.reviewer for d in slips}
    teachers |= {one.subject for one in every if one.kind in (LeftOutKind.REVIEWER, LeftOutKind.ROLE)}
    return Overview(
        found=found,
        slides=named,
        cells={cell.id: (cell, Path(folders[cell.slide_id])) for cell in of_slips},
        hidden=len(slips) - len(shown),
        left_out=every,
        looked=looked,
        reviewers=tuple(sorted(teachers, key=str.casefold)),
        waiting=tuple(waiting_slides(db)),
    )
