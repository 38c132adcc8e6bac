"""Check a watched folder: real files in every state that a camera or a network drive can leave."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.services.folders import Bench, renumber
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, signing
from wbc_desktop.services.merging import merge
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.watching import FIRST_RETRY, SETTLE, ReadyFolder, WatchedFolder, WatchResult
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database

ANN = Identity("ann")


SlideFolder = Callable[..., Path]

pytestmark = pytest.mark.usefixtures("old_files")


class Watch:
    """A watched folder with a clock that only the test advances."""

    def __init__(self, db: Database, root: Path, each: bool = False) -> None:
        self.db, self.now = db, 1000.0
        self.folder = WatchedFolder(root, each, clock=lambda: self.now)

    def check(self, later: float = 0.0) -> WatchResult:
        self.now += later
        return self.folder.check(self.db)

    def take(self, ready: ReadyFolder) -> Slide:
        slide = open_slide(self.db, Path(ready.folder))
        scan(
            self.db,
            slide,
            cancel=lambda: False,
            progress=lambda p: None,
            announce=lambda c: None,
            unfinished=ready.unfinished,
        )
        return slide

    def settle(self) -> WatchResult:
        self.check()
        return self.check(SETTLE)


@pytest.fixture
def add(slide_folder: SlideFolder, tmp_path: Path) -> Callable[[int], None]:
    """``add(5)``: add images to the folder ``slide`` until it has five; the others do not change."""

    def more(number: int) -> None:
        for path in slide_folder(number, "camera").iterdir():
            if not (tmp_path / "slide" / path.name).exists():
                path.rename(tmp_path / "slide" / path.name)

    return more


@pytest.fixture
def watch(db: Database, slide_folder: SlideFolder) -> Watch:
    """A folder with three images that are already stored."""
    found = Watch(db, slide_folder(3))
    found.take(found.settle().ready[0])
    assert found.check().ready == ()
    return found


def count(db: Database, slide: Slide) -> int:
    with db.read() as s:
        return len(cells.ids(s, slide.id))


def test_unchanged_images_are_ready(db: Database, slide_folder: SlideFolder) -> None:
    watch = Watch(db, slide_folder(3))
    assert (watch.check().ready, watch.check().waiting) == ((), 3)
    assert watch.check(SETTLE / 2).ready == ()
    result = watch.check(SETTLE / 2)
    assert result.waiting == 0
    assert result.ready == (ReadyFolder(watch.folder.root, 3, frozenset()),)
    assert count(db, watch.take(result.ready[0])) == 3
    assert watch.check(60) == WatchResult(folders=(watch.folder.root,))


def test_growing_file_is_unfinished_and_others_are_ready(watch: Watch, add: Callable[[int], None]) -> None:
    root = Path(watch.folder.root)
    whole = (root / "cell_0000.png").read_bytes()
    add(5)
    growing = root / "growing.png"
    for part in range(1, 5):
        growing.write_bytes(whole[: part * 100])
        result = watch.check(SETTLE)
    assert result.waiting == 1, "only the one that grew again"
    ready = watch.check(FIRST_RETRY + SETTLE / 2).ready
    # The file no longer changes, although it is an incomplete picture.
    assert [one.new for one in ready] == [3]
    growing.write_bytes(whole + b"tail")
    assert watch.check().waiting == 1
    (one,) = watch.check(SETTLE).ready
    slide = watch.take(one)
    assert count(watch.db, slide) == 6


def test_unfinished_files_are_not_scanned(watch: Watch, add: Callable[[int], None]) -> None:
    add(4)
    watch.check()
    writing = Path(watch.folder.root) / "later.png"
    writing.write_bytes(b"\x89PNG")
    result = watch.check(SETTLE)
    assert result.ready == (ReadyFolder(watch.folder.root, 1, frozenset({"later.png"})),)
    assert count(watch.db, watch.take(result.ready[0])) == 4
    assert watch.check().waiting == 1, "the scan did not store it"


def test_unfinished_copies_and_documents_are_ignored(watch: Watch) -> None:
    root = Path(watch.folder.root)
    for name in ("a.png.part", "b.PNG.crdownload", "notes.txt", ".hidden.png"):
        shutil.copy(root / "cell_0000.png", root / name)
    assert watch.settle() == WatchResult(folders=(watch.folder.root,))
    (root / "a.png.part").rename(root / "a.png")
    assert [one.new for one in watch.settle().ready] == [1]


def test_renamed_and_deleted_files_are_ready(watch: Watch) -> None:
    root = Path(watch.folder.root)
    (root / "cell_0000.png").rename(root / "other.png")
    (root / "cell_0001.png").unlink()
    result = watch.check()
    assert [one.new for one in result.ready] == [0], "missing files need no delay"
    slide = watch.take(result.ready[0])
    assert count(watch.db, slide) == 1
    slide = watch.take(watch.check(SETTLE).ready[0])
    assert count(watch.db, slide) == 2, "the same cell under its new name"


@pytest.mark.slow
def test_emptied_folder_is_scanned_at_growing_intervals(watch: Watch) -> None:
    for path in Path(watch.folder.root).iterdir():
        path.unlink()
    assert len(watch.check().ready) == 1
    assert 2 <= sum(bool(watch.check(1).ready) for _ in range(40)) <= 4


@pytest.mark.slow
def test_unreadable_file_is_retried_at_growing_intervals(watch: Watch) -> None:
    root = Path(watch.folder.root)
    (root / "broken.png").write_bytes(b"no picture")
    (root / "link.png").symlink_to(root / "nowhere.png")
    (one,) = watch.settle().ready
    assert one.new == 1
    results = [bool(watch.check(1).ready) for _ in range(40)]
    assert 2 <= sum(results) <= 4


def test_missing_folder_can_return(watch: Watch, tmp_path: Path) -> None:
    root = Path(watch.folder.root)
    root.rename(tmp_path / "aside")
    result = watch.check()
    assert "There is no folder" in result.fault
    assert result.ready == ()
    (tmp_path / "aside").rename(root)
    assert watch.check().fault == ""
    assert watch.check(SETTLE).ready == (), "and nothing is new"


def test_each_subfolder_is_a_slide(db: Database, slide_folder: SlideFolder, tmp_path: Path) -> None:
    for name, number in (("in/a", 2), ("in/b", 3), ("in/empty", 0)):
        slide_folder(number, name)
    (tmp_path / "in" / "b" / "deep").mkdir()
    shutil.copy(tmp_path / "in/b/cell_0002.png", tmp_path / "in/b/deep/again.png")
    shutil.copy(tmp_path / "in/b/cell_0002.png", tmp_path / "in" / "loose.png")
    watch = Watch(db, tmp_path / "in", each=True)
    result = watch.settle()
    assert [(Path(one.folder).name, one.new) for one in result.ready] == [("a", 2), ("b", 4)]
    assert {Path(p).name for p in result.folders} == {"in", "a", "b", "empty", "deep"}
    assert [count(db, watch.take(one)) for one in result.ready] == [2, 3]


def test_program_data_and_system_folders_are_not_slides(
    db: Database, slide_folder: SlideFolder, tmp_path: Path
) -> None:
    for name in ("in/slide", "in/data/thumbnails", "in/@eaDir", "in/.hidden"):
        slide_folder(2, name)
    (tmp_path / "in" / "data" / "wbc.sqlite3").touch()
    result = Watch(db, tmp_path / "in", each=True).settle()
    assert [Path(one.folder).name for one in result.ready] == ["slide"]
    assert {Path(p).name for p in result.folders} == {"in", "slide"}


def test_signed_slide_is_reported_and_not_ready(watch: Watch, add: Callable[[int], None]) -> None:
    slide = open_slide(watch.db, Path(watch.folder.root))
    with watch.db.read() as s:
        ids = cells.ids(s, slide.id)
    review.reclassify(watch.db, slide.id, ids, "NEU", ANN)
    signing.sign(watch.db, slide, ANN, "", "approved", Settings(reviewer="ann"))
    add(5)
    result = watch.settle()
    assert result.ready == ()
    assert [(one.slide.name, one.new) for one in result.signed] == [("slide", 2)]
    assert count(watch.db, slide) == 3


def test_merged_folder_is_watched(watch: Watch, add: Callable[[int], None], slide_folder: SlideFolder) -> None:
    slide = open_slide(watch.db, Path(watch.folder.root))
    other = slide_folder(1, "main")
    shutil.move(other / "cell_0000.png", other / "else.png")
    main = watch.take(ReadyFolder(str(other), 1, frozenset()))
    merge(watch.db, main.id, slide.id, ANN)
    assert watch.check().ready == ()
    add(5)
    result = watch.settle()
    assert [one.new for one in result.ready] == [2]
    assert watch.take(result.ready[0]).id == main.id
    assert watch.check(60).ready == ()
    assert count(watch.db, main) == 5


def test_check_can_be_cancelled(watch: Watch) -> None:
    with pytest.raises(Cancelled):
        watch.folder.check(watch.db, lambda: True)


def test_renumbered_files_of_equal_size_and_time_are_ready(db: Database, tmp_path: Path) -> None:
    bench = Bench(db, tmp_path / "slide")
    watched = Watch(db, bench.folder)
    watched.take(watched.settle().ready[0])
    assert watched.check().ready == ()
    renumber(bench.folder)
    (ready,) = watched.settle().ready
    watched.take(ready)
    bench.classify()
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "MON"}
    assert watched.check().ready == ()
