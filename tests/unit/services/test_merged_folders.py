"""What merged folders mean elsewhere: whose decision is the later one, where a folder was moved to, what a table of
labels names, and which cells are references."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from wbc_desktop.domain.cells import ActKind, Cell, Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import review
from wbc_desktop.services.comments import comment
from wbc_desktop.services.labels import import_labels
from wbc_desktop.services.merging import merge, separate
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, classifications, comments, references, slides
from wbc_desktop.store.engine import Database

CY, ANN = Identity("cy"), Identity("ann")
TEN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

Folder = Callable[..., Slide]
"""``folder("one", 0, 1)``: a folder of pictures, of which each number is another content, looked at."""


@pytest.fixture
def folder(db: Database, tmp_path: Path) -> Folder:
    def make(name: str, *contents: int) -> Slide:
        place = tmp_path / name
        place.mkdir(parents=True)
        for number, content in enumerate(contents):
            Image.new("RGB", (64, 64), (200 - content, 40 + content, 2 * content)).save(place / f"{number}.png")
        return looked_at(db, place)

    return make


def looked_at(db: Database, place: Path) -> Slide:
    slide = open_slide(db, place)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    return slide


def shown(db: Database, slide: Slide) -> list[Cell]:
    with db.read() as s:
        return cells.get_many(s, cells.ids(s, slide.id))


def said(db: Database, slide: Slide, label: str | None, who: str, at: datetime) -> None:
    """``who`` put the first cell of the slide into a class at that time."""
    with db.write() as s:
        first = cells.ids(s, slide.id)[0]
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {first: label}, Identity(who), at)


@pytest.mark.parametrize("late_first", [False, True])
def test_of_several_folders_the_later_decision_counts_whichever_was_merged_first(
    db: Database, folder: Folder, late_first: bool
) -> None:
    whole, early, late = folder("whole", 0), folder("early", 7), folder("late", 7)
    said(db, early, "NEU", "ann", TEN)
    said(db, late, "LYM", "ben", TEN + timedelta(minutes=30))
    for part in (late, early) if late_first else (early, late):
        merge(db, whole.id, part.id, CY)
    (both,) = (cell for cell in shown(db, whole) if cell.label is not None)
    assert both.label == "LYM"


def test_what_was_decided_after_merging_is_later_than_all_before(db: Database, folder: Folder) -> None:
    whole, early, late = folder("whole", 7), folder("early", 7), folder("late", 7)
    said(db, early, "NEU", "ann", TEN)
    merge(db, whole.id, early.id, CY)
    said(db, whole, "MON", "cy", TEN + timedelta(hours=2))
    said(db, late, "LYM", "ben", TEN + timedelta(hours=1))
    merge(db, whole.id, late.id, CY)
    assert shown(db, whole)[0].label == "MON"


@pytest.mark.parametrize("first", ["whole", "part"])
def test_two_merged_folders_that_were_moved_together_are_each_known_again(
    db: Database, folder: Folder, tmp_path: Path, first: str
) -> None:
    whole, part = folder("old/whole", 0, 1), folder("old/part", 5, 6, 7)
    merge(db, whole.id, part.id, ANN)
    looked_at(db, tmp_path / "old" / "whole")
    (tmp_path / "old").rename(tmp_path / "new")
    order = (first, "part" if first == "whole" else "whole")
    opened = [open_slide(db, tmp_path / "new" / name).id for name in order]
    assert opened == [whole.id, whole.id]
    with db.read() as s:
        now = slides.get(s, whole.id)
    assert (Path(now.folder), [Path(f) for f in now.others]) == (
        tmp_path / "new" / "whole",
        [tmp_path / "new" / "part"],
    )
    assert len(shown(db, looked_at(db, tmp_path / "new" / "whole"))) == 5


def test_a_table_of_labels_is_about_the_folder_that_it_is_imported_for(
    db: Database, folder: Folder, tmp_path: Path
) -> None:
    whole, part = folder("whole", 0, 1), folder("part", 5, 6)  # 0.png lies in both
    merge(db, whole.id, part.id, ANN)
    table = tmp_path / "labels.csv"
    table.write_text(f"path,label\n0.png,NEU\n{whole.folder}/1.png,MON\n", encoding="utf-8")
    outcome = import_labels(db, Path(part.folder), table, ANN)
    assert (outcome.imported, outcome.failed) == (2, [])
    labelled = {cell.path: cell.label for cell in shown(db, whole) if cell.label is not None}
    assert labelled == {f"{part.folder}/0.png": "NEU", "1.png": "MON"}
    assert import_labels(db, Path(whole.folder), table, ANN).imported == 1, "now 0.png is the whole's own"


def test_a_merged_folder_shows_no_reference_that_the_whole_slide_has_put_elsewhere(
    db: Database, folder: Folder, tmp_path: Path
) -> None:
    whole, part, other = folder("whole", 0), folder("part", 5), folder("other", 9)
    said(db, part, "NEU", "ann", TEN)
    merge(db, whole.id, part.id, ANN)
    (both,) = (cell for cell in shown(db, whole) if cell.label == "NEU")
    with db.write() as s:
        classifications.record(s, whole.id, ActKind.RECLASSIFY, {both.id: "MON"}, ANN, datetime.now(UTC))
    with db.read() as s:
        assert references.best(s, "NEU", other.id, 8) == []
        assert [cell.slide_id for cell in references.best(s, "MON", other.id, 8)] == [whole.id]
    separate(db, whole.id, part.id, ANN)
    with db.read() as s:
        assert [cell.slide_id for cell in references.best(s, "MON", other.id, 8)] == [part.id]


def test_a_comment_that_was_taken_back_in_a_folder_goes_from_the_whole_slide_and_comes_back_with_it(
    db: Database, folder: Folder
) -> None:
    whole, part = folder("whole", 0), folder("part", 5)
    comment(db, shown(db, part)[0].id, "two cells", ANN)
    merge(db, whole.id, part.id, CY)
    assert remarks(db, whole) == ["two cells"]
    separate(db, whole.id, part.id, CY)
    review.undo(db, part.id, ANN)
    merge(db, whole.id, part.id, CY)
    assert remarks(db, whole) == []
    separate(db, whole.id, part.id, CY)
    assert remarks(db, part) == []
    review.redo(db, part.id, ANN)
    merge(db, whole.id, part.id, CY)
    assert remarks(db, whole) == ["two cells"]
    assert verify(db).broken is None


def remarks(db: Database, slide: Slide) -> list[str]:
    """The comments that stand on the cells of a slide."""
    with db.read() as s:
        return [said.text for of_cell in comments.current(s, slide.id).values() for said in of_cell]
