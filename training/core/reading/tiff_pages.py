"""Which pictures a TIFF file holds, and of which of its pages each consists.

A page of a TIFF file may be a picture, one channel of a picture (ImageJ, OME-TIFF), or a reduced copy of a picture
(thumbnail, pyramid). The metadata of ImageJ, OME and similar programs say which; of other files, the flag
NewSubfileType does, and else the content: a page of the same proportions that looks like a larger one is its copy.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from training.core.reading.types import DAMAGED, ImageError, RGBImage, unread, wrong_channels

_REDUCED, _MASK = 1, 4
_MOST_PAGES = 5000
_DESCRIBED = ("is_ome", "is_imagej", "is_lsm", "is_stk", "is_mmstack", "is_nih", "is_fluoview")
"""tifffile's names of the kinds of files whose metadata say what the pages are."""
_COLOURS = ("red", "green", "blue")
_ALIKE = 0.9
"""Correlation from which a smaller page is a copy of a larger one."""
_VIEW_SIDE = 160
"""Pixels of the longer side in which pages are compared: a few cells are visible, and 5,000 views fit into memory."""
_ALIGNED = 0.5
"""Correlation of the edges from which three grey pages are the channels of one picture."""


@dataclass(frozen=True, slots=True)
class TiffPicture:
    """One picture: its only page, or its red, green and blue page. ``remark`` as in :class:`PageInfo`."""

    pages: tuple[Any, ...]
    remark: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels, as stored."""
        key = self.pages[0].keyframe
        return int(key.imagelength), int(key.imagewidth)


def pictures_of(tif: tifffile.TiffFile, decode: Callable[[TiffPicture], RGBImage]) -> list[TiffPicture]:
    """Return the pictures of a file in order; at least one. ``decode`` is asked only where pages must be compared.

    Raises :class:`ImageError`.
    """
    count, whole = _directories(tif)
    if count > _MOST_PAGES:
        raise unread(f"TIFF with {count} pages")
    found = _by_metadata(tif) or _by_flags(tif)
    if not found:
        raise ImageError(DAMAGED)
    found = _joined(_without_copies(found, decode), decode)
    if not whole:
        remark = f"is cut short: what follows its page {count} is missing"
        found[0] = replace(found[0], remark=remark)
    return found


def _by_metadata(tif: tifffile.TiffFile) -> list[TiffPicture]:
    """Return the pictures that the metadata describe; none if there are no such metadata."""
    found: list[TiffPicture] = []
    if not any(getattr(tif, kind, False) for kind in _DESCRIBED):
        return found
    for series in tif.series:
        own = set(series.keyframe.axes)
        outer = [(axis, size) for axis, size in zip(series.axes, series.shape, strict=True) if axis not in own]
        count = math.prod(size for _, size in outer)
        if len(series.pages) != count:
            if len(tif.pages) > 1 or len(series.pages) != 1:
                return []
            raise unread("a stack with one header")
        names = [axis for axis, _ in outer]
        places: NDArray[Any] = np.arange(count).reshape([size for _, size in outer])
        channels = places.shape[names.index("C")] if "C" in names else 1
        if "C" in names:
            places = np.moveaxis(places, names.index("C"), -1)
        order = _colour_order(tif, channels)
        for row in places.reshape(-1, channels):
            planes = tuple(series.pages[int(n)] for n in row[order])
            if all(plane is not None for plane in planes):
                found.append(TiffPicture(planes))
    return found


def _colour_order(tif: tifffile.TiffFile, count: int) -> list[int]:
    """Return the positions of red, green and blue among the channels; [0] for a single channel.

    Raises :class:`ImageError` for other numbers of channels.
    """
    if count == 1:
        return [0]
    if count != 3:
        raise wrong_channels(count)
    names = [name.lower() for name in re.findall(r"<Channel\b[^>]*?\bName=\"([^\"]*)\"", tif.ome_metadata or "")][:3]
    colours = [sum(colour in name for name in names) for colour in _COLOURS]
    if colours == [1, 1, 1]:
        return [next(n for n, name in enumerate(names) if colour in name) for colour in _COLOURS]
    tables = (tif.imagej_metadata or {}).get("LUTs") or []
    brightest = [np.asarray(table)[:, -1].tolist() for table in tables[:3]]
    pure = [[255 * (n == place) for n in range(3)] for place in range(3)]
    if all(colour in brightest for colour in pure):
        return [brightest.index(colour) for colour in pure]
    return [0, 1, 2]


def _by_flags(tif: tifffile.TiffFile) -> list[TiffPicture]:
    """Return every page that is not marked as a reduced copy or a mask; if all are, the largest."""
    every: list[Any] = []
    for page in tif.pages:
        every.append(page)
        try:
            every += page.pages or []
        except Exception:  # a damaged list of inner pages leaves the page itself
            continue
    every = [page for page in every if not page.subfiletype & _MASK and page.imagewidth and page.imagelength]
    full = [page for page in every if not page.subfiletype & _REDUCED]
    if not full and every:
        full = [max(every, key=lambda page: page.imagewidth * page.imagelength)]
    return [TiffPicture((page,)) for page in full]


def _without_copies(found: list[TiffPicture], decode: Callable[[TiffPicture], RGBImage]) -> list[TiffPicture]:
    """Return the pictures without reduced copies of others among them. Each is decoded once at most."""
    shapes = [picture.shape for picture in found]
    of_shape = {shape: [n for n, other in enumerate(shapes) if other == shape] for shape in set(shapes)}

    @cache
    def view(n: int) -> Any:
        return _view(decode, found[n])

    def is_copy(n: int) -> bool:
        larger = (m for shape, some in of_shape.items() if _may_be_copy(shapes[n], shape) for m in some)
        return any(_shows_the_same(view(n), view(m)) for m in larger)

    return [picture for n, picture in enumerate(found) if not is_copy(n)]


def _may_be_copy(small: tuple[int, int], big: tuple[int, int]) -> bool:
    if small[0] * small[1] * 1.5 > big[0] * big[1]:
        return False
    return abs(small[0] * big[1] / (small[1] * big[0]) - 1) < 0.1


def _view(decode: Callable[[TiffPicture], RGBImage], picture: TiffPicture) -> Any:
    """Return a picture in grey (uint8), reduced to ``_VIEW_SIDE`` pixels if it is larger; None if it is damaged."""
    import cv2

    try:
        pixels = decode(picture)
    except ImageError:
        return None
    factor = min(1, _VIEW_SIDE / max(pixels.shape[:2]))
    height, width = (max(1, round(side * factor)) for side in pixels.shape[:2])
    return cv2.cvtColor(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)


def _shows_the_same(one: Any, other: Any) -> bool:
    """Whether two views of nearly the same proportions are alike."""
    import cv2

    if one is None or other is None:
        return False
    height, width = (min(sides) for sides in zip(one.shape, other.shape, strict=True))
    one, other = (cv2.resize(view, (width, height), interpolation=cv2.INTER_AREA) for view in (one, other))
    return _correlation(_smooth(one), _smooth(other)) > _ALIKE


def _joined(found: list[TiffPicture], decode: Callable[[TiffPicture], RGBImage]) -> list[TiffPicture]:
    """Join three grey pages of plain TIFF that show the same edges: they are the channels of one picture."""
    pages = [picture.pages[0] for picture in found if len(picture.pages) == 1]
    if len(found) != 3 or len(pages) != 3 or len({picture.shape for picture in found}) != 1:
        return found
    root = pages[0].parent.root if hasattr(pages[0], "parent") else None
    grey = all(page.samplesperpixel == 1 and page.photometric in (0, 1) for page in (p.keyframe for p in pages))
    if not grey or root is None or root.is_imagej or root.is_ome:
        return found
    try:
        edges = [_edges(decode(picture)[:, :, 0]) for picture in found]
    except ImageError:
        return found
    if min(_correlation(edges[0], edges[1]), _correlation(edges[1], edges[2])) < _ALIGNED:
        return found
    return [TiffPicture(tuple(pages), "has three grey pages of one view: they are read as red, green and blue")]


def _smooth(grey: Any) -> Any:
    import cv2

    return cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0)


def _edges(grey: Any) -> Any:
    """Return what is finer than some pixels: it differs between pictures, and is alike in the channels of one."""
    import cv2

    smooth = _smooth(grey)
    return smooth - cv2.GaussianBlur(smooth, (0, 0), 4.0)


def _correlation(one: Any, other: Any) -> float:
    one, other = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / spread if spread else 0.0


def _directories(tif: tifffile.TiffFile) -> tuple[int, bool]:
    """Return how many pages the chain of directories has, and whether it ends as it should."""
    file, order, big = tif.filehandle, tif.byteorder, tif.is_bigtiff
    number, entry, link = ("Q", 20, "Q") if big else ("H", 12, "I")
    sizes = struct.calcsize(order + number), struct.calcsize(order + link)
    seen: set[int] = set()

    def at(place: int, kind: str) -> int:
        file.seek(place)
        return int(struct.unpack(order + kind, file.read(struct.calcsize(order + kind)))[0])

    place = 8 if big else 4
    while place + sizes[1] <= file.size:
        start = at(place, link)
        if start == 0:
            return len(seen), True
        if start in seen or start + sizes[0] > file.size or len(seen) > _MOST_PAGES:
            break
        seen.add(start)
        place = start + sizes[0] + at(start, number) * entry
    return len(seen), False


def pages_alike(pages: Sequence[Any]) -> bool:
    """Whether pages can be the channels of one picture: single samples of one size and type."""
    keys = [page.keyframe for page in pages]
    return len({(key.imagelength, key.imagewidth, key.dtype, key.photometric) for key in keys}) == 1
