"""Flowables of text for reportlab's page layout: plain text in, any script, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from wbc_desktop.reports.typeset.embed import Ink
from wbc_desktop.reports.typeset.faces import Faces
from wbc_desktop.reports.typeset.layout import Line, Style, Typesetter

Align = Literal["start", "left", "right", "centre"]
"""``start`` is left, or right for a paragraph that runs from right to left."""


class Pen:
    """Sets and draws text in one document: the typesetter and the ink together."""

    def __init__(self, faces: Faces) -> None:
        self.typesetter = Typesetter(faces)
        self._ink = Ink()

    def line(
        self, canvas: Canvas, text: str, x: float, y: float, style: Style, width: float, align: Align = "left"
    ) -> None:
        """Draw one line of text, cut in its middle if wider than ``width`` points; ``y`` is the baseline."""
        for line in self.typesetter.name(text, style, width, most=1):
            self.draw(canvas, line, x, y, style, width, align)

    def draw(
        self, canvas: Canvas, line: Line, x: float, y: float, style: Style, width: float, align: Align = "left"
    ) -> None:
        """Draw a line that is already laid out, within ``width`` points from ``x``."""
        room = width - line.width * style.size
        right = align == "right" or (align == "start" and line.right_to_left)
        shift = room if right else room / 2 if align == "centre" else 0.0
        self._ink.draw(canvas, line, x + shift, y, style.size, style.colour)


@dataclass(frozen=True, slots=True)
class _Look:
    style: Style
    align: Align
    most: int | None
    after: float
    name: bool


class Text(Flowable):  # type: ignore[misc]
    """Text as a flowable. With ``most`` it is cut after that many lines, else it continues on the next page.

    A ``name`` (of a file or slide) runs from left to right and is cut in its middle.
    """

    def __init__(
        self,
        pen: Pen,
        text: str,
        style: Style,
        *,
        align: Align = "left",
        most: int | None = None,
        after: float = 0,
        name: bool = False,
        lines: Sequence[Line] | None = None,
    ) -> None:
        super().__init__()
        self._pen = pen
        self._text = text
        self._look = _Look(style, align, most, after, name)
        self._lines: Sequence[Line] = lines or ()
        self._is_rest = lines is not None
        self.spaceAfter = after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Lay out in ``width``; return the size."""
        self.width = width
        if not self._is_rest:
            look, typesetter = self._look, self._pen.typesetter
            self._lines = (
                typesetter.name(self._text, look.style, width, look.most or 1)
                if look.name
                else typesetter.lines(self._text, look.style, width, look.most)
            )
        self.height = len(self._lines) * self._look.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return the part that fits in ``height`` and the rest; avoids single lines."""
        self.wrap(width, height)
        fits = int(height / self._look.style.leading + 1e-6)
        if fits <= 0 or self._look.most is not None:
            return []
        if fits >= len(self._lines):
            return [self]
        if len(self._lines) - fits == 1 and fits > 2:
            fits -= 1
        return [self._part(self._lines[:fits], 0), self._part(self._lines[fits:], self._look.after)]

    def draw(self) -> None:
        """Called by reportlab with the origin at the lower left corner."""
        style = self._look.style
        y = self.height - style.size * 1.06
        for line in self._lines:
            self._pen.draw(self.canv, line, 0, y, style, self.width, self._look.align)
            y -= style.leading

    def _part(self, lines: Sequence[Line], after: float) -> Text:
        look = self._look
        return Text(self._pen, "", look.style, align=look.align, most=look.most, after=after, lines=lines)
