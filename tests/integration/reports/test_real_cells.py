"""The report of real cells: the 71 originals of the blood-cell data set, and a slide of 400."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from unit.reports.samples import mixed_cells, report

from wbc_desktop.domain.cells import Cell
from wbc_desktop.reports.data import Picture
from wbc_desktop.reports.pdf import draw_pdf

_FOLDER = "dataset2-master/dataset2-master/images/TEST_SIMPLE/"


@pytest.fixture(scope="module")
def images(shared_data: Callable[[str], Path]) -> dict[str, bytes]:
    """The image files of TEST_SIMPLE by name."""
    with zipfile.ZipFile(shared_data("blood-cells.zip")) as archive:
        names = [n for n in archive.namelist() if n.startswith(_FOLDER) and n.endswith(".jpeg")]
        return {name.removeprefix(_FOLDER): archive.read(name) for name in sorted(names)}


@pytest.mark.parametrize("count", [71, 400])
def test_a_slide_of_real_cells(images: dict[str, bytes], count: int) -> None:
    names = [list(images)[n % len(images)] for n in range(count)]
    cells = [
        replace(made, path=name, width=320, height=240) for made, name in zip(mixed_cells(count), names, strict=True)
    ]

    def read(cell: Cell) -> Picture:
        return np.asarray(Image.open(io.BytesIO(images[cell.path])).convert("RGB"))

    file = io.BytesIO()
    draw_pdf(report(cells, read_picture=read), file)

    reader = PdfReader(file)
    assert "Digest of the result" in reader.pages[0].extract_text()
    assert reader.pages[1].extract_text().startswith("Cells by class")
    assert len(reader.pages) <= 2 + count // 18
    assert sum(len(page["/Resources"]["/XObject"]) for page in reader.pages[1:]) == 2 * count
    assert file.getbuffer().nbytes < count * 14_000 + 200_000
