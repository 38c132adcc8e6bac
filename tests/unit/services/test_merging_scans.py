"""The folders of a merged slide are read together, also after one of them was moved, removed from the list, or lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.services.two_folders import ANN, listed, open_and_scan, shown, two, write_image
from wbc_desktop.domain.cells import Slide
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, signing, slide_list
from wbc_desktop.services.examine import examine
from wbc_desktop.services.exports import stored_slide
from wbc_desktop.services.merging import merge, separate
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.trail import verify
from wbc_desktop.services.walk import FoundFile
from wbc_desktop.store.engine import Database

__all__ = ["two", "write_image"]


@pytest.mark.slow
def test_both_folders_are_scanned_and_either_opens_the_slide(
    db: Database, two: tuple[Slide, Slide], write_image: Callable[[Path, int], None], tmp_path: Path
) -> None:
    one, other = two
    merge(db, one.id, other.id, ANN)
    write_image(tmp_path / "two" / "new.png", 77)
    (tmp_path / "two" / "3.png").unlink()
    slide = open_and_scan(db, tmp_path / "two")
    assert slide.id == one.id
    assert slide.others == (str(tmp_path / "two"),)
    assert len(shown(db, one)) == 5
    assert stored_slide(db, tmp_path / "two").id == one.id
    paths = {Path(slide.folder) / cell.path for cell in shown(db, one).values()}
    assert all(path.is_file() for path in paths)
    separate(db, one.id, other.id, ANN)
    assert len(shown(db, other)) == 3, "it keeps the picture added while it was merged"


def test_missing_merged_folder_keeps_its_cells(db: Database, two: tuple[Slide, Slide], tmp_path: Path) -> None:
    one, other = two
    merge(db, one.id, other.id, ANN)
    (tmp_path / "two").rename(tmp_path / "elsewhere")
    slide = open_slide(db, tmp_path / "one")
    found = scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    assert [refusal.path for refusal in found.refused] == [str(tmp_path / "two")]
    assert len(shown(db, one)) == 5
    assert open_and_scan(db, tmp_path / "elsewhere").id == one.id, "recognised by its images in the new place"
    assert shown(db, one)
    assert all((tmp_path / "one" / cell.path).is_file() for cell in shown(db, one).values())


def test_merged_folder_missing_during_a_scan_keeps_its_files(
    db: Database, two: tuple[Slide, Slide], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    merge(db, one.id, other.id, ANN)
    for number in (2, 3, 4):  # so that they are read again
        path = tmp_path / "two" / f"{number}.png"
        os.utime(path, (1, 1))

    def unplugged(file: FoundFile, working: Callable[[], None]) -> object:
        if file.path.endswith("two/3.png"):
            (tmp_path / "two").rename(tmp_path / "elsewhere")
            (tmp_path / "two").mkdir()  # an empty mount point remains
        return examine(file, working)

    monkeypatch.setattr(sys.modules[scan.__module__], "examine", unplugged)
    slide = open_slide(db, tmp_path / "one")
    found = scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    assert [(r.path, "not there" in r.reason) for r in found.refused] == [(str(tmp_path / "two"), True)]
    assert len(shown(db, one)) == 5


def test_opening_a_folder_puts_its_slide_back_into_the_list(
    db: Database, two: tuple[Slide, Slide], tmp_path: Path
) -> None:
    one, other = two
    review.reclassify(db, one.id, [cell.id for cell in shown(db, one).values()], "NEU", ANN)
    signing.sign(db, one, ANN, "", "approved", Settings(reviewer="ann"))
    slide_list.remove(db, one.id, ANN)
    assert listed(db) == [other.id]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["0.png", "1.png", "2.png"]
    slide_list.restore(db, one.id, ANN)
    assert sorted(listed(db)) == sorted([one.id, other.id])
    slide_list.remove(db, one.id, ANN)
    assert open_and_scan(db, tmp_path / "one").id == one.id
    assert sorted(listed(db)) == sorted([one.id, other.id])
    assert [cell.label for cell in shown(db, one).values()] == ["NEU"] * 3
    assert verify(db).broken is None
