"""Preprocessing as the model card says: frame, size, background, channel order, Z-score."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core import leukocyte
from training.core.background import normalise_background
from training.core.frame import WHOLE, Frame
from training.core.images import RGBImage
from training.core.model_card import ModelCard

__all__ = ["WHOLE", "Frame", "crop", "frame_of", "framed", "prepare", "resize", "scaled", "seen_part"]


_BESIDE = 1.7
"""Side of a frame around a known cell, in lengths of the longer side of the cell's box.

Half of the fields of "Blood Cell Images" with one cell each (171), wbc8: 0.865 named rightly; 0.854 with 1.3 and 1.5,
0.860 with 1.9; 0.877 with the frame that the nucleus gives.
"""


def frame_of(image: RGBImage, card: ModelCard, cell: Frame | None = None) -> Frame:
    """Return the part of an image (H x W x 3 RGB of 8 bits) that the card's model sees, on whole pixels.

    ``cell``: where the cell is, if that is known. The nucleus gives the frame, unless the heaviest nucleus is that of a
    neighbour: then it is a square around the cell.
    """
    if card.framing != "leukocyte":
        return WHOLE
    found = leukocyte.frame(image)
    if cell is not None and not _is_inside(found, cell):
        found = _around(cell, image)
    return _on_pixels(found, image)


def _is_inside(frame: Frame, cell: Frame) -> bool:
    """Return whether the middle of the frame is on the cell."""
    x, y = (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2
    return cell.left <= x <= cell.right and cell.top <= y <= cell.bottom


def _around(cell: Frame, image: RGBImage) -> Frame:
    """Return the square around the cell, inside the picture if it fits."""
    height, width = image.shape[:2]
    wide, high = (cell.right - cell.left) * width, (cell.bottom - cell.top) * height
    side = min(_BESIDE * max(wide, high), width, height)
    left = min(max((cell.left + cell.right) / 2 * width - side / 2, 0), width - side)
    top = min(max((cell.top + cell.bottom) / 2 * height - side / 2, 0), height - side)
    return Frame(left / width, top / height, (left + side) / width, (top + side) / height)


def crop(image: RGBImage, frame: Frame, size: int) -> RGBImage:
    """Return the part of H x W x 3 in the frame as size x size x 3, without keeping the proportions (as the paper).

    The frame's sides are rounded to whole pixels; outside the picture its edge pixels are repeated. Area averaging when
    it shrinks, linear otherwise. Raises ``ValueError`` for a frame of no area or with values that are not finite.
    """
    left, top, right, bottom = _pixels(frame, image)
    height, width = image.shape[:2]
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        inside = image[top:bottom, left:right]
    else:
        inside = image.take(np.arange(top, bottom), axis=0, mode="clip")
        inside = inside.take(np.arange(left, right), axis=1, mode="clip")
    if inside.shape[:2] == (size, size):
        return np.ascontiguousarray(inside)
    shrinks = inside.shape[0] >= size and inside.shape[1] >= size
    resized = cv2.resize(inside, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return np.asarray(resized, dtype=np.uint8)


def resize(image: RGBImage, size: int) -> RGBImage:
    """Return H x W x 3 as size x size x 3, without keeping the proportions (as the paper); area averaging to shrink."""
    return crop(image, WHOLE, size)


def framed(image: RGBImage, card: ModelCard, cell: Frame | None = None) -> tuple[NDArray[np.float32], Frame]:
    """Return the network's input for H x W x 3 RGB of 8 bits, and the frame that it shows; ``cell`` as in ``frame_of``.

    The input is 3 x S x S float32 in the card's channel order, Z-scored (equation 1 of the paper).
    """
    seen, frame = seen_part(image, card, cell)
    return scaled(seen, card), frame


def seen_part(image: RGBImage, card: ModelCard, cell: Frame | None = None) -> tuple[RGBImage, Frame]:
    """Return what the network sees, still as S x S x 3 RGB of 8 bits, and the frame."""
    frame = frame_of(image, card, cell)
    return normalise_background(crop(image, frame, card.input_size), image, card.background), frame


def scaled(seen: RGBImage, card: ModelCard) -> NDArray[np.float32]:
    """Return S x S x 3 RGB of 8 bits as the network's input 3 x S x S."""
    planes = cv2.split(seen)[:: -1 if card.channel_order == "BGR" else 1]
    values = np.arange(256, dtype=np.float32)  # a table of 256 values is cheaper than computing every pixel
    tables = [(values - np.float32(mean)) / np.float32(std) for mean, std in zip(card.mean, card.std, strict=True)]
    found = np.stack([cv2.LUT(plane, table) for plane, table in zip(planes, tables, strict=True)])
    return np.asarray(found, np.float32)


def prepare(image: RGBImage, card: ModelCard) -> NDArray[np.float32]:
    """Return the same without the frame."""
    return framed(image, card)[0]


def _pixels(frame: Frame, image: RGBImage) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the frame in whole pixels, at least one pixel wide and high."""
    height, width = image.shape[:2]
    sides = (frame.left * width, frame.top * height, frame.right * width, frame.bottom * height)
    if not (np.isfinite(sides).all() and sides[0] < sides[2] and sides[1] < sides[3]):
        raise ValueError(f"The frame {frame} has no inside.")
    left, right = _grid(sides[0], sides[2])
    top, bottom = _grid(sides[1], sides[3])
    return left, top, right, bottom


def _grid(low: float, high: float) -> tuple[int, int]:
    """Round both ends; if they would meet, return the ends of the pixel in which they lie."""
    if round(low) < round(high):
        return round(low), round(high)
    pixel = math.floor((low + high) / 2)
    return pixel, pixel + 1


def _on_pixels(frame: Frame, image: RGBImage) -> Frame:
    """Return the frame exactly as :func:`crop` cuts it."""
    height, width = image.shape[:2]
    left, top, right, bottom = _pixels(frame, image)
    return Frame(left / width, top / height, right / width, bottom / height)
