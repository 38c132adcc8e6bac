"""Cells with their latest prediction and classification; lists of ids; counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from wbc_desktop.domain.cells import ActKind, Cell, Classification, ImageRow, Preclassification, ReviewState
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.regions import Box
from wbc_desktop.store import cell_queries, counting, derived
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.deciders import UNDO_REDO, Decider, deciders
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import (
    ActRow,
    CellRow,
    ClassificationRow,
    EntryRow,
    FileRow,
    ModelRow,
    PreclassificationRow,
    SlideRow,
    bits_of,
)

Order = Literal["name", "uncertainty", "time"]


def _cells() -> Select[*tuple[Any, ...]]:
    """Return the query of cells with the preclassification and the classification that count, by ``ids``."""
    prediction, decision, picture = PreclassificationRow, ClassificationRow, aliased(CellRow)
    return (
        select(
            CellRow.id,
            CellRow.slide_id,
            func.coalesce(picture.sha256, CellRow.sha256).label("sha256"),
            CellRow.width,
            CellRow.height,
            CellRow.picture_id,
            CellRow.page,
            CellRow.number,
            CellRow.box_left,
            CellRow.box_top,
            CellRow.box_width,
            CellRow.box_height,
            CellRow.score,
            CellRow.by_reviewer,
            SlideRow.bits,
            SlideRow.announced,
            derived.first_path().label("path"),
            prediction.id.label("preclassification_id"),
            prediction.model_id,
            prediction.predicted,
            prediction.confidence,
            prediction.probabilities,
            prediction.unidentified,
            prediction.device,
            prediction.unlike,
            prediction.adapted,
            prediction.created_at.label("predicted_at"),
            decision.id.label("classification_id"),
            decision.act_id,
            decision.label.label("decided_class"),
            decision.predicted.label("predicted_then"),
            ActRow.kind,
            ActRow.reviewer,
            ActRow.created_at.label("acted_at"),
        )
        .select_from(CellRow)
        .join(SlideRow, SlideRow.id == CellRow.slide_id)
        .outerjoin(picture, picture.id == CellRow.picture_id)
        .outerjoin(prediction, prediction.id == derived.latest_preclassification())
        .outerjoin(decision, decision.id == derived.latest_classification())
        .outerjoin(ActRow, ActRow.id == decision.act_id)
        .where(CellRow.id.in_(bindparam("ids", expanding=True)))
    )


_CELLS = _cells()


def ids(s: Session, slide_id: int, order: Order = "name", files_at_most: int | None = None) -> list[int]:
    """Return the ids of the slide's shown cells (those with a file in the folder) in the given order.

    ``order``: by the name of the first file; least confident first (cells without preclassification last); or by the
    time of the file, oldest first. Cells of one file follow each other by page and number. ``files_at_most`` limits
    the orders by name and time to the cells of that many files.
    """
    if order == "uncertainty":
        return cell_queries.by_confidence(s, slide_id)
    files = select(FileRow.cell_id).where(
        FileRow.slide_id == slide_id, FileRow.present.is_(True), FileRow.cell_id.is_not(None)
    )
    by = (FileRow.mtime_ns, FileRow.path) if order == "time" else (FileRow.path,)
    found = dict.fromkeys(run(s, files.order_by(*by).limit(files_at_most), {}).scalars().all())
    pictures = [cell_id for cell_id in found if cell_id is not None]
    return _with_parts(s, slide_id, pictures)


def _with_parts(s: Session, slide_id: int, pictures: list[int]) -> list[int]:
    """Return the shown cells of these pictures: pages and regions follow their picture, which may itself be hidden."""
    hidden, parts = _hidden_and_parts(s, slide_id)
    if not hidden and not parts:  # single cells: the usual case, and the large lists
        return pictures
    return [cell_id for picture in pictures for cell_id in _shown_of(picture, hidden, parts)]


def _hidden_and_parts(s: Session, slide_id: int) -> tuple[set[int], dict[int, list[int]]]:
    """Return the hidden cells of the slide, and the shown pages and regions of its pictures, by picture."""
    hidden = set(s.scalars(select(CellRow.id).where(CellRow.slide_id == slide_id, CellRow.shown.is_(False))))
    parts: dict[int, list[int]] = {}
    rows = s.execute(  # without a condition on ``shown``, for which SQLite would read an index of all cells
        select(CellRow.picture_id, CellRow.id)
        .where(CellRow.slide_id == slide_id, CellRow.picture_id.is_not(None))
        .order_by(CellRow.page, CellRow.number)
    )
    for picture_id, cell_id in rows:
        if cell_id not in hidden:
            parts.setdefault(picture_id or 0, []).append(cell_id)
    return hidden, parts


def _shown_of(picture: int, hidden: Collection[int], parts: Mapping[int, list[int]]) -> list[int]:
    return ([] if picture in hidden else [picture]) + parts.get(picture, [])


def get_many(s: Session, ids: Sequence[int]) -> list[Cell]:
    """Return the cells with these ids in their order, without ids of no cell.

    A cell's path is that of its first file in the folder, or "" when it has no file there.
    """
    found: dict[int, Cell] = {}
    for some in chunks(list(dict.fromkeys(ids))):
        rows = run(s, _CELLS, {"ids": some}).all()
        restored = deciders(s, [row.id for row in rows if row.kind in UNDO_REDO and row.decided_class is not None])
        found.update({row.id: _cell(row, restored.get(row.id)) for row in rows})
    return [found[cell_id] for cell_id in ids if cell_id in found]


def get(s: Session, id: int) -> Cell:
    """Return the cell with this id. Raises LookupError when there is none."""
    found = get_many(s, [id])
    if not found:
        raise LookupError(f"no cell {id}")
    return found[0]


def is_shown(s: Session, id: int) -> bool:
    """Return whether the cell is shown: it is no removed region, nor a picture whose regions are shown."""
    return bool(s.scalar(select(CellRow.shown).where(CellRow.id == id)))


def count(s: Session, slide_id: int) -> int:
    """Return the number of the slide's cells, shown or not."""
    return s.scalar(select(func.count()).where(CellRow.slide_id == slide_id)) or 0


def any_decided(s: Session, slide_id: int) -> bool:
    """Return whether a reviewer classified any cell of the slide."""
    of_slide = select(CellRow.id).where(CellRow.slide_id == slide_id, CellRow.reviewer.is_not(None))
    return s.scalar(of_slide.limit(1)) is not None


def class_counts(s: Session, slide_id: int) -> tuple[Counter[str | None], int]:
    """Return the number of counted cells per class (None: not preclassified), and the number of undecided ones.

    All shown cells are counted, but cells that are cut by the edge of their field only if the laboratory counts them.
    """
    rows = s.execute(
        select(CellRow.current, CellRow.decided, func.count())
        .where(CellRow.slide_id == slide_id, CellRow.shown.is_(True), counting.counted())
        .group_by(CellRow.current, CellRow.decided)
    )
    counts: Counter[str | None] = Counter()
    undecided = 0
    for current, decided, count in rows:
        counts[current] += count
        undecided += 0 if decided else count
    return counts, undecided


def unreviewed_count(s: Session, slide_id: int) -> int:
    """Return how many shown cells of the slide no reviewer has decided."""
    unreviewed = (CellRow.shown.is_(True), CellRow.state == ReviewState.UNREVIEWED.value)
    return s.scalar(select(func.count()).select_from(CellRow).where(CellRow.slide_id == slide_id, *unreviewed)) or 0


def unclassified(s: Session, slide_id: int, model_id: int) -> list[int]:
    """Return the ids of the shown cells that the model still has to classify, by name.

    These are the cells without a prediction, and the unreviewed ones whose latest prediction is by another model, so
    that a return to this model classifies them again. A cell that a reviewer decided keeps the prediction that was
    shown. All cells are classified again that were classified before a picture showed that the values of the slide have
    more bits.
    """
    raised = (EntryRow.slide_id == slide_id, EntryRow.kind == EntryKind.BITS.value)
    since = s.scalar(select(func.max(EntryRow.created_at)).where(*raised))
    kept = (
        select(PreclassificationRow.id)
        .where(
            PreclassificationRow.id == derived.latest_preclassification(),
            or_(PreclassificationRow.model_id == model_id, CellRow.state != ReviewState.UNREVIEWED.value),
        )
        .correlate(CellRow)
    )
    if since is not None:
        kept = kept.where(PreclassificationRow.created_at >= since)
    others = set(
        s.scalars(select(CellRow.id).where(CellRow.slide_id == slide_id, CellRow.shown.is_(True), ~kept.exists()))
    )
    return [cell_id for cell_id in ids(s, slide_id) if cell_id in others] if others else []


class ImageRows(Collection[ImageRow]):
    """One row for each cell of each file in the folder, and for each file without one, by path.

    The rows are read in chunks while they are iterated, in the transaction of the session.
    """

    def __init__(self, s: Session, slide_id: int) -> None:
        self._s = s
        here = (FileRow.slide_id == slide_id, FileRow.present.is_(True))
        files = s.execute(select(FileRow.id, FileRow.cell_id).where(*here).order_by(FileRow.path)).all()
        hidden, parts = _hidden_and_parts(s, slide_id)
        self._files = [
            (file_id, [] if cell_id is None else _shown_of(cell_id, hidden, parts)) for file_id, cell_id in files
        ]
        self._models: dict[int, str] = dict(s.execute(select(ModelRow.id, ModelRow.name)).all())

    def __len__(self) -> int:
        return sum(len(shown) or 1 for _, shown in self._files)

    def __contains__(self, row: object) -> bool:
        return any(row == other for other in self)

    def __iter__(self) -> Iterator[ImageRow]:
        for some in chunks(self._files):
            shown = {cell.id: cell for cell in get_many(self._s, [cell_id for _, ids in some for cell_id in ids])}
            of_file = select(FileRow.id, FileRow.path, FileRow.sha256, FileRow.reason)
            rows = self._s.execute(of_file.where(FileRow.id.in_([file_id for file_id, _ in some])))
            files = {file_id: (path, sha256 or "", reason) for file_id, path, sha256, reason in rows}
            for file_id, ids in some:
                path, sha256, reason = files[file_id]
                cells_of = [shown[cell_id] for cell_id in ids if cell_id in shown]
                yield from (ImageRow(path, sha256, cell, self._model(cell), None) for cell in cells_of)
                if not ids:
                    yield ImageRow(path, sha256, None, None, reason)

    def _model(self, cell: Cell) -> str | None:
        return None if cell.preclassification is None else self._models[cell.preclassification.model_id]


def image_rows(s: Session, slide_id: int) -> list[ImageRow]:
    """Return all :class:`ImageRows` of a slide."""
    return list(ImageRows(s, slide_id))


def _cell(row: Row[*tuple[Any, ...]], decider: Decider | None = None) -> Cell:
    preclassification = classification = None
    if row.preclassification_id is not None:
        preclassification = Preclassification(
            id=row.preclassification_id,
            cell_id=row.id,
            model_id=row.model_id,
            predicted=row.predicted,
            confidence=row.confidence,
            probabilities=row.probabilities,
            unidentified=row.unidentified,
            created_at=row.predicted_at,
            device=row.device,
            unlike=row.unlike,
            adapted=row.adapted or "",
        )
    if row.classification_id is not None:
        classification = Classification(
            id=row.classification_id,
            cell_id=row.id,
            act_id=row.act_id,
            kind=ActKind(row.kind),
            label=row.decided_class,
            predicted=row.predicted_then,
            reviewer=row.reviewer if decider is None else decider.reviewer,
            created_at=row.acted_at if decider is None else decider.at,
        )
    return Cell(
        id=row.id,
        slide_id=row.slide_id,
        sha256=row.sha256,
        path=row.path or "",
        width=row.width,
        height=row.height,
        preclassification=preclassification,
        classification=classification,
        picture_id=row.picture_id,
        page=row.page,
        number=row.number,
        box=None if row.number == 0 else Box(row.box_left, row.box_top, row.box_width, row.box_height),
        score=row.score,
        by_reviewer=row.by_reviewer,
        bits=bits_of(row.bits),
        announced=row.announced,
    )
