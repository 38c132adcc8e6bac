"""White cells cut out of their pictures on a plain background, for the paper's row of the segmented leukocyte."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from training.core import leukocyte, preprocess
from training.core.images import ImageError, RGBImage, read_image
from training.data.cache import CachedImages
from training.data.manifest import ManifestError, Sample

MARGIN = 0.1
"""Margin around the cell on each side, as a share of its longer side."""
_BLACK = 90
"""Highest sum of red, green and blue in the black corners that a rotation leaves; they are no background."""
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Cells:
    """N cut-out cells, and whether a white cell was found in each picture (else it is the whole picture)."""

    images: CachedImages
    found: NDArray[np.bool_]


def cut_out(image: RGBImage, size: int) -> tuple[RGBImage, bool]:
    """Return the white cell of H x W x 3 RGB as ``size`` x ``size`` x 3, and whether there is one.

    Pixels outside the segmented cell get the mean colour of the background, without black corners. The result is a
    square around the cell, so its shape is kept. Without a cell it is the whole picture.
    """
    mask = leukocyte.segment(image)
    if mask is None or not mask.any():
        return preprocess.resize(image, size), False
    blank = _background(image, mask)
    rows, columns = np.nonzero(mask)
    side = round(max(np.ptp(rows) + 1, np.ptp(columns) + 1) * (1 + 2 * MARGIN))
    square = np.empty((side, side, 3), np.uint8)
    square[:] = blank
    down, across = (side - (np.ptp(rows) + 1)) // 2, (side - (np.ptp(columns) + 1)) // 2
    square[rows - rows.min() + down, columns - columns.min() + across] = image[rows, columns]
    return preprocess.resize(square, size), True


def _background(image: RGBImage, mask: leukocyte.Mask) -> NDArray[np.uint8]:
    """Return the mean colour outside the cell; white if the cell fills the picture."""
    lit = ~mask & (image.astype(np.int32).sum(axis=2) > _BLACK)
    if not lit.any():
        return np.full(3, 255, np.uint8)
    return np.asarray(np.rint(image[lit].mean(axis=0)), np.uint8)


def cut_out_cells(samples: Sequence[Sample], size: int, folder: Path) -> Cells:
    """Return the samples' cut-out cells, from the cache in ``folder`` if possible.

    Raises :class:`ManifestError` for an image that cannot be read.
    """
    ready = folder / f"cells-{size}-{_key(samples, size)}.npy"
    flags = ready.with_name(f"{ready.stem}-found.npy")
    if not ready.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(ready.with_suffix(".lock")):
            if not ready.exists():
                unfinished = ready.with_suffix(".part")
                with unfinished.open("wb") as file:
                    found = _write(file, samples, size)
                np.save(flags, found)
                unfinished.replace(ready)  # last, so that both files are complete if this one exists
    return Cells(CachedImages(ready), np.load(flags, allow_pickle=False))


def _write(file: BinaryIO, samples: Sequence[Sample], size: int) -> NDArray[np.bool_]:
    header = {"descr": "|u1", "fortran_order": False, "shape": (len(samples), size, size, 3)}
    np.lib.format.write_array_header_1_0(file, header)
    found = []
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        for start in range(0, len(samples), _BLOCK):
            for image, there in pool.map(lambda s: _cut(s, size), samples[start : start + _BLOCK]):
                file.write(np.ascontiguousarray(image).tobytes())
                found.append(there)
    return np.array(found, dtype=np.bool_)


def _cut(sample: Sample, size: int) -> tuple[RGBImage, bool]:
    try:
        image = read_image(sample.path)
    except ImageError as error:
        raise ManifestError(f"The image {sample.path} {error.reason}.") from None
    except OSError as error:
        raise ManifestError(f"The image {sample.path} cannot be read ({error.strerror or error}).") from None
    return cut_out(image, size)


def _key(samples: Sequence[Sample], size: int) -> str:
    """Return a digest of the pictures, the size, and the code."""
    code = b"".join(Path(str(f)).read_bytes() for f in (leukocyte.__file__, preprocess.__file__, __file__))
    found = hashlib.sha256(hashlib.sha256(code).digest() + f"{size}\n".encode())
    for sample in samples:
        try:
            state = sample.path.stat()
            line = f"{sample.path}\t{state.st_mtime_ns}\t{state.st_size}\n"
        except OSError:
            line = f"{sample.path}\n"  # the error is raised when the file is read
        found.update(line.encode("utf-8", "surrogateescape"))
    return found.hexdigest()[:16]
