"""Colour profiles, computed from their primaries."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def profile(primaries: Sequence[tuple[float, float]], white: tuple[float, float], gamma: float) -> bytes:
    """Return an ICC profile (version 2) of an RGB space with these chromaticities (x, y)."""

    def xyz(x: float, y: float) -> NDArray[Any]:
        return np.array([x / y, 1, (1 - x - y) / y])

    columns = np.stack([xyz(*primary) for primary in primaries], axis=1)
    columns = columns * np.linalg.solve(columns, xyz(*white))
    adapt = np.linalg.inv(_BRADFORD) @ np.diag((_BRADFORD @ _D50) / (_BRADFORD @ xyz(*white))) @ _BRADFORD
    columns = adapt @ columns

    tags = [(key, _stored(columns[:, n])) for n, key in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))]
    tags += [(key, _curve(gamma)) for key in (b"rTRC", b"gTRC", b"bTRC")]
    return _packed(b"RGB ", [(b"wtpt", _stored(_D50)), *tags])


def _stored(values: NDArray[Any]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(gamma * 256), 0)


def _packed(space: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(79)
    tags = [(b"desc", name), (b"cprt", b"text\0\0\0\0none\0\0\0\0"), *tags]
    table, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for key, value in tags:
        table += key + struct.pack(">II", start + len(body), len(value))
        body += value
    head = struct.pack(">I4sI4s4s4s", 128 + len(table) + len(body), b"lcms", 0x02400000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061) + bytes(48)
    return head + table + body


ADOBE = profile(((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), (0.3127, 0.3290), 2.19921875)
PROPHOTO = profile(((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001)), (0.3457, 0.3585), 1.8)
GREY = _packed(b"GRAY", [(b"wtpt", _stored(_D50)), (b"kTRC", _curve(1.0))])
"""Grey of linear light."""
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def in_profile(picture: NDArray[np.uint8], target: bytes) -> Image.Image:
    """Return a picture in sRGB in the colours of another profile, which is not attached to it."""
    there = ImageCms.ImageCmsProfile(io.BytesIO(target))
    found = ImageCms.profileToProfile(Image.fromarray(picture), ImageCms.createProfile("sRGB"), there, outputMode="RGB")
    assert found is not None
    found.info.pop("icc_profile", None)
    return found
