"""TIFF files, by tifffile and imagecodecs: every sample type, layout and compression that these read.

OpenCV scrambles planar files and shows unknown compressions black; Pillow reads no colour of 16 bits.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from training.core.reading import orientation
from training.core.reading.camera import camera_of
from training.core.reading.colour import over_white, to_srgb
from training.core.reading.content import Content
from training.core.reading.levels import Levels, levels_of, to_8_bits
from training.core.reading.tiff_cut import JPEG, cut_samples, missing_bytes
from training.core.reading.tiff_file import opened
from training.core.reading.tiff_pages import TiffPicture, pages_alike
from training.core.reading.types import (
    CUT_SHORT,
    DAMAGED,
    NO_MEMORY,
    SPARE_PART,
    ImageError,
    PageInfo,
    RGBImage,
    check_size,
    unread,
    wrong_channels,
)

_PHOTOMETRIC = {
    0: "grey",
    1: "grey",
    2: "RGB",
    3: "palette",
    5: "CMYK",
    6: "YCbCr",
    8: "LAB",
    9: "LAB",
}
_UNREAD_PHOTOMETRIC = {4: "a mask", 10: "ITU Lab", 32803: "raw camera data", 34892: "raw camera data"}
_SAMPLES = {"grey": 1, "RGB": 3, "palette": 1, "CMYK": 4, "YCbCr": 3, "LAB": 3}
_MOST_BYTES = 2_000_000_000
_BITS, _COLOURS = 258, 262
"""Tags without which a picture cannot be told from a damaged one."""
_BILEVEL = (1, 2, 3, 4)
"""Compressions of black and white pictures, which need not say that they have one bit per sample."""
_SLACK = 0.01
_ALPHA = (1, 2)
_MOST_SAMPLE_VALUE, _MOST_SAMPLE_VALUE_OF_TYPE = 281, 341
_PROFILE = 34675
_MAKER, _MODEL, _SOFTWARE = 271, 272, 305
_ICC_LAB = 9


def pages(data: Content, measure: bool, working: Callable[[], None]) -> tuple[PageInfo, ...]:
    """Return the pictures of the file, in order; ``measure`` as in ``images.pages``. Raises :class:`ImageError`.

    ``working`` is called before a page is decoded.
    """

    def info(picture: TiffPicture) -> PageInfo:
        working()
        return _info(picture, measure)

    with opened(data, _decoded, working) as found:
        return tuple(map(info, found))


def decode(data: Content, page: int, depths: Sequence[str], working: Callable[[], None]) -> RGBImage:
    """Return a picture (counted from 0) of the file. Raises :class:`ImageError`."""
    with opened(data, _decoded, working) as found:
        return _decoded(_picture(found, page), depths)


def size(data: Content, page: int, working: Callable[[], None]) -> tuple[int, int]:
    """Return width and height in pixels of a picture (counted from 0), upright. Raises :class:`ImageError`."""
    with opened(data, _decoded, working) as found:
        info = _info(_picture(found, page), measure=False)
        return info.width, info.height


def _picture(found: Sequence[TiffPicture], page: int) -> TiffPicture:
    if page >= len(found):
        raise ImageError(f"has no picture {page + 1}")
    return found[page]


def _info(picture: TiffPicture, measure: bool) -> PageInfo:
    height, width = picture.shape
    check_size(width, height)
    if _orientation(picture.pages[0]) in orientation.SIDEWAYS:
        width, height = height, width
    first = picture.pages[0].keyframe
    remark = picture.remark
    if not measure or (first.dtype == np.uint8 and _declared(first) is None):
        return PageInfo(width, height, remark=remark)
    levels = _levels(_samples(picture), picture)
    depth = f"{_camera(picture)}:{levels.bits}" if levels.found else ""
    return PageInfo(width, height, depth, remark or levels.remark)


def _decoded(picture: TiffPicture, depths: Sequence[str] = ()) -> RGBImage:
    page = picture.pages[0].keyframe
    values = _samples(picture)
    kind = _kind(page) if len(picture.pages) == 1 else "RGB"
    if kind == "palette":
        stored = _palette(page, values)
    else:
        levels = _levels(values, picture)
        shown = to_8_bits(values, levels, _camera(picture), depths, white_is_zero=page.photometric == 0)
        stored = _coloured(page, kind, shown)
    return orientation.turned(stored, _orientation(picture.pages[0]))


def _camera(picture: TiffPicture) -> str:
    """Return which camera took the picture (:func:`camera_of`)."""
    page, (height, width) = picture.pages[0].keyframe, picture.shape
    samples = f"{page.dtype} {len(picture.pages) * page.samplesperpixel}"
    maker, model, software = (str(page.tags.valueof(code, "")) for code in (_MAKER, _MODEL, _SOFTWARE))
    return camera_of("TIFF", samples, max(width, height), min(width, height), (maker, model), software)


def _levels(values: NDArray[Any], picture: TiffPicture) -> Levels:
    """Return how the values of a picture are shown; alpha has no part in it."""
    page = picture.pages[0].keyframe
    colours = values[:, :, : _SAMPLES[_kind(page)]] if values.ndim == 3 and len(picture.pages) == 1 else values
    return levels_of(colours, _declared(page))


def _samples(picture: TiffPicture) -> NDArray[Any]:
    """Return the stored values, H x W or H x W x samples; several pages become the samples."""
    if len(picture.pages) == 1:
        return _page_samples(picture.pages[0])
    if not pages_alike(picture.pages) or picture.pages[0].keyframe.samplesperpixel != 1:
        raise unread("different channels in pages")
    return np.dstack([_page_samples(page) for page in picture.pages])


def _page_samples(page: Any) -> NDArray[Any]:
    key = page.keyframe
    _check(page, key)
    if key.is_subsampled and key.compression not in JPEG:
        return _by_pillow(page)
    missing = missing_bytes(page)
    if missing > sum(page.databytecounts) * SPARE_PART:
        raise ImageError(CUT_SHORT)
    try:
        values: NDArray[Any] = cut_samples(page) if missing else page.asarray(maxworkers=1)
    except ImageError:
        raise
    except (ImportError, NotImplementedError) as error:
        raise unread(f"TIFF, {_compression(key)}") from error
    except MemoryError:
        raise ImageError(NO_MEMORY) from None
    except Exception as error:  # every codec has errors of its own
        if key.compression == 6:
            return _by_pillow(page)
        unknown = "requires the" in str(error) or "not supported" in str(error) or "is not a known" in str(error)
        if unknown or key.compression in (65000, 65001, 65002):
            raise unread(f"TIFF, {_compression(key)}") from error
        raise ImageError(DAMAGED) from error
    if key.axes == "SYX":
        values = np.moveaxis(values, 0, -1)
    if values.shape[:2] != (key.imagelength, key.imagewidth) or values.ndim > 3:
        raise unread("TIFF with other dimensions")
    return values


def _by_pillow(page: Any) -> NDArray[Any]:
    """Return the pixels of a page in RGB, for the few kinds that only libtiff reads (old JPEG, subsampled YCbCr)."""
    try:
        file = page.parent.filehandle
        file.seek(0)
        with Image.open(file, formats=("TIFF",)) as image:
            image.seek(page.index)
            check_size(*image.size)
            return np.array(image.convert("RGB"))
    except ImageError:
        raise
    except Exception as error:  # Pillow's decoders raise almost anything on damaged data
        raise unread(f"TIFF, {_compression(page.keyframe)}") from error


def _compression(page: Any) -> str:
    try:
        return str(tifffile.COMPRESSION(page.compression).name).replace("_", " ")
    except ValueError:
        return f"number {int(page.compression)}"


def _check(page: Any, key: Any) -> None:
    """Raise :class:`ImageError` for a page that cannot be read, before it is read."""
    check_size(key.imagewidth, key.imagelength)
    if key.imagedepth != 1 or key.tiledepth != 1:
        raise unread("TIFF volume")
    _kind(key)
    if key.imagewidth * key.imagelength * key.samplesperpixel * max(8, key.bitspersample) // 8 > _MOST_BYTES:
        raise ImageError(NO_MEMORY)
    if key.dtype is None:
        raise unread(f"TIFF with samples of {key.bitspersample} bits")
    if key.is_tiled and key.tilewidth * key.tilelength > 4 * max(1_000_000, key.imagewidth * key.imagelength):
        raise ImageError(DAMAGED)
    if _COLOURS not in key.tags or (_BITS not in key.tags and key.compression not in _BILEVEL):
        raise ImageError(DAMAGED)
    counts, offsets = page.databytecounts, page.dataoffsets
    expected = int(np.prod(key.chunked, dtype=np.int64))
    if len(counts) < expected or len(offsets) < expected or 0 in counts[:expected] or 0 in offsets[:expected]:
        raise ImageError("lacks a part of its pixels")
    if key.compression == 1 and not _fits(sum(counts), key):
        raise ImageError(DAMAGED)


def _fits(stored: int, key: Any) -> bool:
    """Whether the pixels of an uncompressed page can be ``stored`` bytes; else its header is damaged."""
    width, height = (key.tilewidth, key.tilelength) if key.is_tiled else (key.imagewidth, key.imagelength)
    segments = int(np.prod(key.chunked, dtype=np.int64)) if key.is_tiled else 1
    samples = 1 if key.is_tiled and key.planarconfig == 2 else key.samplesperpixel
    if key.is_subsampled:
        return True
    expected = segments * height * -(-width * samples * key.bitspersample // 8)
    return bool(abs(stored - expected) <= max(64, expected * _SLACK))


def _kind(page: Any) -> str:
    """Return the kind of colours of a page. Raises :class:`ImageError` if they are not read."""
    photometric, samples = int(page.photometric), int(page.samplesperpixel)
    if photometric not in _PHOTOMETRIC:
        name = _UNREAD_PHOTOMETRIC.get(photometric, f"photometric {photometric}")
        raise unread(f"TIFF, {name}")
    kind = _PHOTOMETRIC[photometric]
    if kind == "LAB" and page.dtype != np.uint8:
        raise unread("TIFF, Lab of more than 8 bits")
    if kind == "grey" and samples in (3, 4):  # many programs store colour under the value for grey
        kind = "RGB"
    if samples < _SAMPLES[kind] or samples > _SAMPLES[kind] + 1:
        raise wrong_channels(samples)
    return kind


def _coloured(page: Any, kind: str, shown: NDArray[np.uint8]) -> RGBImage:
    """Return 8-bit samples (H x W or H x W x samples) as RGB."""
    profile_tag = page.tags.get(_PROFILE)
    profile = bytes(profile_tag.value) if profile_tag is not None and isinstance(profile_tag.value, bytes) else None
    if shown.ndim == 2:
        shown = shown[:, :, None]
    count = _SAMPLES[kind]
    colours = np.ascontiguousarray(shown[:, :, 0] if count == 1 else shown[:, :, :count])
    if kind == "YCbCr" and page.compression not in JPEG and not page.is_subsampled:
        image = Image.fromarray(colours, "YCbCr").convert("RGB")
    elif kind == "CMYK":
        image = Image.frombytes("CMYK", (colours.shape[1], colours.shape[0]), colours.tobytes())
    elif kind == "LAB":
        if page.photometric == _ICC_LAB:  # a and b have 128 in their middle; Pillow expects signed ones
            colours = colours ^ np.array((0, 128, 128), np.uint8)
        image = Image.frombytes("LAB", (colours.shape[1], colours.shape[0]), colours.tobytes())
    else:
        image = Image.fromarray(colours)
    rgb = np.array(to_srgb(image, profile))
    extra = [int(e) for e in page.extrasamples[-1:]]
    if shown.shape[2] > count and extra and extra[0] in _ALPHA:
        return over_white(rgb, np.ascontiguousarray(shown[:, :, count]), premultiplied=extra[0] == 1)
    return rgb


def _palette(page: Any, values: NDArray[Any]) -> RGBImage:
    table = np.asarray(page.colormap)
    if values.ndim == 3:
        values = values[:, :, 0]
    if table.ndim != 2 or table.shape[0] != 3 or values.dtype.kind not in "bu" or int(values.max()) >= table.shape[1]:
        raise ImageError(DAMAGED)
    table = table if int(table.max()) < 256 else table >> 8
    return table.astype(np.uint8).T[values.astype(np.intp)]


def _declared(page: Any) -> int | None:
    """Return how many bits of each sample are used, if the header says so and it is not all of them."""
    width = page.dtype.itemsize * 8 if page.dtype is not None else 0
    if isinstance(page.bitspersample, int) and page.bitspersample < width and page.dtype.kind in "ui":
        return int(page.bitspersample)
    for code in (_MOST_SAMPLE_VALUE_OF_TYPE, _MOST_SAMPLE_VALUE):
        tag = page.tags.get(code)
        if tag is not None:
            with contextlib.suppress(TypeError, ValueError):
                bits = int(np.max(tag.value)).bit_length()
                if 8 <= bits < width:
                    return bits
    ome = re.search(r"\bSignificantBits=\"(\d{1,2})\"", page.parent.ome_metadata or "")
    if ome is not None and 8 <= int(ome[1]) < width:
        return int(ome[1])
    return None


def _orientation(page: Any) -> int:
    tag = page.tags.get(orientation.TAG) if hasattr(page, "tags") else None
    return tag.value if tag is not None and tag.value in range(1, 9) else 1
