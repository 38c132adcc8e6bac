"""A stored heatmap as an image to lay over a picture, and the legend of its colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QColor, QImage, QLinearGradient

from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.reports.heatmap import colour_map, layer, resize_map

SIDE = 224
"""Pixels along each side of an overlay: smooth enough to be stretched over any picture."""


PREDICTED = "predicted"
"""The map of the predicted class."""

ATTENTION = "attention"


def chosen_overlay(maps: HeatMaps | None, predicted: str | None, which: str) -> QImage | None:
    """Return the map ``which`` (a class code, ``PREDICTED`` or ``ATTENTION``) as an image; None if there is none."""
    if maps is None:
        return None
    code = predicted if which == PREDICTED else which
    values = maps.attention if which == ATTENTION else maps.by_class.get(str(code), ())
    if not values or len(values) != maps.width * maps.height:
        return None
    return overlay_image(values, maps.width, maps.height, maps.placement)


def overlay_image(
    values: Sequence[float], width: int, height: int, placement: Placement | None = None, colours: str = "inferno"
) -> QImage:
    """Return a map (``height * width`` values, 0 to 1) as an image of SIDE x SIDE pixels, transparent where it is low.

    ``placement`` says where in the picture the map's points lie, as for ``reports.heatmap.resize_map``.
    """
    strength = resize_map(values, width, height, SIDE, SIDE, placement)
    colour, share = layer(strength, colours, 1.0)
    pixels = np.dstack((colour, np.rint(share * 255).astype(np.uint8)))
    image = QImage(pixels.tobytes(), SIDE, SIDE, SIDE * 4, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def legend_gradient(width: float, colours: str = "inferno") -> QLinearGradient:
    """Return the colours of the map from low (left) to high (right)."""
    table = colour_map(colours)
    gradient = QLinearGradient(0, 0, width, 0)
    for step in range(0, 256, 15):
        red, green, blue = (int(v) for v in table[step])
        gradient.setColorAt(step / 255, QColor(red, green, blue))
    return gradient
