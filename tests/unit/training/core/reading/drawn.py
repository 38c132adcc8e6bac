"""A drawn cell, and files that hold it in other ways."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

HEIGHT, WIDTH = 72, 60
HEIC = base64.b64decode(
    """
    AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAX5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAA
    AAAERAAAEAAQAAAAABogABAAAAAAAAAM0AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/mlwcnAA
    AADeaXBjbwAAAHdodmNDAQQIAAAAnjgAAAAAHvAA/P/4+AAADwNgAAEAF0ABDAH//wQIAAADAJ44AAADAAAeugJAYQABACpCAQEECAAAAwCeOA
    AAAwAAHpAEECCy3VyU1zcBDQYEAAADAGQAAAMABCBiAAEACEQBwXMYMAiQAAAAE2NvbHJuY2x4AAEADQAGgAAAABRpc3BlAAAAAAAAAEAAAABA
    AAAAKGNsYXAAAAAwAAAAAQAAACAAAAAB////8AAAAAL////gAAAAAgAAABBwaXhpAAAAAAMICAgAAAAYaXBtYQAAAAAAAAABAAEFgQIDBYQAAA
    DVbWRhdAAAAMkoAa8E+O3Zp/GEJU051i6r9/DzpJFiISOOu3Nbo9cK5ZajN///f9prkbraKIGSZ4+j58GF1U0Iob3UjCAAJrZ4sS3/C++qBjAq
    f6XWA9Tf59pE2KdJjPBNyxh1NplvpANPL7Jwu4IHU3PTNyLeGwmsdXYgz090FIMuoHGBD0me5JPEPM3M4tgH8BPkP7/pQ1NZwaHID4kuDl8fK9
    Rh0nm5MNwWueO9hy6+XCZBp1MtPOJ0Enu6TxQiJAuYPQC8I0mXnuiN713jGGA=
    """
)
"""A disc of (95, 60, 140) around (20, 14) on (226, 196, 214), 48 x 32 pixels: nothing here writes HEIC."""


def cell(seed: int = 0) -> NDArray[np.uint8]:
    """Return a drawn cell, 72 x 60 x 3: pale background with grain, a dark nucleus."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    inside = np.hypot(y - 30 - seed * 7 % 12, x - 28) < 17
    picture = np.where(inside[:, :, None], (95, 60, 140), (226, 196, 214)) + 6 * np.sin(x / 3 + seed)[:, :, None]
    picture = picture + random.normal(0, 6, (HEIGHT, WIDTH, 1)) + random.normal(0, 2, (HEIGHT, WIDTH, 3))
    picture[2:4, 2:4] = 255
    return picture.clip(0, 255).astype(np.uint8)


def pillow_file(picture: NDArray[Any] | Image.Image, kind: str, **options: Any) -> bytes:
    """Return a file that Pillow writes."""
    stream = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(stream, kind, **options)
    return stream.getvalue()


def tiff_file(picture: NDArray[Any], photometric: str = "rgb", **options: Any) -> bytes:
    """Return a TIFF file of one call of tifffile."""
    stream = io.BytesIO()
    options.setdefault("metadata", None)
    tifffile.imwrite(stream, picture, photometric=photometric, **options)
    return stream.getvalue()


def tiff_pages(*pages: tuple[NDArray[Any], dict[str, Any]], **options: Any) -> bytes:
    """Return a TIFF file of several pages, each with its own options."""
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream, **options) as writer:
        for picture, of_page in pages:
            photometric = "rgb" if picture.ndim == 3 else "minisblack"
            writer.write(picture, **{"photometric": photometric, "metadata": None, **of_page})
    return stream.getvalue()


def difference(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the mean difference of two pictures of one size, of 255."""
    assert one.shape == other.shape
    return float(np.abs(one.astype(int) - other.astype(int)).mean())
