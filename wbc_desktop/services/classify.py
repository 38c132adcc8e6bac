"""Classify a slide: run the model on the cells that need a prediction of it, and store its predictions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell, RefusedFile, Slide
from wbc_desktop.services.adapting import cells_to_adapt
from wbc_desktop.services.changes import Announce, Cancel, Changes, Growing, rounds
from wbc_desktop.services.classify_run import ClassifyProgress, EngineLike, Rate, Run
from wbc_desktop.services.foreign import judge_slide
from wbc_desktop.services.models import register_card
from wbc_desktop.services.scan import MERGED_FOLDER_MISSING
from wbc_desktop.store import cells, files, guard, regions, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.engine import Database

__all__ = ["ClassifyOutcome", "ClassifyProgress", "EngineLike", "classify"]

_ROUND, _SHORT_ROUND = 4000, 256
"""Cells of which all is in memory at a time. The cores are idle for a moment between two rounds, of which the first are
short while the number of cells still grows, so that it is shown as it is."""


@dataclass(frozen=True, slots=True)
class ClassifyOutcome:
    """Numbers of image files classified now and before, the refused files by path, and the duration.

    Files are counted: two files with the same content count as two although they are one cell, and a field with
    several cells counts as one, classified when any of its cells was. ``without_cells``: fields that show no white
    cell, which are neither. ``adapted``: the number of cells whose prediction was adapted to the slide now.
    """

    classified: int
    unchanged: int
    refused: list[RefusedFile]
    seconds: float
    without_cells: int = 0
    adapted: int = 0


def classify(
    db: Database,
    slide: Slide,
    engine: EngineLike,
    *,
    force: bool = False,
    cancel: Cancel,
    progress: Callable[[ClassifyProgress], None],
    announce: Announce,
    growing: Growing = lambda: False,
) -> ClassifyOutcome:
    """Preclassify the cells without a prediction and the unreviewed ones of another model (``force``: all), in batches.

    A cell that a reviewer decided keeps the prediction that was shown, as does each cell that this model classified.
    ``growing``: whether the folder is still being read; cells that are added until then are classified, too.

    An image that cannot be decoded, or that was changed since the scan, is refused with a reason, and its cell is no
    longer shown. If a merged folder is missing, its cells wait and the folder is listed as refused. In the end the
    slide as a whole is judged (:mod:`wbc_desktop.services.foreign`). If it is announced, the undecided cells get a
    second prediction, adapted to it (:mod:`wbc_desktop.services.adapting`). A signed slide is not classified: all its
    files with cells count as unchanged. Raises :class:`Cancelled`, :class:`FolderError` if the folder disappears,
    :class:`StorageError` if the store cannot be written, and the engine's :class:`DeviceError`; finished cells stay
    stored in each case.
    """
    start = time.monotonic()
    model = register_card(db, engine.card, engine.sha256, engine.path)
    run = Run(db, slide, engine, model, announce, progress, Rate(start))
    for some in _rounds(run, force, growing, cancel):
        run.classify_all(some, cancel)
    run.report_progress()
    counted_otherwise = judge_slide(db, slide.id, engine, model, bool(run.classified))
    if counted_otherwise:
        announce(Changes(slide.id, counted_otherwise))
    adaptation, again = cells_to_adapt(db, slide, engine, model, cancel)
    rate = Rate(time.monotonic())
    second = Run(db, slide, engine, model, announce, progress, rate, adaptation, second=True, total=len(again))
    for ids in chunks(again, _ROUND):
        with db.read() as s:
            some = cells.get_many(s, ids)
        second.classify_all(some, cancel)
    missing = [RefusedFile(folder, MERGED_FOLDER_MISSING) for folder in run.missing_folders | second.missing_folders]
    refused = sorted({r.path: r for r in (*run.refused, *second.refused, *missing)}.values(), key=lambda r: r.path)
    adapted = second.stored_cells if adaptation is not None else 0
    classified, unchanged, without_cells = _counted(run)
    return ClassifyOutcome(classified, unchanged, refused, time.monotonic() - start, without_cells, adapted)


def _rounds(run: Run, force: bool, growing: Growing, cancel: Cancel) -> Iterator[Sequence[Cell]]:
    """Yield the cells to classify in the order shown, at most ``_ROUND`` at a time, until no more are added."""
    db, slide_id = run.db, run.slide.id
    taken: set[int] = set()
    scaled: tuple[str, ...] = ()
    for run.growing in rounds(growing, cancel):
        with db.read() as s:
            if guard.is_signed(s, slide_id):  # a signed slide does not change
                return
            bits = slides.get(s, slide_id).bits
            every = cells.ids(s, slide_id) if force else cells.unclassified(s, slide_id, run.model.id)
        if bits != scaled:  # the cells of these pictures are seen in another way
            taken.clear()
            scaled = bits
        left = [cell_id for cell_id in every if cell_id not in taken]
        if run.growing and (bits or not left):  # the pictures to come tell how deep ones are scaled
            continue
        run.total = run.done + len(left)
        left = left[: max(_SHORT_ROUND, len(taken))] if run.growing else left
        taken.update(left)
        for ids in chunks(left, _ROUND):
            with db.read() as s:
                some = cells.get_many(s, ids)
            run.total -= len(ids) - len(some)
            yield some


def _counted(run: Run) -> tuple[int, int, int]:
    """Return the numbers of image files classified now, of those with nothing to do, and of fields without cells."""
    with run.db.read() as s:
        files_of = files.count_by_content(s, run.slide.id)
        empty = regions.files_without_cells(s, run.slide.id)
    unchanged = sum(n for sha256, n in files_of.items() if sha256 not in run.asked and sha256 not in empty)
    return sum(files_of[sha256] for sha256 in run.classified), unchanged, sum(files_of[sha256] for sha256 in empty)
