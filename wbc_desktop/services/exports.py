"""Export a stored slide: find the slide of a folder, check the target file, write the CSV."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ModelVersion, Slide
from wbc_desktop.domain.comments import CellComment, in_one_line
from wbc_desktop.domain.errors import FolderError, StorageError, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.images import looks_like_image
from wbc_desktop.reports.table import write_csv
from wbc_desktop.services.changes import Cancel, Progress, with_progress
from wbc_desktop.services.counting import cut_cells_counted
from wbc_desktop.services.signed_reports import signed_under_other_rules
from wbc_desktop.store import cells, comments, merged, models, preclassifications, slides
from wbc_desktop.store.engine import Database


def stored_slide(db: Database, folder: Path) -> Slide:
    """Return the stored slide of ``folder``; the folder itself need not exist any more.

    Raises :class:`FolderError` if the folder was never opened.
    """
    try:
        place = os.path.realpath(folder.expanduser())
    except (OSError, ValueError, RuntimeError) as error:
        raise FolderError(tr("“{folder}” cannot be the name of a folder: check it.", folder=folder)) from error
    with db.read() as s:
        found = slides.by_folder(s, place) if _is_text(place) else None
        slide = slides.get(s, merged.whole_of(s, found.id)) if found is not None else None
    if slide is not None:
        return slide
    if not Path(place).is_dir():
        raise FolderError(tr("There is no folder “{folder}”, and it was never opened: check its name.", folder=folder))
    raise FolderError(
        tr(
            "Nothing is stored of the folder “{folder}”: classify it first. If it was moved or renamed, its stored "
            "cells are then found again.",
            folder=folder,
        )
    )


def check_target(path: Path) -> None:
    """Check before any work that a result may be written to ``path``; images are never overwritten.

    Raises :class:`UsageError` for an image or a folder, :class:`StorageError` if the folder of ``path`` is missing.
    """
    try:
        if path.is_dir():
            raise UsageError(tr("“{path}” is a folder: name the file to write.", path=path))
        if not path.parent.is_dir():
            raise StorageError(tr("The file “{path}” cannot be written: its folder does not exist.", path=path))
        if path.is_file() and _is_image(path):
            raise UsageError(
                tr("“{path}” is an image, and images are never overwritten: choose another name.", path=path)
            )
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else tr("its name is not possible")
        raise StorageError(tr("The file “{path}” cannot be written: {why}.", path=path, why=why)) from error


_STEP = 500
"""Rows between two checks for cancelling."""


def export_csv(
    db: Database,
    slide: Slide,
    path: Path,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> int:
    """Write the CSV of the slide to ``path``, completely or not at all, and return the number of its rows.

    Classes with a ``p_`` column: those of the models used, the active one first, in their order; then others stored.

    Raises as :func:`check_target`, :class:`StorageError` if it cannot be written, and Cancelled; then no file is left.
    """
    check_target(path)
    with db.read() as s:
        rows = cells.ImageRows(s, slide.id)
        model_ids, stored = preclassifications.models_and_classes(s, slide.id)
        classes = dict.fromkeys([code for model in used_models(s, model_ids) for code, _ in model.classes] + stored)
        signed = signed_under_other_rules(s, slide.id)
        cut_cells = cut_cells_counted(s) if signed is None else not signed.get("not_counted", 0)
        remarks = {cell_id: in_one_line(of_cell) for cell_id, of_cell in comments.current(s, slide.id).items()}
        write_csv(with_progress(rows, cancel, progress, _STEP), list(classes), path, remarks, cut_cells)
        return len(rows)


def cell_comments(db: Database, slide: Slide) -> list[CellComment]:
    """Return the comments on the cells of the slide that are not undone, cell by cell."""
    with db.read() as s:
        return [one for of_cell in comments.current(s, slide.id).values() for one in of_cell]


def used_models(s: Session, model_ids: Iterable[int]) -> list[ModelVersion]:
    """Return these models, the active one first, then the newest."""
    found = [models.get(s, model_id) for model_id in set(model_ids)]
    return sorted(found, key=lambda m: (not m.active, -m.id))


def _is_image(path: Path) -> bool:
    with path.open("rb") as file:
        return looks_like_image(file.read(64))


def _is_text(place: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in place)
