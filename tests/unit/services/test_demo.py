"""The demo slide: deterministic, one folder per class, and no other file is overwritten."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from filelock import FileLock

from wbc_desktop.domain.classes import STANDARD_CLASSES, parse_label
from wbc_desktop.domain.errors import FolderError, StorageError, UsageError
from wbc_desktop.services.demo import LOCK, MARKER, draw_demo
from wbc_desktop.services.smear import draw_cell
from wbc_desktop.services.smear_canvas import SIDE


def pictures(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.jpg"))}


@pytest.mark.slow
def test_one_folder_per_class_named_by_the_class(tmp_path: Path) -> None:
    demo = draw_demo(tmp_path / "new" / "slide", 9)
    drawn = pictures(tmp_path / "new" / "slide")
    assert len(drawn) == demo.images == demo.drawn == 9
    folders = {name.split("/")[0] for name in drawn}
    assert folders == {c.name.lower() for c in STANDARD_CLASSES}
    assert {parse_label(folder) for folder in folders} == set(demo.counts) == {c.code for c in STANDARD_CLASSES}
    assert len(set(drawn.values())) == 9, "two pictures are the same"


@pytest.mark.slow
def test_pictures_depend_only_on_the_seed(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        draw_demo(tmp_path / name, 2, seed)
    a, b, c = (pictures(tmp_path / name) for name in "abc")
    assert a == b
    assert a.keys() == c.keys()
    assert not set(a.values()) & set(c.values())


@pytest.mark.slow
def test_drawing_again_adds_and_removes_only_the_difference(tmp_path: Path) -> None:
    draw_demo(tmp_path, 4, 1)
    first = pictures(tmp_path)
    times = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.jpg")}
    assert draw_demo(tmp_path, 4, 1).drawn == 0
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.jpg")} == times
    assert draw_demo(tmp_path, 6, 1).drawn == 2
    assert first.items() <= pictures(tmp_path).items()
    draw_demo(tmp_path, 2, 1)
    assert len(pictures(tmp_path)) == 2
    draw_demo(tmp_path, 2, 2)
    assert not set(pictures(tmp_path).values()) & set(first.values())


@pytest.mark.slow
def test_missing_picture_is_drawn_again(tmp_path: Path) -> None:
    draw_demo(tmp_path, 3)
    before = pictures(tmp_path)
    next(tmp_path.rglob("*.jpg")).unlink()
    assert draw_demo(tmp_path, 3).drawn == 1
    assert pictures(tmp_path) == before


@pytest.mark.slow
def test_next_call_finishes_a_cancelled_demo(tmp_path: Path) -> None:
    asked = iter([False, False, True])
    demo = draw_demo(tmp_path, 3, cancel=lambda: next(asked))
    assert demo.images == len(pictures(tmp_path)) == 2
    draw_demo(tmp_path, 3)
    draw_demo(tmp_path / "whole", 3)
    assert {k: v for k, v in pictures(tmp_path).items() if "whole" not in k} == pictures(tmp_path / "whole")


@pytest.mark.slow
def test_progress_is_reported_to_the_end(tmp_path: Path) -> None:
    reported: list[tuple[int, int]] = []
    draw_demo(tmp_path, 3, progress=lambda done, total: reported.append((done, total)))
    assert reported == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_folder_with_other_files_is_refused_and_unchanged(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"mine")
    with pytest.raises(FolderError, match="not empty"):
        draw_demo(tmp_path, 3)
    assert [p.name for p in tmp_path.iterdir()] == ["holiday.jpg"]


@pytest.mark.slow
def test_other_files_in_a_demo_folder_stay(tmp_path: Path) -> None:
    draw_demo(tmp_path, 1)
    (tmp_path / "neutrophil" / "mine.jpg").write_bytes(b"mine")
    draw_demo(tmp_path, 1, 9)
    assert (tmp_path / "neutrophil" / "mine.jpg").read_bytes() == b"mine"


@pytest.mark.slow
def test_foreign_file_with_the_name_of_a_picture_is_not_overwritten(tmp_path: Path) -> None:
    draw_demo(tmp_path, 1)
    (tmp_path / "neutrophil" / "neu_00002.jpg").write_bytes(b"mine")
    with pytest.raises(FolderError, match=r"neu_00002\.jpg was not drawn"):
        draw_demo(tmp_path, 16)
    assert (tmp_path / "neutrophil" / "neu_00002.jpg").read_bytes() == b"mine"


@pytest.mark.slow
def test_forged_marker_removes_no_file_outside(tmp_path: Path) -> None:
    victim = tmp_path / "precious.jpg"
    victim.write_bytes(b"mine")
    folder = tmp_path / "demo"
    folder.mkdir()
    names = ["../precious.jpg", str(victim), "neutrophil/../../precious.jpg"]
    (folder / MARKER).write_text(json.dumps({"version": 1, "seed": 1, "pictures": names}))
    draw_demo(folder, 1, 2)
    assert victim.read_bytes() == b"mine"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": "x", "seed": 1, "pictures": []}', "\x00"])
def test_damaged_marker_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MARKER).write_text(content)
    with pytest.raises(FolderError, match="damaged"):
        draw_demo(tmp_path, 1)


def test_file_instead_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(FolderError, match="is a file"):
        draw_demo(tmp_path / "x", 1)


def test_folder_that_cannot_be_created_raises_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises((StorageError, FolderError), match="x"):
        draw_demo(tmp_path / "x" / "y", 1)


def test_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageError, match="the disk is full"):
        draw_demo(tmp_path / "d", 1)


@pytest.mark.parametrize(("count", "seed"), [(0, 1), (-3, 1), (100_001, 1), (1, -1)])
def test_invalid_numbers_are_refused(tmp_path: Path, count: int, seed: int) -> None:
    with pytest.raises(UsageError):
        draw_demo(tmp_path / "d", count, seed)
    assert not (tmp_path / "d").exists()


@pytest.mark.slow
@pytest.mark.parametrize("code", [c.code for c in STANDARD_CLASSES])
def test_each_picture_is_a_bright_smear_with_a_dark_cell_in_the_middle(code: str) -> None:
    picture = draw_cell(code, np.random.default_rng(3))
    assert picture.shape == (SIDE, SIDE, 3)
    assert picture.dtype == np.uint8
    assert np.percentile(picture, 90) > 200, "the plasma is not bright"
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(float)
    middle = grey[SIDE * 3 // 8 : SIDE * 5 // 8, SIDE * 3 // 8 : SIDE * 5 // 8]
    assert np.percentile(middle, 5) < np.percentile(grey, 50) - 60, "nothing is dark in the middle"


@pytest.mark.slow
def test_classes_differ_in_dark_and_red_areas() -> None:
    """A rough check that classes have their typical features."""
    shown = {c.code: draw_cell(c.code, np.random.default_rng(11)).astype(float) for c in STANDARD_CLASSES}
    centre = slice(SIDE // 3, SIDE * 2 // 3)
    dark = {code: float((p[centre, centre].mean(2) < 120).mean()) for code, p in shown.items()}
    assert dark["PLT"] < dark["ERB"] < dark["LYM"] < dark["BAS"]
    red = {
        code: float(((p[centre, centre, 0] - p[centre, centre, 2] > 60) & (p[centre, centre, 1] < 170)).mean())
        for code, p in shown.items()
    }
    assert max(red, key=lambda code: red[code]) == "EOS"


@pytest.mark.slow
def test_second_program_cannot_draw_in_the_same_folder(tmp_path: Path) -> None:
    folder, met = tmp_path / "demo", list[str]()

    def meanwhile(done: int, total: int) -> None:
        if done == 1:
            with pytest.raises(FolderError, match="being drawn") as refused:
                draw_demo(folder, 3, 2)
            met.append(str(refused.value))

    demo = draw_demo(folder, 3, 1, progress=meanwhile)
    assert len(met) == 1
    assert demo.drawn == len(pictures(folder)) == 3
    assert json.loads((folder / MARKER).read_text())["seed"] == 1


@pytest.mark.slow
def test_folder_with_only_a_lock_file_is_accepted(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    lock = FileLock(folder / LOCK)
    with lock, pytest.raises(FolderError, match="being drawn"):
        draw_demo(folder, 2)
    assert draw_demo(folder, 2).drawn == 2  # the remaining lock file does not matter


@pytest.mark.slow
def test_marker_is_never_read_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_demo(tmp_path, 2)
    before = (tmp_path / MARKER).read_bytes()
    monkeypatch.setattr("os.fsync", lambda descriptor: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(StorageError):
        draw_demo(tmp_path, 4)
    assert (tmp_path / MARKER).read_bytes() == before
