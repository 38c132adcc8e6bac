"""Icons from the SVG files in ``resources/icons``, drawn in a colour of the palette at any scaling."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from wbc_desktop.runtime.resources import resource

_SIZES = (16, 20, 32, 40)


def tinted_icon(name: str, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> QIcon:
    """Return the icon ``name`` in the palette's colour for ``role``, paler when disabled."""
    icon = QIcon()
    modes = ((QIcon.Mode.Normal, QPalette.ColorGroup.Active), (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled))
    for mode, group in modes:
        colour = palette.color(group, role)
        for size in _SIZES:
            icon.addPixmap(tinted_pixmap(name, colour, size), mode)
    return icon


def tinted_pixmap(name: str, colour: QColor, side: int) -> QPixmap:
    """Return the icon ``name`` in one colour, ``side`` device pixels wide and high."""
    text = resource("icons", name + ".svg").read_text(encoding="utf-8").replace("currentColor", colour.name())
    return _drawn(text, side)


def app_icon() -> QIcon:
    """Return the program's icon."""
    text = resource("icons", "app.svg").read_text(encoding="utf-8")
    icon = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(_drawn(text, side))
    return icon


def app_picture(side: int, ratio: float) -> QPixmap:
    """Return the program's icon as a pixmap, ``side`` logical pixels wide on a screen with this pixel ratio."""
    picture = _drawn(resource("icons", "app.svg").read_text(encoding="utf-8"), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture


def colour_dot(colour: str, side: int = 12, ratio: float = 2.0) -> QIcon:
    """Return a filled dot in a class colour, to show next to the code or name of the class."""
    picture = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(ratio, ratio, picture.width() - 2 * ratio, picture.height() - 2 * ratio))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # or the style mixes it with the colour of the selection
    return icon


def _drawn(svg: str, side: int) -> QPixmap:
    picture = QPixmap(QSize(side, side))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    return picture
