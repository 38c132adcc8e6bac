"""Draw fields: pictures of a blood smear with several white cells, of which class and box are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.classes import (
    BASOPHIL,
    EOSINOPHIL,
    ERYTHROBLAST,
    IMMATURE_GRANULOCYTE,
    LYMPHOCYTE,
    MONOCYTE,
    NEUTROPHIL,
)
from wbc_desktop.domain.regions import Box
from wbc_desktop.services.smear import draw_on, draw_platelet, draw_platelets, random_radius
from wbc_desktop.services.smear_canvas import CANVAS, SCALE, Blob, Canvas
from wbc_desktop.services.smear_ground import draw_red_cells, free_spot, share_of_canvas

WIDTH, HEIGHT = 1280, 960
"""The usual size of a field in pixels."""

_MARGIN = 128
"""Canvas pixels around the field that are drawn and cut off, so that cells at its edge are cut as in a camera."""
_SHARES = {
    NEUTROPHIL.code: 0.42,
    LYMPHOCYTE.code: 0.24,
    MONOCYTE.code: 0.10,
    EOSINOPHIL.code: 0.08,
    BASOPHIL.code: 0.04,
    IMMATURE_GRANULOCYTE.code: 0.06,
    ERYTHROBLAST.code: 0.06,
}
_DARKER = 0.2
"""The stain of cells in a field is deeper by this: pale cytoplasm would be hard to see at their small size."""
_TOUCHING, _CUT = 0.3, 0.15
"""Shares of the cells that touch the cell before, and that lie at the edge."""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell in a field: its class, and the box around the part of it that is seen."""

    code: str
    box: Box


def draw_field(
    count: int, rng: np.random.Generator, width: int = WIDTH, height: int = HEIGHT
) -> tuple[NDArray[np.uint8], list[DrawnCell]]:
    """Return a field (height x width x 3, RGB) with up to ``count`` nucleated cells, and these cells.

    Some touch each other and some are cut by the edge. Platelets, single and in clumps, are no cells. There are fewer
    cells when there is no more room. The same generator state gives the same field.
    """
    canvas = Canvas.empty(rng, SCALE * width + 2 * _MARGIN, SCALE * height + 2 * _MARGIN)
    codes = [str(code) for code in rng.choice(list(_SHARES), count, p=list(_SHARES.values()))]
    cells = _places(canvas, [random_radius(code, rng) for code in codes])
    draw_red_cells(canvas, cells)
    draw_platelets(canvas, cells)
    _draw_clumps(canvas, cells)
    drawn = [
        DrawnCell(code, _box(draw_on(canvas, code, cell, _DARKER)).within(width, height))
        for code, cell in zip(codes, cells, strict=False)
    ]
    return canvas.finished(_MARGIN), drawn


def _places(canvas: Canvas, radii: Sequence[float]) -> list[Blob]:
    """Return a place for each cell until there is no more room: alone, beside the cell before, or at the edge."""
    cells: list[Blob] = []
    for radius in radii:
        near = cells[-1] if cells and canvas.rng.random() < _TOUCHING else None
        cell = next((c for c in _proposals(canvas, radius, near) if _is_free(c, cells, near)), None)
        if cell is None:
            break
        cells.append(cell)
    return cells


def _proposals(canvas: Canvas, radius: float, near: Blob | None) -> list[Blob]:
    """Return random places for a cell, the first of them beside ``near`` if that is given."""
    rng = canvas.rng
    low = np.array([_MARGIN, _MARGIN], float)
    high = np.array(canvas.size, float) - _MARGIN
    at_edge = rng.random() < _CUT
    inset = 0.0 if at_edge else 1.25 * radius
    points = rng.uniform(low + inset, high - inset, (60, 2))
    if at_edge:  # at least half of the cell is seen
        axis, depth = rng.integers(0, 2), rng.uniform(0, 0.5, 60) * radius
        points[:, axis] = np.where(rng.random(60) < 0.5, low[axis] + depth, high[axis] - depth)
    if near is not None:
        angles = rng.uniform(0, 2 * np.pi, 20)
        away = (near.radius + radius) * rng.uniform(0.92, 1.0, 20)
        beside = np.stack([near.x + away * np.cos(angles), near.y + away * np.sin(angles)], 1)
        whole = ((beside >= low + 1.1 * radius) & (beside <= high - 1.1 * radius)).all(1)
        points = np.concatenate([beside[whole], points])
    return [Blob(float(x), float(y), radius) for x, y in points]


def _is_free(cell: Blob, others: Sequence[Blob], near: Blob | None) -> bool:
    """Return whether the cell keeps clear of all others, or touches ``near`` only."""
    return all(
        np.hypot(cell.x - other.x, cell.y - other.y) > (0.9 if other is near else 1.4) * (cell.radius + other.radius)
        for other in others
    )


def _draw_clumps(canvas: Canvas, cells: Sequence[Blob]) -> None:
    """Draw clumps of platelets beside these cells."""
    rng = canvas.rng
    for _ in range(int(rng.poisson(0.06 * share_of_canvas(canvas)))):
        spot = free_spot(canvas, cells, 0.25 * CANVAS)
        if spot is not None:
            for x, y in rng.normal(spot, 0.035 * CANVAS, (int(rng.integers(4, 11)), 2)):
                draw_platelet(canvas, float(x), float(y))


def _box(sides: tuple[int, int, int, int]) -> Box:
    """Return the box in pixels of the field for left, top, right and bottom in canvas pixels."""
    left, top = ((side - _MARGIN) // SCALE for side in sides[:2])
    right, bottom = (-((_MARGIN - side) // SCALE) for side in sides[2:])
    return Box(left, top, right - left, bottom - top)
