"""A cache of decoded images at the network's size, in one file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from training.core.images import ImageError, RGBImage, read_image
from training.data.manifest import ManifestError, Sample
from training.data.view import side_of, view, view_version

_BLOCK = 64
"""Images in memory at once."""


class CachedImages(Sequence[RGBImage]):
    """N x S x S x 3 RGB of 8 bits in a ``.npy`` file, mapped into memory when first read.

    Pickling it for a loader's process sends the file's name, not the images.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._mapped: NDArray[np.uint8] | None = None

    @property
    def array(self) -> NDArray[np.uint8]:
        """All images, mapped read-only."""
        if self._mapped is None:
            self._mapped = np.load(self.file, mmap_mode="r")
        return self._mapped

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, index: Any) -> Any:
        return np.array(self.array[index])

    def __getstate__(self) -> dict[str, Any]:
        return {"file": self.file, "_mapped": None}

    def blocks(self) -> Iterator[NDArray[np.uint8]]:
        """Yield all images in blocks."""
        for start in range(0, len(self), _BLOCK):
            yield self[start : start + _BLOCK]


def cached_images(
    samples: Sequence[Sample],
    size: int,
    folder: Path,
    framing: str = "whole",
    margin: float = 0.0,
    progress: Callable[[int], None] | None = None,
    background: str = "as it is",
) -> CachedImages:
    """Return the samples' views (see :func:`training.data.view.view`), from the cache in ``folder`` if possible.

    They are computed again if an image file, the size, framing, background or the code has changed. If several
    processes ask at once, one computes them. Raises :class:`ManifestError` for an image that cannot be read.
    """
    ready = folder / f"images-{size}-{_key(samples, size, framing, margin, background)}.npy"
    if ready.exists():
        return CachedImages(ready)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(ready.with_suffix(".lock")):
        if not ready.exists():
            unfinished = ready.with_suffix(".part")
            with unfinished.open("wb") as file:
                _write(file, samples, size, framing, margin, background, progress)
            unfinished.replace(ready)
    return CachedImages(ready)


def _write(
    file: BinaryIO,
    samples: Sequence[Sample],
    size: int,
    framing: str,
    margin: float,
    background: str,
    progress: Callable[[int], None] | None,
) -> None:
    side = side_of(size, margin)
    header = {"descr": "|u1", "fortran_order": False, "shape": (len(samples), side, side, 3)}
    np.lib.format.write_array_header_1_0(file, header)
    done = 0
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        for start in range(0, len(samples), _BLOCK):
            block = samples[start : start + _BLOCK]
            for image in pool.map(lambda s: view(_read(s.path), size, framing, margin, background), block):
                file.write(np.ascontiguousarray(image).tobytes())
            done += len(block)
            if progress is not None:
                progress(done)


def _read(path: Path) -> RGBImage:
    try:
        return read_image(path)
    except ImageError as error:
        raise ManifestError(f"The image {path} {error}.") from None
    except OSError as error:
        raise ManifestError(f"The image {path} cannot be read ({error.strerror or error}).") from None


def _key(samples: Sequence[Sample], size: int, framing: str, margin: float, background: str) -> str:
    found = hashlib.sha256(f"{view_version()} {size} {framing} {margin} {background}\n".encode())
    for sample in samples:
        try:
            state = sample.path.stat()
            line = f"{sample.path}\t{state.st_mtime_ns}\t{state.st_size}\n"
        except OSError:
            line = f"{sample.path}\n"  # the error is raised when the file is read
        found.update(line.encode("utf-8", "surrogateescape"))
    return found.hexdigest()[:16]


def channel_statistics(
    images: CachedImages, order: str, size: int
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return mean and standard deviation (0 to 255) of each channel in ``order``, over the middle ``size`` pixels.

    They are computed from histograms: exact, and with little memory.
    """
    counts = np.zeros((3, 256), dtype=np.int64)
    for block in images.blocks():
        edge = (block.shape[1] - size) // 2
        middle = block[:, edge : edge + size, edge : edge + size]
        for channel in range(3):
            counts[channel] += np.bincount(middle[..., channel].ravel(), minlength=256)
    values = np.arange(256)
    total = counts.sum(axis=1)
    mean = counts @ values / total
    deviation = np.sqrt(counts @ values**2 / total - mean**2)
    r, g, b = ((float(m), max(float(d), 1e-3)) for m, d in zip(mean, deviation, strict=True))
    first, second, third = (b, g, r) if order == "BGR" else (r, g, b)
    return (first[0], second[0], third[0]), (first[1], second[1], third[1])
