"""The sentence about a cell: its class, and whether a reviewer or the model gave it."""

from __future__ import annotations

from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.domain.classes import UNIDENTIFIED, cell_class
from wbc_desktop.domain.foreign import why_only_a_guess
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.unlike import why_unidentified
from wbc_desktop.ui.cell.details import Details
from wbc_desktop.ui.widgets.words import cells_text, percent


def class_sentence(cell: Cell, cut_cells: bool) -> str:
    """Return the class of a cell, and whether a reviewer or the model gave it. ``cut_cells``: cut cells are counted."""
    decided, model = cell.classification, cell.preclassification
    if decided is not None and decided.label is not None:
        name, who = cell_class(decided.label).title, decided.reviewer
        if decided.label == UNIDENTIFIED:
            return tr("Left Unidentified by {who}", who=who)
        if cell.state is ReviewState.CONFIRMED:
            return tr("{name}, confirmed by {who}", name=name, who=who)
        if cell.state is ReviewState.DECIDED:
            return tr("{name}, decided by {who}", name=name, who=who)
        if decided.predicted:
            was = cell_class(decided.predicted).title
            return tr("{name}, reclassified from {was} by {who}", name=name, was=was, who=who)
        return tr("{name}, reclassified by {who}", name=name, who=who)
    if model is None:
        return tr("Not preclassified yet")
    name = cell_class(model.predicted).title
    if model.unidentified:
        return why_unidentified(model, name, percent(model.confidence))
    if not cell.waits(cut_cells):
        return tr("{name}, not counted", name=name)
    if cell.announced:
        return why_only_a_guess(name, percent(model.confidence))
    return tr("{name}, to be confirmed", name=name)


def field_sentence(details: Details) -> str:
    """Return how many cells a field shows, and how one is added."""
    if details.neighbours:
        return tr("This field shows {cells}.", cells=cells_text(len(details.neighbours)))
    return tr("No white cell was found in this field. Draw a box around a cell that was missed.")
