"""The fields of the report: small pictures with the boxes of the cells, then the fields without white cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportlab.platypus.flowables import CondPageBreak, Flowable, PageBreak, Spacer

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.regions import Box
from wbc_desktop.reports import wording
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.pages import FAINT, HEADING, INK, NOTE, SMALL, SMALL_NOTE, TITLE
from wbc_desktop.reports.pictures import FIELDS_SHOWN, Pictures
from wbc_desktop.reports.typeset.blocks import Pen, Text
from wbc_desktop.reports.typeset.layout import Line, Style

_COLUMNS = 2
_NAME_COLUMNS = 3
_GAP = 12.0
_TALLEST = 0.8
"""Height of the room for a picture as a share of its width: room for six on a page."""
_TAG = Style(5.5, bold=True, colour=INK)
_TAG_HEIGHT = 6.5


def fields(data: ReportData, pictures: Pictures, pen: Pen) -> Iterator[Flowable]:
    """Yield the fields with cells in the order of the folder, then the names of the others; nothing without fields."""
    if not pictures.fields and not data.empty_fields:
        return
    known = {row.cell_class.code: row.cell_class for row in data.differential.rows}
    codes = {cell.current for cell in data.cells}
    colours = {code: (known.get(code) or cell_class(code)).colour for code in codes if code is not None}
    yield PageBreak()
    yield Text(pen, tr("Fields"), TITLE, after=4)
    if pictures.fields:
        yield Text(pen, _about(), NOTE, after=6)
    shown = pictures.fields[:FIELDS_SHOWN]
    for start in range(0, len(shown), _COLUMNS):
        yield FieldRow(pen, pictures, colours, shown[start : start + _COLUMNS])
    rest = len(pictures.fields) - len(shown)
    if rest:
        yield Text(pen, _not_shown(rest), NOTE, after=4)
    yield from _without_cells(data, pen)


def _about() -> str:
    return tr(
        "Each box has the number of its cell in the picture and the class of the cell. A dashed box touches the edge "
        "of the field: the cell may be cut."
    )


def _not_shown(rest: int) -> str:
    return trn(
        "{n} more field with cells is not shown here. Its cells are in the gallery above.",
        "{n} more fields with cells are not shown here. Their cells are in the gallery above.",
        rest,
    )


def _without_cells(data: ReportData, pen: Pen) -> Iterator[Flowable]:
    if not data.empty_fields:
        return
    yield Spacer(1, 8)
    yield CondPageBreak(60)
    yield Text(pen, tr("Fields without white cells ({n})", n=len(data.empty_fields)), HEADING, after=3)
    names = [wording.place(field.path, field.page) for field in data.empty_fields]
    for start in range(0, len(names), _NAME_COLUMNS):
        yield NameRow(pen, names[start : start + _NAME_COLUMNS])


class NameRow(Flowable):  # type: ignore[misc]
    """Some names side by side, each on one line."""

    def __init__(self, pen: Pen, names: Sequence[str]) -> None:
        super().__init__()
        self._pen = pen
        self._names = names

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """One line."""
        self.width, self.height = width, SMALL.leading
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab."""
        room = (self.width - (_NAME_COLUMNS - 1) * _GAP) / _NAME_COLUMNS
        for place, name in enumerate(self._names):
            self._pen.line(self.canv, name, place * (room + _GAP), SMALL.leading - SMALL.size, SMALL, room)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field is drawn: its lower left corner, and points per pixel."""

    x: float
    y: float
    scale: float
    width: int
    height: int

    def rectangle(self, box: Box) -> tuple[float, float, float, float]:
        """Return left, bottom, width and height of a box in points."""
        left, bottom = self.x + box.left * self.scale, self.y + (self.height - box.bottom) * self.scale
        return left, bottom, box.width * self.scale, box.height * self.scale


class FieldRow(Flowable):  # type: ignore[misc]
    """Some fields side by side, each with its boxes and its name. Pictures are read when the row is drawn."""

    def __init__(
        self, pen: Pen, pictures: Pictures, colours: Mapping[str, str], shown: Sequence[Sequence[Cell]]
    ) -> None:
        super().__init__()
        self._pen = pen
        self._pictures = pictures
        self._colours = colours
        self._shown = shown
        self._names: list[Sequence[Line]] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The height depends on the shape of the pictures and on their names."""
        self.width = width
        self._room = (width - (_COLUMNS - 1) * _GAP) / _COLUMNS
        shape = max(cells[0].height / max(cells[0].width, 1) for cells in self._shown)
        self._tall = self._room * min(shape, _TALLEST)
        names = [wording.place(cells[0].path, cells[0].page) for cells in self._shown]
        self._names = [self._pen.typesetter.name(name, SMALL_NOTE, self._room, most=2) for name in names]
        self.height = self._tall + 3 + max(map(len, self._names)) * SMALL.leading + 8
        return width, self.height

    def draw(self) -> None:
        """Called by reportlab with the origin at the lower left corner."""
        for column, (cells, name) in enumerate(zip(self._shown, self._names, strict=True)):
            x = column * (self._room + _GAP)
            self._field(cells, x, self.height - self._tall)
            y = self.height - self._tall - 3 - SMALL.size
            for line in name:
                self._pen.draw(self.canv, line, x, y, SMALL_NOTE, self._room)
                y -= SMALL.leading

    def _field(self, cells: Sequence[Cell], x: float, y: float) -> None:
        width, height = max(cells[0].width, 1), max(cells[0].height, 1)
        scale = min(self._room / width, self._tall / height)
        place = _Place(x, y + self._tall - height * scale, scale, width, height)
        picture = self._pictures.field(cells[0])
        if isinstance(picture, str):
            self._empty_frame(place, picture)
        else:
            picture.draw(self.canv, f"field{cells[0].id}", place.x, place.y, width * scale, height * scale)
        taken: list[Box] = []
        for cell in cells:
            if cell.box is not None:
                self._box(cell, place.rectangle(cell.box), place, taken)

    def _empty_frame(self, place: _Place, word: str) -> None:
        wide, high = place.width * place.scale, place.height * place.scale
        self.canv.saveState()
        self.canv.setStrokeColor(FAINT)
        self.canv.setLineWidth(0.5)
        self.canv.rect(place.x + 0.25, place.y + 0.25, wide - 0.5, high - 0.5, stroke=1, fill=0)
        self.canv.restoreState()
        self._pen.line(self.canv, word, place.x + 2, place.y + high / 2 - 2, SMALL_NOTE, wide - 4, "centre")

    def _box(self, cell: Cell, rectangle: tuple[float, float, float, float], place: _Place, taken: list[Box]) -> None:
        """Draw the box of a cell and its tag, where no other tag is if possible."""
        colour = self._colours.get(cell.current or "", INK)
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(1.1)
        if cell.is_cut:
            canvas.setDash(2.2, 1.4)
        canvas.rect(*rectangle, stroke=1, fill=0)
        canvas.restoreState()
        text = f"{cell.number} {cell.current or wording.MISSING}"
        width = self._pen.typesetter.width(text, _TAG) + 3
        x, y = _free(_tag_places(rectangle, width, place), width, taken)
        canvas.saveState()
        canvas.setFillColor("#FFFFFF")
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(0.6)
        canvas.rect(x, y, width, _TAG_HEIGHT, stroke=1, fill=1)
        canvas.restoreState()
        self._pen.line(canvas, text, x + 1.5, y + 1.3, _TAG, width)


def _tag_places(
    rectangle: tuple[float, float, float, float], width: float, place: _Place
) -> Iterator[tuple[float, float]]:
    """Yield places for a tag: above and below its box, then beside it; all inside the picture."""
    left, bottom, wide, high = rectangle
    top = bottom + high - _TAG_HEIGHT
    right = place.x + place.width * place.scale - width
    highest = place.y + place.height * place.scale - _TAG_HEIGHT
    for x, y in (
        (left, bottom + high),
        (left, bottom - _TAG_HEIGHT),
        (left + wide, top),
        (left - width, top),
    ):
        yield min(max(x, place.x), right), min(max(y, place.y), highest)


def _free(places: Iterator[tuple[float, float]], width: float, taken: list[Box]) -> tuple[float, float]:
    """Return the first place where a tag of this width covers no other one, else the first; add it to ``taken``."""
    tried = [Box(round(10 * x), round(10 * y), round(10 * width), round(10 * _TAG_HEIGHT)) for x, y in places]
    found = next((tag for tag in tried if all(tag.overlap(other) == 0 for other in taken)), tried[0])
    taken.append(found)
    return found.left / 10, found.top / 10
