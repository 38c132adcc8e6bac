"""Draw the program's icon in the sizes and file formats of the systems: ``python icons.py FOLDER``."""

from __future__ import annotations

import io
import sys
from pathlib import Path

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = tuple((size, size) for size in SIZES if size <= 256)


def draw(svg: Path, folder: Path) -> None:
    """Write ``wbc-desktop.png`` (256 pixels), ``.ico`` and ``.icns``, and ``SIZExSIZE.png`` of each size."""
    from PIL import Image
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise SystemExit(f"{svg} is not an SVG that Qt can draw.")
    pictures = {}
    for size in SIZES:
        drawn = QImage(size, size, QImage.Format.Format_ARGB32)
        drawn.fill(0)
        painter = QPainter(drawn)
        renderer.render(painter)
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        drawn.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6's types lack the name of the format as str
        (folder / f"{size}x{size}.png").write_bytes(content.data())
        pictures[size] = Image.open(io.BytesIO(content.data()))
    pictures[256].save(folder / "wbc-desktop.png")
    pictures[256].save(folder / "wbc-desktop.ico", sizes=ICO_SIZES)
    pictures[512].save(folder / "wbc-desktop.icns", append_images=[pictures[size] for size in (32, 128, 256)])


if __name__ == "__main__":
    draw(Path(__file__).resolve().parents[2] / "resources" / "icons" / "app.svg", Path(sys.argv[1]))
