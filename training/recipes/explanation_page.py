"""The methods of explanation in the report: their table, and example cells with all maps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from training.recipes import explanation_text, pictures
from training.recipes.explanation_examples import ExplainedCells
from training.recipes.sheet import ROOM, Sheets

_TALLEST = 8.4
"""Inches of a page that the pictures may take."""


def add(sheets: Sheets, found: Mapping[str, Any] | None, shown: ExplainedCells | None) -> None:
    """Add the pages on the methods; nothing if they were not compared."""
    if found is None:
        return
    sheets.new_page("Methods of explanation")
    for network in found["networks"]:
        sheets.heading(network["architecture"], 3.0)
        for sentence in explanation_text.sentences(network, found["cells"]):
            sheets.text(sentence)
        rows = [explanation_text.cells(row) for row in network["methods"]]
        sheets.table(explanation_text.HEAD, rows, explanation_text.WIDTHS, 7)
    sheets.text(found["method"], 9)
    if shown is not None and shown.cells:
        height = _height(shown, ROOM)
        sheets.section("Maps of all methods (the paper's Figure 9)", height + 0.6)
        sheets.text("For each class the correctly classified cell with the median confidence, and its maps.", 9)
        draw(sheets.figure_area(height, above=0.35), shown, 4.5)


def write_picture(shown: ExplainedCells | None, out: Path) -> None:
    """Write ``out/explanations.png``; nothing without cells."""
    if shown is not None and shown.cells:
        wide = 1.8 * ROOM
        figure = Figure(figsize=(wide, _height(shown, wide)), layout="constrained")
        draw(figure, shown, 8)
        pictures.saved(figure, out / "explanations.png")


def draw(figure: Any, shown: ExplainedCells, size: float) -> None:
    """Draw a row for each cell: the picture, then its map by each method of each network; titles have this size."""
    grid = figure.subplots(len(shown.cells), 1 + len(shown.columns), squeeze=False)
    for row, cell in zip(grid, shown.cells, strict=True):
        for axes, heat in zip(row, (None, *cell.heats), strict=True):
            axes.axis("off")
            axes.imshow(cell.image)
            if heat is not None:
                axes.imshow(heat, cmap="jet", alpha=0.45, vmin=0, vmax=1)
        row[0].set_title(cell.label, size=size)
    for axes, (network, method) in zip(grid[0][1:], shown.columns, strict=True):
        axes.set_title(f"{network}\n{method}", size=size)


def _height(shown: ExplainedCells, wide: float) -> float:
    """Return the height in inches of the drawing that is ``wide`` inches wide, at most a page."""
    shape = max(float(cell.image.shape[0] / cell.image.shape[1]) for cell in shown.cells)
    each = wide / (1 + len(shown.columns)) * shape
    return min(len(shown.cells) * (each + 0.1) + 0.5, _TALLEST * wide / ROOM)
