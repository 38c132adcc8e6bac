"""Pages of text and tables drawn by matplotlib; lines are measured and wrapped, so that nothing is cut off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

WIDTH, HEIGHT = 8.27, 11.69  # A4, in inches
_LEFT, _TOP, _BOTTOM = 0.8, 0.8, 0.75
ROOM = WIDTH - 2 * _LEFT
"""Inches between the margins."""


class Sheets:
    """Pages that are filled from the top; content that does not fit starts a new page."""

    def __init__(self) -> None:
        self.pages: list[Figure] = []
        self._y = 0.0

    def new_page(self, heading: str) -> None:
        """Begin a page with a heading."""
        self._begin()
        self.text(heading, 16, weight="bold")
        self.space(0.12)

    def section(self, heading: str, needs: float) -> None:
        """Add a main heading; on a new page unless ``needs`` inches are left."""
        if not self.pages or self._y - 0.9 - needs < _BOTTOM:
            self.new_page(heading)
            return
        self.space(0.4)
        self.text(heading, 16, weight="bold")
        self.space(0.12)

    def heading(self, text: str, needs: float = 1.0) -> None:
        """Add a heading with at least ``needs`` inches below it."""
        self._fit(0.5 + needs)
        self.space(0.16)
        self.text(text, 12, weight="bold")
        self.space(0.05)

    def text(self, text: str, size: float = 10, weight: str = "normal", colour: str = "black") -> None:
        """Add a paragraph, wrapped between the margins."""
        for line in wrapped(text, size, ROOM, weight):
            self._fit(_line(size))
            self._put(_LEFT, line, size, weight, colour)
            self._y -= _line(size)
        self.space(0.04)

    def space(self, inches: float) -> None:
        """Add vertical space, in inches."""
        self._y -= inches

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        size: float = 9,
        left: int = 1,
    ) -> None:
        """Add a table; ``widths`` are shares of the page width. The first ``left`` columns are left-aligned."""
        inches = [w * ROOM / sum(widths) for w in widths]
        self._fit(3 * _line(size))
        self.space(0.06)
        self._head(head, inches, size, left)
        for row in rows:
            tall = max(len(wrapped(cell, size, w - 0.08)) for cell, w in zip(row, inches, strict=True))
            if self._y - tall * _line(size) < _BOTTOM:
                self._begin()
                self._head(head, inches, size, left)
            self._row(row, inches, size, "normal", left)
        self._rule()
        self.space(0.1)

    def axes(
        self, height: float, left: float = 0.0, right: float = 0.0, below: float = 0.55, above: float = 0.35
    ) -> Any:
        """Return axes across the page, ``height`` inches tall, with margins for labels (inches on each side)."""
        return self.figure_area(height, left, right, below, above).add_subplot()

    def figure_area(
        self, height: float, left: float = 0.0, right: float = 0.0, below: float = 0.0, above: float = 0.0
    ) -> Any:
        """Return a part of the page to draw in, like matplotlib's SubFigure."""
        self._fit(height + below + above)
        bottom = self._y - above - height
        box = (
            (_LEFT + left) / WIDTH,
            bottom / HEIGHT,
            (ROOM - left - right) / WIDTH,
            height / HEIGHT,
        )
        self._y = bottom - below
        return _Area(self.pages[-1], box)

    def _begin(self) -> None:
        page = Figure(figsize=(WIDTH, HEIGHT))
        self.pages.append(page)
        self._y = HEIGHT - _TOP
        page.text(_LEFT / WIDTH, 0.4 / HEIGHT, "For research use only. Not for use in diagnostic procedures.", size=7)
        page.text(1 - _LEFT / WIDTH, 0.4 / HEIGHT, str(len(self.pages)), size=7, ha="right")

    def _fit(self, inches: float) -> None:
        if not self.pages or self._y - inches < _BOTTOM:
            self._begin()

    def _head(self, cells: Sequence[str], inches: Sequence[float], size: float, left: int) -> None:
        if any(cells):
            self._row(cells, inches, size, "bold", left)
        self._rule()

    def _row(self, cells: Sequence[str], inches: Sequence[float], size: float, weight: str, left: int) -> None:
        x, lines = _LEFT, 1
        for n, (cell, width) in enumerate(zip(cells, inches, strict=True)):
            parts = wrapped(cell, size, width - 0.08, weight)
            for down, part in enumerate(parts):
                place, side = (x, "left") if n < left else (x + width, "right")
                self._put(place, part, size, weight, "black", side, down * _line(size))
            lines, x = max(lines, len(parts)), x + width
        self._y -= lines * _line(size) + 0.03

    def _rule(self) -> None:
        y = (self._y + 0.0) / HEIGHT
        rule = Line2D([_LEFT / WIDTH, 1 - _LEFT / WIDTH], [y, y], color="0.5", linewidth=0.6)
        self.pages[-1].add_artist(rule)
        self._y -= 0.06

    def _put(
        self, x: float, text: str, size: float, weight: str, colour: str, side: str = "left", down: float = 0.0
    ) -> None:
        y = (self._y - down) / HEIGHT
        made = self.pages[-1].text(x / WIDTH, y, text, size=size, weight=weight, color=colour, ha=side, va="top")
        made.set_parse_math(False)


class _Area:
    """A rectangle of a page (in fractions) to which axes are added as to a figure."""

    def __init__(self, page: Figure, box: tuple[float, float, float, float]) -> None:
        self._page, self._box = page, box

    def add_subplot(self) -> Any:
        return self._page.add_axes(self._box)

    def subplots(self, rows: int, columns: int, **options: Any) -> Any:
        left, bottom, width, height = self._box
        grid = self._page.add_gridspec(
            rows, columns, left=left, right=left + width, bottom=bottom, top=bottom + height, hspace=0.28, wspace=0.08
        )
        return grid.subplots(**options)


def wrapped(text: str, size: float, inches: float, weight: str = "normal") -> list[str]:
    """Return the lines of a text of limited width; a wider word is broken."""
    if "\n" in text:
        return [line for part in text.split("\n") for line in wrapped(part, size, inches, weight)]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _inches(longer, size, weight) <= inches:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and _inches(lines[-1] + letter, size, weight) > inches:
                lines.append("")
            lines[-1] += letter
    return lines


@lru_cache(maxsize=8192)
def _inches(text: str, size: float, weight: str) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), False)
    return float(width) / 72


def _line(size: float) -> float:
    return size * 1.42 / 72
