"""The small maps of a cell, and their position on its picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite

GRAD_CAM = "grad-cam"
"""The method of the stored maps of the classes."""
CLASS_METHODS = {GRAD_CAM: "Grad-CAM", "grad-cam++": "Grad-CAM++", "layer-cam": "LayerCAM"}
"""Methods that give a map for each class, and their names.

HiResCAM is left out: with this network it is the same as Grad-CAM (``training/core/explain.py``).
"""
EIGEN_CAM = "eigen-cam"
"""A method with one map for all classes."""
METHOD_NAMES = {**CLASS_METHODS, EIGEN_CAM: "EigenCAM"}


@dataclass(frozen=True, slots=True)
class Placement:
    """The position of a map, in fractions of the picture's width and height; may extend beyond 0 and 1.

    ``left`` and ``top`` are the position of the map's first point (not the corner of an area around it), ``step_x`` and
    ``step_y`` the distance to the next point. ``seen_left`` to ``seen_bottom`` are the sides of the network's input:
    the map has no values beyond them. Raises ``ValueError`` for an impossible position.
    """

    left: float
    top: float
    step_x: float
    step_y: float
    seen_left: float = 0.0
    seen_top: float = 0.0
    seen_right: float = 1.0
    seen_bottom: float = 1.0

    def __post_init__(self) -> None:
        finite = all(isfinite(getattr(self, field.name)) for field in fields(self))
        forward = self.step_x > 0 and self.step_y > 0
        if not (finite and forward and self.seen_left < self.seen_right and self.seen_top < self.seen_bottom):
            raise ValueError(f"Impossible position of a map: {self}")

    @classmethod
    def even(cls, width: int, height: int) -> Placement:
        """Return the placement of ``width`` x ``height`` points in the middles of equal parts of the picture."""
        return cls(0.5 / width, 0.5 / height, 1 / width, 1 / height)


@dataclass(frozen=True, slots=True)
class HeatMaps:
    """The small maps of one cell: per class and the CBAM spatial attention.

    Each map is ``height * width`` values from 0 to 1, row by row, scaled by that map's own maximum (all 0 if nothing
    supports the class). ``placement`` is None for maps of earlier versions, which did not store it. Maps of other
    methods, which are not stored, have no attention; a map for all classes has the name of its method.
    """

    width: int
    height: int
    by_class: Mapping[str, tuple[float, ...]]
    attention: tuple[float, ...]
    placement: Placement | None = None
