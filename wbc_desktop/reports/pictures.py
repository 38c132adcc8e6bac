"""The pictures of cells in the PDF: small JPEGs, plain and with the heatmap."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from wbc_desktop.domain.cells import Cell, HeatMaps
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.language import tr
from wbc_desktop.reports.data import Picture, PictureChanged, ReportData
from wbc_desktop.reports.heatmap import overlay

SIDE = 160
"""Longer side of a picture in the PDF in pixels: 200 dots per inch at its printed size."""

_QUALITY = 85
_MAPS_AT_ONCE = 64

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Jpeg:
    """An encoded picture and its size in pixels."""

    data: bytes
    width: int
    height: int

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


class Pictures:
    """Reads the cells of one report: pictures one by one, maps in batches."""

    def __init__(self, data: ReportData, order: Sequence[Cell]) -> None:
        self._data = data
        self._ids = [cell.id for cell in order]
        self._place = {cell_id: place for place, cell_id in enumerate(self._ids)}
        self._maps: Mapping[int, HeatMaps] = {}
        self._chunk = -1

    def pair(self, cell: Cell) -> Pair:
        """Return the two small pictures of ``cell``."""
        # A fault of one file must not prevent the report: its frame says so, the log says why.
        try:
            small = shrink(self._data.read_picture(cell))
        except Cancelled:
            raise
        except Exception as error:
            _log.warning("The picture of %r cannot be read for the report: %s", cell.path, error)
            return Pair(None, None, _why(error))
        return Pair(encode(small), self._heatmap(cell, small))

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


def shrink(picture: Picture) -> Picture:
    """Return ``picture`` (H x W x 3) scaled to at most ``SIDE`` pixels. Raises ``ValueError`` for another shape."""
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise ValueError(f"A picture cannot have the shape {picture.shape}.")
    height, width = picture.shape[:2]
    if max(width, height) <= SIDE:
        return picture
    scale = SIDE / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(image, np.uint8)


def encode(picture: Picture) -> Jpeg:
    """Return ``picture`` as a JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=_QUALITY)
    return Jpeg(file.getvalue(), picture.shape[1], picture.shape[0])
