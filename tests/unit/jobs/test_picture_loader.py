"""Full pictures: the memory of the cache is limited, and fast stepping leaves little to decode."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.jobs import picture_loader
from wbc_desktop.jobs.picture_loader import PictureLoader

COUNT = 12
SIDE = 64
SIZE = SIDE * SIDE * 4


@pytest.fixture
def sources(tmp_path: Path) -> list[PictureSource]:
    made = []
    for number in range(COUNT):
        path = tmp_path / f"{number}.bmp"
        Image.new("RGB", (SIDE, SIDE), (number, 0, 0)).save(path)
        made.append(PictureSource(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    return made


@pytest.fixture
def loader(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[PictureLoader]:
    monkeypatch.setattr(picture_loader, "ROOM", 3 * SIZE)
    loader = PictureLoader()
    yield loader
    loader.stop()


def test_stepping_through_many_fields_keeps_only_a_few(
    loader: PictureLoader, sources: list[PictureSource], qtbot: QtBot
) -> None:
    for place, source in enumerate(sources):
        with qtbot.waitSignal(loader.ready):
            loader.request(source)
            loader.prefetch(sources[place + 1 : place + 3])
        assert loader.kept_bytes <= 3 * SIZE
        assert loader.waiting <= 3, "the next two, and this one if it was asked for again while it was decoded"


def test_fast_stepping_forgets_the_pictures_that_were_passed(
    loader: PictureLoader, sources: list[PictureSource]
) -> None:
    for place in range(COUNT - 2):  # no event loop between, so nothing is answered
        loader.prefetch(sources[place + 1 : place + 3])
    assert loader.waiting <= 2


def test_wanted_picture_is_not_forgotten(loader: PictureLoader, sources: list[PictureSource], qtbot: QtBot) -> None:
    with qtbot.waitSignal(loader.ready) as ready:
        loader.request(sources[0])
        for place in range(1, COUNT):
            loader.prefetch([sources[place]])
    assert ready.args[0] == sources[0].content
