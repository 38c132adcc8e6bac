"""Merge folders of one sample: real folders and files; no decision is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.services.two_folders import ANN, BEN, listed, open_and_scan, remarks, shown, two, write_image
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, second_read
from wbc_desktop.services.comments import comment
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.merging import merge, parts, separate
from wbc_desktop.services.report import current_data
from wbc_desktop.services.trail import verify
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database

__all__ = ["two", "write_image"]

pytestmark = pytest.mark.both_databases
BO = Identity("bo")


def test_merged_slide_has_all_cells_and_counts_copies_once(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    changes = merge(db, one.id, other.id, ANN)
    assert changes.slides
    assert changes.cells_added
    assert changes.slide_id == one.id
    assert len(shown(db, one)) == 5
    assert listed(db) == [one.id]
    assert [(p.slide_id, p.name, p.cells) for p in parts(db, one.id)] == [(one.id, "one", 3), (other.id, "two", 3)]
    assert verify(db).broken is None


@pytest.mark.slow
def test_decisions_are_merged_and_the_later_one_counts(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    ours, theirs = shown(db, one), shown(db, other)
    (both,) = set(ours) & set(theirs)
    only = next(sha for sha in theirs if sha != both)
    review.reclassify(db, one.id, [ours[both].id], "NEU", ANN)
    review.reclassify(db, other.id, [theirs[both].id], "LYM", BEN)
    review.reclassify(db, other.id, [theirs[only].id], "MON", Identity("cy"))
    merge(db, one.id, other.id, ANN)
    now = shown(db, one)
    assert (now[both].label, now[only].label) == ("LYM", "MON")
    decision = now[only].classification
    assert decision is not None
    assert decision.reviewer == "cy"
    assert shown(db, other)[both].label == "LYM", "the merged slide keeps its decision"
    assert not review.can_undo_redo(db, one.id)[0], "undo stops at the merge"


@pytest.mark.slow
def test_separated_slides_have_the_decisions_made_meanwhile(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    merge(db, one.id, other.id, ANN)
    for number, cell in enumerate(shown(db, one).values()):
        review.reclassify(db, one.id, [cell.id], ("NEU", "LYM", "MON", "EOS", "BAS")[number], ANN)
    together = {sha: cell.label for sha, cell in shown(db, one).items()}
    separate(db, one.id, other.id, ANN)
    assert {sha: cell.label for sha, cell in shown(db, one).items()} == {sha: together[sha] for sha in shown(db, one)}
    assert len(shown(db, one)) == len(shown(db, other)) == 3
    assert {sha: cell.label for sha, cell in shown(db, other).items()} == {
        sha: together[sha] for sha in shown(db, other)
    }
    assert sorted(listed(db)) == sorted([one.id, other.id])
    assert verify(db).broken is None
    merge(db, one.id, other.id, ANN)  # and again
    assert {sha: cell.label for sha, cell in shown(db, one).items()} == together


@pytest.mark.slow
def test_undo_in_the_whole_slide_keeps_the_parts_own_decisions(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    (both,) = shown(db, one).keys() & shown(db, other).keys()
    merge(db, one.id, other.id, ANN)
    mine = next(sha for sha in shown(db, other) if sha != both)
    review.reclassify(db, one.id, [shown(db, one)[mine].id], "NEU", ANN)
    separate(db, one.id, other.id, ANN)
    assert shown(db, other)[mine].label == "NEU"
    review.reclassify(db, other.id, [shown(db, other)[both].id], "LYM", BEN)
    review.undo(db, other.id, BEN)
    merge(db, one.id, other.id, ANN)
    review.undo(db, one.id, ANN)
    separate(db, one.id, other.id, ANN)
    assert shown(db, other)[mine].label is None
    review.reclassify(db, other.id, [shown(db, other)[both].id], "LYM", BEN)
    review.reclassify(db, one.id, [shown(db, one)[both].id], "MON", ANN)
    review.undo(db, one.id, ANN)
    merge(db, other.id, one.id, ANN)
    assert shown(db, other)[both].label == "LYM", "ben's own decision stays"
    assert verify(db).broken is None


@pytest.mark.slow
def test_comments_are_merged_once_under_their_own_names(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    copy = next(iter(shown(db, one).keys() & shown(db, other).keys()))
    comment(db, shown(db, other)[copy].id, "smudge?", BO)
    comment(db, shown(db, other)[copy].id, "taken back", BO)
    review.undo(db, other.id, BO)
    comment(db, shown(db, one)[copy].id, "no smudge", ANN)
    merge(db, one.id, other.id, ANN)
    assert remarks(db, one, copy) == [("no smudge", "ann"), ("smudge?", "bo")]
    comment(db, shown(db, one)[copy].id, "agreed", BO)
    separate(db, one.id, other.id, ANN)
    assert remarks(db, other, copy) == [("smudge?", "bo"), ("no smudge", "ann"), ("agreed", "bo")]
    assert verify(db).broken is None


def test_csv_and_report_contain_the_whole_slide(db: Database, two: tuple[Slide, Slide], tmp_path: Path) -> None:
    one, other = two
    merge(db, one.id, other.id, ANN)
    with db.read() as s:
        slide = slides.get(s, one.id)
    assert export_csv(db, slide, tmp_path / "out.csv") == 6, "a row per image"
    data = current_data(db, slide, Settings(), second_read.utc_now())
    assert len(data.cells) == 5
    assert str(tmp_path / "one") in data.folder
    assert str(tmp_path / "two") in data.folder
    assert all(data.read_picture(cell).shape == (64, 64, 3) for cell in data.cells)


def test_merged_slide_can_be_merged(
    db: Database, two: tuple[Slide, Slide], tmp_path: Path, write_image: Callable[..., None]
) -> None:
    one, other = two
    (tmp_path / "three").mkdir()
    write_image(tmp_path / "three" / "9.png", 9)
    third = open_and_scan(db, tmp_path / "three")
    merge(db, other.id, third.id, ANN)
    merge(db, one.id, other.id, ANN)
    assert len(shown(db, open_and_scan(db, tmp_path / "three"))) == 6
    separate(db, one.id, other.id, ANN)
    assert len(shown(db, one)) == 3
    assert len(shown(db, other)) == 4
