"""Targets of results, and the columns of the table."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from wbc_desktop.domain.errors import Cancelled, FolderError, StorageError, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import review
from wbc_desktop.services.comments import comment
from wbc_desktop.services.differentials import slide_differential
from wbc_desktop.services.exports import cell_comments, check_target, export_csv, stored_slide
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database

ADA = Identity("Ada")


StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]
SlideFolder = Callable[..., Path]

PREDICTIONS = {"a.png": "NEU", "b.png": "?LYM", "c.png": None}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_a_row_per_image_with_prediction_and_label(
    db: Database, store_slide: StoredSlide, tmp_path: Path
) -> None:
    slide_id, ids = store_slide(PREDICTIONS)
    review.reclassify(db, slide_id, ids[1:2], "MON", ADA)
    with db.read() as s:
        slide = slides.get(s, slide_id)
    assert export_csv(db, slide, tmp_path / "x.csv") == 3
    rows = table(tmp_path / "x.csv")
    assert [(r["path"], r["predicted"], r["label"], r["status"], r["reviewer"], r["model"]) for r in rows] == [
        ("a.png", "NEU", "", "unreviewed", "", "test-model"),
        ("b.png", "LYM", "MON", "reclassified", "Ada", "test-model"),
        ("c.png", "", "", "unreviewed", "", ""),
    ]
    columns = [name for name in rows[0] if name.startswith("p_")]
    assert columns[:3] == ["p_NEU", "p_LYM", "p_BLA"], "the classes of the model, in its order"
    assert set(columns) == {"p_NEU", "p_LYM", "p_BLA", "p_MON", "p_EOS"}, "and any other with a value"
    assert (rows[0]["p_NEU"], rows[2]["p_NEU"]) == ("0.700000", "")


def test_slide_is_found_by_its_folder_or_a_link(db: Database, slide_folder: SlideFolder, tmp_path: Path) -> None:
    from wbc_desktop.services.slides import open_slide

    folder = slide_folder(1)
    slide = open_slide(db, folder)
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert stored_slide(db, folder).id == stored_slide(db, link).id == slide.id
    folder.rename(tmp_path / "away")
    assert stored_slide(db, folder).id == slide.id


@pytest.mark.parametrize("name", ["nowhere", "bad\udcffname", "nul\0byte"])
def test_folder_that_was_never_opened_is_refused(db: Database, tmp_path: Path, name: str) -> None:
    with pytest.raises(FolderError):
        stored_slide(db, tmp_path / name)


def test_invalid_target_is_refused_before_writing(slide_folder: SlideFolder, tmp_path: Path) -> None:
    image = slide_folder(1) / "cell_0000.png"
    (tmp_path / "old.csv").write_text("path,label\n")
    check_target(tmp_path / "new.csv")
    check_target(tmp_path / "old.csv")
    check_target(image.parent / "cells.csv")
    with pytest.raises(UsageError, match="never overwritten"):
        check_target(image)
    (tmp_path / "link.csv").symlink_to(image)
    with pytest.raises(UsageError, match="never overwritten"):
        check_target(tmp_path / "link.csv")
    with pytest.raises(UsageError, match="is a folder"):
        check_target(tmp_path)
    with pytest.raises(StorageError, match="does not exist"):
        check_target(tmp_path / "no" / "x.csv")
    with pytest.raises(StorageError):
        check_target(tmp_path / ("long" * 200))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_full_disk_raises_an_error_and_leaves_no_file(db: Database, store_slide: StoredSlide, tmp_path: Path) -> None:
    slide_id, _ = store_slide(PREDICTIONS)
    with db.read() as s:
        slide = slides.get(s, slide_id)
    with pytest.raises(StorageError, match="disk is full"):
        export_csv(db, slide, Path("/dev/full"))
    assert all(file.name.startswith("wbc.sqlite3") for file in tmp_path.iterdir())


def test_differential_lists_every_class_that_can_be_chosen(db: Database, store_slide: StoredSlide) -> None:
    slide_id, ids = store_slide(PREDICTIONS)
    codes = [row.cell_class.code for row in slide_differential(db, slide_id).rows]
    assert codes == ["NEU", "LYM", "MON", "EOS", "BAS", "IG", "ERB", "PLT", "BLA"]
    counted = slide_differential(db, slide_id)
    assert (counted.white, counted.unidentified, counted.unclassified, counted.undecided) == (1, 1, 1, 3)
    review.reclassify(db, slide_id, ids, "BLA", ADA)
    counted = slide_differential(db, slide_id)
    assert (counted.white, counted.undecided, counted.rows[-1].count) == (3, 0, 3)


def test_comments_column_is_last_and_only_if_there_are_comments(
    db: Database, store_slide: StoredSlide, tmp_path: Path
) -> None:
    slide_id, ids = store_slide({"a.png": "NEU", "b.png": "LYM"})
    with db.read() as s:
        slide = slides.get(s, slide_id)
    export_csv(db, slide, tmp_path / "x.csv")
    assert "comments" not in table(tmp_path / "x.csv")[0]
    comment(db, ids[1], "=two cells", ADA)
    comment(db, ids[1], "undone", ADA)
    review.undo(db, slide_id, ADA)
    export_csv(db, slide, tmp_path / "y.csv")
    first, second = table(tmp_path / "y.csv")
    assert list(first)[-1] == "comments"
    assert first["comments"] == ""
    assert re.fullmatch(r"Ada \d{4}-\d\d-\d\dT[\d:]{8}\+00:00: =two cells", second["comments"])
    assert [(c.path, c.text, c.reviewer) for c in cell_comments(db, slide)] == [("b.png", "=two cells", "Ada")]


def test_cancelled_csv_leaves_no_file(
    db: Database, store_slide: StoredSlide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slide, _ = store_slide({"a": "NEU", "b": "LYM", "c": "MON"})
    monkeypatch.setattr("wbc_desktop.services.exports._STEP", 2)
    reported: list[tuple[int, int]] = []
    with db.read() as s:
        stored = slides.get(s, slide)
    target = tmp_path / "cells.csv"
    with pytest.raises(Cancelled):
        export_csv(db, stored, target, cancel=lambda: len(reported) > 0, progress=lambda *done: reported.append(done))
    assert list(tmp_path.glob("*.csv")) == []
    export_csv(db, stored, target, progress=lambda *done: reported.append(done))
    assert reported == [(0, 3), (0, 3), (2, 3), (3, 3)]
    assert len(table(target)) == 3
