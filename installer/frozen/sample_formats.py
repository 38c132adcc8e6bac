"""Write a drawn cell in each file format and compression that is read: ``python sample_formats.py FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import imagecodecs
import numpy as np
import pi_heif  # noqa: F401  # the program reads HEIC with it; nothing here can write it
import pillow_jxl  # noqa: F401  # lets Pillow write JPEG XL
import tifffile
from PIL import Image

COMPRESSIONS = (
    "none",
    "lzw",
    "deflate",
    "packbits",
    "jpeg",
    "zstd",
    "lzma",
    "webp",
    "jpeg2000",
    "png",
    "lerc",
    "jpegxl",
)
PILLOW = ("jpg", "png", "bmp", "webp", "jp2", "avif", "jxl", "tif")


def cell(seed: int) -> np.ndarray:
    """Return a drawn white cell as an RGB picture; each seed gives another one."""
    rows, columns = np.mgrid[0:160, 0:160]
    picture = np.full((160, 160, 3), (236, 206, 216), np.uint8)
    picture[(rows - 80) ** 2 + (columns - 80) ** 2 < 56**2] = (216, 190, 205)
    picture[(rows - 80) ** 2 + (columns - 78) ** 2 < 40**2] = (104, 58, 150)
    noise = np.random.default_rng(seed).integers(-8, 9, picture.shape)
    return np.asarray(np.clip(picture + noise, 0, 255), np.uint8)


def main(folder: Path) -> None:
    """Write the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, suffix in enumerate(PILLOW):
        Image.fromarray(cell(number)).save(folder / f"pillow.{suffix}")
    for number, compression in enumerate(COMPRESSIONS, 100):
        name = None if compression == "none" else compression
        tifffile.imwrite(folder / f"{compression}.tiff", cell(number), photometric="rgb", compression=name)
    deep = cell(200).astype(np.uint16) * 257
    (folder / "deep.png").write_bytes(imagecodecs.png_encode(deep))
    tifffile.imwrite(folder / "deep.tiff", cell(201).astype(np.uint16) * 257, photometric="rgb", compression="deflate")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
