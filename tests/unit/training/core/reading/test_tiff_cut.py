"""TIFF files of which the last bytes are missing."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.training.core.reading.drawn import cell, difference, tiff_file, tiff_pages
from training.core.reading import special
from training.core.reading.types import ImageError

CELL = np.tile(cell(), (3, 3, 1))


@pytest.mark.parametrize("rows", [16, 216])
@pytest.mark.parametrize("name", [None, "lzw", "zlib", "packbits"])
@pytest.mark.parametrize("predictor", [False, True])
def test_few_missing_bytes_are_completed(name: str | None, rows: int, predictor: bool) -> None:
    for values in (CELL, CELL.astype(np.uint16) * 257):
        options = {"predictor": True} if predictor and name in ("lzw", "zlib") else {}
        data = tiff_file(values, compression=name, rowsperstrip=rows, **options)
        for lost in (1, 2, 60):
            assert difference(special.decode(data[:-lost], 0, ()), CELL) < 1
        with pytest.raises(ImageError, match="is cut short"):
            special.decode(data[: len(data) * 9 // 10], 0, ())


@pytest.mark.parametrize("lost", [1, 2])
def test_missing_end_of_a_jpeg_strip_is_completed(lost: int) -> None:
    data = tiff_file(CELL, compression="jpeg", compressionargs={"level": 95})
    assert (special.decode(data[:-lost], 0, ()) == special.decode(data, 0, ())).all()


@pytest.mark.parametrize("name", ["zstd", "jpeg"])
def test_codecs_that_need_the_whole_strip_refuse(name: str) -> None:
    with pytest.raises(ImageError, match="is cut short"):
        special.decode(tiff_file(CELL, compression=name)[:-10], 0, ())


def test_pages_before_the_cut_are_read_and_the_loss_is_said() -> None:
    data = tiff_pages(*((cell(n), {}) for n in range(4)))
    pages = special.pages(data[: len(data) * 6 // 10], measure=True)
    assert [page.remark for page in pages] == ["is cut short: what follows its page 3 is missing", "", ""]
    assert (special.decode(data[: len(data) * 6 // 10], 1, ()) == cell(1)).all()
    with pytest.raises(ImageError, match="is cut short"):
        special.decode(data[: len(data) * 6 // 10], 2, ())
