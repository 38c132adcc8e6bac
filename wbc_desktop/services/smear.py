"""Draw cells of each class as in a stained blood smear, and pictures with one cell in the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
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
    PLATELET,
)
from wbc_desktop.services.smear_canvas import CANVAS, Blob, Canvas, Colour, Mask, rim, softened
from wbc_desktop.services.smear_ground import draw_red_cells, free_spot, share_of_canvas

_CHROMATIN: Colour = (84, 46, 128)
_PALE_CHROMATIN: Colour = (132, 84, 158)


def draw_cell(code: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a smear picture (320 x 320 x 3, RGB) with a cell of the class ``code`` in the middle.

    The same generator state gives the same picture. Raises ``KeyError`` for a class that cannot be drawn.
    """
    canvas = Canvas.empty(rng)
    x, y = CANVAS / 2 + rng.normal(0, 0.015 * CANVAS, 2)
    cell = Blob(float(x), float(y), random_radius(code, rng))
    draw_red_cells(canvas, [cell])
    draw_platelets(canvas, [cell])
    draw_on(canvas, code, cell)
    return canvas.finished()


def random_radius(code: str, rng: np.random.Generator) -> float:
    """Return the mean radius of a cell of the class in canvas pixels. Raises ``KeyError`` as :func:`draw_cell`."""
    return float(_RADIUS[code] * CANVAS * rng.normal(1, 0.05))


def draw_on(canvas: Canvas, code: str, cell: Blob, darker: float = 0) -> tuple[int, int, int, int]:
    """Draw a cell of the class ``code``; return left, top, right and bottom of its body in canvas pixels.

    ``darker`` is the share of its light that a deeper stain takes.
    """
    window, blob = canvas.around(cell)
    body = _DRAWERS[code](window, blob)
    window.shade(1 - np.float32(darker) * body)
    left, top, width, height = cv2.boundingRect((body > 0.5).astype(np.uint8))
    left, top = left + round(cell.x - blob.x), top + round(cell.y - blob.y)
    return left, top, left + width, top + height


def draw_platelets(canvas: Canvas, cells: Sequence[Blob]) -> None:
    """Draw single platelets beside these cells."""
    for _ in range(int(canvas.rng.poisson(0.7 * share_of_canvas(canvas)))):
        spot = free_spot(canvas, cells, 0.08 * CANVAS)
        if spot is not None:
            draw_platelet(canvas, *spot)


def draw_platelet(canvas: Canvas, x: float, y: float) -> None:
    """Draw a platelet at this point."""
    _platelet(*canvas.around(Blob(x, y, 0.026 * CANVAS * float(canvas.rng.normal(1, 0.15)))))


def _body(canvas: Canvas, blob: Blob, colour: Colour, grain: float = 14, patchy: float = 0.05) -> Mask:
    """Draw the cytoplasm over the background, and return its mask."""
    mask = canvas.mask(blob)
    canvas.cover(mask, colour)
    canvas.shade(1 + mask * patchy * canvas.cloud(grain))
    canvas.stain(0.3 * rim(mask, 5), (190, 160, 205))
    return mask


def _nucleus(canvas: Canvas, mask: Mask, colour: Colour = _CHROMATIN, clumps: float = 0.5) -> None:
    """Draw chromatin: dark, in clumps, darkest along its edge."""
    canvas.cover(mask, colour)
    pattern = np.clip(canvas.cloud(9) + 0.5 * canvas.cloud(20), -1.5, 1.5).astype(np.float32)
    canvas.cover(mask * np.clip(pattern, 0, None) * np.float32(0.35 * clumps), (176, 128, 184))
    canvas.shade(1 - mask * np.clip(-pattern, 0, None) * np.float32(0.28 * clumps))
    canvas.shade(1 - np.float32(0.35) * rim(mask, 5))


def _granules(
    canvas: Canvas, where: Mask, count: int, size: tuple[float, float], colour: Colour, strength: float
) -> None:
    """Draw ``count`` dots of ``size`` (mean radius and deviation, canvas pixels) at random points inside ``where``."""
    rng = canvas.rng
    spots = np.argwhere(where > 0.6)
    if not len(spots):
        return
    dots = np.zeros(where.shape, np.float32)
    for y, x in spots[rng.integers(0, len(spots), count)]:
        radius = max(0.8, rng.normal(*size))
        centre = (int(x * 16 + rng.integers(16)), int(y * 16 + rng.integers(16)))
        cv2.circle(dots, centre, int(radius * 16), (float(rng.uniform(0.5, 1)),), -1, cv2.LINE_AA, 4)
    canvas.cover(strength * softened(dots, 0.8), colour)


def _lobes(canvas: Canvas, blob: Blob, count: int, size: float, spread: float) -> Mask:
    """Return the mask of lobes (of ``size`` times the cell's radius) on an arc, joined by thin bridges."""
    rng = canvas.rng
    start, sweep = rng.uniform(0, 2 * np.pi), rng.uniform(0.75, 1.15) * spread
    angles = start + np.linspace(0, sweep, count) + rng.normal(0, 0.08, count)
    away = blob.radius * rng.uniform(0.36, 0.46) * (1 + rng.normal(0, 0.1, count))
    points = np.stack([blob.x + away * np.cos(angles), blob.y + away * np.sin(angles)], 1)
    bridges = np.zeros(canvas.pixels.shape[:2], np.float32)
    line = [np.rint(points).astype(np.int32)]
    cv2.polylines(bridges, line, False, (1.0,), max(2, int(blob.radius * 0.14)), cv2.LINE_AA)
    mask = softened(bridges, 1.6)
    for x, y in points:
        lobe = Blob(float(x), float(y), blob.radius * size * float(rng.normal(1, 0.08)), 0.06, 1.1)
        mask = np.maximum(mask, canvas.mask(lobe))
    return mask


def _kidney(canvas: Canvas, blob: Blob, notch: float) -> Mask:
    """Return the mask of a round nucleus with a notch of ``notch`` times its radius in one side."""
    angle = canvas.rng.uniform(0, 2 * np.pi)
    x, y = blob.x + blob.radius * np.cos(angle), blob.y + blob.radius * np.sin(angle)
    notched = Blob(float(x), float(y), blob.radius * notch, 0.05, 1.15)
    return softened(np.clip(canvas.mask(blob) - canvas.mask(notched, 4), 0, 1), 1.2)


def _shifted(canvas: Canvas, blob: Blob, by: float, size: float, wobble: float = 0.04, stretch: float = 1.0) -> Blob:
    """Return a smaller blob, shifted by ``by`` times the radius in a random direction."""
    angle = canvas.rng.uniform(0, 2 * np.pi)
    x, y = blob.x + by * blob.radius * np.cos(angle), blob.y + by * blob.radius * np.sin(angle)
    return Blob(float(x), float(y), blob.radius * size, wobble, stretch)


def _neutrophil(canvas: Canvas, blob: Blob) -> Mask:
    body = _body(canvas, replace(blob, stretch=1.04), (228, 196, 202))
    _granules(canvas, body, 420, (1.6, 0.5), (172, 120, 172), 0.55)
    _nucleus(canvas, _lobes(canvas, blob, int(canvas.rng.integers(3, 6)), 0.27, 4.2))
    return body


def _eosinophil(canvas: Canvas, blob: Blob) -> Mask:
    body = _body(canvas, blob, (222, 160, 148))
    _granules(canvas, body, 300, (4.6, 0.7), (190, 92, 82), 0.8)
    _granules(canvas, body, 120, (2.6, 0.5), (244, 188, 164), 0.7)
    _nucleus(canvas, _lobes(canvas, blob, 2, 0.40, 2.1), (88, 54, 136))
    return body


def _basophil(canvas: Canvas, blob: Blob) -> Mask:
    body = _body(canvas, replace(blob, wobble=0.05), (170, 120, 178))
    _nucleus(canvas, _lobes(canvas, blob, 3, 0.46, 3.5), (112, 66, 148))
    _granules(canvas, body, 300, (5.4, 1.2), (58, 26, 96), 0.95)
    _granules(canvas, body, 70, (2.6, 0.6), (200, 152, 198), 0.65)
    return body


def _lymphocyte(canvas: Canvas, blob: Blob) -> Mask:
    body = _body(canvas, replace(blob, wobble=0.035), (158, 156, 206))
    _nucleus(canvas, canvas.mask(_shifted(canvas, blob, 0.1, 0.84, 0.03, 1.03)), (86, 50, 128), 0.7)
    return body


def _monocyte(canvas: Canvas, blob: Blob) -> Mask:
    rng = canvas.rng
    body = _body(canvas, replace(blob, wobble=0.10, stretch=1.06), (170, 158, 194), 10, 0.07)
    _granules(canvas, body, 260, (1.3, 0.4), (142, 106, 170), 0.5)
    for _ in range(int(rng.integers(2, 9))):
        hole = _shifted(canvas, blob, float(rng.uniform(0.55, 0.85)), float(rng.uniform(0.035, 0.08)))
        canvas.cover(0.75 * body * canvas.mask(hole), (226, 214, 226))
    nucleus = _shifted(canvas, blob, 0.12, 0.64, 0.06, 1.08)
    _nucleus(canvas, _kidney(canvas, nucleus, 0.52), (110, 66, 144), 0.9)
    return body


def _immature(canvas: Canvas, blob: Blob) -> Mask:
    body = _body(canvas, blob, (176, 158, 206), 10, 0.07)
    _granules(canvas, body, 380, (1.7, 0.5), (134, 74, 156), 0.65)
    nucleus = _shifted(canvas, blob, 0.2, 0.72, 0.04, 1.08)
    _nucleus(canvas, _kidney(canvas, nucleus, 0.30), _PALE_CHROMATIN, 1.0)
    return body


def _erythroblast(canvas: Canvas, blob: Blob) -> Mask:
    body = _body(canvas, replace(blob, wobble=0.035), (178, 164, 192), 20, 0.03)
    _nucleus(canvas, canvas.mask(_shifted(canvas, blob, 0.14, 0.56, 0.02)), (62, 30, 98), 0.8)
    return body


def _platelet(canvas: Canvas, blob: Blob) -> Mask:
    mask = canvas.mask(replace(blob, wobble=0.14, stretch=1.12), 2.5)
    canvas.cover(0.9 * mask, (168, 146, 194))
    core = canvas.mask(Blob(blob.x, blob.y, blob.radius * 0.85, 0.1), 3)
    _granules(canvas, core, int(24 + blob.radius * 2.4), (2.8, 0.9), (92, 44, 128), 0.85)
    return mask


_DRAWERS: dict[str, Callable[[Canvas, Blob], Mask]] = {
    NEUTROPHIL.code: _neutrophil,
    LYMPHOCYTE.code: _lymphocyte,
    MONOCYTE.code: _monocyte,
    EOSINOPHIL.code: _eosinophil,
    BASOPHIL.code: _basophil,
    IMMATURE_GRANULOCYTE.code: _immature,
    ERYTHROBLAST.code: _erythroblast,
    PLATELET.code: _platelet,
}

# Mean radius as a fraction of the picture's side.
_RADIUS = {
    NEUTROPHIL.code: 0.172,
    LYMPHOCYTE.code: 0.138,
    MONOCYTE.code: 0.190,
    EOSINOPHIL.code: 0.172,
    BASOPHIL.code: 0.155,
    IMMATURE_GRANULOCYTE.code: 0.176,
    ERYTHROBLAST.code: 0.118,
    PLATELET.code: 0.055,
}
