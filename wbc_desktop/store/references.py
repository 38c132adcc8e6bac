"""Finds the laboratory's decided cells of a class on all slides, best first (``domain/references.py``).

Each rank reads the index ``ix_cells_reference`` from its most confident cell until there are enough.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.references import ReferenceCell
from wbc_desktop.store import cells, merged, slides
from wbc_desktop.store.tables import CellRow
from wbc_desktop.store.trust_tables import AmendmentRow, SecondReadRow, VersionRow

_SIGNED = select(VersionRow.slide_id).where(
    ~select(AmendmentRow.id).where(AmendmentRow.version_id == VersionRow.id).exists()
)
_RANKS = tuple(
    (signed, state)
    for signed in (True, False)
    for state in (ReviewState.CONFIRMED, ReviewState.RECLASSIFIED, ReviewState.DECIDED)
)


def best(s: Session, code: str, slide_id: int, most: int) -> list[ReferenceCell]:
    """Return at most ``most`` decided cells of class ``code`` of all slides, one per content, best first.

    The cells must not reveal hidden decisions to the reader of ``slide_id``. So cells of second reads are left out; and
    for a second reader, all cells elsewhere with the contents of ``slide_id``. Of merged slides only the whole counts,
    since decisions on the parts are outdated.
    """
    found: dict[str, tuple[int, bool]] = {}
    visible = _visible(s, slide_id)
    for signed, state in _RANKS:
        ids = s.scalars(_of_rank(code, signed, state, visible).limit(4 * most)).all()
        contents: dict[int, str] = dict(s.execute(select(CellRow.id, CellRow.sha256).where(CellRow.id.in_(ids))).all())
        for cell_id in ids:
            found.setdefault(contents[cell_id], (cell_id, signed))
        if len(found) >= most:
            break
    return _reference_cells(s, code, dict(list(found.values())[:most]))


def _of_rank(code: str, signed: bool, state: ReviewState, visible: ColumnElement[bool]) -> Select[int]:
    """Return the query of the cells of one rank; it needs the index only, not the row of each cell that it passes."""
    within = CellRow.slide_id.in_(_SIGNED) if signed else CellRow.slide_id.not_in(_SIGNED)
    return (
        select(CellRow.id)
        .where(
            CellRow.current == code,
            CellRow.decided == true(),
            CellRow.state == state.value,
            CellRow.shown.is_(True),
            within,
            visible,
        )
        .order_by(CellRow.confidence.desc(), CellRow.slide_id.desc(), CellRow.id.desc())
    )


def _visible(s: Session, slide_id: int) -> ColumnElement[bool]:
    """Return the condition for cells that a reader of this slide may see."""
    own = CellRow.slide_id == slide_id
    elsewhere: ColumnElement[bool] = CellRow.slide_id.not_in(select(SecondReadRow.slide_id))
    elsewhere &= CellRow.slide_id.not_in(list(merged.whole_by_part(s)))
    is_second = s.scalar(select(SecondReadRow.id).where(SecondReadRow.slide_id == slide_id)) is not None
    if is_second:
        own_contents = select(CellRow.sha256).where(CellRow.slide_id == slide_id)
        elsewhere &= CellRow.sha256.not_in(own_contents)
    return own | elsewhere


def _reference_cells(s: Session, code: str, signed: dict[int, bool]) -> list[ReferenceCell]:
    some = cells.get_many(s, list(signed))
    slide_of = {slide_id: slides.get(s, slide_id) for slide_id in {cell.slide_id for cell in some}}
    return [
        ReferenceCell(
            cell_id=cell.id,
            slide_id=cell.slide_id,
            slide=slide_of[cell.slide_id].name,
            source=cell.source(slide_of[cell.slide_id].folder),
            code=code,
            confidence=cell.confidence,
            state=cell.state,
            reviewer=cell.classification.reviewer if cell.classification is not None else "",
            signed=signed[cell.id],
        )
        for cell in some
    ]
