"""A bounded cache of thumbnails as pixmaps, by content; missing ones are requested from the loader."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.jobs.thumbnails import ThumbnailLoader

KEPT_BYTES = 128 * 1024 * 1024

SIDES = (128, 256, 512)
"""Sizes in pixels in which thumbnails are decoded; few, so that zooming does not decode at each step."""


class NoPicture(Enum):
    """Why there is no picture to paint."""

    LOADING = auto()
    BROKEN = auto()


class Pictures(QObject):
    """Returns what it has at once, and emits ``arrived(content)`` when a better picture is loaded."""

    arrived = Signal(str)

    def __init__(self, loader: ThumbnailLoader, parent: QObject | None = None, kept_bytes: int = KEPT_BYTES) -> None:
        super().__init__(parent)
        self._loader = loader
        self._kept_bytes = kept_bytes
        self._bytes = 0
        self._side = SIDES[0]
        self._fit = 0
        self._refitted: set[str] = set()
        self._pixmaps: OrderedDict[str, tuple[QPixmap, int]] = OrderedDict()
        self._broken: set[str] = set()
        loader.ready.connect(self._take)
        loader.failed.connect(self._give_up)

    @property
    def side(self) -> int:
        """Return the size in which pictures are decoded, in device pixels."""
        return self._side

    def set_side(self, device_pixels: int) -> None:
        """Decode for tiles of this size from now on; smaller pictures are shown until the larger ones are loaded."""
        self._side = next((side for side in SIDES if side >= device_pixels), SIDES[-1])

    def fit(self, device_pixels: int) -> None:
        """Scale pictures to exactly this size from now on, in the loader's threads; do not call while the size changes.

        Painting a picture of exactly the tile's size is a copy; any other picture is scaled at each painting.
        """
        wanted = device_pixels if device_pixels <= SIDES[-1] else 0
        if wanted != self._fit:
            self._fit = wanted
            self._refitted.clear()

    def get(self, source: PictureSource) -> QPixmap | NoPicture:
        """Return the picture of ``source``; request it if it is missing or too small."""
        content = source.content
        cached = self._pixmaps.get(content)
        if cached is not None:
            self._pixmaps.move_to_end(content)
            pixmap, side = cached
            if side < self._side or (self._unfit(pixmap) and content not in self._refitted):
                self._refitted.add(content)
                self._loader.request(source, self._side, self._fit)
            return pixmap
        if content in self._broken:
            return NoPicture.BROKEN
        self._loader.request(source, self._side, self._fit)
        return NoPicture.LOADING

    def keep_only(self, contents: Collection[str]) -> None:
        """Cancel the loading of all other contents."""
        self._refitted.intersection_update(contents)
        self._loader.keep_only(contents)

    def forget_broken(self) -> None:
        """Try files again that could not be read."""
        self._broken.clear()

    @property
    def kept_bytes(self) -> int:
        """Return the bytes of all pictures in the cache."""
        return self._bytes

    def _unfit(self, pixmap: QPixmap) -> bool:
        return self._fit != 0 and max(pixmap.width(), pixmap.height()) != self._fit

    def _take(self, content: str, image: QImage, side: int) -> None:
        before = self._pixmaps.get(content)
        if before is not None:
            if before[1] > side:
                return
            self._bytes -= _bytes(self._pixmaps.pop(content)[0])
        pixmap = QPixmap.fromImage(image)
        self._pixmaps[content] = (pixmap, side)
        self._bytes += _bytes(pixmap)
        while self._bytes > self._kept_bytes and len(self._pixmaps) > 1:
            _, (removed, _) = self._pixmaps.popitem(last=False)
            self._bytes -= _bytes(removed)
        self._broken.discard(content)
        self.arrived.emit(content)

    def _give_up(self, content: str) -> None:
        self._broken.add(content)
        self.arrived.emit(content)


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
