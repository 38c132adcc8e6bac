"""Fields composed of real cells: any magnification, several stains, with the faults of real microscopes.

Backgrounds are quilts of parts without white cells. Cells are pasted with soft edges; some touch, some are cut by the
picture's edge. Then come platelets, clumps of them, stain precipitate and broken cells, another strength and hue of the
stain, vignetting, uneven light, the circle of an eyepiece, blur, noise and JPEG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.illumination import FloatImage
from training.core.images import RGBImage
from training.data.cut_outs import Box, CutOut, dye

Platelet = tuple[FloatImage, FloatImage]

_PART, _SEAM = 88, 14
"""Pixels of a part of the background, and of the soft seam around it."""
_MARGIN = 10
"""Pixels of surroundings that are pasted with a cell, under its soft edge."""
_ALIKE = 17
"""So many neighbouring cells in the list are taken for one field: they come from one slide or a few."""
_VISIBLE = 0.6
"""A cell of which less is inside the field does not count."""


@dataclass(slots=True)
class Field:
    """A composed field (H x W x 3 RGB of 8 bits), its white cells, and boxes that count neither way."""

    image: RGBImage
    cells: list[Box] = field(default_factory=list)
    ignored: list[Box] = field(default_factory=list)


class Composer:
    """Composes fields from the cells of one laboratory; the same seed gives the same fields."""

    def __init__(
        self, cells: Sequence[CutOut], platelets: Sequence[Platelet], seed: int, *, platelet_share: float = 0.4
    ) -> None:
        self._cells, self._platelets, self._platelet_share = list(cells), list(platelets), platelet_share
        self._random = np.random.default_rng(seed)
        self._size = float(np.median([(c.box[2] * c.box[3]) ** 0.5 for c in cells]))

    def compose(self, share: float, width: int = 640, height: int = 480) -> Field:
        """Return a field in which a cell takes about ``share`` of the width."""
        random, size = self._random, share * width
        scale = size / self._size
        start = int(random.integers(len(self._cells)))
        slide = [self._cells[(start + n) % len(self._cells)] for n in range(_ALIKE)]
        canvas = self._background(slide, width, height, scale)
        made = Field(np.zeros((0, 0, 3), np.uint8))
        most = min(max(1, int(0.25 * width * height / size**2)), 9)
        self._paste_cells(
            canvas, made, slide, scale, 0 if random.random() < 0.12 else int(random.integers(1, most + 1))
        )
        if random.random() < self._platelet_share:
            self._paste_platelets(canvas, made, size, scale)
        nucleus = slide[0].transmittance[slide[0].mask].astype(np.float32)
        total = nucleus.sum(axis=1)
        colour = nucleus[total <= np.percentile(total, 20)].mean(axis=0)
        if random.random() < 0.35:
            self._paste_precipitate(canvas, size, colour)
        if random.random() < 0.15:
            self._paste_broken_cells(canvas, made, size, colour)
        made.image = self._photograph(canvas, made, size, np.mean([c.light for c in slide], axis=0))
        return made

    def _background(self, slide: list[CutOut], width: int, height: int, scale: float) -> FloatImage:
        across, down = int(np.ceil(width / scale)) + 4, int(np.ceil(height / scale)) + 4
        total, weight = np.zeros((down, across, 3), np.float32), np.zeros((down, across, 1), np.float32)
        ramp = np.minimum(np.arange(1, _PART + 1), np.arange(_PART, 0, -1)).clip(0, _SEAM) / _SEAM
        window = (ramp[:, None] * ramp)[..., None].astype(np.float32) + 1e-3
        for y in range(0, down, _PART - _SEAM):
            for x in range(0, across, _PART - _SEAM):
                place = slice(y, min(y + _PART, down)), slice(x, min(x + _PART, across))
                part = self._turned(self._empty_part(slide))[: down - y, : across - x]
                here = window[: down - y, : across - x]
                total[place] += part * here
                weight[place] += here
        return np.ascontiguousarray(_resized(total / weight, scale)[:height, :width])

    def _empty_part(self, slide: list[CutOut]) -> FloatImage:
        """Return a part of a picture without white cells, mostly from its edge; plain light if there is none."""
        random = self._random
        for _ in range(60):
            cell = slide[random.integers(len(slide))]
            down, across = cell.mask.shape
            x, y = (int(random.integers(0, n - _PART + 1)) for n in (across, down))
            if random.random() < 0.8:
                x = (0, across - _PART)[random.integers(2)]
            else:
                y = (0, down - _PART)[random.integers(2)]
            left, top, width, height = cell.box
            apart = x >= left + width + 5 or x + _PART <= left - 5 or y >= top + height + 5 or y + _PART <= top - 5
            if not apart:
                continue
            part = cell.transmittance[y : y + _PART, x : x + _PART].astype(np.float32)
            if (dye(-np.log(np.maximum(part, 0.01))) > 0.5 * cell.dye).mean() <= 0.02:
                return part
        return np.ones((_PART, _PART, 3), np.float32)

    def _turned(self, part: FloatImage) -> FloatImage:
        """Return a picture or mask flipped and transposed at random."""
        if self._random.random() < 0.5:
            part = part[:, ::-1]
        if self._random.random() < 0.5:
            part = part[::-1]
        return part.swapaxes(0, 1) if self._random.random() < 0.5 else part

    def _paste_cells(self, canvas: FloatImage, made: Field, slide: list[CutOut], scale: float, count: int) -> None:
        random, (height, width) = self._random, canvas.shape[:2]
        placed: list[tuple[float, float, float]] = []
        for _ in range(count):
            pool = slide if random.random() < 0.7 else self._cells
            cell, mask = self._enlarged(pool[random.integers(len(pool))], scale * random.uniform(0.88, 1.12))
            down, across = mask.shape
            place = self._free_place(placed, (across * down) ** 0.5 / 2, (width, height), (across, down))
            if place is None:
                continue
            placed.append((*place, (across * down) ** 0.5 / 2))
            x, y = int(place[0] - across / 2), int(place[1] - down / 2)
            solid = mask > 0.5
            left, top, wide, high = cv2.boundingRect(solid.view(np.uint8))
            visible = solid[max(0, -y) : max(0, height - y), max(0, -x) : max(0, width - x)].sum() / solid.sum()
            _paste(canvas, cell, mask, x, y)
            box = _clipped((x + left, y + top, x + left + wide, y + top + high), width, height)
            if min(box[2] - box[0], box[3] - box[1]) >= 3:
                (made.cells if visible > _VISIBLE else made.ignored).append(box)

    def _enlarged(self, cut: CutOut, scale: float) -> tuple[FloatImage, FloatImage]:
        left, top, width, height = cut.box
        place = (
            slice(max(top - _MARGIN, 0), top + height + _MARGIN),
            slice(max(left - _MARGIN, 0), left + width + _MARGIN),
        )
        soft = cv2.GaussianBlur(cv2.dilate(cut.mask[place].astype(np.float32), np.ones((3, 3), np.uint8)), (0, 0), 1.2)
        both = np.dstack([cut.transmittance[place].astype(np.float32), np.asarray(soft, np.float32)])
        both = _resized(self._turned(np.asarray(both)), scale)
        return both[..., :3], np.clip(both[..., 3], 0, 1)

    def _free_place(
        self, placed: list[tuple[float, float, float]], radius: float, field_: tuple[int, int], cell: tuple[int, int]
    ) -> tuple[float, float] | None:
        """Return a middle for a cell, up to a third of it outside the field; sometimes it touches another cell."""
        random = self._random
        for _ in range(40):
            x, y = (random.uniform(c / 6, f - c / 6) if f > c else f / 2 for f, c in zip(field_, cell, strict=True))
            touching = bool(placed) and random.random() < 0.15
            if touching:
                other = placed[random.integers(len(placed))]
                angle, apart = random.uniform(0, 2 * np.pi), (other[2] + radius) * 0.95
                x, y = other[0] + apart * np.cos(angle), other[1] + apart * np.sin(angle)
            nearest = 0.9 if touching else 1.02
            if all(np.hypot(x - o[0], y - o[1]) > nearest * (o[2] + radius) for o in placed):
                return float(x), float(y)
        return None

    def _paste_platelets(self, canvas: FloatImage, made: Field, size: float, scale: float) -> None:
        random, (height, width) = self._random, canvas.shape[:2]
        for _ in range(int(random.integers(0, 7))):
            clump = 1 if random.random() < 0.8 else int(random.integers(4, 12))
            x, y = random.uniform(0, width), random.uniform(0, height)
            for _ in range(clump):
                cell, mask = self._platelets[random.integers(len(self._platelets))]
                factor = scale * self._size / 95 * random.uniform(0.5, 0.85)
                cell, mask = _resized(cell, factor), np.clip(_resized(mask, factor), 0, 1)
                spread = size * 0.12 * clump**0.5
                left, top = int(x + random.normal() * spread), int(y + random.normal() * spread)
                box = (left, top, left + mask.shape[1], top + mask.shape[0])
                if not any(_near(box, other, size * 0.1) for other in made.cells + made.ignored):
                    _paste(canvas, cell, mask, left, top)

    def _paste_precipitate(self, canvas: FloatImage, size: float, colour: FloatImage) -> None:
        random, (height, width) = self._random, canvas.shape[:2]
        for _ in range(int(random.integers(5, 90))):
            radius = max(size * random.uniform(0.01, 0.07) * (1 if random.random() < 0.9 else 1.8), 0.8)
            spot = np.zeros((int(6 * radius) + 7,) * 2, np.float32)
            axes = max(int(radius), 1), max(int(radius * random.uniform(0.5, 1)), 1)
            cv2.ellipse(spot, (len(spot) // 2,) * 2, axes, random.uniform(0, 180), 0, 360, (1.0,), -1, cv2.LINE_AA)
            soft = np.asarray(cv2.GaussianBlur(spot, (0, 0), max(0.25 * radius, 0.5)), np.float32)
            x, y = int(random.uniform(0, width)), int(random.uniform(0, height))
            _paste(canvas, np.broadcast_to(colour, (*soft.shape, 3)), soft, x, y)

    def _paste_broken_cells(self, canvas: FloatImage, made: Field, size: float, colour: FloatImage) -> None:
        """Paste smears of nuclear dye. Whether a broken cell counts, a person decides: they count neither way."""
        random, (height, width) = self._random, canvas.shape[:2]
        for _ in range(int(random.integers(1, 3))):
            radius = int(size * random.uniform(0.5, 1.0))
            x, y = int(random.uniform(0, width)), int(random.uniform(0, height))
            rough = cv2.resize(
                random.random((6, 6)).astype(np.float32), (2 * radius,) * 2, interpolation=cv2.INTER_CUBIC
            )
            places = np.linspace(-1, 1, 2 * radius)
            shape = np.clip(1 - (places[None] ** 2 + places[:, None] ** 2 * random.uniform(1, 3)), 0, 1)
            mask = (np.clip(shape * rough * 1.5, 0, 1) * random.uniform(0.4, 0.8)).astype(np.float32)
            box = (x - radius, y - radius, x + radius, y + radius)
            if not any(_near(box, other, 0) for other in made.cells):
                _paste(canvas, np.broadcast_to(colour, (*mask.shape, 3)), mask, x - radius, y - radius)
                made.ignored.append(_clipped(box, width, height))

    def _photograph(self, canvas: FloatImage, made: Field, size: float, colour: NDArray[np.float64]) -> RGBImage:
        """Return the picture that a microscope, a lamp and a camera make of transmittances."""
        random, (height, width) = self._random, canvas.shape[:2]
        densities = -np.log(np.clip(canvas, 0.004, 1.3)) * random.uniform(0.65, 1.45)
        hue = np.eye(3) + random.normal(0, 0.07, (3, 3))
        lamp = np.minimum(colour, 240) * random.uniform(0.72, 1.0) * random.uniform(0.85, 1.0, 3)
        y, x = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
        lit = np.ones((height, width))
        if random.random() < 0.5:
            lit *= 1 - random.uniform(0.1, 0.5) * (x**2 * 0.6 + y**2 * 0.4)
        if random.random() < 0.5:
            angle = random.uniform(0, 2 * np.pi)
            lit *= 1 + random.uniform(0.05, 0.3) * (x * np.cos(angle) + y * np.sin(angle))
        if random.random() < 0.12:
            away = np.hypot(x * width, y * height) / max(width, height)
            circle = np.clip((random.uniform(0.85, 1.15) - away) / random.uniform(0.01, 0.06), 0, 1)
            lit *= circle
            hidden = [b for b in made.cells if circle[int(b[1]) : int(b[3]), int(b[0]) : int(b[2])].mean() <= 0.97]
            made.cells = [b for b in made.cells if b not in hidden]
            made.ignored += hidden
        image = np.exp(-(densities @ hue.T)) * lamp * lit[..., None]
        if random.random() < 0.5:
            image = np.asarray(cv2.GaussianBlur(image, (0, 0), random.uniform(0.3, max(0.5, size / 28))), np.float64)
        noisy = image + random.normal(0, random.uniform(0, 5), image.shape)
        rounded = np.clip(noisy, 0, 255).astype(np.uint8)
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(45, 96))]
        _, coded = cv2.imencode(".jpg", rounded[..., ::-1], quality)
        return np.ascontiguousarray(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


def _resized(part: FloatImage, scale: float) -> FloatImage:
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(part), None, fx=scale, fy=scale, interpolation=way), np.float32)


def _paste(canvas: FloatImage, part: FloatImage, mask: FloatImage, x: int, y: int) -> None:
    """Paste a part with its mask; (x, y) is its top left corner, which may be outside."""
    height, width = canvas.shape[:2]
    rows = slice(max(y, 0), max(min(y + mask.shape[0], height), 0))
    columns = slice(max(x, 0), max(min(x + mask.shape[1], width), 0))
    inner = slice(rows.start - y, rows.stop - y), slice(columns.start - x, columns.stop - x)
    if rows.stop > rows.start and columns.stop > columns.start:
        alpha = mask[inner][..., None]
        canvas[rows, columns] = canvas[rows, columns] * (1 - alpha) + part[inner] * alpha


def _clipped(box: Box, width: int, height: int) -> Box:
    return max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)


def _near(one: Box, other: Box, within: float) -> bool:
    """Whether two boxes are closer than ``within`` pixels."""
    across = one[0] < other[2] + within and one[2] > other[0] - within
    return across and one[1] < other[3] + within and one[3] > other[1] - within
