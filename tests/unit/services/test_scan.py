"""Scanning on a real database and real files: what is kept, skipped, refused, marked missing, and never written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

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

pytestmark = pytest.mark.usefixtures("old_files")


class Scanner:
    """Scans a folder and remembers what was announced, reported and read."""

    def __init__(self, db: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.db = db
        self.slide: Slide = open_slide(db, folder)
        self.changes: list[Changes] = []
        self.progress: list[ScanProgress] = []
        self.read: list[str] = []
        monkeypatch.setattr(module, "examine", self._examine)

    def _examine(self, file: FoundFile) -> object:
        self.read.append(file.path)
        return examine(file)

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


def test_images_become_cells_and_are_announced_first_batch_soon(scanner: Callable[..., Scanner]) -> None:
    look = scanner(100)
    outcome = look()
    assert (outcome.images, outcome.added, outcome.refused) == (100, 100, [])
    assert len(look.changes[0].cells) <= 8
    assert max(len(c.cells) for c in look.changes) <= 64
    assert all(c.cells_added and c.slide_id == look.slide.id for c in look.changes)
    assert sorted(i for c in look.changes for i in c.cells) == sorted(look.cells().values())
    assert look.progress[-1] == ScanProgress(100, 0)


def test_a_batch_is_in_the_store_when_it_is_announced(scanner: Callable[..., Scanner]) -> None:
    look = scanner(20)
    there: list[bool] = []

    def check(changes: Changes) -> None:
        there.append(set(changes.cells) <= set(look.cells().values()))

    scan(look.db, look.slide, cancel=lambda: False, progress=lambda p: None, announce=check)
    assert there
    assert all(there)


def test_an_unchanged_folder_is_not_read_again(scanner: Callable[..., Scanner]) -> None:
    look = scanner(5)
    (Path(look.slide.folder) / "bad.jpg").write_bytes(b"a letter")
    first = look()
    assert len(look.read) == 6
    again = look()
    assert look.read == []
    assert look.changes == []
    assert (again.images, again.added, again.refused) == (5, 0, first.refused)


def test_a_changed_file_is_read_again_and_is_another_cell(scanner: Callable[..., Scanner]) -> None:
    look = scanner(3)
    look()
    before = look.cells()
    folder = Path(look.slide.folder)
    (folder / "cell_0000.png").unlink()
    shutil.copy(folder / "cell_0001.png", folder / "extra.png")
    (folder / "cell_0002.png").write_bytes(b"now a letter")
    outcome = look()
    assert sorted(look.read) == ["cell_0002.png", "extra.png"]
    assert (outcome.images, outcome.added) == (2, 1)
    assert reasons(outcome) == {"cell_0002.png": "is not an image, although it is named .png"}
    assert look.cells() == {"cell_0001.png": before["cell_0001.png"]}


def test_a_renamed_file_keeps_its_cell_and_one_that_returns_gets_it_back(scanner: Callable[..., Scanner]) -> None:
    look = scanner(3)
    look()
    before = look.cells()
    folder = Path(look.slide.folder)
    (folder / "cell_0000.png").rename(folder / "zz.png")
    (folder / "cell_0001.png").rename(folder.parent / "away.png")
    look()
    assert look.cells() == {"zz.png": before["cell_0000.png"], "cell_0002.png": before["cell_0002.png"]}
    (folder.parent / "away.png").rename(folder / "cell_0001.png")
    look()
    assert look.cells()["cell_0001.png"] == before["cell_0001.png"]


def test_files_of_one_content_are_one_cell(scanner: Callable[..., Scanner]) -> None:
    look = scanner(2)
    folder = Path(look.slide.folder)
    shutil.copy(folder / "cell_0000.png", folder / "copy.png")
    outcome = look()
    assert outcome.images == 3
    assert len(look.cells()) == 2


def test_an_empty_folder_is_a_sentence(scanner: Callable[..., Scanner]) -> None:
    look = scanner(0)
    with pytest.raises(FolderError, match=r"^There are no images in “.*”: choose a folder with pictures of cells\.$"):
        look()
    (Path(look.slide.folder) / "notes.txt").write_text("nothing to see")
    (Path(look.slide.folder) / ".hidden.png").write_bytes(b"x")
    with pytest.raises(FolderError):
        look()


def test_a_folder_of_bad_files_only_names_each(scanner: Callable[..., Scanner]) -> None:
    look = scanner(0)
    (Path(look.slide.folder) / "zero.png").touch()
    outcome = look()
    assert outcome.images == 0
    assert reasons(outcome) == {"zero.png": "is empty"}


def test_an_emptied_folder_forgets_nothing(scanner: Callable[..., Scanner]) -> None:
    """A stick that was pulled can leave an empty folder behind."""
    look = scanner(3)
    look()
    before = look.cells()
    for path in Path(look.slide.folder).iterdir():
        path.unlink()
    with pytest.raises(FolderError):
        look()
    assert look.cells() == before


def test_a_folder_that_is_gone_forgets_nothing(scanner: Callable[..., Scanner]) -> None:
    look = scanner(3)
    look()
    before = look.cells()
    shutil.rmtree(look.slide.folder)
    with pytest.raises(FolderError, match="There is no folder"):
        look()
    assert look.cells() == before


def test_a_folder_that_vanishes_while_it_is_read_keeps_what_was_read(scanner: Callable[..., Scanner]) -> None:
    look = scanner(60)

    def vanish(changes: Changes) -> None:
        shutil.rmtree(look.slide.folder, ignore_errors=True)

    with pytest.raises(FolderError, match=r"disappeared while it was read\. The pictures read so far are saved"):
        scan(look.db, look.slide, cancel=lambda: False, progress=lambda p: None, announce=vanish)
    kept = look.cells()
    assert sorted(kept) == [f"cell_{n:04}.png" for n in range(len(kept))]
    assert 1 <= len(kept) < 60
    with look.db.read() as s:
        assert files.refused(s, look.slide.id) == []


def test_another_folder_in_the_place_of_the_first_is_not_taken_for_it(scanner: Callable[..., Scanner]) -> None:
    look = scanner(20)
    look()
    before = look.cells()
    folder = Path(look.slide.folder)
    (folder / "new.png").write_bytes((folder / "cell_0000.png").read_bytes())

    def swap(changes: Changes) -> None:
        if folder.exists():
            folder.rename(folder.with_name("old"))
            folder.mkdir()

    with pytest.raises(FolderError, match="disappeared"):
        scan(look.db, look.slide, cancel=lambda: False, progress=lambda p: None, announce=swap)
    assert set(look.cells().values()) == set(before.values())


def test_a_file_that_goes_away_in_its_turn_is_named_and_forgotten_later(
    scanner: Callable[..., Scanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    look = scanner(4)

    def unlucky(file: FoundFile) -> object:
        if file.path == "cell_0002.png":
            Path(file.full).unlink()
        return examine(file)

    monkeypatch.setattr(module, "examine", unlucky)
    outcome = look()
    assert outcome.images == 3
    assert reasons(outcome) == {"cell_0002.png": "went away before it could be read"}
    assert look().refused == []


def test_stopping_keeps_what_was_found_and_marks_nothing_missing(scanner: Callable[..., Scanner]) -> None:
    look = scanner(40)
    look()
    before = look.cells()
    folder = Path(look.slide.folder)
    shutil.copy(folder / "cell_0000.png", folder / "a_new.png")
    (folder / "cell_0039.png").unlink()
    seen = iter(range(100))
    with pytest.raises(Cancelled):
        look(cancel=lambda: next(seen) >= 5)
    assert look.read == ["a_new.png"]
    assert set(look.cells().values()) == set(before.values())
    outcome = look()
    assert (outcome.images, outcome.added) == (40, 0)
    assert len(look.cells()) == 39


def test_a_refusal_that_is_no_fault_of_the_content_is_tried_again(
    scanner: Callable[..., Scanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    look = scanner(2)
    real_open = os.open

    def closed(path: str, flags: int) -> int:
        if str(path).endswith("cell_0001.png"):
            raise PermissionError(13, "Permission denied")
        return real_open(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr("wbc_desktop.services.examine.os.open", closed)
        assert reasons(look()) == {"cell_0001.png": "may not be read (no permission)"}
    outcome = look()
    assert outcome.refused == []
    assert outcome.images == 2


def test_a_closed_subfolder_is_named_and_its_cells_are_kept(
    scanner: Callable[..., Scanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    look = scanner(2)
    folder = Path(look.slide.folder)
    (folder / "sub").mkdir()
    (folder / "cell_0000.png").rename(folder / "sub" / "a.png")
    look()
    before = look.cells()
    real_scandir = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return real_scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr("wbc_desktop.services.walk.os.scandir", closed)
        outcome = look()
        assert reasons(outcome) == {"sub": "is a folder that may not be read (no permission)"}
        assert look.cells() == before
    assert look().refused == []


def test_nothing_in_the_folder_changes(scanner: Callable[..., Scanner]) -> None:
    look = scanner(5)
    folder = Path(look.slide.folder)
    (folder / "bad.jpg").write_bytes(b"a letter")

    def state() -> list[tuple[str, bytes, int, int]]:
        about = [(p, p.stat()) for p in sorted(folder.iterdir())]
        return [(p.name, p.read_bytes(), a.st_mtime_ns, a.st_mode) for p, a in about]

    before, when = state(), folder.stat().st_mtime_ns
    look()
    look()
    assert state() == before
    assert folder.stat().st_mtime_ns == when
