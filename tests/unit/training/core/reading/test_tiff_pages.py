"""Which pages of a TIFF file are pictures, channels, or reduced copies."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from tests.unit.training.core.reading.drawn import cell, difference, tiff_file, tiff_pages
from training.core.reading import special
from training.core.reading.types import ImageError

CELL = cell()
DEEP = CELL.astype(np.uint16) * 257
CHANNELS = np.ascontiguousarray(np.moveaxis(CELL, -1, 0))


def reduced(width: int, height: int, picture: NDArray[Any] = CELL) -> NDArray[Any]:
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


def written(values: NDArray[Any], **options: Any) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, values, **options)
    return stream.getvalue()


def shown(data: bytes) -> list[NDArray[np.uint8]]:
    return [special.decode(data, n, ()) for n in range(len(special.pages(data, measure=True)))]


def assert_shows(data: bytes, *pictures: NDArray[np.uint8]) -> None:
    found = shown(data)
    assert [p.shape for p in found] == [p.shape for p in pictures]
    assert all(difference(one, other) < 1 for one, other in zip(found, pictures, strict=True))
    with pytest.raises(ImageError, match="has no picture"):
        special.decode(data, len(pictures), ())


def test_every_page_of_a_stack_is_a_picture() -> None:
    cells = [cell(n) for n in range(5)]
    assert_shows(tiff_pages(*((c, {}) for c in cells)), *cells)
    assert_shows(written(np.stack(cells), photometric="rgb"), *cells)


@pytest.mark.parametrize("flag", [{}, {"subfiletype": 1}], ids=["not marked", "marked"])
@pytest.mark.parametrize("deep", [CELL, DEEP], ids=["8 bits", "16 bits"])
def test_reduced_copies_are_no_pictures(flag: dict[str, Any], deep: NDArray[Any]) -> None:
    half, thumbnail = (reduced(30, 36, deep), flag), (reduced(20, 24, deep), flag)
    assert_shows(tiff_pages((deep, {}), half, thumbnail), CELL)
    assert_shows(tiff_pages(thumbnail, (deep, {}), half), CELL)


def test_smaller_picture_of_something_else_is_a_picture() -> None:
    other = reduced(30, 36, cell(5))
    assert_shows(tiff_pages((CELL, {}), (other, {})), CELL, other)


def test_only_reduced_pages_leave_the_largest() -> None:
    assert_shows(tiff_pages((reduced(30, 36), {"subfiletype": 1}), (CELL, {"subfiletype": 1})), CELL)


def test_full_picture_behind_a_thumbnail_is_found() -> None:
    assert_shows(tiff_pages((reduced(30, 36), {"subfiletype": 1, "subifds": 1}), (CELL, {})), CELL)


@pytest.mark.parametrize("values", [CHANNELS, CHANNELS.astype(np.uint16) * 257, CHANNELS.astype(np.uint16) << 4])
def test_channels_in_pages_are_one_picture(values: NDArray[Any]) -> None:
    assert_shows(written(values, imagej=True, metadata={"axes": "CYX", "mode": "composite"}), CELL)
    assert_shows(written(values, ome=True, photometric="minisblack", metadata={"axes": "CYX"}), CELL)


def test_channels_follow_their_names_and_colours() -> None:
    back = np.ascontiguousarray(CHANNELS[::-1])
    names = {"axes": "CYX", "Channel": {"Name": ["Blue", "Green", "Red"]}}
    assert_shows(written(back, ome=True, photometric="minisblack", metadata=names), CELL)
    ramp, none = np.arange(256, dtype=np.uint8), np.zeros(256, np.uint8)
    tables = [np.stack([ramp if n == place else none for n in range(3)]) for place in (2, 1, 0)]
    assert_shows(written(back, imagej=True, metadata={"axes": "CYX", "LUTs": tables}), CELL)


def test_slices_times_and_positions_are_pictures() -> None:
    two = np.stack([CHANNELS, np.moveaxis(cell(1), -1, 0)])
    assert_shows(written(two, imagej=True, metadata={"axes": "ZCYX"}), CELL, cell(1))
    assert_shows(
        written(np.stack([CELL, cell(1)]), ome=True, photometric="rgb", metadata={"axes": "TYXS"}), CELL, cell(1)
    )
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream, ome=True) as writer:
        for n in range(2):
            writer.write(cell(n), photometric="rgb", metadata={"axes": "YXS"})
    assert_shows(stream.getvalue(), CELL, cell(1))


def test_pyramid_of_ome_is_one_picture() -> None:
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream, ome=True) as writer:
        writer.write(CELL, photometric="rgb", subifds=1, tile=(32, 32), metadata={"axes": "YXS"})
        writer.write(reduced(30, 36), photometric="rgb", subfiletype=1, tile=(32, 32))
    assert_shows(stream.getvalue(), CELL)


def test_significant_bits_of_ome_are_used() -> None:
    dark = (CHANNELS.astype(np.uint16) << 2) // 2
    data = written(dark, ome=True, photometric="minisblack", metadata={"axes": "CYX", "SignificantBits": 12})
    assert special.pages(data, measure=True)[0].remark.startswith("holds 12-bit values")
    assert difference(shown(data)[0], CELL // 8) < 1


def test_three_grey_pages_of_one_view_are_channels() -> None:
    data = tiff_pages(*((channel, {}) for channel in CHANNELS))
    assert_shows(data, CELL)
    remark = "has three grey pages of one view: they are read as red, green and blue"
    assert special.pages(data, measure=True)[0].remark == remark


def test_three_grey_pages_of_different_views_are_pictures() -> None:
    grey = [cell(n)[:, :, 1] for n in (0, 1, 2)]
    assert_shows(tiff_pages(*((g, {}) for g in grey)), *(np.repeat(g[:, :, None], 3, axis=2) for g in grey))


@pytest.mark.parametrize("count", [2, 4])
def test_other_numbers_of_channels_are_refused(count: int) -> None:
    values = np.ascontiguousarray(np.concatenate([CHANNELS, CHANNELS])[:count])
    with pytest.raises(ImageError, match=f"has {count} channels"):
        special.pages(written(values, imagej=True, metadata={"axes": "CYX"}), measure=True)


def test_chain_of_pages_that_turns_back_ends() -> None:
    data = bytearray(tiff_file(CELL))
    entries = int.from_bytes(data[8:10], "little")
    data[10 + 12 * entries : 14 + 12 * entries] = (8).to_bytes(4, "little")
    (page,) = special.pages(bytes(data), measure=True)
    assert page.remark == "is cut short: what follows its page 1 is missing"
