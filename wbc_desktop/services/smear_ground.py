"""Draw the ground of smear pictures: red cells between the cells that are drawn later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.services.smear_canvas import CANVAS, Blob, Canvas, Colour, rim

_RED_CELL: Colour = (217, 184, 176)
_USUAL = 0.102 * CANVAS
"""Mean radius of a red cell in canvas pixels."""
_DIFFERENT = 32
"""Red cells that are drawn for a large picture; it shows each of them several times, turned and mirrored."""


class _Look(NamedTuple):
    """The pale middle of the red cells of one picture: its width as a share of the cell, and how clear it is."""

    width: float
    clearness: float


def share_of_canvas(canvas: Canvas) -> float:
    """Return the area of the canvas as a multiple of that of a picture of one cell."""
    width, height = canvas.size
    return width * height / CANVAS**2


def free_spot(canvas: Canvas, cells: Sequence[Blob], margin: float) -> tuple[float, float] | None:
    """Return a random point at least ``margin`` away from the cells, or None if none was found."""
    for _ in range(20):
        x, y = canvas.rng.uniform(-0.05, 1.05, 2) * canvas.size
        if all(np.hypot(x - cell.x, y - cell.y) > cell.radius + margin for cell in cells):
            return float(x), float(y)
    return None


def draw_red_cells(canvas: Canvas, cells: Sequence[Blob]) -> None:
    """Draw red cells beside ``cells``, as close to each other as is typical of one picture."""
    rng, share = canvas.rng, share_of_canvas(canvas)
    closest = rng.uniform(1.5, 1.95) * _USUAL
    look = _Look(rng.uniform(0.40, 0.64), rng.uniform(0.45, 0.9))
    tries = round(int(rng.integers(60, 120)) * share)
    draw: Callable[[float, float], None] = partial(_red_cell, canvas, look)
    if tries > 4 * _DIFFERENT:
        draw = partial(_stamp, canvas, [_one_red_cell(rng, look) for _ in range(_DIFFERENT)])
    placed, count = np.empty((tries, 2)), 0
    for _ in range(tries):
        spot = free_spot(canvas, cells, 0.8 * _USUAL)
        if spot is None or (np.hypot(*(placed[:count] - spot).T) < closest).any():
            continue
        placed[count], count = spot, count + 1
        draw(*spot)


def _red_cell(canvas: Canvas, look: _Look, x: float, y: float) -> None:
    rng = canvas.rng
    radius, stretch = float(_USUAL * rng.normal(1, 0.06)), 1 + float(abs(rng.normal(0, 0.04)))
    window, blob = canvas.around(Blob(x, y, radius, 0.02, stretch))
    mask = window.mask(blob)
    middle = replace(blob, radius=radius * look.width * float(rng.normal(1, 0.1)), wobble=0.08)
    pallor = window.mask(middle, softness=radius * 0.16)
    strength = mask * (1 - look.clearness * pallor) * (1 + 0.03 * window.cloud(24))
    window.stain(np.clip(strength, 0, 1).astype(np.float32), _RED_CELL)
    window.stain(0.35 * rim(mask, 5), _RED_CELL)


def _one_red_cell(rng: np.random.Generator, look: _Look) -> NDArray[np.float32]:
    """Return how much light a red cell lets pass (square x 3), with the cell in the middle."""
    side = 2 * round(2 * _USUAL)
    alone = Canvas(rng, np.ones((side, side, 3), np.float32))
    _red_cell(alone, look, side / 2, side / 2)
    return alone.pixels


def _stamp(canvas: Canvas, some: Sequence[NDArray[np.float32]], x: float, y: float) -> None:
    """Draw one of the red cells with its middle at this point."""
    which, turns, mirrored = canvas.rng.integers(0, (len(some), 4, 2))
    cell = np.rot90(some[which], turns)[:, :: -1 if mirrored else 1]
    side, (width, height) = len(cell), canvas.size
    left, top = round(x) - side // 2, round(y) - side // 2
    inside = cell[max(-top, 0) : max(height - top, 0), max(-left, 0) : max(width - left, 0)]
    canvas.pixels[max(top, 0) : max(top + side, 0), max(left, 0) : max(left + side, 0)] *= inside
