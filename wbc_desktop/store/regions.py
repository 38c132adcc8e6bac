"""Regions of fields: the boxes of cells, the pictures that a finder has to search, and the kind of a slide's pictures.

The box of a cell never changes, so it is part of the cell's row. Removing a region is a decision on the cell (label
``REMOVED``), and drawing one is a decision on a new cell, so that undo, locks and the audit trail treat them like all
other decisions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, true, update
from sqlalchemy.orm import Session, aliased

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.regions import Box, PictureKind, content_of
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit_batches, cells, derived, entries, files, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import CellRow, ClassificationRow, FileRow, SlideRow, bits_of

_INSERT = insert(cast(Table, CellRow.__table__)).returning(CellRow.sha256, CellRow.id)
_SEARCHED = (
    update(cast(Table, CellRow.__table__))
    .where(CellRow.id.in_(bindparam("ids", expanding=True)), CellRow.searched.is_(None))
    .values(searched=bindparam("finder"))
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One page of a picture file: ``id`` is the cell that stands for it as a whole. Sizes in pixels.

    ``file_id`` is the cell of the file's first page, ``searched`` the finder that searched the page, or None. ``bits``:
    as in :class:`Cell`.
    """

    id: int
    file_id: int
    sha256: str
    path: str
    page: int
    width: int
    height: int
    searched: str | None
    bits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewRegion:
    """A region to add to a picture; ``score`` is the finder's (0 to 1), None when a reviewer drew the box.

    A region of which the finder is not ``sure`` is only proposed: it becomes a cell when a reviewer says so.
    """

    picture: Picture
    box: Box
    score: float | None = None
    sure: bool = False


def pictures(s: Session, slide_id: int, file_id: int | None = None) -> list[Picture]:
    """Return every page of the picture files in the folder (of one: of the file with this cell), by path and page."""
    paths = (
        select(FileRow.cell_id, func.min(FileRow.id).label("file"))
        .where(FileRow.slide_id == slide_id, FileRow.present.is_(True), FileRow.cell_id.is_not(None))
        .group_by(FileRow.cell_id)
        .subquery()
    )
    first = func.coalesce(CellRow.picture_id, CellRow.id)
    rows = s.execute(
        select(
            CellRow.id,
            first.label("file_id"),
            FileRow.sha256,
            FileRow.path,
            CellRow.page,
            CellRow.width,
            CellRow.height,
            CellRow.searched,
            SlideRow.bits,
        )
        .join(SlideRow, SlideRow.id == CellRow.slide_id)
        .join(paths, paths.c.cell_id == first)
        .join(FileRow, FileRow.id == paths.c.file)
        .where(CellRow.slide_id == slide_id, CellRow.number == 0, true() if file_id is None else first == file_id)
        .order_by(FileRow.path, CellRow.page)
    )
    return [Picture(**{**row._mapping, "bits": bits_of(row.bits)}) for row in rows]


def picture_of(s: Session, cell: Cell) -> Picture:
    """Return the page that the cell is, or is a region of. Raises LookupError when its file is not in the folder."""
    for picture in pictures(s, cell.slide_id, cell.picture_id or cell.id):
        if picture.page == cell.page:
            return picture
    raise LookupError(f"the picture of cell {cell.id} is not in the folder")


def add(s: Session, slide_id: int, new: Sequence[NewRegion], act: str, now: datetime) -> list[int]:
    """Add regions as cells and return their ids, in the order given; a region that is there already is not added again.

    ``act`` ("find" or "draw") goes into the audit trail. Raises SlideSigned.
    """
    rows = [
        {
            "sha256": content_of(region.picture.sha256, region.picture.page, region.box),
            "width": region.picture.width,
            "height": region.picture.height,
            "picture_id": region.picture.file_id,
            "page": region.picture.page,
            **_box(region.box, region.picture.width, region.picture.height),
            "score": region.score,
            "by_reviewer": not region.sure,
        }
        for region in new
    ]
    id_of = _insert(s, slide_id, rows, act, now)
    return [id_of[row["sha256"]] for row in rows]


def copy(s: Session, to_id: int, some: Sequence[Cell], file_of: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Copy further pages and regions to another slide, and return the cells there by content.

    ``file_of`` gives the cell of each picture file on that slide by the file's SHA-256. A region that is a cell by a
    reviewer's act is one on the other slide, too. It keeps its number unless another region there has it. Raises
    SlideSigned.
    """
    rows = [
        {
            "sha256": cell.content,
            "width": cell.width,
            "height": cell.height,
            "picture_id": file_of[cell.sha256],
            "page": cell.page,
            "number": cell.number,
            **_box(cell.box, cell.width, cell.height),
            "score": cell.score,
            "by_reviewer": cell.by_reviewer and cell.classification is None,
        }
        for cell in some
    ]
    return _insert(s, to_id, rows, "copy", now)


def _box(box: Box | None, width: int, height: int) -> dict[str, Any]:
    """Return the columns of a box on a page of this size; of the whole page for None."""
    left, top, wide, high = (None,) * 4 if box is None else box
    cut = box is not None and box.is_cut(width, height)
    return {"box_left": left, "box_top": top, "box_width": wide, "box_height": high, "cut": cut}


def _insert(s: Session, slide_id: int, rows: Sequence[dict[str, Any]], act: str, now: datetime) -> dict[str, int]:
    """Insert the rows whose content the slide does not have; return all cells by content."""
    guard.check_not_signed(s, slide_id)
    by_content = {row["sha256"]: row for row in rows}
    known = files.cell_ids(s, slide_id, list(by_content))
    numbers = _numbers(s, {row["picture_id"] for row in rows})
    new = []
    for content, row in by_content.items():
        if content in known:
            continue
        taken, number = numbers[row["picture_id"]], 0
        if row["box_left"] is not None:
            wanted = row.get("number", 0)
            number = max(taken) + 1 if wanted in taken else wanted
            taken.add(number)
        new.append({**row, "slide_id": slide_id, "created_at": now, "number": number})
    made = dict(s.connection().execute(_INSERT, new).all()) if new else {}
    if made:
        derived.update_cells(s, made.values())
        audit_batches.files_changed(s, slide_id, (), list(made.values()), act=act, now=now)
    return known | made


def set_searched(s: Session, picture_ids: Sequence[int], finder: str) -> None:
    """Record that ``finder`` searched these pages; those that were searched before stay so."""
    for some in chunks(picture_ids):
        s.connection().execute(_SEARCHED, {"ids": some, "finder": finder})


def on_page(s: Session, cell: Cell) -> list[Cell]:
    """Return the shown regions on the page of ``cell``, by number."""
    rows = select(CellRow.id).where(
        CellRow.picture_id == (cell.picture_id or cell.id),
        CellRow.page == cell.page,
        CellRow.number > 0,
        CellRow.shown.is_(True),
    )
    return cells.get_many(s, s.scalars(rows.order_by(CellRow.number)).all())


def shown_by_page(s: Session, slide_id: int) -> dict[tuple[int, int], list[int]]:
    """Return the shown regions of each page that has any, by number; the key is the cell of the file, and the page."""
    found: dict[tuple[int, int], list[int]] = {}
    rows = s.execute(
        select(CellRow.picture_id, CellRow.page, CellRow.id)
        .where(CellRow.slide_id == slide_id, CellRow.number > 0, CellRow.shown.is_(True))
        .order_by(CellRow.number)
    )
    for file_id, page, cell_id in rows:
        found.setdefault((file_id or 0, page), []).append(cell_id)
    return found


def files_without_cells(s: Session, slide_id: int) -> set[str]:
    """Return the contents (SHA-256) of the picture files that show no cell, on a slide of fields; else none."""
    if kind(s, slide_id) is not PictureKind.FIELDS:
        return set()
    part = aliased(CellRow)
    shows = select(part.id).where(part.picture_id == CellRow.id, part.shown.is_(True)).exists()
    return set(
        s.scalars(select(CellRow.sha256).where(CellRow.slide_id == slide_id, CellRow.picture_id.is_(None), ~shows))
    )


def proposed(s: Session, cell: Cell) -> list[Cell]:
    """Return the regions on the page of ``cell`` that the finder was not sure of and nobody decided about."""
    decided = select(ClassificationRow.id).where(ClassificationRow.cell_id == CellRow.id).exists()
    rows = select(CellRow.id).where(
        CellRow.picture_id == (cell.picture_id or cell.id), CellRow.page == cell.page, CellRow.by_reviewer, ~decided
    )
    return cells.get_many(s, s.scalars(rows.order_by(CellRow.number)).all())


def kind(s: Session, slide_id: int) -> PictureKind | None:
    """Return what the pictures of the slide show; None: not decided yet."""
    found = s.scalar(select(SlideRow.pictures).where(SlideRow.id == slide_id))
    return None if found is None else PictureKind(found)


def set_kind(s: Session, slide_id: int, kind: PictureKind, by: Identity | None, now: datetime) -> None:
    """Record what the pictures of the slide show; ``by`` None: the program decided. Nothing is lost by a change.

    The cells of the other kind are hidden with their decisions, and shown again when the kind is changed back. Raises
    SlideSigned, and as ``guard.check_may_act``.
    """
    if by is None:
        entries.record_by_program(s, EntryKind.PICTURES, {"": kind.value}, now, slide_id)
    else:
        guard.check_may_decide(s, slide_id, by)
        entries.record(s, EntryKind.PICTURES, {"": kind.value}, by, now, slide_id)


def _numbers(s: Session, file_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the numbers of the regions in each picture file, and 0 (a whole page), by the file's cell."""
    found = {file_id: {0} for file_id in file_ids}
    for some in chunks(sorted(file_ids)):
        for file_id, number in s.execute(
            select(CellRow.picture_id, CellRow.number).where(CellRow.picture_id.in_(some))
        ):
            found[file_id or 0].add(number)
    return found
