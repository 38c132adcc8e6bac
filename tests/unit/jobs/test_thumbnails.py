"""The loader: newest first, dropped when scrolled away, saved on disk, no thread left over."""

from __future__ import annotations

import gc
import hashlib
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.jobs import thumbnails as module
from wbc_desktop.jobs.decode import Decoded
from wbc_desktop.jobs.thumbnail_files import ThumbnailFiles
from wbc_desktop.jobs.thumbnails import ThumbnailLoader, fitted

SHA = "ab" * 32


def content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Record:
    def __init__(self, loader: ThumbnailLoader) -> None:
        self.got: list[tuple[str, int]] = []
        self.broken: list[str] = []
        self.threads: set[int] = set()
        loader.ready.connect(self.add)
        loader.failed.connect(self.broken.append)

    def add(self, sha256: str, image: QImage, side: int) -> None:
        self.got.append((sha256, side))
        self.threads.add(threading.get_ident())
        assert not image.isNull()

    @property
    def keys(self) -> list[str]:
        return [sha256 for sha256, _ in self.got]


class Gate:
    """Replaces decoding: records the requests in order, and waits until it is opened."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open = threading.Event()

    def __call__(self, source: PictureSource, side: int) -> Decoded:
        self.asked.append(source.file.name)
        assert self.open.wait(5)
        return Decoded(QImage(4, 4, QImage.Format.Format_RGB32), 16)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    monkeypatch.setattr(module, "decode", made)
    return made


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[ThumbnailLoader]:
    made = ThumbnailLoader()
    yield made
    made.stop()


def test_pictures_arrive_in_the_window_thread(
    qtbot: QtBot, loader: ThumbnailLoader, slide_folder: Callable[..., Path]
) -> None:
    record = Record(loader)
    paths = sorted(slide_folder(6).iterdir())
    for path in paths:
        loader.request(PictureSource(path, content(path)), 64)
    loader.request(PictureSource(Path("/no/such/file.png"), "gone"), 64)
    qtbot.waitUntil(lambda: len(record.got) == 6 and record.broken == ["gone"])
    assert sorted(record.keys) == sorted(map(content, paths))
    assert record.threads == {threading.get_ident()}


def test_the_newest_is_first_and_what_was_scrolled_away_is_dropped(
    qtbot: QtBot, loader: ThumbnailLoader, gate: Gate
) -> None:
    record = Record(loader)
    for number in range(module.THREADS):
        loader.request(PictureSource(Path(f"/begun {number}"), f"begun {number}"), 64)
    qtbot.waitUntil(lambda: len(gate.asked) == module.THREADS)
    for name in "abcdef":
        loader.request(PictureSource(Path(f"/{name}"), name), 64)
    loader.request(PictureSource(Path("/b"), "b"), 64)
    assert loader.waiting == 6
    loader.keep_only({"b", "c", "e"})
    assert loader.waiting == 3
    gate.open.set()
    qtbot.waitUntil(lambda: len(record.got) == module.THREADS + 3)
    assert set(gate.asked[module.THREADS :]) == {"b", "c", "e"}
    assert gate.asked[module.THREADS] == "b"


def test_equal_content_is_decoded_once_but_each_size_for_itself(
    qtbot: QtBot, loader: ThumbnailLoader, gate: Gate
) -> None:
    record = Record(loader)
    loader.request(PictureSource(Path("/one"), SHA), 64)
    qtbot.waitUntil(lambda: gate.asked == ["one"])
    loader.request(PictureSource(Path("/another"), SHA), 64)
    loader.request(PictureSource(Path("/another"), SHA), 128)
    gate.open.set()
    qtbot.waitUntil(lambda: sorted(record.got) == [(SHA, 64), (SHA, 128)])
    assert len(gate.asked) == 2


def test_a_fault_while_decoding_is_a_broken_picture_and_no_dead_thread(
    qtbot: QtBot, loader: ThumbnailLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(path: Path, _side: int, _sha256: str) -> None:
        raise ValueError(path)

    monkeypatch.setattr(module, "decode", fault)
    record = Record(loader)
    for number in range(5):
        loader.request(PictureSource(Path("/x"), str(number)), 64)
    qtbot.waitUntil(lambda: len(record.broken) == 5)


def test_stop_waits_and_delivers_nothing_more(qtbot: QtBot, gate: Gate) -> None:
    loader = ThumbnailLoader()
    record = Record(loader)
    for number in range(20):
        loader.request(PictureSource(Path(f"/{number}"), str(number)), 64)
    qtbot.waitUntil(lambda: len(gate.asked) == module.THREADS)
    gate.open.set()
    loader.stop()
    loader.request(PictureSource(Path("/late"), "late"), 64)
    qtbot.wait(20)
    assert record.got == []
    assert len(gate.asked) <= 20
    loader.stop()


def test_a_loader_deleted_while_it_works_is_harmless(qtbot: QtBot, gate: Gate) -> None:
    loader = ThumbnailLoader()
    for number in range(20):
        loader.request(PictureSource(Path(f"/{number}"), str(number)), 64)
    qtbot.waitUntil(lambda: len(gate.asked) == module.THREADS)
    threading.Timer(0.05, gate.open.set).start()
    del loader
    gc.collect()
    qtbot.wait(20)
    assert len(gate.asked) == module.THREADS


def picture(side: int = 64) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 100, 150))
    return image


def test_large_pictures_are_kept_on_disk_and_found_again(
    qtbot: QtBot, tmp_path: Path, slide_folder: Callable[..., Path]
) -> None:
    file = sorted(slide_folder(1, side=256).iterdir())[0]
    sha = content(file)
    for path in (file, Path("/no/such/file/any/more.png")):
        loader = ThumbnailLoader(tmp_path / "kept")
        record = Record(loader)
        loader.request(PictureSource(path, sha), 64)
        qtbot.waitUntil(lambda record=record: record.keys == [sha])
        loader.stop()
    assert ThumbnailFiles(tmp_path / "kept").file(sha, 64).is_file()


def test_a_file_that_was_overwritten_is_neither_shown_nor_kept_as_the_cell(
    qtbot: QtBot, tmp_path: Path, slide_folder: Callable[..., Path]
) -> None:
    one, other = sorted(slide_folder(2, side=256).iterdir())
    sha = content(one)
    one.write_bytes(other.read_bytes())
    loader = ThumbnailLoader(tmp_path / "kept")
    record = Record(loader)
    loader.request(PictureSource(one, sha), 64)
    qtbot.waitUntil(lambda: record.broken == [sha])
    loader.stop()
    assert record.keys == []
    assert not (tmp_path / "kept").exists()


def test_small_pictures_are_not_written(qtbot: QtBot, tmp_path: Path, slide_folder: Callable[..., Path]) -> None:
    loader = ThumbnailLoader(tmp_path / "kept")
    record = Record(loader)
    file = sorted(slide_folder(1).iterdir())[0]
    loader.request(PictureSource(file, content(file)), 64)
    qtbot.waitUntil(lambda: record.keys == [content(file)])
    loader.stop()
    assert not (tmp_path / "kept").exists()


def test_one_changed_byte_anywhere_and_a_wrong_name_are_found(qtbot: QtBot, tmp_path: Path) -> None:
    files = ThumbnailFiles(tmp_path)
    files.save(SHA, 64, picture())
    file = files.file(SHA, 64)
    whole = file.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 97)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert files.load(SHA, 64) is None, place
    other = files.file("f" * 64, 64)
    other.parent.mkdir()
    other.write_bytes(whole)
    assert files.load("f" * 64, 64) is None
    file.write_bytes(whole)
    assert files.load(SHA, 64) is not None


def test_the_folder_stays_within_its_bound_while_it_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    files = ThumbnailFiles(tmp_path, keep_bytes=6000)
    for number in range(60):
        files.save(f"{number:02}" * 32, 64, picture())
    size = sum(path.stat().st_size for path in tmp_path.glob("*/*"))
    assert 0 < size <= 2 * 6000
    assert files.load("59" * 32, 64) is not None


@pytest.mark.slow
def test_two_processes_share_one_folder(tmp_path: Path, child_environment: dict[str, str]) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtGui import QColor, QImage\n"
        "from wbc_desktop.jobs.thumbnail_files import ThumbnailFiles\n"
        "files = ThumbnailFiles(Path(sys.argv[1]), keep_bytes=20_000)\n"
        "image = QImage(64, 64, QImage.Format.Format_RGB32)\n"
        "image.fill(QColor(200, 100, 150))\n"
        "for n in range(300):\n"
        "    name = f'{n % 40:02}' * 32\n"
        "    kept = files.load(name, 64)\n"
        "    assert kept is None or kept.width() == 64\n"
        "    files.save(name, 64, image)\n"
        "    if n % 50 == 0: files.prune()\n"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], env=child_environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for child in children:
        _, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors.decode()
    files = ThumbnailFiles(tmp_path)
    assert all(path.suffix == ".jpg" for path in tmp_path.glob("*/*"))
    names = [path.name.partition(".")[0] for path in tmp_path.glob("*/*.jpg")]
    assert names
    assert all(files.load(name, 64) is not None for name in names)


@pytest.mark.parametrize("damage", [b"", b"\xff\xd8\xff\xe0", b"text", None])
def test_a_damaged_file_is_a_miss_and_is_written_anew(qtbot: QtBot, tmp_path: Path, damage: bytes | None) -> None:
    files = ThumbnailFiles(tmp_path)
    assert files.load(SHA, 64) is None
    files.save(SHA, 64, picture())
    kept = files.load(SHA, 64)
    assert kept is not None
    assert kept.width() == 64
    content = files.file(SHA, 64).read_bytes()
    files.file(SHA, 64).write_bytes(content[: len(content) // 3] if damage is None else damage)
    assert files.load(SHA, 64) is None
    files.save(SHA, 64, picture())
    assert files.load(SHA, 64) is not None
    assert [p.name for p in tmp_path.glob("*/*")] == [f"{SHA}.64.jpg"]


def test_a_folder_that_cannot_be_written_is_no_error(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    files = ThumbnailFiles(tmp_path / "file")
    files.save(SHA, 64, picture())
    assert files.load(SHA, 64) is None
    assert files.prune() == 0


def test_pruning_deletes_the_oldest(qtbot: QtBot, tmp_path: Path) -> None:
    import os

    files = ThumbnailFiles(tmp_path)
    for number in range(6):
        sha256 = f"{number:02}" * 32
        files.save(sha256, 64, picture())
        os.utime(files.file(sha256, 64), (1000 + number, 1000 + number))
    size = files.file("00" * 32, 64).stat().st_size
    assert files.prune(keep_bytes=3 * size) == 3
    assert sorted(p.name[:2] for p in tmp_path.glob("*/*")) == ["03", "04", "05"]


@pytest.mark.parametrize(
    ("size", "side", "wanted"),
    [((360, 360), 150, (150, 150)), ((40, 20), 150, (150, 75)), ((900, 1), 150, (150, 1)), ((40, 20), 0, (40, 20))],
)
def test_an_image_is_brought_to_a_side(size: tuple[int, int], side: int, wanted: tuple[int, int]) -> None:
    image = fitted(QImage(*size, QImage.Format.Format_RGB32), side)
    assert (image.width(), image.height()) == wanted


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_thumbnails_and_their_folders_are_private(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    before = os.umask(0)
    try:
        ThumbnailFiles(folder).save(SHA, 64, picture())
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, *sorted(folder.rglob("*")))]
    assert modes == [0o700, 0o700, 0o600]
