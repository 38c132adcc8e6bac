"""The part of a picture that the network sees."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in fractions of the picture's width and height.

    It may lie partly outside 0 to 1; there the picture's edge pixels are repeated.
    """

    left: float
    top: float
    right: float
    bottom: float


WHOLE = Frame(0.0, 0.0, 1.0, 1.0)
"""The whole picture."""
