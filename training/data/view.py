"""From a picture to what is kept of it for training: the framed part, with a margin for shifts and rotations."""

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
    """H x W x 3 -> what the network sees of it at ``size`` pixels, and ``margin`` (a share of its side) around it.

    The result has :func:`side_of` pixels a side; its middle ``size`` pixels are, without a margin exactly, what
    prediction sees.
    """
    frame = leukocyte.frame(image) if framing == "leukocyte" else WHOLE
    seen = preprocess.crop(image, _wider(frame, margin), side_of(size, margin))
    return light.evened(seen, image, background)


def side_of(size: int, margin: float) -> int:
    """Pixels a side of a view with a margin: as even or odd as ``size``, so that the middle lies on whole pixels."""
    return size + 2 * round(margin * size)


def view_version() -> str:
    """Changes whenever the code that frames and crops does: what was cached by other code is not used again."""
    files = (leukocyte.__file__, preprocess.__file__, light.__file__, __file__)
    return hashlib.sha256(b"".join(Path(str(f)).read_bytes() for f in files)).hexdigest()[:16]


def _wider(frame: Frame, margin: float) -> Frame:
    x, y = margin * (frame.right - frame.left), margin * (frame.bottom - frame.top)
    return Frame(frame.left - x, frame.top - y, frame.right + x, frame.bottom + y)
