"""Colour: profiles to sRGB, and transparency over white."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from training.core.reading.types import RGBImage

_SAME = 2
"""A profile that changes no colour by more than this (of 255) is sRGB, and pixels stay as they are."""
_SEEN = 0.02
"""Alpha under which a picture as a whole would be invisible: such a channel is not used as alpha."""

_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab"}


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return ``image`` (mode L, RGB, CMYK or LAB) as RGB in sRGB.

    Without a profile, or with one that is damaged or for another kind of picture, the values of L and RGB are sRGB.
    """
    transform = _transform(profile, image.mode) if profile else None
    if transform is None and image.mode == "LAB":
        transform = _lab()
    if transform is None:
        return image if image.mode == "RGB" else image.convert("RGB")
    converted = ImageCms.applyTransform(image, transform)
    return image.convert("RGB") if converted is None else converted


def over_white(colours: NDArray[np.uint8], alpha: NDArray[np.uint8], premultiplied: bool = False) -> RGBImage:
    """Return ``colours`` (H x W x 3) over white. An alpha channel (H x W) that hides everything or nothing is ignored.

    Many programs write an unused channel of zeros or of one value; a picture that is really invisible has no cell.
    """
    if int(alpha.min()) == int(alpha.max()) or float(alpha.mean()) < _SEEN * 255:
        return colours
    if premultiplied:
        lit = colours.astype(np.uint16) + (255 - alpha[:, :, None].astype(np.uint16))
        return lit.clip(max=255).astype(np.uint8)
    picture = Image.fromarray(np.dstack([colours, alpha]))
    white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return np.array(Image.alpha_composite(white, picture).convert("RGB"))


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> Any | None:
    """Return the transform from a profile to sRGB; None when the profile is sRGB, damaged, or for another mode."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACES.get(mode):
            return None
        transform = ImageCms.buildTransform(
            source, ImageCms.createProfile("sRGB"), mode, "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC
        )
        if mode in ("RGB", "L"):
            patches = _patches(mode)
            changed = ImageCms.applyTransform(patches, transform)
            before = np.asarray(patches.convert("RGB"), np.int16)
            if changed is None or int(np.abs(before - np.asarray(changed, np.int16)).max()) <= _SAME:
                return None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return transform


@lru_cache(maxsize=1)
def _lab() -> Any:
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")


def _patches(mode: str) -> Image.Image:
    """Return a picture with colours from the whole space of ``mode``."""
    ramp = np.arange(0, 256, 15, dtype=np.uint8)
    if mode == "L":
        return Image.fromarray(ramp[None, :].copy())
    return Image.fromarray(np.stack(np.meshgrid(ramp, ramp, ramp), axis=-1).reshape(1, -1, 3))
