"""What reviewers decided over all slides, for learning: decisions, features of cells, and which slides are ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.learning import Decision
from wbc_desktop.store import counting, derived, merged, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.deciders import UNDO_REDO, deciders
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import (
    ActRow,
    CellRow,
    ClassificationRow,
    EntryRow,
    MapsRow,
    PreclassificationRow,
    SlideRow,
)
from wbc_desktop.store.trust_tables import AmendmentRow, SecondReadRow, VersionRow

_TEACHES = (
    CellRow.shown.is_(True),
    CellRow.decided.is_(True),
    CellRow.current.not_in((UNIDENTIFIED, NOT_CLASSED)),
)
_OF_SLIDES = CellRow.slide_id.in_(bindparam("ids", expanding=True))
_PICTURE = aliased(CellRow)
_DECISIONS = (
    select(
        CellRow.id,
        CellRow.slide_id,
        CellRow.sha256,
        CellRow.current,
        func.coalesce(CellRow.reviewer, ActRow.reviewer),
        ActRow.created_at,
        CellRow.state,
        CellRow.predicted,
        CellRow.confidence,
        func.coalesce(_PICTURE.sha256, CellRow.sha256),
        ActRow.kind,
    )
    .select_from(CellRow)
    .outerjoin(_PICTURE, _PICTURE.id == CellRow.picture_id)
    .join(ClassificationRow, ClassificationRow.id == derived.latest_classification())
    .join(ActRow, ActRow.id == ClassificationRow.act_id)
    .where(_OF_SLIDES, *_TEACHES)
    .order_by(CellRow.id)
)


def _predictions(*columns: Any, where: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Return the query of the latest prediction of cells that have features."""
    return (
        select(CellRow.id, PreclassificationRow.model_id, MapsRow.features, *columns)
        .select_from(CellRow)
        .join(PreclassificationRow, PreclassificationRow.id == derived.latest_preclassification())
        .join(MapsRow, MapsRow.preclassification_id == PreclassificationRow.id)
        .where(MapsRow.features.is_not(None), *where)
        .order_by(CellRow.id)
    )


_DECIDED = _predictions(CellRow.current, where=_TEACHES)
_UNDECIDED = _predictions(
    PreclassificationRow.probabilities,
    where=(_OF_SLIDES, CellRow.decided.is_(False), CellRow.shown.is_(True), counting.counted()),
)
_FILES = select(CellRow.slide_id, CellRow.sha256).where(_OF_SLIDES, CellRow.picture_id.is_(None))
_DECIDED_OF = select(CellRow.id).where(CellRow.id.in_(bindparam("ids", expanding=True)), CellRow.decided.is_(True))


def ready_slides(s: Session) -> tuple[set[int], int]:
    """Return the slides that are signed or whose counted cells are all decided, and the decided cells of the others.

    Of merged slides only the whole counts, since decisions on the parts are outdated.
    """
    amended = select(AmendmentRow.id).where(AmendmentRow.version_id == VersionRow.id).exists()
    signed = set(s.scalars(select(VersionRow.slide_id).where(~amended)))
    parts = merged.whole_by_part(s)
    counts = slides.review_counts(s, [number for number in s.scalars(select(SlideRow.id)) if number not in parts])
    ready = {number for number, (cells, decided) in counts.items() if cells and (number in signed or cells == decided)}
    return ready, sum(decided for number, (_, decided) in counts.items() if number not in ready)


def sample_of(s: Session) -> dict[int, int]:
    """Return the slide of the sample of each slide that is a second read, or is merged into another one."""
    whole = merged.whole_by_part(s)
    found = {slide_id: merged.whole_of(s, slide_id, whole) for slide_id in whole}
    for slide_id, of in s.execute(select(SecondReadRow.slide_id, SecondReadRow.of_slide_id)):
        found[slide_id] = found.get(of, of)
    return found


def decisions(s: Session, slide_ids: Sequence[int]) -> list[Decision]:
    """Return the decisions on the shown cells of these slides that name a class of cells, by cell."""
    samples = sample_of(s)
    found = []
    for some in chunks(sorted(slide_ids)):
        rows = run(s, _DECISIONS, {"ids": some}).all()
        restored = deciders(s, [row.id for row in rows if row.kind in UNDO_REDO])
        for cell_id, slide_id, content, label, reviewer, at, state, predicted, confidence, file, _ in rows:
            if cell_id in restored:
                at = restored[cell_id].at
            confirmed = state == ReviewState.CONFIRMED.value
            sample = samples.get(slide_id, slide_id)
            said = (label, reviewer, at, confirmed, predicted, confidence)
            found.append(Decision(cell_id, slide_id, sample, content, *said, file))
    return found


def picture_files(s: Session, slide_ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield slide and SHA-256 of each picture file that these slides ever had."""
    for some in chunks(sorted(slide_ids)):
        yield from run(s, _FILES, {"ids": some})


def decided_features(s: Session) -> list[tuple[int, int, bytes, str]]:
    """Return cell, model, features and class of each cell, of all slides, that a reviewer gave a class of cells."""
    return [(cell_id, model, stored, label) for cell_id, model, stored, label in run(s, _DECIDED, {})]


def undecided_predictions(s: Session, slide_ids: Sequence[int]) -> list[tuple[int, int, bytes, dict[str, float]]]:
    """Return cell, model, features and probabilities of each cell of these slides that waits for a decision."""
    found: list[tuple[int, int, bytes, dict[str, float]]] = []
    for some in chunks(sorted(slide_ids)):
        rows = run(s, _UNDECIDED, {"ids": some})
        found += [(cell_id, model, stored, shares) for cell_id, model, stored, shares in rows]
    return found


def decided_among(s: Session, cell_ids: Sequence[int]) -> set[int]:
    """Return those of these cells that are decided."""
    return {cell_id for some in chunks(cell_ids) for cell_id in run(s, _DECIDED_OF, {"ids": some}).scalars()}


def announced(s: Session) -> set[int]:
    """Return the slides that are announced as unlike the training pictures."""
    return set(s.scalars(select(SlideRow.id).where(SlideRow.announced.is_(True))))


def stains(s: Session) -> dict[int, str]:
    """Return the stain of each slide that has one, as typed."""
    mine = (EntryRow.kind == EntryKind.SLIDE_FIELD.value, EntryRow.subject == "stain")
    newest = select(func.max(EntryRow.id)).where(*mine).group_by(EntryRow.slide_id)
    rows = s.execute(select(EntryRow.slide_id, EntryRow.value).where(EntryRow.id.in_(newest)))
    return {number: value for number, value in rows if number is not None and isinstance(value, str) and value}


def folders(s: Session) -> dict[int, str]:
    """Return the folder of each slide; a second read has that of the slide that is read."""
    found: dict[int, str] = dict(s.execute(select(SlideRow.id, SlideRow.folder)).all())
    for slide_id, of in s.execute(select(SecondReadRow.slide_id, SecondReadRow.of_slide_id)):
        found[slide_id] = found[of]
    return found
