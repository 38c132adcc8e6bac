"""The bounded cache of pixmaps; broken files are requested once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.item_models.pictures import NoPicture, Pictures


class Loader(QObject):
    """Has the signature of the real loader, and answers when the test calls :meth:`answer`."""

    ready = Signal(str, QImage, int)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, int]] = []
        self.fits: list[int] = []
        self.kept_keys: set[str] = set()

    def request(self, source: PictureSource, size: int, fit: int = 0) -> None:
        self.requests.append((source.content, size))
        self.fits.append(fit)

    def keep_only(self, keys: set[str]) -> None:
        self.kept_keys = keys

    def answer(self, key: str, side: int) -> None:
        self.ready.emit(key, QImage(side, side, QImage.Format.Format_RGB32), side)


def source(content: str, file: str = "/x") -> PictureSource:
    return PictureSource(Path(file), content)


def test_picture_is_requested_once_and_cached(qtbot: QtBot) -> None:
    loader = Loader()
    pictures = Pictures(loader)  # type: ignore[arg-type]
    arrived: list[str] = []
    pictures.arrived.connect(arrived.append)
    assert pictures.get(source("a")) is NoPicture.LOADING
    loader.answer("a", 128)
    assert arrived == ["a"]
    assert isinstance(pictures.get(source("a", "/elsewhere/a")), QPixmap)
    assert loader.requests == [("a", 128)]


def test_larger_tile_shows_the_small_picture_until_the_large_one_is_loaded(qtbot: QtBot) -> None:
    loader = Loader()
    pictures = Pictures(loader)  # type: ignore[arg-type]
    pictures.get(source("a"))
    loader.answer("a", 128)
    pictures.set_side(200)
    assert pictures.side == 256
    shown = pictures.get(source("a"))
    assert isinstance(shown, QPixmap)
    assert shown.width() == 128
    loader.answer("a", 256)
    loader.answer("a", 128)
    shown = pictures.get(source("a"))
    assert isinstance(shown, QPixmap)
    assert shown.width() == 256
    assert loader.requests == [("a", 128), ("a", 256)]
    pictures.set_side(5000)
    assert pictures.side == 512


def test_least_recently_used_picture_is_removed_first(qtbot: QtBot) -> None:
    loader = Loader()
    pictures = Pictures(loader, kept_bytes=3 * 128 * 128 * 4)  # type: ignore[arg-type]
    for key in "abc":
        loader.answer(key, 128)
    pictures.get(source("a"))
    loader.answer("d", 128)
    assert pictures.kept_bytes == 3 * 128 * 128 * 4
    assert pictures.get(source("b")) is NoPicture.LOADING
    assert all(isinstance(pictures.get(source(key)), QPixmap) for key in "acd")


def test_broken_file_is_retried_only_after_files_changed(qtbot: QtBot) -> None:
    loader = Loader()
    pictures = Pictures(loader)  # type: ignore[arg-type]
    pictures.get(source("a"))
    loader.failed.emit("a")
    assert pictures.get(source("a")) is NoPicture.BROKEN
    assert len(loader.requests) == 1
    pictures.forget_broken()
    assert pictures.get(source("a")) is NoPicture.LOADING
    loader.answer("a", 128)
    assert isinstance(pictures.get(source("a")), QPixmap)
    pictures.keep_only({"a"})
    assert loader.kept_keys == {"a"}


def test_pictures_are_scaled_to_the_tiles_once(qtbot: QtBot) -> None:
    loader = Loader()
    pictures = Pictures(loader)  # type: ignore[arg-type]
    pictures.fit(100)
    pictures.get(source("a"))
    loader.ready.emit("a", QImage(100, 60, QImage.Format.Format_RGB32), 128)
    pictures.get(source("a"))
    assert loader.fits == [100]
    pictures.fit(110)
    for _ in range(3):
        assert isinstance(pictures.get(source("a")), QPixmap)
    assert loader.fits == [100, 110]
    pictures.keep_only({"b"})  # the request was cancelled, so it is repeated when the picture is shown again
    pictures.get(source("a"))
    assert loader.fits == [100, 110, 110]
    pictures.fit(5000)  # pictures are not scaled to such large tiles
    pictures.get(source("a"))
    assert loader.fits == [100, 110, 110]
