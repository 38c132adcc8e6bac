"""TIFF files of every sample type, layout, compression and colour."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from tests.unit.training.core.reading.drawn import cell, difference, pillow_file, tiff_file
from tests.unit.training.core.reading.profiles import ADOBE, in_profile
from training.core.reading import special
from training.core.reading.types import ImageError, RGBImage

CELL = cell()
DEEP = CELL.astype(np.uint16) * 257
GREY = CELL[:, :, 1]


def decoded(data: bytes, page: int = 0, depths: Sequence[str] = ()) -> RGBImage:
    return special.decode(data, page, depths)


def reason(data: bytes) -> str:
    with pytest.raises(ImageError) as caught:
        decoded(data)
    return caught.value.reason


def planes(picture: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(np.moveaxis(picture, -1, 0))


@pytest.mark.parametrize("values", [CELL, DEEP, (CELL / 255).astype(np.float32)], ids=["8 bits", "16 bits", "floats"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"byteorder": ">"},
        {"bigtiff": True},
        {"rowsperstrip": 7},
        {"tile": (32, 32)},
        {"compression": "lzw"},
        {"compression": "zlib", "predictor": True},
        {"compression": "zstd", "tile": (16, 16)},
        {"compression": "packbits"},
    ],
    ids=str,
)
def test_layouts_and_compressions(values: NDArray[Any], options: dict[str, Any]) -> None:
    assert (decoded(tiff_file(values, **options)) == CELL).all()
    if options.get("compression") != "packbits" or values.dtype == np.uint8:
        planar = tiff_file(planes(values), planarconfig="separate", **options)
        assert (decoded(planar) == CELL).all()


@pytest.mark.parametrize("name", ["jpeg2000", "jpegxl", "jpegxr", "lerc", "webp", "png", "lzma"])
def test_picture_codecs_within_tiff(name: str) -> None:
    options = {"compressionargs": {"level": 100}} if name == "webp" else {}
    assert difference(decoded(tiff_file(CELL, compression=name, **options)), CELL) < 1


def test_jpeg_within_tiff_is_as_in_pillow() -> None:
    for data in (
        pillow_file(CELL, "TIFF", compression="jpeg", quality=90),
        pillow_file(Image.fromarray(CELL).convert("YCbCr"), "TIFF"),
    ):
        with Image.open(io.BytesIO(data)) as image:
            assert (decoded(data) == np.array(image.convert("RGB"))).all()


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_packed_and_declared_bits(bits: int) -> None:
    values = CELL.astype(np.uint16) << (bits - 8)
    values[:, :, 0] //= 4
    expected = values >> (bits - 8)
    most = [(code, "H", 3, (2**bits - 1,) * 3, True) for code in (281, 341)]
    for data in (tiff_file(values, bitspersample=bits), *(tiff_file(values, extratags=[tag]) for tag in most)):
        assert (decoded(data) == expected).all()
        (page,) = special.pages(data, measure=True)
        assert page.depth == ""
        assert page.remark == f"holds {bits}-bit values, as its header says: {2**bits - 1} is shown white"


def test_header_that_declares_all_bits_is_not_believed() -> None:
    data = tiff_file(CELL.astype(np.uint16) << 4, extratags=[(281, "H", 3, (65535,) * 3, True)])
    assert (decoded(data) == CELL).all()
    assert special.pages(data, measure=True)[0].depth.endswith(":12")


def test_bits_of_the_slide_are_used() -> None:
    dark = tiff_file(CELL.astype(np.uint16) << 2)
    depth = special.pages(dark, measure=True)[0].depth
    assert depth.endswith(":10")
    assert special.pages(dark, measure=False)[0].depth == ""
    assert (decoded(dark, depths=(depth, depth.replace(":10", ":12"))) == CELL >> 2).all()
    assert (decoded(dark, depths=(depth, "other:12")) == CELL).all()


def camera(picture: NDArray[Any], **options: Any) -> str:
    return special.pages(tiff_file(picture, **options), measure=True)[0].depth.partition(":")[0]


def named(maker: str, model: str) -> dict[str, Any]:
    return {"extratags": [(271, "s", 0, maker, True), (272, "s", 0, model, True)]}


def test_camera_is_told_by_its_name_or_the_program_that_wrote_the_file() -> None:
    """The size of cut-out cells tells nothing; the brightness of the picture neither."""
    plain = camera(DEEP)
    assert plain == camera(DEEP >> 2) == camera(DEEP[:40]) == camera(DEEP, compression="lzw")
    assert len({plain, camera(DEEP, software="A 1.0"), camera(DEEP[:, :, 0], photometric="minisblack")}) == 3
    one, two = named("Maker", "A"), named("Maker", "B")
    assert len({plain, camera(DEEP, **one), camera(DEEP, **two)}) == 3
    assert camera(DEEP, **one) == camera(DEEP, software="A 1.0", **one)


def test_unnamed_camera_is_told_by_the_size_of_its_frames() -> None:
    frame = np.kron(DEEP, np.ones((9, 10, 1), np.uint16))
    assert len({camera(frame), camera(frame[:600]), camera(DEEP)}) == 3
    assert camera(frame) == camera(np.ascontiguousarray(frame.swapaxes(0, 1)))
    one = named("Maker", "A")
    assert camera(frame, **one) == camera(frame[:600], **one)


@pytest.mark.parametrize(
    "deep", [GREY, GREY.astype(np.uint16) * 257, (GREY / 255).astype(np.float32)], ids=["8", "16", "f"]
)
def test_grey_and_white_is_zero(deep: NDArray[Any]) -> None:
    most = {"u1": 255, "u2": 65535, "f4": 1.0}[deep.dtype.str[1:]]
    grey = np.repeat(GREY[:, :, None], 3, axis=2)
    assert (decoded(tiff_file(deep, "minisblack")) == grey).all()
    assert difference(decoded(tiff_file((most - deep).astype(deep.dtype), "miniswhite")), grey) < 1
    assert (
        decoded(tiff_file(np.repeat(deep[:, :, None], 3, axis=2), "minisblack", planarconfig="contig")) == grey
    ).all()


def test_palette_cmyk_lab_and_ycbcr() -> None:
    image = Image.fromarray(CELL)
    palette = image.quantize(200)
    assert (decoded(pillow_file(palette, "TIFF")) == np.array(palette.convert("RGB"))).all()
    assert difference(decoded(pillow_file(image.convert("CMYK"), "TIFF")), CELL) < 1
    lab = ImageCms.profileToProfile(
        image, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    assert difference(decoded(pillow_file(lab, "TIFF")), CELL) < 1.5
    assert difference(decoded(tiff_file(np.array(image.convert("YCbCr")), "ycbcr")), CELL) < 2


def test_profile_is_converted() -> None:
    stored = np.array(in_profile(CELL, ADOBE))
    for values in (stored, stored.astype(np.uint16) * 257):
        assert difference(decoded(tiff_file(values, iccprofile=ADOBE)), CELL) < 1
    assert (decoded(tiff_file(CELL, iccprofile=b"damaged" * 30)) == CELL).all()


@pytest.mark.parametrize("kind", ["unassalpha", "assocalpha", "unspecified"])
@pytest.mark.parametrize("values", [CELL, DEEP], ids=["8 bits", "16 bits"])
def test_alpha_that_is_no_alpha(kind: str, values: NDArray[Any]) -> None:
    for alpha in (0, np.iinfo(values.dtype).max):
        four = np.dstack([values, np.full(GREY.shape, alpha, values.dtype)])
        assert (decoded(tiff_file(four, extrasamples=[kind])) == CELL).all()


def test_real_alpha_lies_over_white_and_other_channels_do_not_count() -> None:
    alpha = np.full(GREY.shape, 255, np.uint8)
    alpha[:30] = 0
    four = np.dstack([CELL, alpha])
    assert (decoded(tiff_file(four, extrasamples=["unspecified"])) == CELL).all()
    shown = decoded(tiff_file(four, extrasamples=["unassalpha"]))
    assert (shown[:30] == 255).all()
    assert (shown[30:] == CELL[30:]).all()
    black = np.dstack([CELL * (alpha[:, :, None] > 0), alpha])
    assert (decoded(tiff_file(black, extrasamples=["assocalpha"])) == shown).all()
    bits = np.dstack([CELL.astype(np.uint16) << 4, np.full(GREY.shape, 65535, np.uint16)])
    assert (decoded(tiff_file(bits, extrasamples=["unassalpha"])) == CELL).all()


TURNED = {
    2: CELL[:, ::-1],
    3: CELL[::-1, ::-1],
    4: CELL[::-1],
    5: CELL.transpose(1, 0, 2),
    6: np.rot90(CELL, 1),
    7: CELL[::-1, ::-1].transpose(1, 0, 2),
    8: np.rot90(CELL, -1),
}


@pytest.mark.parametrize("orientation", TURNED)
def test_orientation(orientation: int) -> None:
    data = tiff_file(np.ascontiguousarray(TURNED[orientation]), extratags=[(274, "H", 1, orientation, True)])
    assert (decoded(data) == CELL).all()
    (page,) = special.pages(data, measure=True)
    assert (page.width, page.height) == (60, 72)


def test_reversed_bit_order() -> None:
    data = bytearray(tiff_file(imagecodecs.bitorder_encode(CELL), resolutionunit=2))
    entry = data.index(struct.pack("<HHI", 296, 3, 1))
    data[entry : entry + 12] = struct.pack("<HHIHH", 266, 3, 1, 2, 0)  # FillOrder in the place of ResolutionUnit
    assert (decoded(bytes(data)) == CELL).all()


def tag(code: int, value: int) -> bytes:
    return struct.pack("<HHIHH", code, 3, 1, value, 0)


PLAIN, STRIPS = tiff_file(CELL), tiff_file(CELL, rowsperstrip=8)
REFUSED = {
    "raw": (tiff_file(GREY.astype(np.uint16), "cfa"), "TIFF, raw camera data"),
    "channels": (tiff_file(np.dstack([CELL, CELL]), extrasamples=[0, 0, 0]), "has 6 channels"),
    "complex": (tiff_file(GREY.astype(np.complex64), "minisblack"), "complex numbers"),
    "volume": (tiff_file(np.stack([CELL] * 4), volumetric=True, tile=(16, 64, 64)), "TIFF volume"),
    "small": (tiff_file(CELL[:8, :8]), "is too small"),
    "no directory": (b"II*\0\xff\xff\0\0", "is cut short"),
    "rubbish": (b"II*\0\x08\0\0\0" + b"\xff" * 60, "is damaged"),
    "wrong codec": (PLAIN.replace(tag(259, 1), tag(259, 34712)), "is damaged"),
    "unknown codec": (PLAIN.replace(tag(259, 1), tag(259, 34661)), "not read (TIFF, JBIG"),
    "no codec": (PLAIN.replace(tag(259, 1), tag(259, 999)), "not read (TIFF, number 999)"),
    "missing tag": (PLAIN.replace(tag(262, 2), tag(261, 2)), "is damaged"),
    "other width": (PLAIN.replace(struct.pack("<HI", 4, 1) + b"<\0", struct.pack("<HI", 4, 1) + b"(\0"), "is damaged"),
    "sparse": (STRIPS.replace(struct.pack("<H", 8 * 180), bytes(2), 1), "lacks a part of its pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_files_have_the_true_reason(name: str) -> None:
    data, words = REFUSED[name]
    assert words in reason(data)
