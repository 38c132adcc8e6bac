"""Where each cell stands, derived in one place in SQL from the append-only tables and kept beside the cell.

``refresh`` is called in the transaction that changed files, preclassifications or classifications of the cells, and is
the only code that writes the derived columns; the tests hold it against ``Cell.current`` and ``Cell.needs_decision``.

Statements that run at every key press or batch are built once, here and in the modules beside this one: building one
takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import ColumnElement, ScalarSelect, Table, Update, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from wbc_desktop.domain.classes import UNIDENTIFIED
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import CellRow, ClassificationRow, FileRow, PreclassificationRow

_cells = cast(Table, CellRow.__table__)
_files = cast(Table, FileRow.__table__)
_said = cast(Table, PreclassificationRow.__table__)
_words = cast(Table, ClassificationRow.__table__)


def latest_preclassification() -> ScalarSelect[int | None]:
    """The id of the preclassification that counts, correlated to ``cells``."""
    row = _said.alias()
    return select(func.max(row.c.id)).where(row.c.cell_id == _cells.c.id).correlate(_cells).scalar_subquery()


def latest_classification() -> ScalarSelect[int | None]:
    """The id of the classification that counts, correlated to ``cells``."""
    row = _words.alias()
    return select(func.max(row.c.id)).where(row.c.cell_id == _cells.c.id).correlate(_cells).scalar_subquery()


def first_path() -> ScalarSelect[str | None]:
    """The first of the cell's present files by name, correlated to ``cells``."""
    here = (_files.c.cell_id == _cells.c.id, _files.c.present.is_(True))
    first = select(_files.c.path).where(*here).order_by(_files.c.path).limit(1)  # PostgreSQL has no min of bytes
    return first.correlate(_cells).scalar_subquery()


def _by_model(column: ColumnElement[object]) -> ScalarSelect[object]:
    """``column`` of the preclassification that counts."""
    return select(column).where(_said.c.id == latest_preclassification()).correlate(_cells).scalar_subquery()


def _statement() -> Update:
    label = select(_words.c.label).where(_words.c.id == latest_classification()).correlate(_cells).scalar_subquery()
    model_says = case((_said.c.unidentified.is_(True), UNIDENTIFIED), else_=_said.c.predicted)
    here = select(_files.c.id).where(_files.c.cell_id == _cells.c.id, _files.c.present.is_(True))
    return (
        update(_cells)
        .where(_cells.c.id.in_(bindparam("ids", expanding=True)))
        .values(
            shown=here.correlate(_cells).exists(),
            current=func.coalesce(label, _by_model(model_says)),
            decided=func.coalesce(label, UNIDENTIFIED) != UNIDENTIFIED,
            confidence=_by_model(_said.c.confidence),
        )
    )


_REFRESH = _statement()


def refresh(s: Session, cell_ids: Iterable[int]) -> None:
    """Write anew where the cells with these ids stand."""
    s.flush()
    for some in chunks(sorted(set(cell_ids))):
        s.execute(_REFRESH, {"ids": some})
