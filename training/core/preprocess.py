"""From an image to what the network sees: resize, channel order, Z-score; all as the model's card says."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage
from training.core.model_card import ModelCard


def resize(image: RGBImage, size: int) -> RGBImage:
    """H x W x 3 -> size x size x 3, not keeping the proportions (as the paper does); area averaging when it shrinks."""
    if image.shape[:2] == (size, size):
        return image
    shrinks = image.shape[0] >= size and image.shape[1] >= size
    resized = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return np.asarray(resized, dtype=np.uint8)


def prepare(image: RGBImage, card: ModelCard) -> NDArray[np.float32]:
    """H x W x 3 RGB of 8 bits -> 3 x S x S float32 in the card's channel order, Z-scored (equation 1 of the paper)."""
    small = resize(image, card.input_size)
    ordered = small[:, :, ::-1] if card.channel_order == "BGR" else small
    planes = ordered.transpose(2, 0, 1).astype(np.float32)
    mean = np.asarray(card.mean, dtype=np.float32)[:, None, None]
    std = np.asarray(card.std, dtype=np.float32)[:, None, None]
    return np.ascontiguousarray((planes - mean) / std)
