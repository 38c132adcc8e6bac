"""The pictures of corrections are those that prediction sees; what cannot be used is refused with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.core.corrections import Correction, to_csv
from training.core.frame import Frame
from training.data import corrections as module
from training.data.corrections import CellPicture, Refused, pictures, read_corrections
from training.data.manifest import ManifestError
from wbc_desktop.domain.regions import Box, crop_of


@pytest.fixture
def field(tmp_path: Path) -> Correction:
    """A picture of 120 x 80 pixels with a cell at 30, 20."""
    pixels = np.random.default_rng(1).integers(0, 255, (80, 120, 3), dtype=np.uint8)
    file = tmp_path / "field ä.png"
    Image.fromarray(pixels).save(file)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return Correction(str(file), "NEU", "train", "slide 1", "", sha256, 0, (), None, None, 1, "0" * 16, True)


def test_crop_and_place_of_the_cell_are_those_of_prediction(field: Correction) -> None:
    box = Box(30, 20, 20, 10)
    crop = crop_of(box, 120, 80)
    whole, part = pictures([field, replace(field, crop=crop, box=box)])
    assert isinstance(whole, CellPicture)
    assert isinstance(part, CellPicture)
    pixels = np.asarray(Image.open(field.path))
    assert (whole.image == pixels).all()
    assert whole.cell is None
    assert (part.image == pixels[crop.top : crop.bottom, crop.left : crop.right]).all()
    assert part.cell is not None
    sides = (part.cell.left * 50, part.cell.top * 50, part.cell.right * 50, part.cell.bottom * 50)
    assert sides == pytest.approx((15, 20, 35, 30))
    (without,) = pictures([replace(field, crop=crop)])
    assert isinstance(without, CellPicture)
    assert without.cell is None
    assert isinstance(part.cell, Frame)


def test_page_is_decoded_once_for_its_cells(field: Correction, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []

    def count(data: bytes, page: int, bits: tuple[str, ...]) -> np.ndarray:
        decoded.append((page, bits))
        return np.zeros((80, 120, 3), np.uint8)

    monkeypatch.setattr(module, "decode_image", count)
    some = [replace(field, cell=n, crop=(n, 0, 9, 9)) for n in range(4)]
    assert len(list(pictures([*some, replace(field, page=1, bits=("10", "12"))]))) == 5
    assert decoded == [(0, ()), (1, ("10", "12"))]


def test_picture_that_cannot_be_used_is_refused(field: Correction) -> None:
    file = Path(field.path)
    too_small = replace(field, crop=(100, 0, 40, 40))
    missing = replace(field, path=f"{field.path}.png")
    assert [one.reason for one in pictures([too_small, missing]) if isinstance(one, Refused)] == [
        "is smaller than the region of its cell",
        "cannot be read (No such file or directory)",
    ]
    content = file.read_bytes()
    file.write_bytes(content[:60])
    (changed,) = pictures([field])
    assert changed == Refused(field, "was changed since it was classified")
    (damaged,) = pictures([replace(field, sha256=hashlib.sha256(content[:60]).hexdigest())])
    assert isinstance(damaged, Refused)
    (null,) = pictures([replace(field, path="\0")])
    assert isinstance(null, Refused)


def test_file_is_read_and_checked(field: Correction, tmp_path: Path) -> None:
    file = tmp_path / "manifest.csv"
    other = replace(field, cell=2, group="slide 2", split="test", digest="1" * 16, sha256="2" * 64)
    file.write_bytes(to_csv([field, other]))
    assert read_corrections(file) == [field, other]
    for wrong, message in (
        ([], "lists no correction"),
        ([replace(field, split="val")], "cell 1: not a path"),
        ([replace(field, label="a class")], "cell 1: not a path"),
        ([replace(field, label="UNI")], "cell 1: not a path"),
        ([field, replace(other, group="slide 1")], "group slide 1 is on both sides"),
        ([field, replace(other, digest=field.digest)], "digest 0000000000000000 is on both sides"),
        ([field, replace(other, sha256=field.sha256)], f"sha256 {field.sha256} is on both sides"),
    ):
        file.write_bytes(to_csv(wrong))
        with pytest.raises(ManifestError, match=message):
            read_corrections(file)
    file.write_bytes(b"path\n")
    with pytest.raises(ManifestError, match="cannot be read"):
        read_corrections(file)
    with pytest.raises(ManifestError, match="cannot be read"):
        read_corrections(tmp_path / "none.csv")
