"""Scan real files into a real database: cells, refusals and missing files; nothing is written to the folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled, FolderError
from wbc_desktop.services import scan as module
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.examine import examine
from wbc_desktop.services.scan import ScanOutcome, ScanProgress, scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.walk import FoundFile
from wbc_desktop.store import cells, files
from wbc_desktop.store.engine import Database

SlideFolder = Callable[..., Path]

pytestmark = [pytest.mark.usefixtures("old_files"), pytest.mark.both_databases]


class Scanner:
    """Scans a folder and records announcements, progress and read files."""

    def __init__(self, db: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.db = db
        self.slide: Slide = open_slide(db, folder)
        self.changes: list[Changes] = []
        self.progress: list[ScanProgress] = []
        self.read: list[str] = []
        monkeypatch.setattr(module, "examine", self._examine)

    def _examine(self, file: FoundFile, working: Callable[[], None]) -> object:
        self.read.append(file.path)
        return examine(file, working)

    def __call__(self, cancel: Callable[[], bool] = lambda: False) -> ScanOutcome:
        self.changes.clear()
        self.progress.clear()
        self.read.clear()
        return scan(self.db, self.slide, cancel=cancel, progress=self.progress.append, announce=self.changes.append)

    def cells(self) -> dict[str, int]:
        with self.db.read() as s:
            return {c.path: c.id for c in cells.get_many(s, cells.ids(s, self.slide.id))}


@pytest.fixture
def scanner(db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scanner]:
    return lambda count=6: Scanner(db, slide_folder(count), monkeypatch)


def reasons(outcome: ScanOutcome) -> dict[str, str]:
    return {r.path: r.reason for r in outcome.refused}


@pytest.mark.slow
def test_images_become_cells_in_a_small_first_batch(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(100)
    outcome = scan_folder()
    assert (outcome.images, outcome.added, outcome.refused) == (100, 100, [])
    assert len(scan_folder.changes[0].cells) <= 8
    assert max(len(c.cells) for c in scan_folder.changes) <= 64
    assert all(c.cells_added and c.slide_id == scan_folder.slide.id for c in scan_folder.changes)
    assert sorted(i for c in scan_folder.changes for i in c.cells) == sorted(scan_folder.cells().values())
    assert scan_folder.progress[-1] == ScanProgress(100, 0)


def test_announced_batch_is_stored(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(20)
    there: list[bool] = []

    def check(changes: Changes) -> None:
        there.append(set(changes.cells) <= set(scan_folder.cells().values()))

    scan(scan_folder.db, scan_folder.slide, cancel=lambda: False, progress=lambda p: None, announce=check)
    assert there
    assert all(there)


def test_unchanged_folder_is_not_read_again(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(5)
    (Path(scan_folder.slide.folder) / "bad.jpg").write_bytes(b"a letter")
    first = scan_folder()
    assert len(scan_folder.read) == 6
    again = scan_folder()
    assert scan_folder.read == []
    assert scan_folder.changes == []
    assert (again.images, again.added, again.refused) == (5, 0, first.refused)


def test_changed_file_is_read_again_and_is_another_cell(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(3)
    scan_folder()
    before = scan_folder.cells()
    folder = Path(scan_folder.slide.folder)
    (folder / "cell_0000.png").unlink()
    shutil.copy(folder / "cell_0001.png", folder / "extra.png")
    (folder / "cell_0002.png").write_bytes(b"now a letter")
    outcome = scan_folder()
    assert sorted(scan_folder.read) == ["cell_0002.png", "extra.png"]
    assert (outcome.images, outcome.added) == (2, 1)
    assert reasons(outcome) == {"cell_0002.png": "is not an image, although it is named .png"}
    assert scan_folder.cells() == {"cell_0001.png": before["cell_0001.png"]}


def test_remarks_name_the_first_file_and_count_the_others(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(2)
    folder = Path(scan_folder.slide.folder)
    values = np.random.default_rng(0).normal(0, 40, (3, 30, 40)).astype("f4")
    tags = [(281, "H", 1, 1023, True)]
    for n in range(3):
        tifffile.imwrite(folder / f"t{n}.tif", np.full((30, 40), 100 + n, np.uint16), extratags=tags)
    tifffile.imwrite(folder / "f.tif", values[0])
    outcome = scan_folder()
    assert [len(paths) for paths in outcome.remarks.values()] == [1, 3]
    one, many = outcome.remark_sentences()
    assert one.startswith("f.tif holds values from -")
    assert many.startswith("t0.tif holds 10-bit values, as its header says: 1023 is shown white. The same goes for 2 ")
    assert scan_folder().remarks == {}


def test_renamed_or_restored_file_keeps_its_cell(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(3)
    scan_folder()
    before = scan_folder.cells()
    folder = Path(scan_folder.slide.folder)
    (folder / "cell_0000.png").rename(folder / "zz.png")
    (folder / "cell_0001.png").rename(folder.parent / "away.png")
    scan_folder()
    assert scan_folder.cells() == {"zz.png": before["cell_0000.png"], "cell_0002.png": before["cell_0002.png"]}
    (folder.parent / "away.png").rename(folder / "cell_0001.png")
    scan_folder()
    assert scan_folder.cells()["cell_0001.png"] == before["cell_0001.png"]


def test_files_with_the_same_content_are_one_cell(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(2)
    folder = Path(scan_folder.slide.folder)
    shutil.copy(folder / "cell_0000.png", folder / "copy.png")
    outcome = scan_folder()
    assert outcome.images == 3
    assert len(scan_folder.cells()) == 2


def test_empty_folder_raises_an_error(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(0)
    with pytest.raises(FolderError, match=r"^There are no images in “.*”: choose a folder with pictures of cells\.$"):
        scan_folder()
    (Path(scan_folder.slide.folder) / "notes.txt").write_text("nothing to see")
    (Path(scan_folder.slide.folder) / ".hidden.png").write_bytes(b"x")
    with pytest.raises(FolderError):
        scan_folder()


def test_folder_of_bad_files_refuses_each(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(0)
    (Path(scan_folder.slide.folder) / "zero.png").touch()
    outcome = scan_folder()
    assert outcome.images == 0
    assert reasons(outcome) == {"zero.png": "is empty"}


def test_emptied_folder_keeps_its_cells(scanner: Callable[..., Scanner]) -> None:
    """A drive that was removed can leave an empty folder."""
    scan_folder = scanner(3)
    scan_folder()
    before = scan_folder.cells()
    for path in Path(scan_folder.slide.folder).iterdir():
        path.unlink()
    with pytest.raises(FolderError):
        scan_folder()
    assert scan_folder.cells() == before


def test_missing_folder_keeps_its_cells(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(3)
    scan_folder()
    before = scan_folder.cells()
    shutil.rmtree(scan_folder.slide.folder)
    with pytest.raises(FolderError, match="There is no folder"):
        scan_folder()
    assert scan_folder.cells() == before


@pytest.mark.slow
def test_folder_missing_during_a_scan_keeps_the_cells_found(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(60)

    def vanish(changes: Changes) -> None:
        shutil.rmtree(scan_folder.slide.folder, ignore_errors=True)

    with pytest.raises(FolderError, match=r"disappeared while it was read\. The pictures read so far are saved"):
        scan(scan_folder.db, scan_folder.slide, cancel=lambda: False, progress=lambda p: None, announce=vanish)
    kept = scan_folder.cells()
    assert sorted(kept) == [f"cell_{n:04}.png" for n in range(len(kept))]
    assert 1 <= len(kept) < 60
    with scan_folder.db.read() as s:
        assert files.refused(s, scan_folder.slide.id) == []


def test_replaced_folder_is_noticed(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(20)
    scan_folder()
    before = scan_folder.cells()
    folder = Path(scan_folder.slide.folder)
    (folder / "new.png").write_bytes((folder / "cell_0000.png").read_bytes())

    def swap(changes: Changes) -> None:
        if folder.exists():
            folder.rename(folder.with_name("old"))
            folder.mkdir()

    with pytest.raises(FolderError, match="disappeared"):
        scan(scan_folder.db, scan_folder.slide, cancel=lambda: False, progress=lambda p: None, announce=swap)
    assert set(scan_folder.cells().values()) == set(before.values())


def test_file_missing_during_a_scan_is_refused_until_the_next(
    scanner: Callable[..., Scanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_folder = scanner(4)

    def unlucky(file: FoundFile, working: Callable[[], None]) -> object:
        if file.path == "cell_0002.png":
            Path(file.full).unlink()
        return examine(file, working)

    monkeypatch.setattr(module, "examine", unlucky)
    outcome = scan_folder()
    assert outcome.images == 3
    assert reasons(outcome) == {"cell_0002.png": "went away before it could be read"}
    assert scan_folder().refused == []


@pytest.mark.slow
def test_cancelled_scan_keeps_found_cells_and_marks_none_missing(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(40)
    scan_folder()
    before = scan_folder.cells()
    folder = Path(scan_folder.slide.folder)
    shutil.copy(folder / "cell_0000.png", folder / "a_new.png")
    (folder / "cell_0039.png").unlink()
    seen = iter(range(100))
    with pytest.raises(Cancelled):
        scan_folder(cancel=lambda: next(seen) >= 5)
    assert scan_folder.read == ["a_new.png"]
    assert set(scan_folder.cells().values()) == set(before.values())
    outcome = scan_folder()
    assert (outcome.images, outcome.added) == (40, 0)
    assert len(scan_folder.cells()) == 39


def test_refusal_not_due_to_content_is_retried(
    scanner: Callable[..., Scanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_folder = scanner(2)
    real_open = os.open

    def closed(path: str, flags: int) -> int:
        if str(path).endswith("cell_0001.png"):
            raise PermissionError(13, "Permission denied")
        return real_open(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr("wbc_desktop.services.examine.os.open", closed)
        assert reasons(scan_folder()) == {"cell_0001.png": "may not be read (no permission)"}
    outcome = scan_folder()
    assert outcome.refused == []
    assert outcome.images == 2


def test_unreadable_subfolder_is_refused_and_keeps_its_cells(
    scanner: Callable[..., Scanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_folder = scanner(2)
    folder = Path(scan_folder.slide.folder)
    (folder / "sub").mkdir()
    (folder / "cell_0000.png").rename(folder / "sub" / "a.png")
    scan_folder()
    before = scan_folder.cells()
    real_scandir = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return real_scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr("wbc_desktop.services.walk.os.scandir", closed)
        outcome = scan_folder()
        assert reasons(outcome) == {"sub": "is a folder that may not be read (no permission)"}
        assert scan_folder.cells() == before
    assert scan_folder().refused == []


def test_scan_does_not_change_the_folder(scanner: Callable[..., Scanner]) -> None:
    scan_folder = scanner(5)
    folder = Path(scan_folder.slide.folder)
    (folder / "bad.jpg").write_bytes(b"a letter")

    def state() -> list[tuple[str, bytes, int, int]]:
        about = [(p, p.stat()) for p in sorted(folder.iterdir())]
        return [(p.name, p.read_bytes(), a.st_mtime_ns, a.st_mode) for p, a in about]

    before, when = state(), folder.stat().st_mtime_ns
    scan_folder()
    scan_folder()
    assert state() == before
    assert folder.stat().st_mtime_ns == when
