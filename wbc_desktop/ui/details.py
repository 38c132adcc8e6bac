"""What the cell view says of one cell, read from the store at once, and its history in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind, Cell, Classification, HeatMaps, Preclassification
from wbc_desktop.domain.classes import UNIDENTIFIED, cell_class
from wbc_desktop.store import cells, classifications, models, preclassifications
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.words import percent


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a cell's history: when, what, and by whom or what."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Details:
    """A cell with its heatmaps (None without a preclassification) and its history, the newest first."""

    cell: Cell
    maps: HeatMaps | None
    history: tuple[Event, ...]


def load_details(db: Database, cell_id: int) -> Details:
    """Read one cell. Raises LookupError when there is none with this id."""
    with db.read() as s:
        cell = cells.get(s, cell_id)
        maps = preclassifications.maps(s, cell_id)
        return Details(cell, maps, _history(s, cell_id))


def _history(s: Session, cell_id: int) -> tuple[Event, ...]:
    names = {model.id: model.name for model in models.all_models(s)}
    events = [_preclassified(p, names.get(p.model_id, "?")) for p in preclassifications.history(s, cell_id)]
    before: str | None = None
    for said in sorted(classifications.history(s, cell_id), key=lambda c: c.id):
        events.append(Event(said.created_at, _said(said, before), said.reviewer))
        before = said.label
    return tuple(sorted(events, key=lambda e: e.at, reverse=True))


def _preclassified(p: Preclassification, model: str) -> Event:
    sure = f"{cell_class(p.predicted).name}, {percent(p.confidence)}"
    return Event(p.created_at, f"Unidentified ({sure})" if p.unidentified else f"Preclassified {sure}", model)


def _said(said: Classification, before: str | None) -> str:
    """What one classification did, given what a reviewer had said before it (None: nothing)."""
    back = "Undone: " if said.kind is ActKind.UNDO else "Redone: " if said.kind is ActKind.REDO else ""
    if said.label is None:
        return "Undone: decision taken back"
    name = cell_class(said.label).name
    if said.kind is ActKind.MERGE:
        return f"Taken over with its folder as {name}"
    if said.kind is ActKind.IMPORT:
        return f"Imported as {name}"
    if said.label == said.predicted and said.label != UNIDENTIFIED:
        return f"{back}Confirmed {name}" if not back else f"{back}confirmed {name}"
    verb = "Reclassified as" if before is None else "Changed to"
    return f"{verb} {name}" if not back else f"{back}{verb.lower()} {name}"
