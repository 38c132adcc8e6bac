"""The derived columns of ``cells``: the current state of each cell, computed in SQL from the append-only tables.

Only ``update_cells`` writes these columns. It is called in each transaction that changes files, preclassifications or
classifications of the cells, the kind of the slide's pictures, or whether the slide is announced as foreign. The tests
compare it with ``Cell.current``, ``Cell.needs_decision`` and ``Cell.is_shown``.

Statements that run at every key press or batch are built once at import, here and in the other modules of the store,
because building one takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import (
    ScalarSelect,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    false,
    func,
    not_,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.classes import UNIDENTIFIED
from wbc_desktop.domain.regions import REMOVED, PictureKind
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.deciders import UNDO_REDO, deciders
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import ActRow, CellRow, ClassificationRow, FileRow, PreclassificationRow, SlideRow

_cells = cast(Table, CellRow.__table__)
_files = cast(Table, FileRow.__table__)
_predictions = cast(Table, PreclassificationRow.__table__)
_classifications = cast(Table, ClassificationRow.__table__)


def latest_preclassification() -> ScalarSelect[int | None]:
    """Return a subquery of the id of the preclassification that counts, correlated to ``cells``."""
    row = _predictions.alias()
    return select(func.max(row.c.id)).where(row.c.cell_id == _cells.c.id).correlate(_cells).scalar_subquery()


def latest_of_slide() -> Select[int]:
    """Return a query of the preclassifications that count of the shown cells of the slide ``slide_id``.

    For a large slide it is three times as fast as :func:`latest_preclassification` for each cell.
    """
    return (
        select(func.max(_predictions.c.id))
        .join(_cells, _cells.c.id == _predictions.c.cell_id)
        .where(_cells.c.slide_id == bindparam("slide_id"), _cells.c.shown.is_(True))
        .group_by(_predictions.c.cell_id)
    )


def latest_classification() -> ScalarSelect[int | None]:
    """Return a subquery of the id of the classification that counts, correlated to ``cells``."""
    row = _classifications.alias()
    return select(func.max(row.c.id)).where(row.c.cell_id == _cells.c.id).correlate(_cells).scalar_subquery()


def first_path() -> ScalarSelect[str | None]:
    """Return a subquery of the path of the cell's first present file by name, correlated to ``cells``."""
    here = (_files.c.cell_id == func.coalesce(_cells.c.picture_id, _cells.c.id), _files.c.present.is_(True))
    first = select(_files.c.path).where(*here).order_by(_files.c.path).limit(1)  # PostgreSQL has no min of bytes
    return first.correlate(_cells).scalar_subquery()


def _statement() -> Update:
    """Return the statement that computes and writes all derived columns of the cells in ``ids``."""
    cell, acts, slides = _cells.alias("cell"), cast(Table, ActRow.__table__), cast(Table, SlideRow.__table__)
    prediction, decision = _predictions.alias("prediction"), _classifications.alias("decision")
    latest_prediction = (
        select(func.max(_predictions.c.id)).where(_predictions.c.cell_id == cell.c.id).correlate(cell).scalar_subquery()
    )
    latest_decision = (
        select(func.max(_classifications.c.id))
        .where(_classifications.c.cell_id == cell.c.id)
        .correlate(cell)
        .scalar_subquery()
    )
    of_picture = _files.c.cell_id == func.coalesce(cell.c.picture_id, cell.c.id)
    here = select(_files.c.id).where(of_picture, _files.c.present.is_(True)).correlate(cell)
    of_kind = (cell.c.number > 0) == (func.coalesce(slides.c.pictures, "") == PictureKind.FIELDS.value)
    proposed = and_(cell.c.by_reviewer.is_(True), decision.c.id.is_(None))
    kept = and_(not_(proposed), func.coalesce(decision.c.label, "") != REMOVED)
    open_to_doubt = and_(prediction.c.id.is_not(None), or_(prediction.c.unidentified, slides.c.announced))
    model_class = case((open_to_doubt, UNIDENTIFIED), else_=prediction.c.predicted)
    predicted = func.coalesce(decision.c.predicted, prediction.c.predicted)
    now = (
        select(
            cell.c.id,
            and_(here.exists(), of_kind, kept).label("shown"),
            func.coalesce(decision.c.label, model_class).label("current"),
            (func.coalesce(decision.c.label, UNIDENTIFIED) != UNIDENTIFIED).label("decided"),
            prediction.c.confidence,
            prediction.c.predicted,
            func.coalesce(prediction.c.unidentified, false()).label("unsure"),
            case(
                (decision.c.label.is_(None), ReviewState.UNREVIEWED.value),
                (predicted.is_(None), ReviewState.DECIDED.value),
                (decision.c.label == predicted, ReviewState.CONFIRMED.value),
                else_=ReviewState.RECLASSIFIED.value,
            ).label("state"),
            case((decision.c.label.is_(None), null()), else_=acts.c.reviewer).label("reviewer"),
        )
        .select_from(cell)
        .join(slides, slides.c.id == cell.c.slide_id)
        .outerjoin(prediction, prediction.c.id == latest_prediction)
        .outerjoin(decision, decision.c.id == latest_decision)
        .outerjoin(acts, acts.c.id == decision.c.act_id)
        .where(cell.c.id.in_(bindparam("ids", expanding=True)))
        .subquery("now")
    )
    columns = ("shown", "current", "decided", "confidence", "predicted", "unsure", "state", "reviewer")
    return update(_cells).where(_cells.c.id == now.c.id).values({name: now.c[name] for name in columns})


_UPDATE = _statement()
_DECIDED_BY_UNDO_REDO = (
    select(_cells.c.id)
    .join(_classifications, _classifications.c.id == latest_classification())
    .join(ActRow, ActRow.id == _classifications.c.act_id)
    .where(
        _cells.c.id.in_(bindparam("ids", expanding=True)),
        _classifications.c.label.is_not(None),
        ActRow.kind.in_(UNDO_REDO),
    )
)
_SET_REVIEWER = update(_cells).where(_cells.c.id == bindparam("cell_id")).values(reviewer=bindparam("decider"))
"""Not part of ``_UPDATE``: undone or redone decisions are rare, and finding their reviewer takes a replay."""


_OF_PICTURES = select(_cells.c.id).where(_cells.c.picture_id.in_(bindparam("ids", expanding=True)))


def update_pictures(s: Session, picture_ids: Iterable[int]) -> None:
    """Recompute the derived columns of these pictures' cells: the picture itself, its further pages, its regions."""
    ids = set(picture_ids)
    s.flush()
    for some in chunks(sorted(ids)):
        ids.update(run(s, _OF_PICTURES, {"ids": some}).scalars())
    update_cells(s, ids)


def update_cells(s: Session, cell_ids: Iterable[int]) -> None:
    """Recompute and write the derived columns of these cells."""
    s.flush()
    for some in chunks(sorted(set(cell_ids))):
        s.connection().execute(_UPDATE, {"ids": some})
        restored = list(run(s, _DECIDED_BY_UNDO_REDO, {"ids": some}).scalars())
        changed = [
            {"cell_id": cell_id, "decider": decider.reviewer} for cell_id, decider in deciders(s, restored).items()
        ]
        if changed:
            s.connection().execute(_SET_REVIEWER, changed)
