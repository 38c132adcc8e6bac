"""Copies cells from one slide to another, with their predictions, decisions and comments.

The source slide does not change. A picture that the target slide already has stays one cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, Cell, NewPreclassification, ScannedImage
from wbc_desktop.store import cells, classifications, comments, derived, files, preclassifications, regions
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import ActRow, CellRow, ClassificationRow, FileRow

PathOnTarget = Callable[[str], str | None]
"""Maps the path of a file on the source slide to its path on the target slide; None: do not copy the file."""

_LATEST = (
    select(
        CellRow.id,
        ClassificationRow.label,
        func.coalesce(CellRow.reviewer, ActRow.reviewer),  # an undo or redo restores the decision of another reviewer
        ActRow.created_at,
        ActRow.kind,
    )
    .select_from(CellRow)
    .join(ClassificationRow, ClassificationRow.id == derived.latest_classification())
    .join(ActRow, ActRow.id == ClassificationRow.act_id)
    .where(CellRow.id.in_(bindparam("ids", expanding=True)))
)


def copy_cells(
    s: Session,
    some: Sequence[Cell],
    slide_id: int,
    to_id: int,
    path_on_target: PathOnTarget,
    now: datetime,
    renew: bool = False,
) -> list[str]:
    """Copy these cells of ``slide_id`` to the slide ``to_id``, with their picture files and latest predictions.

    A cell that has a prediction there already keeps it, unless ``renew`` is set and the predictions differ. Returns
    the paths of the files on the target slide.
    """
    here = (FileRow.slide_id == slide_id, FileRow.present.is_(True))
    pictures = {one.id: one for one in cells.get_many(s, sorted({cell.picture_id or cell.id for cell in some}))}
    images = []
    for row in s.scalars(select(FileRow).where(*here, FileRow.cell_id.in_(list(pictures)))):
        one, path = pictures[row.cell_id or 0], path_on_target(row.path)
        if path is not None:
            version = files.version(row.inode, row.ctime_ns)
            state = (path, row.size, row.mtime_ns, one.sha256, one.width, one.height, version)
            images.append(ScannedImage(*state, bits=one.bits))
    if not images:
        return []
    new_ids = files.record_images(s, to_id, images, now)
    file_of = {image.sha256: new_id for image, new_id in zip(images, new_ids, strict=True)}
    parts = [cell for cell in some if cell.picture_id is not None and cell.sha256 in file_of]
    id_of = file_of | regions.copy(s, to_id, parts, file_of, now)
    predicted = {cell.id: _prediction(cell) for cell in cells.get_many(s, list(id_of.values()))}
    maps = preclassifications.maps_many(s, [cell.id for cell in some])
    features = preclassifications.features_many(s, [cell.id for cell in some])
    new_by_model: defaultdict[tuple[int, str], list[NewPreclassification]] = defaultdict(list)
    for cell in some:
        p = cell.preclassification
        there = id_of.get(cell.content)
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
                    features.get(cell.id),
                    p.adapted,
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

    A copy keeps its reviewer and time, so that it is as old as the original in later comparisons; ``why`` goes into
    the audit trail. Returns the changed cells of ``to_id``. Raises Cancelled when ``cancel`` returns True.
    """
    here, there = (files.cell_ids(s, one, sorted(contents)) for one in (slide_id, to_id))
    other_of = {cell_id: there[sha256] for sha256, cell_id in here.items() if sha256 in there}
    latest = _latest(s, [*other_of, *other_of.values()])
    new: defaultdict[tuple[str, datetime], dict[int, str | None]] = defaultdict(dict)
    for cell_id, other in other_of.items():
        decision = latest.get(cell_id)
        if decision is not None and _replaces(decision, latest.get(other)):
            new[decision.reviewer, decision.at][other] = decision.label
    if new:
        oldest_first = dict(sorted(new.items(), key=lambda one: one[0][1]))
        classifications.record_merged(s, to_id, oldest_first, now, why, cancel)
    commented = comments.copy_to(s, other_of, now, why)
    return [*(changed for labels in new.values() for changed in labels), *commented]


class _Decision(NamedTuple):
    """The newest decision on a cell. ``label`` None: it was undone; ``merged``: it is a copy from another slide."""

    label: str | None
    reviewer: str
    at: datetime
    merged: bool


def _latest(s: Session, cell_ids: Sequence[int]) -> dict[int, _Decision]:
    """Return the newest decision on each of these cells that has one; an undo or redo is a decision, too."""
    found: dict[int, _Decision] = {}
    for some in chunks(cell_ids):
        for cell_id, label, reviewer, at, kind in s.execute(_LATEST, {"ids": some}):
            found[cell_id] = _Decision(label, reviewer, at, kind == ActKind.MERGE.value)
    return found


def _replaces(decision: _Decision, other: _Decision | None) -> bool:
    """Return whether a decision replaces the ``other`` one, on the same picture of another slide."""
    if other is None:
        return decision.label is not None
    if decision.label is None and not other.merged:  # undone here: of decisions there only a copy of it is undone
        return False
    return decision.label != other.label and (other.label is None or other.at < decision.at)


def _prediction(cell: Cell) -> tuple[int, str, float] | None:
    p = cell.preclassification
    return None if p is None else (p.model_id, p.predicted, p.confidence)
