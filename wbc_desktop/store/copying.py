"""Copies cells from one slide to another, with their predictions, decisions and comments.

The source slide does not change. A picture that the target slide already has stays one cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, Cell, NewPreclassification, ScannedImage
from wbc_desktop.store import cells, classifications, comments, derived, files, preclassifications, regions
from wbc_desktop.store.chunks import CHUNK, chunks
from wbc_desktop.store.tables import ActRow, CellRow, ClassificationRow, FileRow

PathOnTarget = Callable[[str], str | None]
"""Maps the path of a file on the source slide to its path on the target slide; None: do not copy the file."""

_LATEST = (
    select(
        CellRow.id,
        ClassificationRow.label,
        ClassificationRow.predicted,
        func.coalesce(CellRow.reviewer, ActRow.reviewer),  # an undo or redo restores the decision of another reviewer
        ActRow.created_at,
        ActRow.kind,
    )
    .select_from(CellRow)
    .join(ClassificationRow, ClassificationRow.id == derived.latest_classification())
    .join(ActRow, ActRow.id == ClassificationRow.act_id)
    .where(CellRow.id.in_(bindparam("ids", expanding=True)))
)
_SEARCHED = select(CellRow.id, CellRow.searched).where(
    CellRow.id.in_(bindparam("ids", expanding=True)), CellRow.searched.is_not(None)
)
_UNDECIDED_PROPOSALS = select(CellRow.id).where(
    CellRow.id.in_(bindparam("ids", expanding=True)),
    CellRow.by_reviewer.is_(True),
    ~select(ClassificationRow.id).where(ClassificationRow.cell_id == CellRow.id).exists(),
)


def whole_pictures(s: Session, slide_id: int, pictures: Sequence[int], most: int = CHUNK) -> list[list[int]]:
    """Return these pictures of the slide with all their pages and regions, also hidden, proposed and removed ones.

    They come in batches of about ``most`` cells that divide no picture, so that a copied picture is never searched
    without its regions.
    """
    parts: defaultdict[int, list[int]] = defaultdict(list)
    of_slide = (CellRow.slide_id == slide_id, CellRow.picture_id.is_not(None))
    rows = s.execute(select(CellRow.picture_id, CellRow.id).where(*of_slide).order_by(CellRow.number, CellRow.page))
    for picture_id, cell_id in rows:
        parts[picture_id or 0].append(cell_id)
    batches: list[list[int]] = []
    for picture in pictures:
        of_picture = [picture, *parts[picture]]
        if not batches or len(batches[-1]) + len(of_picture) > most:
            batches.append([])
        batches[-1] += of_picture
    return batches


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

    A page that a finder has searched is searched there, too: its regions must be among the cells. A cell that has a
    prediction there already keeps it, unless ``renew`` is set and the predictions differ. Predictions are not copied
    where the pictures of the two slides are scaled otherwise: those cells are still to be classified there. Returns the
    paths of the files on the target slide.
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
    _copy_searched(s, some, id_of)
    present = {cell.id: cell for cell in cells.get_many(s, list(id_of.values()))}
    maps = preclassifications.maps_many(s, [cell.id for cell in some])
    features = preclassifications.features_many(s, [cell.id for cell in some])
    new_by_model: defaultdict[tuple[int, str], list[NewPreclassification]] = defaultdict(list)
    for cell in some:
        p = cell.preclassification
        there = id_of.get(cell.content)
        if p is None or there is None or cell.bits not in ((), present[there].bits):
            continue  # without a prediction, or its model saw the picture scaled otherwise than on the target slide
        before = _prediction(present[there])
        if before is None or (renew and before != _prediction(cell)):
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


def _copy_searched(s: Session, some: Sequence[Cell], id_of: Mapping[str, int]) -> None:
    """Record which of these pages were searched; ``id_of`` gives the cell on the target slide by content."""
    content_of = {cell.id: cell.content for cell in some}
    by_finder: defaultdict[str, list[int]] = defaultdict(list)
    for ids in chunks(list(content_of)):
        for cell_id, finder in s.execute(_SEARCHED, {"ids": ids}):
            if content_of[cell_id] in id_of:
                by_finder[finder or ""].append(id_of[content_of[cell_id]])
    for finder, pages in by_finder.items():
        regions.set_searched(s, pages, finder)


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
    the audit trail. A region that is only proposed on ``to_id`` becomes a cell if a reviewer made it one. Returns the
    changed cells of ``to_id``. Raises Cancelled when ``cancel`` returns True.
    """
    here, there = (files.cell_ids(s, one, sorted(contents)) for one in (slide_id, to_id))
    other_of = {cell_id: there[sha256] for sha256, cell_id in here.items() if sha256 in there}
    latest = _latest(s, [*other_of, *other_of.values()])
    proposed = {i for some in chunks(list(other_of.values())) for i in s.scalars(_UNDECIDED_PROPOSALS, {"ids": some})}
    new: defaultdict[tuple[str, datetime], dict[int, str | None]] = defaultdict(dict)
    predicted: dict[int, str | None] = {}
    for cell_id, other in other_of.items():
        decision = latest.get(cell_id)
        if decision is not None and (other in proposed or _replaces(decision, latest.get(other))):
            new[decision.reviewer, decision.at][other] = decision.label
            predicted[other] = decision.predicted
    if new:
        oldest_first = dict(sorted(new.items(), key=lambda one: one[0][1]))
        classifications.record_merged(s, to_id, oldest_first, now, why, cancel, predicted)
    commented = comments.copy_to(s, other_of, now, why)
    return [*(changed for labels in new.values() for changed in labels), *commented]


class _Decision(NamedTuple):
    """The newest decision on a cell. ``label`` None: it was undone; ``merged``: it is a copy from another slide.

    ``predicted``: the prediction when it was made.
    """

    label: str | None
    predicted: str | None
    reviewer: str
    at: datetime
    merged: bool


def _latest(s: Session, cell_ids: Sequence[int]) -> dict[int, _Decision]:
    """Return the newest decision on each of these cells that has one; an undo or redo is a decision, too."""
    found: dict[int, _Decision] = {}
    for some in chunks(cell_ids):
        for cell_id, label, predicted, reviewer, at, kind in s.execute(_LATEST, {"ids": some}):
            found[cell_id] = _Decision(label, predicted, reviewer, at, kind == ActKind.MERGE.value)
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
