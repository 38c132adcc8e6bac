"""Write the lessons of a training run to a file; from then on the sides of their slides are fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.learning import Decision
from wbc_desktop.inference.corrections import Correction, to_csv
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.services.learning import Accumulated, accumulated
from wbc_desktop.services.learning_sides import sides_of_earlier_runs
from wbc_desktop.store import cells, entries, learning
from wbc_desktop.store.engine import Database

NAME = "manifest.csv"

LEAST_CONFIRMED, CONFIRMED_PER_CORRECTED = 200, 2
"""Of each class and side, a run gets at most so many confirmed predictions, or so many for each corrected one."""


@dataclass(frozen=True, slots=True)
class WrittenManifest:
    """The file, what it was made from, and the lessons in it."""

    path: Path
    accumulated: Accumulated
    lessons: tuple[Decision, ...]


def write_manifest(
    db: Database, folder: Path, laboratory: str = "", found: Accumulated | None = None
) -> WrittenManifest:
    """Write ``manifest.csv`` into the existing ``folder`` of a run.

    ``found`` is what :func:`accumulated` just returned; without it, it is collected. Slides that have lessons for the
    first time get their side of the split, which the audit trail records. Raises StorageError when the file cannot be
    written.
    """
    found = accumulated(db, laboratory) if found is None else found
    sides = _fix_sides(db, found)
    lessons = balanced(found.lessons, sides)
    with db.read() as s:
        rows = _corrections(s, lessons, replace(found, sides=sides))
    path = folder / NAME
    with atomic_write(path, private=True) as file:
        file.write(to_csv(rows))
    return WrittenManifest(path, replace(found, sides=sides), tuple(lessons))


def balanced(lessons: Sequence[Decision], sides: dict[int, bool]) -> list[Decision]:
    """Return all corrected lessons, and of each class and side no more confirmed ones than a run needs.

    A laboratory confirms far more predictions than it corrects, and those teach little. Which ones are taken depends
    only on the cells themselves.
    """
    by_class: defaultdict[tuple[str, bool], list[Decision]] = defaultdict(list)
    for lesson in lessons:
        by_class[lesson.label, sides[lesson.sample_id]].append(lesson)
    found = []
    for some in by_class.values():
        corrected = [lesson for lesson in some if not lesson.confirmed]
        confirmed = sorted((lesson for lesson in some if lesson.confirmed), key=lambda lesson: lesson.digest)
        most = max(LEAST_CONFIRMED, CONFIRMED_PER_CORRECTED * len(corrected))
        found += corrected + confirmed[:most]
    return sorted(found, key=lambda lesson: lesson.cell_id)


def _fix_sides(db: Database, found: Accumulated) -> dict[int, bool]:
    """Return the sides of all slides with lessons, and store those that are new."""
    with db.write(durable=True) as s:
        known = sides_of_earlier_runs(s)
        sides = {slide: known.get(slide, out) for slide, out in found.sides.items()}
        new = {str(slide): out for slide, out in sides.items() if slide not in known}
        if new:
            entries.record_by_program(s, EntryKind.HELD_OUT, new, datetime.now(UTC))
    return sides


def _corrections(s: Session, lessons: Sequence[Decision], found: Accumulated) -> list[Correction]:
    """Return the rows of the file, cells of one page after each other."""
    folders = learning.folders(s)
    lesson_of = {lesson.cell_id: lesson for lesson in lessons}
    some = [(cell, lesson_of[cell.id]) for cell in cells.get_many(s, list(lesson_of))]
    rows = [_correction(cell, lesson, folders[cell.slide_id], found) for cell, lesson in some]
    return sorted(rows, key=lambda row: (row.path, row.page, row.cell))


def _correction(cell: Cell, lesson: Decision, folder: str, found: Accumulated) -> Correction:
    return Correction(
        path=str((Path(folder) / cell.path).absolute()),
        label=lesson.label,
        split="test" if found.sides[lesson.sample_id] else "train",
        group=f"slide {lesson.sample_id}",
        laboratory=found.laboratories[lesson.sample_id],
        sha256=cell.sha256,
        page=cell.page,
        bits=cell.bits,
        crop=cell.crop,
        box=cell.box,
        cell=cell.id,
        digest=lesson.digest,
        confirmed=lesson.confirmed,
        number=cell.number,
    )
