"""The part of a picture that is cached for training: the frame with a margin for shifts and rotations."""

from __future__ import annotations

import hashlib
from pathlib import Path

from training.core import background as light
from training.core import leukocyte, preprocess
from training.core.frame import WHOLE, Frame
from training.core.images import RGBImage


def view(
    image: RGBImage, size: int, framing: str = "whole", margin: float = 0.0, background: str = "as it is"
) -> RGBImage:
    """Return the network's view of H x W x 3 at ``size`` pixels, with ``margin`` (a share of its side) around it.

    The result is a square of :func:`side_of` pixels. Its middle ``size`` pixels are what prediction sees, exactly so
    without a margin.
    """
    frame = leukocyte.frame(image) if framing == "leukocyte" else WHOLE
    seen = preprocess.crop(image, _wider(frame, margin), side_of(size, margin))
    return light.normalise_background(seen, image, background)


def side_of(size: int, margin: float) -> int:
    """Return the side of a view with a margin, in pixels; even if ``size`` is, so that the middle is exact."""
    return size + 2 * round(margin * size)


def view_version() -> str:
    """Return a digest of the code that frames and crops: views that other code cached are not used."""
    files = (leukocyte.__file__, preprocess.__file__, light.__file__, __file__)
    return hashlib.sha256(b"".join(Path(str(f)).read_bytes() for f in files)).hexdigest()[:16]


def _wider(frame: Frame, margin: float) -> Frame:
    x, y = margin * (frame.right - frame.left), margin * (frame.bottom - frame.top)
    return Frame(frame.left - x, frame.top - y, frame.right + x, frame.bottom + y)
