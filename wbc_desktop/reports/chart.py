"""Charts in the rows of tables: bars with intervals and reference bands, and two figures with their intervals."""

from __future__ import annotations

import math

from reportlab.platypus.flowables import Flowable

from wbc_desktop.reports.data import Interval
from wbc_desktop.reports.pages import FAINT, GREY, INK, SMALL, SMALL_NOTE
from wbc_desktop.reports.typeset.blocks import Pen

BAND = "#E4E6EB"
"""The grey of a reference band: lighter than any class."""

_STEPS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def scale_end(largest: float) -> float:
    """Return the end of the axis as a fraction: the first round value of at least ``largest``."""
    return next((step for step in _STEPS if step >= min(largest, 1.0) - 1e-9), 1.0)


class Axis(Flowable):  # type: ignore[misc]
    """The labels at both ends of the scale, above bars with (or without) the ``codes`` of their classes."""

    def __init__(self, pen: Pen, end: float, codes: bool = True) -> None:
        super().__init__()
        self._pen = pen
        self._end = end
        self._label = _LABEL if codes else 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as the column."""
        self.width, self.height = width, SMALL_NOTE.leading
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab."""
        y = self.height - SMALL_NOTE.size * 1.06
        room = self.width - self._label
        self._pen.line(self.canv, "0", self._label, y, SMALL_NOTE, room / 2)
        self._pen.line(self.canv, f"{self._end * 100:g} %", self._label + room / 2, y, SMALL_NOTE, room / 2, "right")


_LABEL = 26.0
"""Points reserved for the class code to the left of the bars."""


class Bar(Flowable):  # type: ignore[misc]
    """A bar in the colour of its class, with the code to its left and the interval as a thin line.

    The reference ``band``, if any, is grey and behind the bar (limits in per cent, None: no limit).
    """

    def __init__(
        self,
        pen: Pen,
        code: str,
        colour: str,
        share: float | None,
        bounds: Interval | None,
        end: float,
        band: tuple[float | None, float | None] | None = None,
    ) -> None:
        super().__init__()
        self._pen = pen
        self._code = code
        self._colour = colour
        self._share = share
        self._bounds = bounds
        self._end = end
        self._band = band

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as the column."""
        self.width, self.height = width, 11.0
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab with the origin at the lower left corner."""
        canvas, room = self.canv, self.width - _LABEL
        self._pen.line(canvas, self._code, 0, 2.6, SMALL, _LABEL - 3)
        canvas.saveState()
        canvas.setLineWidth(0.5)
        canvas.setStrokeColor(FAINT)
        canvas.line(_LABEL, -1.5, _LABEL, self.height + 1.5)
        self._draw_band(room)
        if self._share is not None and math.isfinite(self._share) and self._share > 0:
            canvas.setFillColor(self._colour)
            canvas.rect(_LABEL, 3, self._place(self._share) * room, self.height - 6, stroke=0, fill=1)
        if self._bounds is not None:
            low, high = (_LABEL + self._place(bound) * room for bound in self._bounds)
            middle = self.height / 2
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(0.7)
            canvas.line(low, middle, high, middle)
            for x in (low, high):
                canvas.line(x, middle - 2, x, middle + 2)
        canvas.restoreState()

    def _draw_band(self, room: float) -> None:
        if self._band is None:
            return
        low, high = (None if limit is None else self._place(limit / 100) * room for limit in self._band)
        left, right = low or 0.0, room if high is None else high
        if right > left:
            self.canv.setFillColor(BAND)
            self.canv.rect(_LABEL + left, 0, right - left, self.height, stroke=0, fill=1)

    def _place(self, share: float) -> float:
        return min(max(share / self._end, 0.0), 1.0) if math.isfinite(share) else 0.0


Share = tuple[float, Interval]
"""A share with its interval."""


class Forest(Flowable):  # type: ignore[misc]
    """Two shares of one class with their intervals: the old one hollow and above, the new one filled and below."""

    def __init__(self, colour: str, old: tuple[float, Interval], new: tuple[float, Interval]) -> None:
        super().__init__()
        self._colour = colour
        self._old = old
        self._new = new

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as the column."""
        self.width, self.height = width, 12.0
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab with the origin at the lower left corner."""
        canvas, room = self.canv, self.width
        canvas.saveState()
        canvas.setLineWidth(0.5)
        canvas.setStrokeColor(FAINT)
        for share in (0.0, 0.5, 1.0):
            canvas.line(share * room, -1.5, share * room, self.height + 1.5)
        self._draw_share(self._old, 8.6, room, filled=False)
        self._draw_share(self._new, 3.4, room, filled=True)
        canvas.restoreState()

    def _draw_share(self, share: Share, y: float, room: float, filled: bool) -> None:
        canvas, (value, bounds) = self.canv, share
        low, high = (bound * room for bound in bounds)
        canvas.setStrokeColor(self._colour if filled else GREY)
        canvas.setFillColor(self._colour if filled else "#FFFFFF")
        canvas.setLineWidth(1.0 if filled else 0.7)
        canvas.line(low, y, high, y)
        canvas.circle(value * room, y, 2.1, stroke=1, fill=1)
