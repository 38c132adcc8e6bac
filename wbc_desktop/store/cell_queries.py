"""Queries on the derived columns of a slide's cells: they take and return ids and build no objects.

The order by uncertainty uses 1 - the model's probability of its most probable class. Each tile shows this probability
and the model's threshold applies to it, so that the order is visible on the screen. (Entropy would also depend on the
probabilities of all other classes.)
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.filters import CellFilter, Disagreement, folded
from wbc_desktop.store import counting
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import ActRow, CellRow, FileRow

_SHOWN = (CellRow.slide_id == bindparam("slide_id"), CellRow.shown.is_(True))
# With given ids, "+ 0" makes the database look up the ids instead of reading the whole index of the slide.
_AMONG = (CellRow.slide_id + 0 == bindparam("slide_id"), CellRow.shown.is_(True))
_PICTURE = func.coalesce(CellRow.picture_id, CellRow.id)
_GIVEN = CellRow.id.in_(bindparam("ids", expanding=True))
_CLASSES = select(CellRow.id, CellRow.current).where(*_SHOWN)
_CLASSES_OF = select(CellRow.id, CellRow.current).where(*_AMONG, _GIVEN)
_UNDECIDED = select(CellRow.id).where(*_SHOWN, CellRow.decided.is_(False), counting.counted())
_UNDECIDED_OF = select(CellRow.id).where(*_AMONG, CellRow.decided.is_(False), counting.counted(), _GIVEN)
_PROPOSED = select(CellRow.id, CellRow.predicted, CellRow.unsure, CellRow.shown).where(
    CellRow.slide_id + 0 == bindparam("slide_id"), CellRow.decided.is_(False), _GIVEN
)
_LABELS = select(CellRow.id, CellRow.current, CellRow.state).where(*_AMONG, _GIVEN)


def by_confidence(s: Session, slide_id: int) -> list[int]:
    """Return the shown cells, least confident first, those without preclassification last."""
    sure = select(CellRow.id).where(CellRow.slide_id == slide_id, CellRow.shown.is_(True))
    known = s.scalars(sure.where(CellRow.confidence.is_not(None)).order_by(CellRow.confidence, CellRow.id))
    return [*known, *s.scalars(sure.where(CellRow.confidence.is_(None)).order_by(CellRow.id))]


def matching(s: Session, slide_id: int, wanted: CellFilter, among: Sequence[int] | None = None) -> set[int]:
    """Return the shown cells that match the filter, of all or of those in ``among``."""
    query = select(CellRow.id).where(CellRow.shown.is_(True), *_conditions(wanted))
    part = folded(wanted.name)
    if among is None:
        query = query.where(CellRow.slide_id == slide_id)
        return set(s.scalars(query.where(_PICTURE.in_(_files(part, FileRow.slide_id == slide_id))) if part else query))
    query = query.where(CellRow.slide_id + 0 == slide_id)
    if part:  # a few cells: their files are looked up, not those of the slide
        query = query.where(_files(part, FileRow.cell_id == _PICTURE).correlate(CellRow).exists())
    found: set[int] = set()
    for some in chunks(among):
        found.update(s.scalars(query.where(CellRow.id.in_(some))))
    return found


def classes(s: Session, slide_id: int, among: Sequence[int] | None = None) -> dict[int, str | None]:
    """Return the class of each shown cell (None: not preclassified), of all or of those in ``among``."""
    if among is None:
        return dict(s.execute(_CLASSES, {"slide_id": slide_id}).all())
    found: dict[int, str | None] = {}
    for some in chunks(among):
        found.update(run(s, _CLASSES_OF, {"slide_id": slide_id, "ids": some}).all())
    return found


def undecided(s: Session, slide_id: int, among: Sequence[int] | None = None) -> set[int]:
    """Return the counted cells that need a decision, of all or of those in ``among``."""
    if among is None:
        return set(s.scalars(_UNDECIDED, {"slide_id": slide_id}))
    found: set[int] = set()
    for some in chunks(among):
        found.update(run(s, _UNDECIDED_OF, {"slide_id": slide_id, "ids": some}).scalars())
    return found


def proposals(s: Session, slide_id: int, ids: Sequence[int]) -> dict[int, str | None]:
    """Return the model's class of each undecided cell among ``ids``.

    None: the model was not sure, or the slide does not show the cell (any more).
    """
    found: dict[int, str | None] = {}
    for some in chunks(ids):
        rows = run(s, _PROPOSED, {"slide_id": slide_id, "ids": some})
        found.update({i: predicted if shown and not unsure else None for i, predicted, unsure, shown in rows})
    return found


def labels(s: Session, slide_id: int, ids: Sequence[int]) -> dict[int, str | None]:
    """Return the reviewer's class of each shown cell of the slide among ``ids`` (None: no decision)."""
    found: dict[int, str | None] = {}
    for some in chunks(ids):
        rows = run(s, _LABELS, {"slide_id": slide_id, "ids": some})
        found.update({i: None if state == ReviewState.UNREVIEWED.value else now for i, now, state in rows})
    return found


def reviewers(s: Session, slide_id: int) -> list[str]:
    """Return the reviewers who ever acted on the slide, in alphabetical order."""
    return sorted(s.scalars(select(ActRow.reviewer).where(ActRow.slide_id == slide_id).distinct()))


def _conditions(wanted: CellFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.classes is not None:
        codes = sorted(code for code in wanted.classes if code is not None)
        without = [CellRow.current.is_(None)] if None in wanted.classes else []
        conditions.append(or_(CellRow.current.in_(codes), *without))
    if wanted.states is not None:
        conditions.append(or_(false(), *(_in_state(state) for state in sorted(wanted.states))))
    if wanted.confidence is not None:
        conditions.append(CellRow.confidence.between(*wanted.confidence))
    if wanted.reviewer is not None:
        conditions.append(CellRow.reviewer == wanted.reviewer)
    if wanted.disagreement is not None:
        conditions.append(_disagrees(wanted.disagreement))
    return conditions


def _in_state(state: ReviewState) -> ColumnElement[bool]:
    if state is ReviewState.UNREVIEWED:
        return and_(CellRow.decided.is_(False), counting.counted())
    return and_(CellRow.decided.is_(True), CellRow.state == state.value)


def _disagrees(way: Disagreement) -> ColumnElement[bool]:
    if way is Disagreement.RECLASSIFIED:
        return CellRow.state == ReviewState.RECLASSIFIED.value
    decided = CellRow.state != ReviewState.UNREVIEWED.value
    return and_(decided, CellRow.predicted.is_not(None), CellRow.current != CellRow.predicted)


def _files(part: str, *which: ColumnElement[bool]) -> Select[int | None]:
    """Return the query of the pictures of which a file in the folder has ``part`` in its folded name."""
    named = FileRow.folded.contains(part, autoescape=True)
    return select(FileRow.cell_id).where(*which, FileRow.present.is_(True), FileRow.cell_id.is_not(None), named)
