"""A cell with its heatmaps, history and comments, read from the store in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.adaptation import is_adapted
from wbc_desktop.domain.cells import ActKind, Cell, Classification, Preclassification
from wbc_desktop.domain.classes import UNIDENTIFIED, cell_class
from wbc_desktop.domain.comments import Comment, CommentEvent
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.regions import REMOVED
from wbc_desktop.domain.unlike import is_unlike
from wbc_desktop.store import cells, classifications, comments, counting, models, preclassifications, regions
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.widgets.words import percent


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a cell's history: when, what, and the reviewer or model."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Details:
    """A cell, its heatmaps (None without a preclassification), history (newest first), comments (oldest first).

    ``neighbours`` are the shown cells of its field, with the cell itself, and ``proposed`` the regions of which the
    finder was not sure; both are empty for a picture that is one cell. ``whole_field``: the cell stands for a field as
    a whole. ``cut_cells``: cells that are cut by the edge of their field are counted.
    """

    cell: Cell
    maps: HeatMaps | None
    history: tuple[Event, ...]
    comments: tuple[Comment, ...] = ()
    neighbours: tuple[Cell, ...] = ()
    proposed: tuple[Cell, ...] = ()
    whole_field: bool = False
    cut_cells: bool = True

    @property
    def in_field(self) -> bool:
        """Whether a field is shown."""
        return self.whole_field or self.cell.box is not None


def load_details(db: Database, cell_id: int, whole_field: bool = False) -> Details:
    """Read one cell, or with ``whole_field`` the cell that stands for a field.

    Raises LookupError if there is no cell with this id.
    """
    with db.read() as s:
        cell = cells.get(s, cell_id)
        maps = preclassifications.maps(s, cell_id)
        remarks, events = comments.with_history(s, cell_id)
        details = Details(cell, maps, _history(s, cell_id, events), tuple(remarks), whole_field=whole_field)
        if not details.in_field:
            return details
        return replace(
            details,
            neighbours=tuple(regions.on_page(s, cell)),
            proposed=tuple(regions.proposed(s, cell)),
            cut_cells=counting.cut_cells_counted(s),
        )


def _history(s: Session, cell_id: int, remarks: Sequence[CommentEvent]) -> tuple[Event, ...]:
    names = models.names(s)
    events = [_preclassified(p, names.get(p.model_id, "?")) for p in preclassifications.history(s, cell_id)]
    before: str | None = None
    for decision in sorted(classifications.history(s, cell_id), key=lambda c: c.id):
        text = _region_text(decision, before) or _decision_text(decision, before)
        events.append(Event(decision.created_at, text, decision.reviewer))
        before = decision.label
    events += [Event(one.at, _comment_text(one), one.reviewer) for one in remarks]
    return tuple(sorted(events, key=lambda e: e.at, reverse=True))


def _preclassified(p: Preclassification, model: str) -> Event:
    sure = f"{cell_class(p.predicted).title}, {percent(p.confidence)}"
    if is_adapted(p.adapted):
        sure = tr("{sure}; adapted to the stain of the slide", sure=sure)
    why = tr("unlike what it knows; {sure}", sure=sure) if is_unlike(p.unlike) else sure
    return Event(
        p.created_at,
        tr("Unidentified ({why})", why=why) if p.unidentified else tr("Preclassified {sure}", sure=sure),
        model,
    )


def _comment_text(event: CommentEvent) -> str:
    if event.kind is ActKind.UNDO:
        return tr("Undone: comment “{text}”", text=event.text)
    if event.kind is ActKind.REDO:
        return tr("Redone: comment “{text}”", text=event.text)
    return tr("Comment: {text}", text=event.text)


def _region_text(decision: Classification, before: str | None) -> str:
    """Return what a decision on the box of the cell did; "" for a decision on its class."""
    removed, kind = decision.label == REMOVED, decision.kind
    if kind in _BOX:
        return tr(_BOX[kind][removed])
    if kind is ActKind.UNDO and (removed or before == REMOVED):
        return tr("Undone: drawn") if removed else tr("Undone: removed")
    if kind is ActKind.REDO and (removed or before == REMOVED):
        return tr("Redone: removed") if removed else tr("Redone: drawn")
    if kind is ActKind.MERGE and decision.label is None and before is None:
        return tr("Drawn in a merged folder")
    return tr("Removed in a merged folder") if removed else ""


def _decision_text(decision: Classification, before: str | None) -> str:
    """Return what a decision did; ``before`` is the class that a reviewer gave earlier (None: none)."""
    if decision.label is None:
        return tr("Decision undone")
    name = cell_class(decision.label).title
    if decision.kind is ActKind.MERGE:
        return tr("Decided as {name} in a merged folder", name=name)
    if decision.kind is ActKind.IMPORT:
        return tr("Imported as {name}", name=name)
    if decision.label == decision.predicted and decision.label != UNIDENTIFIED:
        words = _CONFIRMED
    elif before is not None:
        words = _CHANGED
    else:
        words = _DECIDED if decision.predicted is None else _RECLASSIFIED
    plain, undone, redone = words
    return tr(
        undone if decision.kind is ActKind.UNDO else redone if decision.kind is ActKind.REDO else plain, name=name
    )


_BOX = {
    ActKind.DRAW: (mark("Drawn"), ""),
    ActKind.SPLIT: (mark("Drawn in the split of a box"), mark("Split into several cells")),
    ActKind.REMOVE: ("", mark("Removed: no cell")),
}
"""What an act did to a cell that is one afterwards, and to one that is none any more."""
_CONFIRMED = (mark("Confirmed {name}"), mark("Undone: confirmed {name}"), mark("Redone: confirmed {name}"))
_RECLASSIFIED = (
    mark("Reclassified as {name}"),
    mark("Undone: reclassified as {name}"),
    mark("Redone: reclassified as {name}"),
)
_DECIDED = (mark("Decided as {name}"), mark("Undone: decided as {name}"), mark("Redone: decided as {name}"))
_CHANGED = (mark("Changed to {name}"), mark("Undone: changed to {name}"), mark("Redone: changed to {name}"))
