"""Texts about a cell for the tooltip and for screen readers: name, class and state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.language import mark, tr

STATES = {
    ReviewState.UNREVIEWED: mark("unreviewed"),
    ReviewState.CONFIRMED: mark("confirmed"),
    ReviewState.DECIDED: mark("decided"),
    ReviewState.RECLASSIFIED: mark("reclassified"),
    ReviewState.UNREADABLE: mark("unreadable"),
}


def name_of(cell: Cell) -> str:
    """Return the file's name without its folders."""
    return cell.path.rpartition("/")[2]


def percent(share: float) -> str:
    """Return a share (0 to 1) in whole percent; 100 % only for 1."""
    whole = round(share * 100)
    if whole == 100 and share < 1:
        whole = 99
    return f"{whole} %"


def accessible_text(cell: Cell) -> str:
    """Return a text such as ``cell NAME, neutrophil, 93 %, confirmed``."""
    return ", ".join((tr("cell {name}", name=_numbered_name(cell)), *_class_and_state(cell), *_cut(cell)))


def tool_tip(cell: Cell) -> str:
    """Return the path, and below it class and state."""
    words = ", ".join((*_class_and_state(cell), *_cut(cell)))
    return f"{cell.path}\n{words[:1].upper()}{words[1:]}"


def _numbered_name(cell: Cell) -> str:
    """Return the file's name, and of a region its number in the file."""
    return f"{name_of(cell)} {cell.number}" if cell.number else name_of(cell)


def _cut(cell: Cell) -> tuple[str, ...]:
    return (tr("cut by the edge of the field"),) if cell.is_cut else ()


def _class_and_state(cell: Cell) -> tuple[str, ...]:
    if cell.current is None:
        return (tr("not yet preclassified"),)
    now = cell_class(cell.current).title.lower()
    confidence = percent(cell.confidence or 0)
    model = f"{cell_class(cell.predicted).title.lower()} {confidence}" if cell.predicted else None
    if model is not None and cell.preclassification is not None and cell.preclassification.unidentified:
        model = tr("unidentified, most likely {model}", model=model)
    if cell.state is ReviewState.UNREVIEWED:
        if cell.current == cell.predicted:
            return (now, confidence, tr("unreviewed"))
        likely = cell_class(cell.predicted).title.lower() if cell.predicted else tr("unknown")
        return (now, tr("most likely {likely} {sure}", likely=likely, sure=confidence), tr("unreviewed"))
    if cell.current == cell.predicted:
        return (now, confidence, tr(STATES[cell.state]))
    return (
        now,
        tr(STATES[cell.state]),
        tr("preclassified as {model}", model=model) if model else tr("not preclassified"),
    )


WORDS: dict[int, Callable[[Cell], str]] = {
    Qt.ItemDataRole.DisplayRole: name_of,
    Qt.ItemDataRole.ToolTipRole: tool_tip,
    Qt.ItemDataRole.AccessibleTextRole: accessible_text,
}
"""The text of a cell for each of Qt's roles."""
