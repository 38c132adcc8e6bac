"""Taking cells from one slide to another, with what the model said of them, and what reviewers said.

Nothing is taken away where it comes from. A content that is there already stays the one cell that it is.
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

PathThere = Callable[[str], str | None]
"""Where a file of the one slide is in the other, by its path; None where it is not to be taken along."""


def copy_cells(
    s: Session,
    some: Sequence[Cell],
    slide_id: int,
    to_id: int,
    path_there: PathThere,
    now: datetime,
    renew: bool = False,
) -> list[str]:
    """Give the slide ``to_id`` these cells of ``slide_id`` with their files, and what the model says of them now.

    Of a cell of which the model has spoken there already it says nothing new, unless ``renew`` and it says something
    else here. Gives the paths of the files there.
    """
    here = (FileRow.slide_id == slide_id, FileRow.present.is_(True))
    of_cell = {cell.id: cell for cell in some}
    images = []
    for row in s.scalars(select(FileRow).where(*here, FileRow.cell_id.in_(list(of_cell)))):
        cell, path = of_cell[row.cell_id or 0], path_there(row.path)
        if path is not None:
            version = files.version(row.inode, row.ctime_ns)
            images.append(ScannedImage(path, row.size, row.mtime_ns, cell.sha256, cell.width, cell.height, version))
    if not images:
        return []
    new_ids = files.record_images(s, to_id, images, now)
    id_of = {image.sha256: new_id for image, new_id in zip(images, new_ids, strict=True)}
    heard = {cell.id: _said_by_model(cell) for cell in cells.get_many(s, new_ids)}
    maps = preclassifications.maps_many(s, list(of_cell))
    said: defaultdict[tuple[int, str], list[NewPreclassification]] = defaultdict(list)
    for cell in some:
        p = cell.preclassification
        there = id_of.get(cell.sha256)
        if p is None or there is None:
            continue
        if heard[there] is None or (renew and heard[there] != _said_by_model(cell)):
            said[p.model_id, p.device].append(
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
    for (model_id, device), new in said.items():
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
    """Say on ``to_id`` what reviewers said of the same contents on ``slide_id``, where that is newer; comments
    as well.

    A word that came along from a third folder is as old as it was there. Each reviewer's words become one act in her
    own name; ``why`` goes into the trail. Gives the cells concerned. Raises Cancelled when ``cancel`` says so.
    """
    there = _by_content(s, to_id, contents)
    words: defaultdict[str, dict[int, str | None]] = defaultdict(dict)
    here = _by_content(s, slide_id, contents)
    differing = []
    for sha256, cell in here.items():
        said, other = cell.classification, there.get(sha256)
        if said is None or other is None or other.label == said.label:
            continue
        if said.label is None and not _carried(other):  # undone here: what came from here goes, her own word stays
            continue
        differing.append((cell, other))
    said_at = _said_at(s, to_id, [cell for pair in differing for cell in pair])
    for cell, other in differing:
        said = cell.classification
        if said is not None and (other.label is None or said_at[other.id] < said_at[cell.id]):
            words[said.reviewer][other.id] = said.label
    for reviewer, labels in words.items():
        classifications.record_merged(s, to_id, labels, reviewer, now, why, cancel)
    remarked = comments.copy_to(
        s, {cell.id: there[sha256].id for sha256, cell in here.items() if sha256 in there}, now, why
    )
    return [*(cell_id for labels in words.values() for cell_id in labels), *remarked]


def _said_by_model(cell: Cell) -> tuple[int, str, float] | None:
    p = cell.preclassification
    return None if p is None else (p.model_id, p.predicted, p.confidence)


def _carried(cell: Cell) -> bool:
    """Whether what is said of the cell came along from another slide."""
    return cell.classification is not None and cell.classification.kind is ActKind.MERGE


def _said_at(s: Session, slide_id: int, some: Sequence[Cell]) -> dict[int, datetime]:
    """When what stands on each of these cells was said: of a word that came along, when it was said where it is from.

    All these cells are of slides that are, were or are about to be merged with ``slide_id``.
    """
    acts = {cell.id: cell.classification.act_id for cell in some if cell.classification is not None}
    times = _times(s, acts.values())
    said_at = {cell_id: times[act_id] for cell_id, act_id in acts.items()}  # to bring a word back is a decision, too
    carried = [cell for cell in some if cell.label is not None and _carried(cell)]
    if not carried:
        return said_at
    slides = merged.ever_with(s, slide_id).union(*(merged.ever_with(s, one) for one in {c.slide_id for c in carried}))
    said: defaultdict[tuple[str, str | None, str | None], list[datetime]] = defaultdict(list)
    for contents in chunks(sorted({cell.sha256 for cell in carried})):
        rows = s.execute(
            select(CellRow.sha256, ActRow.reviewer, ClassificationRow.label, ActRow.created_at, ActRow.kind)
            .join(ClassificationRow, ClassificationRow.cell_id == CellRow.id)
            .join(ActRow, ActRow.id == ClassificationRow.act_id)
            .where(CellRow.slide_id.in_(slides), CellRow.sha256.in_(contents), ActRow.kind != ActKind.MERGE.value)
        )
        for sha256, reviewer, label, at, kind in rows:
            said[sha256, None if kind in UNDO_REDO else reviewer, label].append(at)  # of a turn: whoever made it
    for cell in carried:
        if cell.classification is not None:
            at = said_at[cell.id]
            mine, turned = ((cell.sha256, who, cell.label) for who in (cell.classification.reviewer, None))
            before = [*said[mine], *said[turned]]
            said_at[cell.id] = max((one for one in before if one <= at), default=at)
    return said_at


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
