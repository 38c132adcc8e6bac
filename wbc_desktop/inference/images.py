"""Reading images, as prediction reads them: the door to ``training.core.images`` (no torch)."""

from __future__ import annotations

from training.core.images import (
    IMAGE_SUFFIXES,
    MAX_PIXELS,
    MIN_SIDE,
    ImageError,
    RGBImage,
    decode_image,
    looks_like_image,
    probe_image,
    read_image,
)

__all__ = [
    "IMAGE_SUFFIXES",
    "MAX_PIXELS",
    "MIN_SIDE",
    "ImageError",
    "RGBImage",
    "decode_image",
    "looks_like_image",
    "probe_image",
    "read_image",
]
