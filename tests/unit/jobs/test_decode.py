"""Thumbnails show what the network sees: turned by EXIF, in the same colours, whole, and never enlarged."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.regions import Box, PictureSource
from wbc_desktop.inference import images
from wbc_desktop.inference.images import ImageError, read_image
from wbc_desktop.jobs.decode import Decoded, from_array
from wbc_desktop.jobs.decode import decode as decode_cell
from wbc_desktop.jobs.picture_loader import read_picture


def decode(path: Path, side: int) -> Decoded | None:
    """The thumbnail of a file that is what it was when it was found."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return decode_cell(PictureSource(path, sha256), side)


def quarters(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red, green, blue and yellow quarters."""
    image = Image.new("RGB", (width, height))
    for column, row, colour in ((0, 0, "red"), (1, 0, "lime"), (0, 1, "blue"), (1, 1, "yellow")):
        box = (column * width // 2, row * height // 2, (column + 1) * width // 2, (row + 1) * height // 2)
        image.paste(colour, box)
    return image.convert(mode)


def pixels(path: Path, side: int) -> np.ndarray:
    decoded = decode(path, side)
    assert decoded is not None
    image = decoded.image
    rows = [[image.pixelColor(x, y).getRgb()[:3] for x in range(image.width())] for y in range(image.height())]
    return np.array(rows, dtype=np.int16)


def saved(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def kinds(folder: Path) -> list[Path]:
    """One file of each kind that Qt and the decoder might see differently."""
    plain = quarters(60, 40)
    turned = Image.Exif()
    turned[0x0112] = 6
    alpha = quarters(60, 40, "RGBA")
    alpha.putalpha(100)
    deep = np.linspace(0, 4095, 60 * 40).reshape(40, 60).astype(np.uint16)
    return [
        saved(folder, "plain.png", plain),
        saved(folder, "plain.jpg", plain, quality=95),
        saved(folder, "plain.bmp", plain),
        saved(folder, "plain.webp", plain, lossless=True),
        saved(folder, "plain.tif", plain),
        saved(folder, "grey.png", plain.convert("L")),
        saved(folder, "grey.jpg", plain.convert("L")),
        saved(folder, "palette.png", plain.convert("P")),
        saved(folder, "turned.jpg", plain, exif=turned, quality=95),
        saved(folder, "cmyk.jpg", plain.convert("CMYK"), quality=95),
        saved(folder, "alpha.png", alpha),
        saved(folder, "deep.png", Image.fromarray(deep)),
        saved(folder, "deep.tif", Image.fromarray(deep)),
        saved(folder, "really_a_png.jpg", plain, format="PNG"),
    ]


@pytest.mark.slow
def test_every_kind_of_file_looks_as_the_network_sees_it(qtbot: QtBot, tmp_path: Path) -> None:
    for path in kinds(tmp_path):
        seen = read_image(path).astype(np.int16)
        shown = pixels(path, 64)
        assert shown.shape == seen.shape, path.name
        assert np.abs(shown - seen).mean() < 3, path.name


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (1000, 3), (257, 256)])
@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_large_pictures_are_fitted_whole(qtbot: QtBot, tmp_path: Path, size: tuple[int, int], suffix: str) -> None:
    decoded = decode(saved(tmp_path, f"large.{suffix}", quarters(*size)), 64)
    if min(size) < 16:  # refused by the decoder that feeds the network, so it is never a cell
        assert decoded is None
        return
    assert decoded is not None
    assert max(decoded.image.width(), decoded.image.height()) == 64
    wanted = max(1, 64 * min(size) / max(size))
    assert abs(min(decoded.image.width(), decoded.image.height()) - wanted) <= 1
    assert decoded.source_pixels == size[0] * size[1]


def test_a_turned_picture_is_fitted_after_turning(qtbot: QtBot, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    decoded = decode(saved(tmp_path, "turned.jpg", quarters(400, 100), exif=exif), 64)
    assert decoded is not None
    assert (decoded.image.width(), decoded.image.height()) == (16, 64)
    assert decoded.image.pixelColor(2, 2).blue() > 200


def test_small_pictures_are_not_enlarged(qtbot: QtBot, tmp_path: Path) -> None:
    decoded = decode(saved(tmp_path, "small.png", quarters(20, 20)), 128)
    assert decoded is not None
    assert decoded.image.width() == 20


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 no picture", b"text", b"\x89PNG\r\n\x1a\n"])
def test_invalid_pictures_give_none(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.jpg"
    path.write_bytes(content)
    assert decode(path, 64) is None
    assert decode(tmp_path / "missing.jpg", 64) is None
    assert decode(tmp_path, 64) is None


def test_an_array_becomes_a_picture_of_its_own(qtbot: QtBot) -> None:
    array = np.zeros((5, 7, 3), dtype=np.uint8)
    array[1, 2] = (10, 20, 30)
    image = from_array(array)
    array[:] = 255
    assert (image.width(), image.height()) == (7, 5)
    assert image.pixelColor(2, 1).getRgb()[:3] == (10, 20, 30)
    assert from_array(array[:, ::-1]).pixelColor(0, 0).red() == 255


def test_file_with_changed_content_is_not_shown(tmp_path: Path) -> None:
    path = saved(tmp_path, "cell.png", quarters(60, 40))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    saved(tmp_path, "cell.png", quarters(40, 60))
    assert decode_cell(PictureSource(path, before), 64) is None
    with pytest.raises(ImageError, match="was changed"):
        read_picture(PictureSource(path, before))


def test_picture_is_found_in_its_folder_under_another_name(tmp_path: Path) -> None:
    path = saved(tmp_path, "cell.png", quarters(60, 40))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    shown = read_picture(PictureSource(path, sha256))
    path.rename(tmp_path / "renamed.png")
    assert read_picture(PictureSource(path, sha256)) == shown
    saved(tmp_path, "cell.png", quarters(40, 60))
    assert read_picture(PictureSource(path, sha256)) == shown


def test_cells_of_a_field_are_cut_from_a_page_that_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, "field.png", quarters(200, 100))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    decoded, real = [], images.decode_image
    monkeypatch.setattr(images, "decode_image", lambda *args: decoded.append(args) or real(*args))
    for box, colour in ((Box(10, 10, 40, 30), "red"), (Box(110, 10, 40, 30), "lime"), (Box(110, 60, 40, 30), "yellow")):
        made = decode_cell(PictureSource(path, sha256, crop=box), 64)
        assert made is not None
        assert (made.image.width(), made.image.height()) == (40, 30)
        assert made.image.pixelColor(20, 15) == QColor(colour)
        assert made.source_pixels > 4 * 40 * 30, "worth a place in the cache on disk"
    assert len(decoded) == 1
    assert decode_cell(PictureSource(path, sha256, crop=Box(190, 10, 40, 30)), 64) is None, "beyond the edge"
