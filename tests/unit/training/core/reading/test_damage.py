"""Damaged files of every format raise errors with a reason, and nothing else."""

from __future__ import annotations

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.training.core.reading.drawn import cell, pillow_file, tiff_file, tiff_pages
from training.core.images import MAX_PIXELS, decode_image, pages
from training.core.reading import ordinary, special
from training.core.reading.formats import format_of
from training.core.reading.types import ImageError, PageInfo, RGBImage

CELL = cell()
DEEP = CELL.astype(np.uint16) << 4
FILES = {
    "JPEG": pillow_file(CELL, "JPEG"),
    "progressive JPEG": pillow_file(CELL, "JPEG", progressive=True),
    "PNG": pillow_file(CELL, "PNG"),
    "BMP": pillow_file(CELL, "BMP"),
    "WebP": pillow_file(CELL, "WEBP"),
    "TIFF": tiff_file(CELL),
    "LZW": tiff_file(DEEP, compression="lzw", predictor=True, tile=(32, 32)),
    "JPEG in TIFF": tiff_file(CELL, compression="jpeg", rowsperstrip=16),
    "ImageJ": tiff_file(np.moveaxis(CELL, -1, 0).copy(), "minisblack", imagej=True, metadata={"axes": "CYX"}),
    "OME": tiff_file(np.moveaxis(DEEP, -1, 0).copy(), "minisblack", ome=True, metadata={"axes": "CYX"}),
    "pages": tiff_pages((CELL, {}), (CELL[::2, ::2].copy(), {}), (cell(1), {})),
    "deep PNG": imagecodecs.png_encode(DEEP),
    "JPEG 2000": imagecodecs.jpeg2k_encode(DEEP, codecformat="jp2"),
    "JPEG XL": imagecodecs.jpegxl_encode(DEEP, lossless=True),
    "AVIF": pillow_file(CELL, "AVIF"),
}


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """A file with flipped bits, another head or tail, bytes left out or put in, or cut."""
    data = bytearray(FILES[name])
    near = st.one_of(st.integers(0, min(500, len(data) - 1)), st.integers(0, len(data) - 1))
    for place in draw(st.lists(near, max_size=12)):
        data[place] ^= draw(st.integers(1, 255))
    kind = draw(st.sampled_from(["as it is", "cut", "other head", "left out", "put in"]))
    place, size = draw(near), draw(st.integers(1, 300))
    if kind == "cut":
        del data[place:]
    elif kind == "other head":
        other = draw(st.sampled_from(sorted(FILES)))
        data[: size % 64] = FILES[other][: size % 64]
    elif kind == "left out":
        del data[place : place + size]
    elif kind == "put in":
        data[place:place] = draw(st.binary(max_size=300))
    return bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60)
@given(data=st.data())
def test_damage_raises_errors_with_a_reason_only(name: str, data: st.DataObject) -> None:
    found = read(data.draw(damaged(name)))
    if isinstance(found, str):
        assert found.startswith(("is ", "has ", "holds ", "lacks ", "needs "))
        return
    page, picture = found
    assert picture.dtype == np.uint8
    assert picture.shape == (page.height, page.width, 3)
    assert picture.size <= 3 * MAX_PIXELS


def read(data: bytes) -> tuple[PageInfo, RGBImage] | str:
    """Return the first picture of a file, decoded in this process; or the reason why not."""
    try:
        kind = format_of(data)
        if kind is None or ordinary.is_ordinary(data, kind):
            return pages(data)[0], decode_image(data)
        return special.pages(data, measure=True)[0], special.decode(data, 0, ())
    except ImageError as error:
        return error.reason
