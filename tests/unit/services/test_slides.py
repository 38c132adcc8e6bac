"""Open folders: the same slide again, a moved one recognised by its images, a copy as a new one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sql_watch import statements

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled, FolderError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import slide_list
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

SlideFolder = Callable[..., Path]


def opened(db: Database, folder: Path) -> Slide:
    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    return slide


def test_folder_is_the_same_slide_every_time(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(2, "Müller 白血球")
    first = open_slide(db, folder, datetime(2026, 1, 1, tzinfo=UTC))
    again = open_slide(db, folder, datetime(2026, 1, 2, tzinfo=UTC))
    assert first.id == again.id
    assert first.name == "Müller 白血球"
    assert again.created_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert again.opened_at == datetime(2026, 1, 2, tzinfo=UTC)


def test_other_path_to_the_folder_is_the_same_slide(
    db: Database, slide_folder: SlideFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = slide_folder(1)
    first = open_slide(db, folder)
    monkeypatch.chdir(folder.parent)
    (folder.parent / "link").symlink_to(folder)
    for way in (Path("slide"), Path("slide/../slide/"), folder.parent / "link"):
        assert open_slide(db, way).id == first.id
    assert first.folder == str(folder.resolve())


@pytest.mark.parametrize("place", ["renamed", "elsewhere/deep/slide"])
def test_moved_folder_keeps_its_history(db: Database, slide_folder: SlideFolder, place: str) -> None:
    folder = slide_folder(8)
    before = opened(db, folder)
    target = folder.parent / place
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
    after = open_slide(db, target)
    assert after.id == before.id
    assert (after.folder, after.name) == (str(target), target.name)
    with db.read() as s:
        assert len(slides.all_slides(s)) == 1


def test_moved_folder_with_some_other_images_is_recognised(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(8)
    before = opened(db, folder)
    moved = folder.rename(folder.parent / "moved")
    for number in range(4):
        (moved / f"cell_{number:04}.png").unlink()
    strange = slide_folder(12, "strange", side=50)
    for path in sorted(strange.iterdir())[:4]:
        shutil.copy(path, moved / f"strange_{path.name}")
    assert open_slide(db, moved).id == before.id


def test_missing_slides_are_compared_by_the_sample_only(db: Database, slide_folder: SlideFolder) -> None:
    """Reading the contents of each missing slide takes a second for a million cells."""
    for side in (60, 70):
        shutil.rmtree(opened(db, slide_folder(3, f"of {side}", side)).folder)
    new = slide_folder(2, "new", side=50)
    with statements(db) as said:
        open_slide(db, new)
    read = [one for one in said.here() if one.startswith("SELECT") and " cells" in one]
    assert len(read) == 2
    assert all("cells.sha256 IN (" in one for one in read)


def test_folder_with_mostly_new_images_is_a_new_slide(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(8)
    before = opened(db, folder)
    moved = folder.rename(folder.parent / "moved")
    for number in range(5):
        (moved / f"cell_{number:04}.png").unlink()
    for path in sorted(slide_folder(4, "strange", side=50).iterdir()):
        shutil.copy(path, moved / f"strange_{path.name}")
    assert open_slide(db, moved).id != before.id


def test_copy_of_an_existing_folder_is_a_new_slide(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(8)
    before = opened(db, folder)
    copy = folder.parent / "copy"
    shutil.copytree(folder, copy)
    after = opened(db, copy)
    assert after.id != before.id
    assert open_slide(db, folder).id == before.id


def test_moved_folder_is_the_slide_with_most_of_its_images(db: Database, slide_folder: SlideFolder) -> None:
    small, large = slide_folder(5, "small"), slide_folder(9, "large")
    opened(db, small)
    wanted = opened(db, large)
    shutil.rmtree(small)
    assert open_slide(db, large.rename(large.parent / "here")).id == wanted.id


def test_empty_folders_are_different_slides(db: Database, slide_folder: SlideFolder) -> None:
    first = open_slide(db, slide_folder(0, "one"))
    shutil.rmtree(first.folder)
    assert open_slide(db, slide_folder(0, "two")).id != first.id


def test_invalid_folder_raises_an_error_and_makes_no_slide(db: Database, slide_folder: SlideFolder) -> None:
    folder = slide_folder(1)
    invalid = [folder / "gone", folder / "cell_0000.png", Path("nul\0byte")]
    if os.name != "nt":
        (folder / "loop").symlink_to("loop")
        invalid.append(folder / "loop")
    for path in invalid:
        with pytest.raises(FolderError) as caught:
            open_slide(db, path)
        assert str(caught.value).endswith(".")
    with db.read() as s:
        assert slides.all_slides(s) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows allows text names only")
def test_folder_with_an_invalid_name_raises_an_error(db: Database, tmp_path: Path) -> None:
    invalid = tmp_path / os.fsdecode(b"slide \xff")
    try:
        invalid.mkdir()
    except OSError:
        pytest.skip("this file system allows text names only")
    with pytest.raises(FolderError, match=r"slide \\xff” is not valid text"):
        open_slide(db, invalid)


def test_cancelled_opening_does_not_put_a_slide_back_into_the_list(
    db: Database, slide_folder: Callable[..., Path]
) -> None:
    folder = slide_folder(1)
    slide = opened(db, folder)
    slide_list.remove(db, slide.id, Identity("Ada"))
    with pytest.raises(Cancelled):
        open_slide(db, folder, cancel=lambda: True)
    with db.read() as s:
        assert slides.with_cells(s) == []
    open_slide(db, folder)
    with db.read() as s:
        assert [shown.id for shown in slides.with_cells(s)] == [slide.id]
