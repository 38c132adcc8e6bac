"""Acts of a reviewer on the boxes of a field: draw a missed cell, remove a false one, split a pair.

They are undone and redone like all other decisions (``review.undo``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, Cell
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import MIN_BOX_SIDE, REMOVED, Box, PictureKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, classifications, guard, regions
from wbc_desktop.store.engine import Database
from wbc_desktop.store.regions import NewRegion, Picture

_SAME = 0.8
"""Boxes that overlap by more (Jaccard index) show the same cell."""


class RegionRefused(WbcError):
    """The box cannot be drawn, removed or split."""


def draw(db: Database, slide_id: int, beside: int, box: Box, by: Identity) -> Changes:
    """Add a cell with this box to the field that shows the cell ``beside`` (the cell of the whole page, or a region).

    A box beyond the edge of the field is cut there. Raises :class:`RegionRefused` for a box that is too small or shows
    a cell that is there already, and as ``guard.check_may_decide``.
    """
    with db.write(durable=True) as s:
        guard.check_may_decide(s, slide_id, by)
        picture = _picture(s, slide_id, beside)
        (new,) = _added(s, slide_id, picture, [box], regions.on_page(s, cells.get(s, beside)))
        return _record(s, slide_id, ActKind.DRAW, {new: None}, by)


def remove(db: Database, slide_id: int, cell_ids: Sequence[int], by: Identity) -> Changes:
    """Remove these regions, because they show no white cell; pictures that are cells as a whole cannot be removed.

    Raises :class:`RegionRefused` when no region is among them, or none is shown any more, and as
    ``guard.check_may_decide``.
    """
    with db.write(durable=True) as s:
        guard.check_may_decide(s, slide_id, by)
        some = [cell for cell in cells.get_many(s, list(dict.fromkeys(cell_ids))) if cell.box is not None]
        if not some:
            raise RegionRefused(tr("Only cells in fields can be removed: give a picture the class “Not classed”."))
        some = _shown(s, slide_id, some)
        return _record(s, slide_id, ActKind.REMOVE, {cell.id: REMOVED for cell in some}, by)


def split(db: Database, slide_id: int, cell_id: int, boxes: Sequence[Box], by: Identity) -> Changes:
    """Replace a region that shows several touching cells by one region for each of them.

    Raises :class:`RegionRefused` for fewer than two boxes, for a region that is not shown any more, and as
    :func:`draw`.
    """
    with db.write(durable=True) as s:
        guard.check_may_decide(s, slide_id, by)
        cell = cells.get(s, cell_id)
        if cell.box is None or len(boxes) < 2:
            raise RegionRefused(tr("A cell in a field is split into two boxes: draw both."))
        _shown(s, slide_id, [cell])
        others = [other for other in regions.on_page(s, cell) if other.id != cell_id]
        new = _added(s, slide_id, _picture(s, slide_id, cell_id), boxes, others)
        return _record(s, slide_id, ActKind.SPLIT, {cell_id: REMOVED, **dict.fromkeys(new)}, by)


def halves(box: Box) -> tuple[Box, Box]:
    """Return the two halves of a box along its longer side, as a first proposal for a split."""
    if box.width >= box.height:
        half = box.width // 2
        return Box(box.left, box.top, half, box.height), Box(box.left + half, box.top, box.width - half, box.height)
    half = box.height // 2
    return Box(box.left, box.top, box.width, half), Box(box.left, box.top + half, box.width, box.height - half)


def _shown(s: Session, slide_id: int, some: Sequence[Cell]) -> list[Cell]:
    """Return those of these cells that the slide shows: another process may have removed or split the others."""
    kind = regions.kind(s, slide_id)
    shown = [cell for cell in some if cell.is_shown(kind)]
    if not shown:
        raise RegionRefused(tr("The slide no longer shows this cell. Another bench may have removed or split it."))
    return shown


def _picture(s: Session, slide_id: int, cell_id: int) -> Picture:
    cell = cells.get(s, cell_id)
    if cell.slide_id != slide_id or regions.kind(s, slide_id) is not PictureKind.FIELDS:
        raise RegionRefused(tr("The pictures of this slide show single cells: change that first, then draw boxes."))
    try:
        return regions.picture_of(s, cell)
    except LookupError as error:
        raise RegionRefused(tr("The picture is no longer in the folder: open the folder again.")) from error


def _added(s: Session, slide_id: int, picture: Picture, boxes: Sequence[Box], others: Sequence[Cell]) -> list[int]:
    """Add the boxes to the picture; ``others`` are its cells that stay."""
    inside = [box.within(picture.width, picture.height) for box in boxes]
    for place, box in enumerate(inside):
        if min(box.width, box.height) < MIN_BOX_SIDE:
            raise RegionRefused(tr("This box is too small to show a cell: draw it around the whole cell."))
        known = [cell.box for cell in others if cell.box is not None] + inside[:place]
        if any(box.overlap(other) > _SAME for other in known):
            raise RegionRefused(tr("There is already a cell with this box."))
    return regions.add(s, slide_id, [NewRegion(picture, box) for box in inside], "draw", datetime.now(UTC))


def _record(s: Session, slide_id: int, kind: ActKind, labels: dict[int, str | None], by: Identity) -> Changes:
    act = classifications.record(s, slide_id, kind, labels, by, datetime.now(UTC))
    return Changes(slide_id, tuple(labels), cells_added=True, act=act.id)
