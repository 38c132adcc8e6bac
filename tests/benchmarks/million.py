"""A generated database of many cells: slides without files on the disk, stored and decided by the store's functions.

The rows are those of the program: files and cells in the batches of a scan, predictions with maps and features in the
batches of ``classify``, single decisions, decisions on many cells at once, and the audit trail of all of them. Many
batches share a transaction, which only saves time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.slide import CELLS_PER_FOLDER, SIDE, prediction, register_stand_in
from wbc_desktop.domain.cells import ActKind, ScannedImage, Slide
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.store import cell_queries, classifications, files, preclassifications, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.engine import Database, open_database

REVIEWER = Identity("Ada")
SCANNED, CLASSIFIED, COMMITTED = 64, 32, 2048
"""Cells of a batch of a scan, of a batch of ``classify``, and of a transaction."""
ONE_BY_ONE, AT_ONCE, BULK = 0.01, 0.3, 1000
"""Share of the cells that are decided singly, and in acts on ``BULK`` cells."""


def build(folder: Path, count: int, cells: int, say: Callable[[str], None]) -> DataDir:
    """Return the data directory ``folder`` with ``count`` slides of ``cells`` cells each; missing slides are added.

    An interrupted slide is left unfinished, and another one takes its place.
    """
    data_dir = DataDir(folder)
    data_dir.create()
    db = open_database(data_dir.database_url)
    try:
        with db.read() as s:
            there = len(finished(s, cells))
        for number in range(there, count):
            say(f"slide {number + 1} of {count}")
            _decide(db, _store(db, folder, number, cells))
    finally:
        db.close()
    return data_dir


def finished(s: Session, cells: int) -> list[Slide]:
    """Return the slides with ``cells`` decided or undecided cells of which some were decided at once, oldest first."""
    every = sorted(slides.with_cells(s), key=lambda slide: slide.id)
    counts = slides.review_counts(s, [slide.id for slide in every])
    return [slide for slide in every if counts[slide.id][0] == cells and counts[slide.id][1] >= int(AT_ONCE * cells)]


def _store(db: Database, folder: Path, number: int, cells: int) -> Slide:
    now = datetime.now(UTC)
    with db.write() as s:
        slide = slides.create(s, f"{folder.resolve()}/not there/{number:03} {now:%H%M%S}", f"slide {number:03}", now)
        model = register_stand_in(s, now)
    for some in chunks(range(cells), COMMITTED):
        with db.write() as s:
            ids = [
                cell_id
                for batch in chunks(some, SCANNED)
                for cell_id in files.record_images(s, slide.id, [_image(slide.id, one) for one in batch], now)
            ]
            for batch in chunks(ids, CLASSIFIED):
                preclassifications.add_many(s, model.id, "cpu", [prediction(cell_id) for cell_id in batch], now)
    return slide


def _image(slide_id: int, number: int) -> ScannedImage:
    name = f"{number // CELLS_PER_FOLDER:03}/cell_{number:06}.jpg"
    content = hashlib.sha256(f"{slide_id} {number}".encode()).hexdigest()
    version = FileVersion(str(number + 1), 1_790_000_000_123_456_789 + number)
    return ScannedImage(name, 10_000 + number % 3000, version.ctime_ns, content, SIDE, SIDE, version)


def _decide(db: Database, slide: Slide) -> None:
    """Confirm the predictions of some cells singly, then of more at once; every tenth gets another class."""
    with db.read() as s:
        waiting = sorted(cell_queries.undecided(s, slide.id))
    singly, at_once = int(ONE_BY_ONE * len(waiting)), int(AT_ONCE * len(waiting))
    for start in range(0, singly, SCANNED):
        _act(db, slide, [[one] for one in waiting[start : min(singly, start + SCANNED)]])
    for some in chunks(waiting[singly : singly + at_once], BULK):
        _act(db, slide, [some])


def _act(db: Database, slide: Slide, acts: list[list[int]]) -> None:
    with db.write() as s:
        for ids in acts:
            labels = cell_queries.proposals(s, slide.id, ids)
            decided = {cell_id: "LYM" if cell_id % 10 == 0 else label or "MON" for cell_id, label in labels.items()}
            kind = ActKind.CONFIRM if decided == labels else ActKind.RECLASSIFY
            classifications.record(s, slide.id, kind, decided, REVIEWER, datetime.now(UTC))
