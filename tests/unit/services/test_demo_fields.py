"""The demo of fields: pictures beside a table of their cells, drawn once, and no other file is touched."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import cv2
import pytest

from wbc_desktop.domain.errors import FolderError
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.services.demo import Demo, draw_demo
from wbc_desktop.services.smear_field import draw_field

pytestmark = pytest.mark.slow
SMALL = (320, 240)


@pytest.fixture(autouse=True)
def small_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw smaller fields, which takes a tenth of the time."""
    monkeypatch.setattr("wbc_desktop.services.demo.draw_field", lambda cells, rng: draw_field(cells, rng, *SMALL))


def draw(folder: Path, count: int, seed: int = 1) -> Demo:
    return draw_demo(folder, count, seed, PictureKind.FIELDS)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("[!.]*") if p.is_file()}


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "labels.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_fields_lie_beside_the_table_of_their_cells(tmp_path: Path) -> None:
    demo = draw(tmp_path / "demo", 3)
    assert files(tmp_path / "demo").keys() == {*(f"field_0000{n}.jpg" for n in (1, 2, 3)), "labels.csv"}
    assert (demo.images, demo.drawn) == (3, 3)
    table = rows(tmp_path / "demo")
    assert Counter(row["path"] for row in table if row["label"]) == {"field_00001.jpg": 3, "field_00002.jpg": 1}
    assert table[-1] == {"path": "field_00003.jpg", "label": "", "box": ""}
    assert Counter(row["label"] for row in table if row["label"]) == demo.counts
    picture = cv2.imread(str(tmp_path / "demo" / "field_00001.jpg"))
    assert picture is not None
    assert picture.shape == (*reversed(SMALL), 3)


def test_second_call_draws_only_what_is_missing(tmp_path: Path) -> None:
    draw(tmp_path / "whole", 3)
    folder = tmp_path / "grown"
    assert draw(folder, 2).drawn == 2
    grown = draw(folder, 3)
    assert (grown.drawn, grown.images, sum(grown.counts.values())) == (1, 3, 4)
    assert files(folder) == files(tmp_path / "whole")
    (folder / "field_00002.jpg").unlink()
    assert draw(folder, 3).drawn == 1
    (folder / "labels.csv").write_text("path,label\n")
    assert draw(folder, 3).drawn == 3, "without the table nobody knows the cells"
    assert files(folder) == files(tmp_path / "whole")


def test_cancelled_demo_has_a_table_of_what_was_drawn(tmp_path: Path) -> None:
    asked = iter([False, True])
    demo = draw_demo(tmp_path, 3, 1, PictureKind.FIELDS, cancel=lambda: next(asked))
    assert demo.images == 1
    assert {row["path"] for row in rows(tmp_path)} == {"field_00001.jpg"}


def test_other_kind_replaces_the_files_of_the_demo_and_no_others(tmp_path: Path) -> None:
    draw(tmp_path, 2)
    (tmp_path / "mine.jpg").write_bytes(b"mine")
    draw_demo(tmp_path, 1)
    assert files(tmp_path).keys() == {"mine.jpg", "neutrophil/neu_00001.jpg"}
    draw(tmp_path, 1)
    assert files(tmp_path).keys() == {"mine.jpg", "field_00001.jpg", "labels.csv"}


def test_foreign_table_is_not_overwritten(tmp_path: Path) -> None:
    draw_demo(tmp_path, 1)
    (tmp_path / "labels.csv").write_text("mine")
    with pytest.raises(FolderError, match=r"labels\.csv was not drawn"):
        draw(tmp_path, 1)
    assert (tmp_path / "labels.csv").read_text() == "mine"
    assert (tmp_path / "neutrophil" / "neu_00001.jpg").exists()
