"""Classify a slide: run the model on the cells that need a prediction of it, and store its predictions."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell, KnownFile, ModelVersion, RefusedFile, Slide
from wbc_desktop.services.adapting import cells_to_adapt
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.classify_run import ClassifyProgress, EngineLike, Rate, Run
from wbc_desktop.services.foreign import judge_slide
from wbc_desktop.services.models import register_card
from wbc_desktop.services.scan import MERGED_FOLDER_MISSING
from wbc_desktop.store import cells, files, guard, regions
from wbc_desktop.store.engine import Database

__all__ = ["ClassifyOutcome", "ClassifyProgress", "EngineLike", "classify"]


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
) -> ClassifyOutcome:
    """Preclassify the cells without a prediction and the unreviewed ones of another model (``force``: all), in batches.

    A cell that a reviewer decided keeps the prediction that was shown, as does each cell that this model classified.

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
    waiting, files_of, without_cells = _cells_to_classify(db, slide, model, force)
    run = Run(db, slide, engine, model, waiting, files_of, announce, progress, Rate(start))
    run.classify_all(cancel)
    counted_otherwise = judge_slide(db, slide.id, engine, model, bool(run.classified))
    if counted_otherwise:
        announce(Changes(slide.id, counted_otherwise))
    adaptation, again = cells_to_adapt(db, slide, engine, model, cancel)
    second = Run(
        db, slide, engine, model, again, files_of, announce, progress, Rate(time.monotonic()), adaptation, second=True
    )
    if again:
        second.classify_all(cancel)
    asked = sum(len(files_of[sha256]) for sha256 in {cell.sha256 for cell in waiting.values()})
    classified = sum(len(files_of[sha256]) for sha256 in {waiting[cell_id].sha256 for cell_id in run.classified})
    unchanged = sum(map(len, files_of.values())) - asked - without_cells
    missing = [RefusedFile(folder, MERGED_FOLDER_MISSING) for folder in run.missing_folders | second.missing_folders]
    refused = sorted({r.path: r for r in (*run.refused, *second.refused, *missing)}.values(), key=lambda r: r.path)
    adapted = len(second.classified) if adaptation is not None else 0
    return ClassifyOutcome(classified, unchanged, refused, time.monotonic() - start, without_cells, adapted)


def _cells_to_classify(
    db: Database, slide: Slide, model: ModelVersion, force: bool
) -> tuple[dict[int, Cell], dict[str, list[KnownFile]], int]:
    """Return the cells to classify by id, in the order shown; the image files by content; and the fields without cells.

    Contents are SHA-256; the last is a number of files.
    """
    files_of: defaultdict[str, list[KnownFile]] = defaultdict(list)
    with db.read() as s:
        if guard.is_signed(s, slide.id):  # a signed slide does not change
            waiting: list[Cell] = []
        else:
            waiting = cells.get_many(s, cells.ids(s, slide.id)) if force else cells.unclassified(s, slide.id, model.id)
        for known in files.known(s, slide.id).values():
            if known.reason is None and known.sha256 is not None:
                files_of[known.sha256].append(known)
        without_cells = sum(len(files_of.get(sha256, ())) for sha256 in regions.files_without_cells(s, slide.id))
    return {cell.id: cell for cell in waiting}, files_of, without_cells
