"""Where each cell stands, derived in one place in SQL from the append-only tables and kept beside the cell.

``refresh`` is called in the transaction that changed files, preclassifications or classifications of the cells, and is
the only code that writes the derived columns; the tests hold it against ``Cell.current`` and ``Cell.needs_decision``.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from wbc_desktop.domain.classes import UNIDENTIFIED
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import CellRow, ClassificationRow, FileRow, PreclassificationRow


def latest_preclassification() -> ScalarSelect[int | None]:
    """The id of the preclassification that counts, correlated to ``cells``."""
    row = aliased(PreclassificationRow)
    return select(func.max(row.id)).where(row.cell_id == CellRow.id).correlate(CellRow).scalar_subquery()


def latest_classification() -> ScalarSelect[int | None]:
    """The id of the classification that counts, correlated to ``cells``."""
    row = aliased(ClassificationRow)
    return select(func.max(row.id)).where(row.cell_id == CellRow.id).correlate(CellRow).scalar_subquery()


def first_path() -> ScalarSelect[str | None]:
    """The first of the cell's present files by name, correlated to ``cells``."""
    return (
        select(func.min(FileRow.path))
        .where(FileRow.cell_id == CellRow.id, FileRow.present.is_(True))
        .correlate(CellRow)
        .scalar_subquery()
    )


def _label() -> ScalarSelect[str | None]:
    row = aliased(ClassificationRow)
    return select(row.label).where(row.id == latest_classification()).correlate(CellRow).scalar_subquery()


def _confidence() -> ScalarSelect[float]:
    row = aliased(PreclassificationRow)
    return select(row.confidence).where(row.id == latest_preclassification()).correlate(CellRow).scalar_subquery()


def _model_says() -> ScalarSelect[str]:
    row = aliased(PreclassificationRow)
    said = case((row.unidentified.is_(True), UNIDENTIFIED), else_=row.predicted)
    return select(said).where(row.id == latest_preclassification()).correlate(CellRow).scalar_subquery()


def _decided() -> ColumnElement[bool]:
    row = aliased(ClassificationRow)
    return (
        exists()
        .where(and_(row.id == latest_classification(), row.label.is_not(None), row.label != UNIDENTIFIED))
        .correlate(CellRow)
    )


def _shown() -> ColumnElement[bool]:
    return exists().where(FileRow.cell_id == CellRow.id, FileRow.present.is_(True)).correlate(CellRow)


def refresh(s: Session, cell_ids: Iterable[int]) -> None:
    """Write anew where the cells with these ids stand."""
    s.flush()
    for some in chunks(sorted(set(cell_ids))):
        s.execute(
            update(CellRow)
            .where(CellRow.id.in_(some))
            .values(
                shown=_shown(),
                current=func.coalesce(_label(), _model_says()),
                decided=_decided(),
                confidence=_confidence(),
            ),
            execution_options={"synchronize_session": False},
        )
