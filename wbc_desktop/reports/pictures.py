"""The pictures in the PDF: small JPEGs of cells, plain and with the heatmap, and of fields."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from PIL import Image
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import Box
from wbc_desktop.reports.data import Picture, PictureChanged, ReportData
from wbc_desktop.reports.heatmap import overlay

SIDE = 160
"""Longer side of a picture in the PDF in pixels: 200 dots per inch at its printed size."""

FIELD_SIDE = 560
"""Longer side of a field in pixels: 160 dots per inch at its printed size."""

FIELDS_SHOWN = 120
"""Fields of which the report shows the picture, at most: 20 pages."""

_QUALITY = 85
_MAPS_AT_ONCE = 64

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Jpeg:
    """An encoded picture and its size in pixels."""

    data: bytes
    width: int
    height: int

    def pixels(self) -> Picture:
        """Return the picture again."""
        return np.asarray(Image.open(io.BytesIO(self.data)), np.uint8)

    def draw(self, canvas: Canvas, name: str, x: float, y: float, width: float, height: float) -> None:
        """Draw it centred in the box (points) whose lower left corner is at x, y; ``name`` must be unique."""
        scale = min(width / self.width, height / self.height)
        wide, high = self.width * scale, self.height * scale
        stream = pdfdoc.PDFStream(
            pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("XObject"),
                    "Subtype": pdfdoc.PDFName("Image"),
                    "Width": self.width,
                    "Height": self.height,
                    "ColorSpace": pdfdoc.PDFName("DeviceRGB"),
                    "BitsPerComponent": 8,
                    "Filter": pdfdoc.PDFName("DCTDecode"),
                }
            ),
            self.data,
        )
        canvas._doc.Reference(stream, canvas._doc.getXObjectName(name))
        canvas.saveState()
        canvas.translate(x + (width - wide) / 2, y + (height - high) / 2)
        canvas.scale(wide, high)
        canvas.doForm(name)
        canvas.restoreState()


@dataclass(frozen=True, slots=True)
class Pair:
    """The picture of a cell, plain and with the heatmap; ``word`` says why there is no picture."""

    picture: Jpeg | None
    heatmap: Jpeg | None
    word: str = ""


_Page = tuple[str, int]
"""A field: the SHA-256 of its file, and the page."""


class Pictures:
    """Reads the pictures of one report: maps in batches, and each picture once, also a field with several cells.

    The small pictures of all cells of a field are made when the first of them is needed. They are kept compressed, and
    the document keeps them anyway.
    """

    def __init__(self, data: ReportData, order: Sequence[Cell]) -> None:
        """Prepare to read the cells of the report, which are drawn in this order."""
        self.order = order
        self._data = data
        self._ids = [cell.id for cell in order]
        self._place = {cell_id: place for place, cell_id in enumerate(self._ids)}
        self._maps: Mapping[int, HeatMaps] = {}
        self._chunk = -1
        self._pages: dict[_Page, list[Cell]] = {}
        for cell in data.cells:
            if cell.box is not None:
                self._pages.setdefault((cell.sha256, cell.page), []).append(cell)
        self._crops: dict[int, Jpeg | str] = {}
        self._fields: dict[_Page, Jpeg | str] = {}
        self._shown = set(list(self._pages)[:FIELDS_SHOWN])

    @property
    def fields(self) -> list[list[Cell]]:
        """The cells of each field that has any, in the order of the folder."""
        return list(self._pages.values())

    def pair(self, cell: Cell) -> Pair:
        """Return the two small pictures of ``cell``."""
        if cell.box is None:
            small = self._read(cell, shrink)
            if isinstance(small, str):
                return Pair(None, None, small)
            return Pair(encode(small), self._heatmap(cell, small))
        if cell.id not in self._crops:
            self._read_field(cell)
        crop = self._crops.pop(cell.id)
        if isinstance(crop, str):
            return Pair(None, None, crop)
        return Pair(crop, self._heatmap(cell, crop.pixels()))

    def field(self, cell: Cell) -> Jpeg | str:
        """Return the small picture of the field that shows this cell, or why there is none, in two words."""
        page = cell.sha256, cell.page
        if page not in self._fields:
            self._read_field(cell)
        return self._fields.pop(page)

    def _read_field(self, cell: Cell) -> None:
        page = cell.sha256, cell.page
        cells = self._pages[page]

        def cut(whole: Picture) -> dict[int, Jpeg]:
            if page in self._shown:
                self._fields[page] = encode(shrink(whole, FIELD_SIDE))
            return {one.id: encode(shrink(_part(whole, one.crop))) for one in cells}

        found = self._read(cell, cut)
        if isinstance(found, str):
            self._fields[page] = found
            self._crops |= dict.fromkeys((one.id for one in cells), found)
        else:
            self._crops |= found

    def _read(self, cell: Cell, use: Callable[[Picture], T]) -> T | str:
        """Return what ``use`` makes of the picture that shows the cell, or why there is no picture, in two words."""
        # A fault of one file must not prevent the report: its frame says so, the log says why.
        try:
            return use(self._data.read_picture(cell))
        except Cancelled:
            raise
        except Exception as error:
            _log.warning("The picture of %r cannot be read for the report: %s", cell.path, error)
            return _why(error)

    def _heatmap(self, cell: Cell, small: Picture) -> Jpeg | None:
        maps = self._maps_of(cell)
        code = mapped_class(cell, maps)
        if maps is None or code is None:
            return None
        data = self._data
        try:
            seen = overlay(
                small,
                maps.by_class[code],
                maps.width,
                maps.height,
                data.heatmap_colours,
                data.heatmap_opacity,
                maps.placement,
            )
        except ValueError as error:
            _log.warning("The heatmap of %r is damaged: %s", cell.path, error)
            return None
        return encode(seen)

    def _maps_of(self, cell: Cell) -> HeatMaps | None:
        chunk = self._place[cell.id] // _MAPS_AT_ONCE
        if chunk != self._chunk:
            first = chunk * _MAPS_AT_ONCE
            self._maps = self._data.read_maps(self._ids[first : first + _MAPS_AT_ONCE])
            self._chunk = chunk
        return self._maps.get(cell.id)


def _why(error: Exception) -> str:
    """Why a cell has no picture in the report, in two words."""
    if isinstance(error, FileNotFoundError):
        return tr("file missing")
    return tr("file changed") if isinstance(error, PictureChanged) else tr("not readable")


def mapped_class(cell: Cell, maps: HeatMaps | None) -> str | None:
    """Return the class whose map is shown: the cell's class, else the most probable one; None without a map."""
    if maps is None:
        return None
    return next((code for code in _wanted(cell) if code in maps.by_class), None)


def _wanted(cell: Cell) -> Iterator[str]:
    if cell.current is not None:
        yield cell.current
    if cell.predicted is not None:
        yield cell.predicted


def _part(picture: Picture, crop: Box | None) -> Picture:
    return picture if crop is None else picture[crop.top : crop.bottom, crop.left : crop.right]


def shrink(picture: Picture, side: int = SIDE) -> Picture:
    """Return ``picture`` (H x W x 3) scaled to at most ``side`` pixels. Raises ``ValueError`` for another shape."""
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise ValueError(f"A picture cannot have the shape {picture.shape}.")
    height, width = picture.shape[:2]
    if max(width, height) <= side:
        return picture
    scale = side / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(image, np.uint8)


def encode(picture: Picture) -> Jpeg:
    """Return ``picture`` as a JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=_QUALITY)
    return Jpeg(file.getvalue(), picture.shape[1], picture.shape[0])
