"""Which pictures of a slide come from one camera, as far as their files tell."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

FRAME_PIXELS = 300_000
"""Pixels of the smallest frame of a camera (640 x 480 has 307,200). Smaller pictures are cut out, in any size."""
_DIGITS = 6


def camera_of(kind: str, samples: str, width: int, height: int, device: Sequence[str] = (), software: str = "") -> str:
    """Return six characters that are the same for pictures that may come from one camera.

    ``kind`` is the format of the file, ``samples`` the type and number of samples per pixel, ``device`` maker and
    model. A camera that is not named is told from others by the program that wrote the file and by the size of whole
    frames.
    """
    parts = [kind, samples, *device]
    if not any(device):
        parts.append(software)
        if width * height >= FRAME_PIXELS:
            parts.append(f"{width} x {height}")
    return hashlib.sha256("\n".join(part.strip() for part in parts).encode()).hexdigest()[:_DIGITS]
