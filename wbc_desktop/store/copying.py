"""Copies cells from one slide to another, with their predictions, decisions and comments.

The source slide does not change. A picture that the target slide already has stays one cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, Cell, NewPreclassification, ScannedImage
from wbc_desktop.store import cells, classifications, comments, files, merged, preclassifications
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.deciders import UNDO_REDO
from wbc_desktop.store.tables import ActRow, CellRow, ClassificationRow, FileRow

PathOnTarget = Callable[[str], str | None]
"""Maps the path of a file on the source slide to its path on the target slide; None: do not copy the file."""


def copy_cells(
    s: Session,
    some: Sequence[Cell],
    slide_id: int,
    to_id: int,
    path_on_target: PathOnTarget,
    now: datetime,
    renew: bool = False,
) -> list[str]:
    """Copy these cells of ``slide_id`` to the slide ``to_id``, with their files and latest predictions.

    A cell that has a prediction there already keeps it, unless ``renew`` is set and the predictions differ. Returns
    the paths of the files on the target slide.
    """
    here = (FileRow.slide_id == slide_id, FileRow.present.is_(True))
    of_cell = {cell.id: cell for cell in some}
    images = []
    for row in s.scalars(select(FileRow).where(*here, FileRow.cell_id.in_(list(of_cell)))):
        cell, path = of_cell[row.cell_id or 0], path_on_target(row.path)
        if path is not None:
            version = files.version(row.inode, row.ctime_ns)
            images.append(ScannedImage(path, row.size, row.mtime_ns, cell.sha256, cell.width, cell.height, version))
    if not images:
        return []
    new_ids = files.record_images(s, to_id, images, now)
    id_of = {image.sha256: new_id for image, new_id in zip(images, new_ids, strict=True)}
    predicted = {cell.id: _prediction(cell) for cell in cells.get_many(s, new_ids)}
    maps = preclassifications.maps_many(s, list(of_cell))
    new_by_model: defaultdict[tuple[int, str], list[NewPreclassification]] = defaultdict(list)
    for cell in some:
        p = cell.preclassification
        there = id_of.get(cell.sha256)
        if p is None or there is None:
            continue
        if predicted[there] is None or (renew and predicted[there] != _prediction(cell)):
            new_by_model[p.model_id, p.device].append(
                NewPreclassification(
                    there,
                    p.predicted,
                    p.confidence,
                    p.probabilities,
                    p.unidentified,
                    maps.get(cell.id),
                    p.unlike,
                )
            )
    for (model_id, device), new in new_by_model.items():
        preclassifications.add_many(s, model_id, device, new, now)
    return [image.path for image in images]


def copy_decisions(
    s: Session,
    slide_id: int,
    to_id: int,
    contents: set[str],
    now: datetime,
    why: str,
    cancel: Callable[[], bool] = lambda: False,
) -> list[int]:
    """Copy decisions on these contents (SHA-256) from ``slide_id`` to ``to_id`` where they are newer, and comments.

    A decision merged from a third slide keeps the time that it has there. Each reviewer's decisions become one act of
    that reviewer; ``why`` goes into the audit trail. Returns the changed cells of ``to_id``. Raises Cancelled when
    ``cancel`` returns True.
    """
    there = _by_content(s, to_id, contents)
    decisions: defaultdict[str, dict[int, str | None]] = defaultdict(dict)
    here = _by_content(s, slide_id, contents)
    differing = []
    for sha256, cell in here.items():
        decision, other = cell.classification, there.get(sha256)
        if decision is None or other is None or other.label == decision.label:
            continue
        if decision.label is None and not _is_merged(other):  # undone here: only a copy of it is removed there
            continue
        differing.append((cell, other))
    decided_at = _decided_at(s, to_id, [cell for pair in differing for cell in pair])
    for cell, other in differing:
        decision = cell.classification
        if decision is not None and (other.label is None or decided_at[other.id] < decided_at[cell.id]):
            decisions[decision.reviewer][other.id] = decision.label
    for reviewer, labels in decisions.items():
        classifications.record_merged(s, to_id, labels, reviewer, now, why, cancel)
    commented = comments.copy_to(
        s, {cell.id: there[sha256].id for sha256, cell in here.items() if sha256 in there}, now, why
    )
    return [*(cell_id for labels in decisions.values() for cell_id in labels), *commented]


def _prediction(cell: Cell) -> tuple[int, str, float] | None:
    p = cell.preclassification
    return None if p is None else (p.model_id, p.predicted, p.confidence)


def _is_merged(cell: Cell) -> bool:
    """Return whether the cell's classification was merged from another slide."""
    return cell.classification is not None and cell.classification.kind is ActKind.MERGE


def _decided_at(s: Session, slide_id: int, some: Sequence[Cell]) -> dict[int, datetime]:
    """Return the time of the decision that counts for each of these cells; a merged one keeps its original time.

    All these cells are on slides that are, were or are about to be merged with ``slide_id``.
    """
    acts = {cell.id: cell.classification.act_id for cell in some if cell.classification is not None}
    times = _times(s, acts.values())
    decided_at = {cell_id: times[act_id] for cell_id, act_id in acts.items()}  # an undo or redo is a decision, too
    merged_cells = [cell for cell in some if cell.label is not None and _is_merged(cell)]
    if not merged_cells:
        return decided_at
    slides = set().union(*(merged.ever_with(s, one) for one in {slide_id, *(c.slide_id for c in merged_cells)}))
    times_of: defaultdict[tuple[str, str | None, str | None], list[datetime]] = defaultdict(list)
    for contents in chunks(sorted({cell.sha256 for cell in merged_cells})):
        rows = s.execute(
            select(CellRow.sha256, ActRow.reviewer, ClassificationRow.label, ActRow.created_at, ActRow.kind)
            .join(ClassificationRow, ClassificationRow.cell_id == CellRow.id)
            .join(ActRow, ActRow.id == ClassificationRow.act_id)
            .where(CellRow.slide_id.in_(slides), CellRow.sha256.in_(contents), ActRow.kind != ActKind.MERGE.value)
        )
        for sha256, reviewer, label, at, kind in rows:
            who = None if kind in UNDO_REDO else reviewer  # an undo or redo counts for every reviewer
            times_of[sha256, who, label].append(at)
    for cell in merged_cells:
        if cell.classification is not None:
            at = decided_at[cell.id]
            mine, restored = ((cell.sha256, who, cell.label) for who in (cell.classification.reviewer, None))
            before = [*times_of[mine], *times_of[restored]]
            decided_at[cell.id] = max((one for one in before if one <= at), default=at)
    return decided_at


def _times(s: Session, acts: Iterable[int]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for some in chunks(sorted(set(acts))):
        found.update(s.execute(select(ActRow.id, ActRow.created_at).where(ActRow.id.in_(some))).all())
    return found


def _by_content(s: Session, slide_id: int, contents: set[str]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for some in chunks(sorted(contents)):
        ids = list(files.cell_ids(s, slide_id, some).values())
        found.update({cell.sha256: cell for cell in cells.get_many(s, ids)})
    return found
