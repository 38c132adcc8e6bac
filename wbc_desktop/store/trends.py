"""Decisions with the predictions that were shown, predictions and judgements of slides, for counting them by week.

``domain/trends.py`` says what counts. The rows are read as a stream; SQLite sorts them in memory (160 MB
for a million cells).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.trends import Classified, Compared, Switch
from wbc_desktop.store import derived, merged
from wbc_desktop.store.deciders import UNDO_REDO, deciders
from wbc_desktop.store.tables import ActRow, CellRow, ClassificationRow, EntryRow, ModelRow, PreclassificationRow
from wbc_desktop.store.trust_tables import AuditRow, SecondReadRow

ROWS = 1000
"""Rows that are read at a time."""


def compared(s: Session) -> Iterator[Compared]:
    """Yield the latest decision on each cell that names a class, where a model's prediction was shown."""
    for rows in _streamed(s, _decisions(s)):
        restored = deciders(s, [row.cell_id for row in rows if row.kind in UNDO_REDO])
        for cell_id, _kind, at, *shown in rows:
            yield Compared(restored[cell_id].at if cell_id in restored else at, *shown)


def classified(s: Session) -> Iterator[Classified]:
    """Yield the first prediction of each model for each shown cell; copies of a cell have the same content."""
    first = (
        select(func.min(PreclassificationRow.id).label("id"))
        .join(CellRow, CellRow.id == PreclassificationRow.cell_id)
        .where(CellRow.shown.is_(True))
        .group_by(PreclassificationRow.model_id, CellRow.sha256)
        .subquery()
    )
    alike = (PreclassificationRow.created_at, PreclassificationRow.model_id, PreclassificationRow.unidentified)
    query = select(*alike, func.count()).join(first, first.c.id == PreclassificationRow.id).group_by(*alike)
    for rows in _streamed(s, query):
        yield from (Classified(*row) for row in rows)


def judged(s: Session) -> Iterator[tuple[datetime, int, Foreignness]]:
    """Yield time, model and result of each model's newest judgement of each slide, without copies of slides."""
    copies = _copies(s)
    model_of: dict[str, int] = dict(s.execute(select(ModelRow.sha256, ModelRow.id)).all())
    query = (
        select(EntryRow.slide_id, EntryRow.created_at, EntryRow.value)
        .where(EntryRow.kind == EntryKind.FOREIGN.value, EntryRow.slide_id.is_not(None))
        .order_by(EntryRow.slide_id, EntryRow.id)
    )
    slide, newest = None, dict[str, tuple[datetime, Foreignness]]()
    for rows in _streamed(s, query):
        for slide_id, at, value in rows:
            if slide_id != slide:
                yield from _of_known(newest, model_of)
                slide, newest = slide_id, {}
            if slide_id not in copies:
                found = Foreignness.from_value(value)
                newest[found.model] = (at, found)
    yield from _of_known(newest, model_of)


def switches(s: Session) -> list[Switch]:
    """Return when which model became the active one, in this order."""
    query = select(AuditRow.at, AuditRow.subject_id).where(AuditRow.subject == Subject.ACTIVE_MODEL.value)
    return [Switch(datetime.fromisoformat(at), model_id) for at, model_id in s.execute(query.order_by(AuditRow.id))]


def _decisions(s: Session) -> Select[*tuple[Any, ...]]:
    """Return the query of the decisions. Of several cells of the same content the newest decision counts.

    A slide that is merged into another one is left out: its decisions are copied to that, with their times.
    """
    newest_first = (ActRow.created_at.desc(), (ActRow.kind == ActKind.MERGE.value), CellRow.id)
    ranked = (
        select(
            CellRow.id.label("cell_id"),
            ClassificationRow.label,
            ClassificationRow.preclassification_id,
            ActRow.created_at,
            ActRow.kind,
            func.row_number().over(partition_by=CellRow.sha256, order_by=newest_first).label("rank"),
        )
        .select_from(CellRow)
        .join(ClassificationRow, ClassificationRow.id == derived.latest_classification())
        .join(ActRow, ActRow.id == ClassificationRow.act_id)
        .where(CellRow.shown.is_(True), CellRow.decided.is_(True))
        .where(CellRow.slide_id.not_in(_copies(s)))
        .subquery()
    )
    shown = PreclassificationRow
    columns = (ranked.c.cell_id, ranked.c.kind, ranked.c.created_at)
    return (
        select(*columns, shown.model_id, ranked.c.label, shown.predicted, shown.unidentified)
        .join(shown, shown.id == ranked.c.preclassification_id)
        .where(ranked.c.rank == 1, ranked.c.label.not_in((UNIDENTIFIED, NOT_CLASSED)))
    )


def _copies(s: Session) -> frozenset[int]:
    """Return the slides that are second reads, or merged into another slide."""
    return frozenset(merged.whole_by_part(s)) | frozenset(s.scalars(select(SecondReadRow.slide_id)))


def _of_known(
    newest: Mapping[str, tuple[datetime, Foreignness]], model_of: Mapping[str, int]
) -> Iterator[tuple[datetime, int, Foreignness]]:
    for sha256, (at, found) in newest.items():
        if sha256 in model_of:
            yield at, model_of[sha256], found


def _streamed(s: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Yield the rows of a query, some at a time."""
    s.flush()
    yield from s.connection().execute(query, execution_options={"yield_per": ROWS}).partitions()
