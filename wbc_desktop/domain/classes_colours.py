"""Which class colours look alike, also to colour-blind people; and the colour of a new class."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.language import mark, tr

SIMILAR_BELOW = 10.0
"""Distance in CIELAB under which two colours look alike at a glance (the just noticeable difference of two patches
side by side is about 2.3)."""

PALETTE = (
    "#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#BBBBBB",
    "#0077BB", "#33BBEE", "#009988", "#EE7733", "#CC3311", "#EE3377",
    "#332288", "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499",
    "#77AADD", "#99DDFF", "#BBCC33", "#AAAA00", "#EEDD88", "#EE8866", "#FFAABB", "#44BB99",
)  # fmt: skip
"""Paul Tol's bright, vibrant, muted and light sets (Colour schemes, technical note SRON/EPS/TN/09-002, issue 3.2)."""

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

VISIONS: dict[str, Matrix] = {
    mark("all eyes"): ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    mark("red-blind eyes (protanopia)"): (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    mark("green-blind eyes (deuteranopia)"): (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
"""Linear sRGB as seen with each vision: Machado, Oliveira and Fernandes, IEEE TVCG 2009;15(6):1291–1298, severity 1."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class SimilarColours:
    """Two classes whose colours look alike; ``eyes`` is a key of :data:`VISIONS`, distance in CIELAB."""

    one: CellClass
    other: CellClass
    eyes: str
    distance: float

    def __str__(self) -> str:
        return tr(
            "{code} and {code_2} look alike to {eyes}", code=self.one.code, code_2=self.other.code, eyes=tr(self.eyes)
        )


def is_colour(text: str) -> bool:
    """Whether the text is a colour like ``#RRGGBB``."""
    return _COLOUR.fullmatch(text) is not None


def distance(one: str, other: str, eyes: str) -> float:
    """Return the distance of two colours in CIELAB (D65, 1976) for the vision ``eyes``."""
    return math.dist(_lab(one, VISIONS[eyes]), _lab(other, VISIONS[eyes]))


def smallest_distance(one: str, other: str) -> tuple[float, str]:
    """Return the smallest distance over all :data:`VISIONS`, and the vision."""
    return min((distance(one, other, eyes), eyes) for eyes in VISIONS)


def similar_colours(classes: Sequence[CellClass], of: Iterable[str] | None = None) -> list[SimilarColours]:
    """Return the pairs of classes under :data:`SIMILAR_BELOW` for some eyes, the nearest first.

    ``of``: only pairs with one of these codes; None: all pairs.
    """
    wanted = None if of is None else set(of)
    found = []
    for one, other in combinations(classes, 2):
        if wanted is not None and wanted.isdisjoint((one.code, other.code)):
            continue
        apart, eyes = smallest_distance(one.colour, other.colour)
        if apart < SIMILAR_BELOW:
            found.append(SimilarColours(one, other, eyes, apart))
    return sorted(found, key=lambda pair: pair.distance)


def suggest_colour(taken: Iterable[str]) -> str:
    """Return the colour of the palette whose smallest distance from the ``taken`` ones is largest."""
    used = [colour.upper() for colour in taken]
    free = [colour for colour in PALETTE if colour not in used] or list(PALETTE)
    return max(free, key=lambda colour: min((smallest_distance(colour, other)[0] for other in used), default=0.0))


def _lab(colour: str, matrix: Matrix) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    r, g, b = (min(1.0, max(0.0, row[0] * red + row[1] * green + row[2] * blue)) for row in matrix)
    x = _curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
    y = _curve(0.2126729 * r + 0.7151522 * g + 0.0721750 * b)
    z = _curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else math.pow((value + 0.055) / 1.055, 2.4)


def _curve(value: float) -> float:
    return math.cbrt(value) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
