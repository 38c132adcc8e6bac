"""Blind second reads: another reviewer decides on the same cells without the first classes; and their agreement."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.agreement import ReadAgreement, compare
from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.domain.errors import Cancelled, UsageError, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.reports.table import PLACE, defuse, place_in_file
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.services.accounts import Clock, utc_now
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.counting import cut_cells_counted
from wbc_desktop.services.exports import check_target
from wbc_desktop.store import cells, classifications, files, guard, regions, second_reads, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.engine import Database
from wbc_desktop.store.second_reads import SecondRead

BATCH_SIZE = 250
"""Cells copied in one transaction, so that other writers do not wait long."""


class SecondReadRefused(WbcError):
    """This second read is not possible."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A second read compared with the first: reader, slide name, first reviewers, and agreement.

    ``waiting``: cells of the second read that wait for a decision of its reader.
    """

    read: SecondRead
    slide: str
    firsts: tuple[str, ...]
    agreement: ReadAgreement
    waiting: int = 0


def existing(db: Database, slide_id: int, by: Identity) -> Slide | None:
    """Return the second read that :func:`begin` would return; None if it would begin one. Raises as it."""
    with db.read() as s:
        return _begun(s, slide_id, by)


def begin(
    db: Database,
    slide_id: int,
    by: Identity,
    clock: Clock = utc_now,
    cancel: Cancel = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Slide:
    """Return the slide of the second read of ``slide_id`` by ``by``; begin one if there is none.

    The cells are copied in batches, so that other writers do not wait. The copy is hidden until it is complete; after
    :class:`Cancelled`, or if the program was killed, the next call continues it. ``progress`` gets the number of copied
    cells and of all. Raises :class:`SecondReadRefused` for reviewers who acted on the slide themselves, and for a slide
    that is a second read; and as ``guard.check_may_act``.
    """
    with db.write(durable=True) as s:
        own = _begun(s, slide_id, by)
        if own is not None:
            return own
        copy_id = second_reads.hidden_copy(s, slide_id, by, clock())
    with db.read() as s:
        done, left = cells.count(s, copy_id), second_reads.missing_cells(s, slide_id, copy_id)
    total = done + len(left)
    for some in chunks(left, BATCH_SIZE):
        if cancel():
            raise Cancelled
        progress(done, total)
        with db.write() as s:
            second_reads.copy(s, some, slide_id, copy_id, clock())
        done += len(some)
    with db.write(durable=True) as s:
        own = _begun(s, slide_id, by)  # checks again: another window may have begun it or decided
        return own or slides.get(s, second_reads.create(s, slide_id, by, clock()).slide_id)


def _begun(s: Session, slide_id: int, by: Identity) -> Slide | None:
    """Return the existing second read of ``by``; None if it can begin. Raises SecondReadRefused if it cannot."""
    who = guard.check_may_act(s, by)
    slide = slides.get(s, slide_id)
    if slide.second_of is not None:
        if slide.reader == who:
            return slide
        raise SecondReadRefused(
            tr("This is the second read of {reader}: open the slide itself first.", reader=slide.reader)
        )
    own = next((r for r in second_reads.of_slide(s, slide_id) if r.reviewer == who), None)
    if own is not None:
        return slides.get(s, own.slide_id)
    if classifications.acted(s, slide_id, who):
        raise SecondReadRefused(
            tr(
                "{who} has already decided or commented on this slide: another reviewer must do the second read.",
                who=who,
            )
        )
    if not cells.class_counts(s, slide_id)[0]:
        raise SecondReadRefused(tr("There is no cell on this slide, so there is nothing to read."))
    return None


def unfinished(db: Database, slide_id: int) -> list[SecondRead]:
    """Return the unfinished second reads of the slide, which are still blind: cells wait for a decision."""
    with db.read() as s:
        reads = second_reads.of_slide(s, slide_id)
        return [read for read in reads if cells.class_counts(s, read.slide_id)[1]]


def own_unfinished_read(db: Database, slide_id: int, reviewer: str) -> Slide | None:
    """Return the unfinished second read of ``reviewer``, which replaces this slide in the window; else None."""
    own = next((read for read in unfinished(db, slide_id) if read.reviewer == reviewer), None)
    if own is None:
        return None
    with db.read() as s:
        return slides.get(s, own.slide_id)


def comparisons(db: Database, slide_id: int, cancel: Cancel = lambda: False) -> list[Comparison]:
    """Compare every second read of the slide with the first; ``slide_id`` may also be one of the second reads.

    Only counted cells are compared. Raises :class:`Cancelled`.
    """
    with db.read() as s:
        slide = slides.get(s, slide_id)
        first_id = slide_id if slide.second_of is None else slide.second_of
        name = slides.get(s, first_id).name
        first = _counted(s, first_id)
        firsts = tuple(classifications.reviewers(s, first_id))
        found = []
        for read in second_reads.of_slide(s, first_id):
            if cancel():
                raise Cancelled
            both = set.intersection(*(_pictures(s, one) for one in (first_id, read.slide_id)))
            agreement = compare(first, _counted(s, read.slide_id), both)
            found.append(Comparison(read, name, firsts, agreement, cells.class_counts(s, read.slide_id)[1]))
        return found


def cell_of_content(db: Database, slide_id: int, content: str) -> int:
    """Return the id of the shown cell with this content (``Cell.content``) on the slide.

    Raises :class:`UsageError` if the slide shows no such cell.
    """
    with db.read() as s:
        found = files.cell_ids(s, slide_id, [content]).get(content)
        if found is None or not cells.is_shown(s, found):
            raise UsageError(tr("The open slide does not have this cell: only the other reader has it."))
        return found


def _counted(s: Session, slide_id: int) -> list[Cell]:
    cut_cells = cut_cells_counted(s)
    return [cell for cell in cells.get_many(s, cells.ids(s, slide_id)) if cut_cells or not cell.is_cut]


def _pictures(s: Session, slide_id: int) -> set[tuple[str, int]]:
    return {(picture.sha256, picture.page) for picture in regions.pictures(s, slide_id)}


def write_agreement(found: Comparison, path: Path) -> None:
    """Write the comparison as CSV: a row per class with kappa, then a row per cell on which the two differ.

    The last columns of these are those of a slide's CSV that say which cell of the file it is.
    Raises as ``exports.check_target``, and StorageError if it cannot be written.
    """
    check_target(path)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    a = found.agreement
    rows.writerow(
        ["what", "class_or_path", "first", "second", "both", "kappa", "first_reviewer", "second_reviewer", *PLACE]
    )
    firsts, second = ", ".join(found.firsts), found.read.reviewer
    rows.writerow(["all", "", a.n, a.n, a.agreed, _kappa(a.kappa), defuse(firsts), defuse(second), "", ""])
    for c in a.classes:
        row = ["class", defuse(c.code), c.first, c.second, c.both, _kappa(c.kappa), defuse(firsts), defuse(second)]
        rows.writerow([*row, "", ""])
    for d in a.differences:
        row = ["cell", *map(defuse, (d.path, d.first, d.second)), "", "", defuse(d.first_reviewer), defuse(second)]
        rows.writerow([*row, *place_in_file(d.page, d.number, d.box)])
    with atomic_write(path) as file:
        file.write(text.getvalue().encode("utf-8", "replace"))


def _kappa(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
