"""What all readers share: the picture, its page, the error, and the limits of size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RGBImage = NDArray[np.uint8]

MIN_SIDE = 16
"""Pixels: under this a picture cannot show a cell."""
MAX_PIXELS = 64_000_000
"""Pixels: over this it is no picture of one cell (a whole slide scan), and decoding it could eat the memory."""

CUT_SHORT = "is cut short (truncated)"
DAMAGED = "is damaged"
NO_MEMORY = "needs more memory than there is"

SPARE_PART = 0.005
"""A picture of which at most this part is missing at the end of its file is read."""


class ImageError(Exception):
    """An image that cannot be read; ``reason`` is a phrase that follows the file's name ("is truncated").

    ``lasting``: the fault is in the image; otherwise (memory or time was short) another try may go better.
    """

    def __init__(self, reason: str, lasting: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting and reason != NO_MEMORY


class ContentChanged(ImageError):
    """The file no longer holds the content whose hash is known."""

    def __init__(self) -> None:
        super().__init__("was changed since the folder was read: open the folder again", lasting=False)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """One picture of a file: width and height in pixels, upright.

    ``depth``: the number of bits that its values need, when the file has room for more and does not say how many are
    used, after its camera (``3fa94c:12``); "" for all others. The pictures of one camera must be scaled alike, so all
    depths of a slide are given to the decoder. ``remark``: what a person must know about how it is read, as a phrase
    that follows its name; mostly "".
    """

    width: int
    height: int
    depth: str = ""
    remark: str = ""


def unread(kind: str) -> ImageError:
    """Return the error for a picture of a kind that is not read."""
    return ImageError(f"is a picture of a kind that is not read ({kind}): save it as PNG, TIFF or JPEG")


def missing_package(name: str) -> ImageError:
    """Return the error for a picture that cannot be read without the package that is installed by this name."""
    return ImageError(f"needs the Python package {name} to be read: install it, or save the file as PNG")


def wrong_channels(count: int) -> ImageError:
    """Return the error for a picture that is neither grey nor has three colours."""
    return ImageError(f"has {count} channels: only grey, or red, green and blue, can be shown")


def check_size(width: int, height: int) -> None:
    """Raise :class:`ImageError` when a picture of this size (pixels) cannot be the picture of cells."""
    if width * height > MAX_PIXELS:
        raise ImageError(f"is too large to be the picture of one cell ({width} x {height} pixels)")
    if min(width, height) < MIN_SIDE:
        raise ImageError(f"is too small to show a cell ({width} x {height} pixels)")
