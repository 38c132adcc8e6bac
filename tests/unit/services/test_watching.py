"""Looking at a watched folder: real files in every state that a camera or a network drive leaves them in."""

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
    """A watched folder with a clock that only the test turns."""

    def __init__(self, db: Database, root: Path, each: bool = False) -> None:
        self.db, self.now = db, 1000.0
        self.folder = WatchedFolder(root, each, clock=lambda: self.now)

    def look(self, later: float = 0.0) -> WatchResult:
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
        self.look()
        return self.look(SETTLE)


@pytest.fixture
def add(slide_folder: SlideFolder, tmp_path: Path) -> Callable[[int], None]:
    """``add(5)``: the folder ``slide`` has five images then; those that it had stay untouched."""

    def more(number: int) -> None:
        for path in slide_folder(number, "camera").iterdir():
            if not (tmp_path / "slide" / path.name).exists():
                path.rename(tmp_path / "slide" / path.name)

    return more


@pytest.fixture
def watch(db: Database, slide_folder: SlideFolder) -> Watch:
    """A folder with three images that was taken in already."""
    found = Watch(db, slide_folder(3))
    found.take(found.settle().ready[0])
    assert found.look().ready == ()
    return found


def count(db: Database, slide: Slide) -> int:
    with db.read() as s:
        return len(cells.ids(s, slide.id))


def test_new_images_are_ready_once_they_have_stayed_the_same(db: Database, slide_folder: SlideFolder) -> None:
    watch = Watch(db, slide_folder(3))
    assert (watch.look().ready, watch.look().waiting) == ((), 3)
    assert watch.look(SETTLE / 2).ready == ()
    look = watch.look(SETTLE / 2)
    assert look.waiting == 0
    assert look.ready == (ReadyFolder(watch.folder.root, 3, frozenset()),)
    assert count(db, watch.take(look.ready[0])) == 3
    assert watch.look(60) == WatchResult(folders=(watch.folder.root,))


def test_a_file_that_grows_is_waited_for_and_the_others_are_not(watch: Watch, add: Callable[[int], None]) -> None:
    root = Path(watch.folder.root)
    whole = (root / "cell_0000.png").read_bytes()
    add(5)
    growing = root / "growing.png"
    for part in range(1, 5):
        growing.write_bytes(whole[: part * 100])
        look = watch.look(SETTLE)
    assert look.waiting == 1, "only the one that grew again"
    ready = watch.look(FIRST_RETRY + SETTLE / 2).ready
    # Nobody writes to it any more: it is as it will stay, though it is no whole picture.
    assert [one.new for one in ready] == [3]
    growing.write_bytes(whole + b"tail")
    assert watch.look().waiting == 1
    (one,) = watch.look(SETTLE).ready
    slide = watch.take(one)
    assert count(watch.db, slide) == 6


def test_unfinished_files_are_left_out_of_the_scan(watch: Watch, add: Callable[[int], None]) -> None:
    add(4)
    watch.look()
    writing = Path(watch.folder.root) / "later.png"
    writing.write_bytes(b"\x89PNG")
    look = watch.look(SETTLE)
    assert look.ready == (ReadyFolder(watch.folder.root, 1, frozenset({"later.png"})),)
    assert count(watch.db, watch.take(look.ready[0])) == 4
    assert watch.look().waiting == 1, "the scan has not stored it"


def test_names_of_copies_under_way_and_documents_are_no_news(watch: Watch) -> None:
    root = Path(watch.folder.root)
    for name in ("a.png.part", "b.PNG.crdownload", "notes.txt", ".hidden.png"):
        shutil.copy(root / "cell_0000.png", root / name)
    assert watch.settle() == WatchResult(folders=(watch.folder.root,))
    (root / "a.png.part").rename(root / "a.png")
    assert [one.new for one in watch.settle().ready] == [1]


def test_a_renamed_and_a_deleted_file(watch: Watch) -> None:
    root = Path(watch.folder.root)
    (root / "cell_0000.png").rename(root / "other.png")
    (root / "cell_0001.png").unlink()
    look = watch.look()
    assert [one.new for one in look.ready] == [0], "what is gone needs no waiting"
    slide = watch.take(look.ready[0])
    assert count(watch.db, slide) == 1
    slide = watch.take(watch.look(SETTLE).ready[0])
    assert count(watch.db, slide) == 2, "the same cell under its new name"


def test_an_emptied_folder_is_read_less_and_less_often(watch: Watch) -> None:
    for path in Path(watch.folder.root).iterdir():
        path.unlink()
    assert len(watch.look().ready) == 1
    assert 2 <= sum(bool(watch.look(1).ready) for _ in range(40)) <= 4


def test_a_file_that_cannot_be_read_is_tried_less_and_less_often(watch: Watch) -> None:
    root = Path(watch.folder.root)
    (root / "broken.png").write_bytes(b"no picture")
    (root / "link.png").symlink_to(root / "nowhere.png")
    (one,) = watch.settle().ready
    assert one.new == 1
    looks = [bool(watch.look(1).ready) for _ in range(40)]
    assert 2 <= sum(looks) <= 4


def test_the_folder_goes_away_and_comes_back(watch: Watch, tmp_path: Path) -> None:
    root = Path(watch.folder.root)
    root.rename(tmp_path / "aside")
    look = watch.look()
    assert "There is no folder" in look.fault
    assert look.ready == ()
    (tmp_path / "aside").rename(root)
    assert watch.look().fault == ""
    assert watch.look(SETTLE).ready == (), "and nothing is new"


def test_each_folder_is_a_slide_of_its_own(db: Database, slide_folder: SlideFolder, tmp_path: Path) -> None:
    for name, number in (("in/a", 2), ("in/b", 3), ("in/empty", 0)):
        slide_folder(number, name)
    (tmp_path / "in" / "b" / "deep").mkdir()
    shutil.copy(tmp_path / "in/b/cell_0002.png", tmp_path / "in/b/deep/again.png")
    shutil.copy(tmp_path / "in/b/cell_0002.png", tmp_path / "in" / "loose.png")
    watch = Watch(db, tmp_path / "in", each=True)
    look = watch.settle()
    assert [(Path(one.folder).name, one.new) for one in look.ready] == [("a", 2), ("b", 4)]
    assert {Path(p).name for p in look.folders} == {"in", "a", "b", "empty", "deep"}
    assert [count(db, watch.take(one)) for one in look.ready] == [2, 3]


def test_the_programs_own_data_and_folders_of_the_system_are_no_slides(
    db: Database, slide_folder: SlideFolder, tmp_path: Path
) -> None:
    for name in ("in/slide", "in/data/thumbnails", "in/@eaDir", "in/.hidden"):
        slide_folder(2, name)
    (tmp_path / "in" / "data" / "wbc.sqlite3").touch()
    look = Watch(db, tmp_path / "in", each=True).settle()
    assert [Path(one.folder).name for one in look.ready] == ["slide"]
    assert {Path(p).name for p in look.folders} == {"in", "slide"}


def test_a_signed_slide_takes_nothing_and_is_named(watch: Watch, add: Callable[[int], None]) -> None:
    slide = open_slide(watch.db, Path(watch.folder.root))
    with watch.db.read() as s:
        ids = cells.ids(s, slide.id)
    review.reclassify(watch.db, slide.id, ids, "NEU", ANN)
    signing.sign(watch.db, slide, ANN, "", "approved", Settings(reviewer="ann"))
    add(5)
    look = watch.settle()
    assert look.ready == ()
    assert [(one.slide.name, one.new) for one in look.signed] == [("slide", 2)]
    assert count(watch.db, slide) == 3


def test_a_folder_that_was_merged_is_watched_too(
    watch: Watch, add: Callable[[int], None], slide_folder: SlideFolder
) -> None:
    slide = open_slide(watch.db, Path(watch.folder.root))
    other = slide_folder(1, "main")
    shutil.move(other / "cell_0000.png", other / "else.png")
    main = watch.take(ReadyFolder(str(other), 1, frozenset()))
    merge(watch.db, main.id, slide.id, ANN)
    assert watch.look().ready == ()
    add(5)
    look = watch.settle()
    assert [one.new for one in look.ready] == [2]
    assert watch.take(look.ready[0]).id == main.id
    assert watch.look(60).ready == ()
    assert count(watch.db, main) == 5


def test_a_look_can_be_stopped(watch: Watch) -> None:
    with pytest.raises(Cancelled):
        watch.folder.check(watch.db, lambda: True)


def test_renumbered_files_of_equal_size_and_time_are_ready(db: Database, tmp_path: Path) -> None:
    bench = Bench(db, tmp_path / "slide")
    watched = Watch(db, bench.folder)
    watched.take(watched.settle().ready[0])
    assert watched.look().ready == ()
    renumber(bench.folder)
    (ready,) = watched.settle().ready
    watched.take(ready)
    bench.classify()
    assert bench.classes() == {"n1.bmp": "LYM", "n2.bmp": "MON"}
    assert watched.look().ready == ()
