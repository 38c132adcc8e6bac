"""Merged folders in other functions: later decisions, moved folders, imported labels, and reference cells."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
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
from wbc_desktop.store.engine import Database, open_database

CY, ANN = Identity("cy"), Identity("ann")
TEN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

Folder = Callable[..., Slide]
"""``folder("one", 0, 1)``: a scanned folder with a picture per number; equal numbers have equal contents."""


@pytest.fixture
def folder(db: Database, tmp_path: Path) -> Folder:
    def make(name: str, *contents: int) -> Slide:
        place = tmp_path / name
        place.mkdir(parents=True)
        for number, content in enumerate(contents):
            Image.new("RGB", (64, 64), (200 - content, 40 + content, 2 * content)).save(place / f"{number}.png")
        return open_and_scan(db, place)

    return make


def open_and_scan(db: Database, place: Path) -> Slide:
    slide = open_slide(db, place)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    return slide


def shown(db: Database, slide: Slide) -> list[Cell]:
    with db.read() as s:
        return cells.get_many(s, cells.ids(s, slide.id))


def decide(db: Database, slide: Slide, label: str | None, who: str, at: datetime) -> None:
    """Record that ``who`` put the first cell of the slide into a class at that time."""
    with db.write() as s:
        first = cells.ids(s, slide.id)[0]
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {first: label}, Identity(who), at)


@pytest.mark.slow
@pytest.mark.parametrize("late_first", [False, True])
def test_later_decision_counts_in_any_order_of_merging(db: Database, folder: Folder, late_first: bool) -> None:
    whole, early, late = folder("whole", 0), folder("early", 7), folder("late", 7)
    decide(db, early, "NEU", "ann", TEN)
    decide(db, late, "LYM", "ben", TEN + timedelta(minutes=30))
    for part in (late, early) if late_first else (early, late):
        merge(db, whole.id, part.id, CY)
    (both,) = (cell for cell in shown(db, whole) if cell.label is not None)
    assert both.label == "LYM"


@pytest.mark.slow
def test_merged_decision_keeps_its_time_through_any_number_of_merges(db: Database, folder: Folder) -> None:
    first, second, third, later = folder("1", 7), folder("2", 7), folder("3", 7), folder("4", 7)
    decide(db, first, "NEU", "ann", TEN)
    for part, whole in ((first, second), (second, third)):
        merge(db, whole.id, part.id, CY)
        separate(db, whole.id, part.id, CY)
    (copy,) = shown(db, third)
    assert copy.classification is not None
    assert (copy.label, copy.classification.reviewer, copy.classification.created_at) == ("NEU", "ann", TEN)
    decide(db, later, "LYM", "ben", TEN + timedelta(minutes=1))
    merge(db, third.id, later.id, CY)
    assert shown(db, third)[0].label == "LYM"
    assert verify(db).broken is None


@pytest.mark.slow
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_merged_reviewers_are_in_the_order_of_their_decisions(
    db: Database, folder: Folder, order: tuple[int, int]
) -> None:
    whole, part = folder("whole", 0), folder("part", 5, 6)
    ids = [cell.id for cell in shown(db, part)]
    with db.write() as s:
        for minute, (who, number) in enumerate(zip(("ben", "ann"), order, strict=True)):
            at = TEN + timedelta(minutes=minute)
            classifications.record(s, part.id, ActKind.RECLASSIFY, {ids[number]: "NEU"}, Identity(who), at)
    merge(db, whole.id, part.id, CY)
    with db.read() as s:
        assert classifications.reviewers(s, whole.id) == ["ben", "ann"]


@pytest.mark.slow
def test_undone_decision_counts_from_the_time_of_the_undo(db: Database, folder: Folder) -> None:
    whole, part = folder("whole", 7), folder("part", 7)
    decide(db, part, "NEU", "ann", TEN)
    decide(db, part, "MON", "ben", TEN + timedelta(minutes=1))
    decide(db, whole, "LYM", "cy", TEN + timedelta(minutes=2))
    review.undo(db, part.id, CY)
    merge(db, whole.id, part.id, CY)
    (both,) = shown(db, whole)
    assert both.classification is not None
    assert (both.label, both.classification.reviewer) == ("NEU", "ann")


@pytest.mark.slow
def test_decision_after_merging_counts_over_earlier_ones(db: Database, folder: Folder) -> None:
    whole, early, late = folder("whole", 7), folder("early", 7), folder("late", 7)
    decide(db, early, "NEU", "ann", TEN)
    merge(db, whole.id, early.id, CY)
    decide(db, whole, "MON", "cy", TEN + timedelta(hours=2))
    decide(db, late, "LYM", "ben", TEN + timedelta(hours=1))
    merge(db, whole.id, late.id, CY)
    assert shown(db, whole)[0].label == "MON"


@pytest.mark.slow
@pytest.mark.parametrize("first", ["whole", "part"])
def test_merged_folders_moved_together_are_recognised(db: Database, folder: Folder, tmp_path: Path, first: str) -> None:
    whole, part = folder("old/whole", 0, 1), folder("old/part", 5, 6, 7)
    merge(db, whole.id, part.id, ANN)
    open_and_scan(db, tmp_path / "old" / "whole")
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
    assert len(shown(db, open_and_scan(db, tmp_path / "new" / "whole"))) == 5


@pytest.mark.slow
def test_imported_labels_apply_only_to_the_given_folder(db: Database, folder: Folder, tmp_path: Path) -> None:
    whole, part = folder("whole", 0, 1), folder("part", 5, 6)  # 0.png is in both
    merge(db, whole.id, part.id, ANN)
    table = tmp_path / "labels.csv"
    table.write_text(f"path,label\n0.png,NEU\n{whole.folder}/1.png,MON\n", encoding="utf-8")
    outcome = import_labels(db, Path(part.folder), table, ANN)
    assert (outcome.imported, outcome.failed) == (2, [])
    labelled = {cell.path: cell.label for cell in shown(db, whole) if cell.label is not None}
    assert labelled == {f"{part.folder}/0.png": "NEU", "1.png": "MON"}
    assert import_labels(db, Path(whole.folder), table, ANN).imported == 1, "now 0.png is the whole's own"


@pytest.mark.slow
def test_reference_reclassified_in_the_whole_slide_is_not_shown(db: Database, folder: Folder, tmp_path: Path) -> None:
    whole, part, other = folder("whole", 0), folder("part", 5), folder("other", 9)
    decide(db, part, "NEU", "ann", TEN)
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


@pytest.mark.slow
def test_undone_comment_of_a_part_is_undone_in_the_whole_slide(db: Database, folder: Folder) -> None:
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
    """Return the comments on the cells of a slide that are not undone."""
    with db.read() as s:
        return [one.text for of_cell in comments.current(s, slide.id).values() for one in of_cell]


@pytest.fixture
def old_database(repository: Path, tmp_path: Path) -> Iterator[Database]:
    """A database with merges by an earlier version, whose merged decisions have the time of the merge.

    ``/data/part`` is merged into ``/data/whole`` (picture 2 is in both), where picture 4 was decided and 3 commented
    afterwards; ``/data/apart`` was merged into it and separated again.
    """
    file = tmp_path / "old.sqlite3"
    shutil.copy(repository / "tests" / "data" / "databases" / "merged-0010.sqlite3", file)
    found = open_database(f"sqlite:///{file}")
    yield found
    found.close()


@pytest.mark.slow
def test_folders_merged_by_an_earlier_version_separate_with_nothing_lost(old_database: Database) -> None:
    db = old_database
    with db.read() as s:
        whole, part, apart = (slides.by_folder(s, f"/data/{name}") for name in ("whole", "part", "apart"))
    assert whole is not None
    assert part is not None
    assert apart is not None
    together = {"0": "MON", "1": None, "2": "LYM", "3": "EOS", "4": "IG"}
    assert labels(db, whole) == together
    separate(db, whole.id, part.id, ANN)
    assert labels(db, whole) == {content: together[content] for content in "012"}
    assert labels(db, part) == {content: together[content] for content in "234"}
    assert sorted(remarks(db, part)) == ["smudge?", "two cells"]
    merge(db, whole.id, part.id, ANN)
    assert labels(db, whole) == together
    assert sorted(remarks(db, whole)) == ["smudge?", "two cells"]
    decide(db, apart, "PLT", "ben", datetime.now(UTC))
    merge(db, whole.id, apart.id, ANN)
    assert labels(db, whole) == {**together, "5": "PLT"}
    assert verify(db).broken is None


def labels(db: Database, slide: Slide) -> dict[str, str | None]:
    """Return the reviewer's class of each shown cell by the first digit of its content."""
    return {cell.sha256[0]: cell.label for cell in shown(db, slide)}
