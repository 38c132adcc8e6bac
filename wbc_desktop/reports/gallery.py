"""The gallery of the report: every cell by class with its heatmap, then the refused files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reportlab.platypus.flowables import CondPageBreak, Flowable, PageBreak, Spacer

from wbc_desktop.domain.cells import Cell, RefusedFile
from wbc_desktop.domain.classes import CellClass, cell_class, class_order
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.reports import wording
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.heatmap import colour_map
from wbc_desktop.reports.pages import (
    FAINT,
    GREY,
    HEADING,
    NOTE,
    SMALL,
    SMALL_NOTE,
    SMALL_STRONG,
    TITLE,
)
from wbc_desktop.reports.pictures import Jpeg, Pictures
from wbc_desktop.reports.typeset.blocks import Pen, Text
from wbc_desktop.reports.typeset.layout import Line, Style

COLUMNS = 4
_GAP = 10.0
_BETWEEN = 3.0

ABOUT_HEATMAPS = mark(
    "Beside each cell is its heatmap (Grad-CAM). The bright areas are those in which the network found support for the "
    "class of the cell; for Unidentified and Not classed cells, for the class that the model found most probable. It "
    "is a picture of what the network used, not a proof that the class is right."
)


def in_order(cells: Sequence[Cell]) -> list[Cell]:
    """Return ``cells`` sorted by class, those without a class last; stable within a class."""
    return sorted(cells, key=lambda c: (c.current is None, class_order(c.current) if c.current else (0, "")))


def gallery(data: ReportData, pictures: Pictures, pen: Pen) -> Iterator[Flowable]:
    """Yield rows of cells under a heading per class; nothing without cells."""
    if not data.cells:
        return
    yield PageBreak()
    yield Text(pen, tr("Cells by class"), TITLE, after=4)
    yield Text(pen, tr(ABOUT_HEATMAPS), NOTE, after=4)
    yield Legend(pen, data.heatmap_colours)
    names = {code: name for model in data.models for code, name in model.classes}
    known = {row.cell_class.code: row.cell_class for row in data.differential.rows}
    for code, group in groupby(pictures.order, key=lambda cell: cell.current):
        cells = list(group)
        yield Spacer(1, 8)
        yield CondPageBreak(130)
        shown = None if code is None else known.get(code) or cell_class(code, names.get(code))
        yield ClassHeading(pen, shown, len(cells))
        for start in range(0, len(cells), COLUMNS):
            yield Row(pen, pictures, cells[start : start + COLUMNS])


def refused_files(files: Sequence[RefusedFile], pen: Pen) -> Iterator[Flowable]:
    """Yield the refused files, each with its reason."""
    if not files:
        return
    yield Spacer(1, 14)
    yield CondPageBreak(80)
    yield Text(pen, tr("Files that cannot be used ({n})", n=len(files)), HEADING, after=2)
    yield Text(pen, tr("They were left out of every count; nothing was changed in them."), NOTE, after=4)
    for file in files:
        yield RefusedRow(pen, file)


class Legend(Flowable):  # type: ignore[misc]
    """The colour scale of the heatmaps."""

    _STEPS = 32

    def __init__(self, pen: Pen, colours: str) -> None:
        super().__init__()
        self._pen = pen
        table = colour_map(colours)
        self._table = [table[round(255 * (0.15 + 0.85 * step / (self._STEPS - 1)))] for step in range(self._STEPS)]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """One line."""
        self.width, self.height = width, 10.0
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab."""
        canvas = self.canv
        self._pen.line(canvas, tr("little"), 0, 2.5, SMALL_NOTE, 24)
        canvas.saveState()
        for step, (red, green, blue) in enumerate(self._table):
            canvas.setFillColorRGB(red / 255, green / 255, blue / 255)
            canvas.rect(26 + step * 2.5, 1.5, 2.6, 6, stroke=0, fill=1)
        canvas.restoreState()
        self._pen.line(canvas, tr("much support"), 26 + self._STEPS * 2.5 + 4, 2.5, SMALL_NOTE, 80)


class ClassHeading(Flowable):  # type: ignore[misc]
    """The class in its colour with its code, name and number of cells."""

    def __init__(self, pen: Pen, shown: CellClass | None, number: int) -> None:
        super().__init__()
        self.keepWithNext = 1
        self._pen = pen
        self._colour = shown.colour if shown is not None else FAINT
        called = f"{shown.code}  {shown.title}" if shown is not None else tr("Not yet preclassified")
        self._text = f"{called}  ({wording.cells(number)})"

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """One line and room under it."""
        self.width, self.height = width, 18.0
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab."""
        self.canv.saveState()
        self.canv.setFillColor(self._colour)
        self.canv.rect(0, 7, 9, 9, stroke=0, fill=1)
        self.canv.restoreState()
        self._pen.line(self.canv, self._text, 14, 8, HEADING, self.width - 14)


@dataclass(frozen=True, slots=True)
class _Caption:
    code: str
    state: str
    model: str
    name: Sequence[Line]


class Row(Flowable):  # type: ignore[misc]
    """Some cells side by side. Pictures are read when the row is drawn and not kept."""

    def __init__(self, pen: Pen, pictures: Pictures, cells: Sequence[Cell]) -> None:
        super().__init__()
        self._pen = pen
        self._pictures = pictures
        self._cells = cells
        self._captions: list[_Caption] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The height depends on the longest caption."""
        self.width = width
        self._room = (width - (COLUMNS - 1) * _GAP) / COLUMNS
        self._side = (self._room - _BETWEEN) / 2
        # Rows of wide pictures are lower.
        self._box = self._side * max(map(_flatness, self._cells))
        self._box = max(self._box, self._side / 3)
        self._captions = [self._caption(cell) for cell in self._cells]
        lines = 2 + max(len(caption.name) for caption in self._captions)
        self.height = self._box + 3 + lines * SMALL.leading + 8
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab with the origin at the lower left corner."""
        for place, (cell, caption) in enumerate(zip(self._cells, self._captions, strict=True)):
            x = place * (self._room + _GAP)
            bottom = self.height - self._box
            pair = self._pictures.pair(cell)
            self._picture(pair.picture, f"cell{cell.id}", x, bottom, pair.word)
            beside = tr("no heatmap") if pair.picture is not None else ""
            self._picture(pair.heatmap, f"map{cell.id}", x + self._side + _BETWEEN, bottom, beside)
            self._write(caption, x, bottom - 3)

    def _caption(self, cell: Cell) -> _Caption:
        guess = cell.preclassification
        model = (
            tr(
                "model {predicted} {confidence}",
                predicted=guess.predicted,
                confidence=wording.confidence(guess.confidence),
            )
            if guess is not None
            else tr("no model")
        )
        named = wording.place(cell.path, cell.page, cell.number)
        name = self._pen.typesetter.name(named, SMALL_NOTE, self._room, most=2)
        return _Caption(cell.current or wording.MISSING, tr(wording.STATES[cell.state]), model, name)

    def _picture(self, jpeg: Jpeg | None, name: str, x: float, y: float, word: str) -> None:
        if jpeg is not None:
            jpeg.draw(self.canv, name, x, y, self._side, self._box)
            return
        self.canv.saveState()
        self.canv.setStrokeColor(FAINT)
        self.canv.setLineWidth(0.5)
        self.canv.rect(x + 0.25, y + 0.25, self._side - 0.5, self._box - 0.5, stroke=1, fill=0)
        self.canv.restoreState()
        self._pen.line(self.canv, word, x + 2, y + self._box / 2 - 2, SMALL_NOTE, self._side - 4, "centre")

    def _write(self, caption: _Caption, x: float, top: float) -> None:
        y = top - SMALL.size
        for code, rest in ((caption.code, caption.state), ("", caption.model)):
            shift = self._pen.typesetter.width(code + " ", SMALL_STRONG) + 3 if code else 0.0
            if code:
                self._pen.line(self.canv, code, x, y, SMALL_STRONG, self._room)
            self._pen.line(self.canv, rest, x + shift, y, SMALL, self._room - shift)
            y -= SMALL.leading
        for line in caption.name:
            self._pen.draw(self.canv, line, x, y, SMALL_NOTE, self._room)
            y -= SMALL.leading


def _flatness(cell: Cell) -> float:
    """Return the height of the cell's picture divided by its width, 1 at most."""
    width, height = (cell.crop.width, cell.crop.height) if cell.crop is not None else (cell.width, cell.height)
    return min(1.0, height / max(width, 1))


class RefusedRow(Flowable):  # type: ignore[misc]
    """The path of a refused file and the reason, side by side."""

    _MOST = 12

    def __init__(self, pen: Pen, file: RefusedFile) -> None:
        super().__init__()
        self._pen = pen
        self._file = file
        self._columns: list[tuple[float, float, Style, Sequence[Line]]] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The height of the longer of the two."""
        left, setter, note = width * 0.58, self._pen.typesetter, Style(SMALL.size, colour=GREY)
        self.width = width
        self._columns = [
            (0.0, left - 8, SMALL, setter.name(self._file.path, SMALL, left - 8, self._MOST)),
            (left, width - left, note, setter.lines(reason_text(self._file.reason), note, width - left, self._MOST)),
        ]
        self.height = max(len(lines) for *_, lines in self._columns) * SMALL.leading + 2
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab."""
        for x, room, style, lines in self._columns:
            y = self.height - style.size * 1.06
            for line in lines:
                self._pen.draw(self.canv, line, x, y, style, room)
                y -= style.leading
