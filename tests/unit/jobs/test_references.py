"""Reference cells with their pictures: best first, files that are gone passed over, old answers dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ActKind, ScannedImage
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs import references as module
from wbc_desktop.jobs.references import SHOWN, SIDE, ReferenceLoader, References
from wbc_desktop.jobs.thumbnail_files import ThumbnailFiles
from wbc_desktop.store import classifications, files, slides
from wbc_desktop.store.engine import Database

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(db: Database, slide_folder: Callable[..., Path]) -> Path:
    """A slide of ten images, every one decided to be a neutrophil."""
    folder = slide_folder(10, side=300)
    found = sorted(folder.iterdir())
    images = [ScannedImage(f.name, 1, 0, hashlib.sha256(f.read_bytes()).hexdigest(), 300, 300) for f in found]
    with db.write() as s:
        slide = slides.create(s, str(folder), "one", NOW)
        ids = files.record_images(s, slide.id, images, NOW)
        for cell_id in ids:
            classifications.record(s, slide.id, ActKind.RECLASSIFY, {cell_id: "NEU"}, Identity("Ada"), NOW)
    return folder


@pytest.fixture
def loader(db: Database, tmp_path: Path) -> Iterator[ReferenceLoader]:
    loader = ReferenceLoader(db, tmp_path / "thumbnails")
    yield loader
    loader.stop()


def asked(qtbot: QtBot, loader: ReferenceLoader, code: str, slide_id: int = 1) -> References:
    with qtbot.waitSignal(loader.loaded, timeout=30_000) as came:
        loader.ask(code, slide_id)
    assert isinstance(came.args[0], References)
    return came.args[0]


def test_the_best_come_with_thumbnails_that_are_kept(
    qtbot: QtBot, loader: ReferenceLoader, folder: Path, tmp_path: Path
) -> None:
    answer = asked(qtbot, loader, "NEU")
    assert len(answer.found) == SHOWN
    assert all(max(one.image.width(), one.image.height()) == SIDE for one in answer.found)
    kept = ThumbnailFiles(tmp_path / "thumbnails")
    assert all(kept.load(one.cell.source.content, SIDE) is not None for one in answer.found)


def test_a_file_that_is_gone_or_broken_is_passed_over(qtbot: QtBot, loader: ReferenceLoader, folder: Path) -> None:
    before = [one.cell.source.file for one in asked(qtbot, loader, "NEU").found]
    before[0].unlink()
    before[1].rename(folder / "elsewhere.png")
    after = [one.cell.source.file for one in asked(qtbot, loader, "NEU").found]
    assert after[: len(before) - 2] == before[2:]
    assert len(after) == SHOWN, "the next best take their places"


def test_no_cell_of_a_class_is_an_answer_too(qtbot: QtBot, loader: ReferenceLoader, folder: Path) -> None:
    assert asked(qtbot, loader, "MON").found == ()


def test_only_the_newest_request_is_answered(qtbot: QtBot, loader: ReferenceLoader, folder: Path) -> None:
    came: list[References] = []
    loader.loaded.connect(came.append)
    loader.ask("LYM", 1)
    loader.ask("MON", 1)
    loader.ask("NEU", 1)
    qtbot.waitUntil(lambda: bool(came), timeout=30_000)
    qtbot.wait(50)
    assert [answer.code for answer in came] == ["NEU"]


def test_a_fault_is_an_empty_answer(
    qtbot: QtBot, loader: ReferenceLoader, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(module.references, "best", broken)
    assert asked(qtbot, loader, "NEU").found == ()
