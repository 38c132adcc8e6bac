"""From an image to what the network sees: frame, size, light, channel order, Z-score; all as the model's card says."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core import leukocyte
from training.core.background import evened
from training.core.frame import WHOLE, Frame
from training.core.images import RGBImage
from training.core.model_card import ModelCard

__all__ = ["WHOLE", "Frame", "crop", "frame_of", "framed", "prepare", "resize"]


def frame_of(image: RGBImage, card: ModelCard) -> Frame:
    """The part of an image (H x W x 3 RGB of 8 bits) that the card's model looks at, on whole pixels."""
    if card.framing == "leukocyte":
        return _on_pixels(leukocyte.frame(image), image)
    return WHOLE


def crop(image: RGBImage, frame: Frame, size: int) -> RGBImage:
    """What of H x W x 3 lies in the frame, as size x size x 3, not keeping the proportions (as the paper does).

    The frame's sides go to the nearest whole pixel; beyond the picture its outermost pixels go on. Area averaging when
    it shrinks, linear otherwise. Raises ``ValueError`` for a frame without an inside (turned around, or not finite).
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
    """H x W x 3 -> size x size x 3, not keeping the proportions (as the paper does); area averaging when it shrinks."""
    return crop(image, WHOLE, size)


def framed(image: RGBImage, card: ModelCard) -> tuple[NDArray[np.float32], Frame]:
    """What the network sees of H x W x 3 RGB of 8 bits, and the frame within which it lies.

    3 x S x S float32 in the card's channel order, Z-scored (equation 1 of the paper).
    """
    frame = frame_of(image, card)
    small = evened(crop(image, frame, card.input_size), image, card.background)
    ordered = small[:, :, ::-1] if card.channel_order == "BGR" else small
    planes = ordered.transpose(2, 0, 1).astype(np.float32)
    mean = np.asarray(card.mean, dtype=np.float32)[:, None, None]
    std = np.asarray(card.std, dtype=np.float32)[:, None, None]
    return np.ascontiguousarray((planes - mean) / std), frame


def prepare(image: RGBImage, card: ModelCard) -> NDArray[np.float32]:
    """The same without the frame, for those that draw no maps."""
    return framed(image, card)[0]


def _pixels(frame: Frame, image: RGBImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the frame on the image's pixel grid; at least one pixel each way."""
    height, width = image.shape[:2]
    sides = (frame.left * width, frame.top * height, frame.right * width, frame.bottom * height)
    if not (np.isfinite(sides).all() and sides[0] < sides[2] and sides[1] < sides[3]):
        raise ValueError(f"The frame {frame} has no inside.")
    left, right = _grid(sides[0], sides[2])
    top, bottom = _grid(sides[1], sides[3])
    return left, top, right, bottom


def _grid(low: float, high: float) -> tuple[int, int]:
    """Both ends on whole numbers; the pixel in which they lie where they would meet."""
    if round(low) < round(high):
        return round(low), round(high)
    pixel = math.floor((low + high) / 2)
    return pixel, pixel + 1


def _on_pixels(frame: Frame, image: RGBImage) -> Frame:
    """The frame as :func:`crop` cuts it, so that what is said of it later is exact."""
    height, width = image.shape[:2]
    left, top, right, bottom = _pixels(frame, image)
    return Frame(left / width, top / height, right / width, bottom / height)
