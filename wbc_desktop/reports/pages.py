"""The pages of the report: size, margins, text styles, and the canvas that draws the footer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

from wbc_desktop.domain.language import current_language, mark, tr
from wbc_desktop.reports.typeset.blocks import Pen
from wbc_desktop.reports.typeset.layout import Style

MARGIN = 40.0
TOP = 36.0
BOTTOM = 48.0

INK = "#1A1A1A"
GREY = "#5F6368"
FAINT = "#C9CCD1"

TITLE = Style(13, bold=True, colour=INK)
HEADING = Style(9, bold=True, colour=INK)
BODY = Style(8.5, colour=INK)
STRONG = Style(8.5, bold=True, colour=INK)
NOTE = Style(8.5, colour=GREY)
SMALL = Style(7, colour=INK)
SMALL_STRONG = Style(7, bold=True, colour=INK)
SMALL_NOTE = Style(7, colour=GREY)

RESEARCH_USE = mark("For research use only. Not for use in diagnostic procedures.")


def page_size(name: str) -> tuple[float, float]:
    """Return width and height in points; anything but ``Letter`` is A4."""
    width, height = LETTER if name.strip().casefold() == "letter" else A4
    return float(width), float(height)


class ReportCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps the pages until their number is known, then draws the footers and writes them.

    The same content and ``created`` time give the same bytes.
    """

    def __init__(self, *args: Any, foot: Callable[[Canvas, int, int], None], created: datetime, **options: Any) -> None:
        super().__init__(*args, **{**options, "invariant": 1, "pageCompression": 1, "lang": current_language().code})
        self._foot = foot
        self._held: list[dict[str, Any]] = []
        self._doc._timeStamp = _stamp(created)

    def showPage(self) -> None:
        """Keep the page for later and start the next."""
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Draw the footers and write the file."""
        for number, state in enumerate(self._held, 1):
            self.__dict__.update(state)
            self._foot(self, number, len(self._held))
            super().showPage()
        super().save()


def foot(pen: Pen, slide: str, size: tuple[float, float]) -> Callable[[Canvas, int, int], None]:
    """Return the function that draws the footer: slide, research-use line and page number."""
    width = size[0] - 2 * MARGIN
    side = width * 0.27

    def draw(canvas: Canvas, number: int, pages: int) -> None:
        y = BOTTOM - 20
        canvas.setStrokeColor(FAINT)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, y + 11, MARGIN + width, y + 11)
        pen.line(canvas, slide, MARGIN, y, SMALL_NOTE, side)
        pen.line(canvas, RESEARCH_USE, MARGIN + side, y, SMALL_STRONG, width - 2 * side, "centre")
        if tr(RESEARCH_USE) != RESEARCH_USE:  # always in English as well, for readers elsewhere
            pen.line(canvas, tr(RESEARCH_USE), MARGIN, y - 9, SMALL_STRONG, width, "centre")
        pen.line(
            canvas,
            tr("Page {number} of {pages}", number=number, pages=pages),
            MARGIN + width - side,
            y,
            SMALL_NOTE,
            side,
            "right",
        )

    return draw


def _stamp(created: datetime) -> Any:
    """Return the creation time of the PDF, in UTC."""
    stamp = TimeStamp(invariant=1)
    stamp.YMDhms = tuple(created.astimezone(UTC).timetuple())[:6]
    stamp.dhh = stamp.dmm = 0
    return stamp
