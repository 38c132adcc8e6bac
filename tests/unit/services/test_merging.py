"""Merge folders of one sample: real folders and files; no decision is lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.domain.errors import Cancelled, SignInNeeded, UsageError
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, merging, review, second_read, signing, slide_list
from wbc_desktop.services.comments import comment
from wbc_desktop.services.examine import examine
from wbc_desktop.services.exports import export_csv, stored_slide
from wbc_desktop.services.merging import MergeRefused, merge, parts, separate
from wbc_desktop.services.report import current_data
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slide_fields import change_fields, slide_fields
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.trail import verify
from wbc_desktop.services.walk import FoundFile
from wbc_desktop.store import cells, comments, guard, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import FileRow

pytestmark = pytest.mark.both_databases

ANN, BEN, BO = Identity("ann"), Identity("ben"), Identity("bo")


@pytest.fixture
def write_image() -> Callable[[Path, int], None]:
    """``write_image(path, seed)`` writes a small picture, a different one for each seed."""

    def write(path: Path, seed: int) -> None:
        Image.new("RGB", (64, 64), (200 - seed, 40 + seed, 2 * seed)).save(path)

    return write


def open_and_scan(db: Database, folder: Path) -> Slide:
    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    return slide


def shown(db: Database, slide: Slide) -> dict[str, Cell]:
    """Return the cells of the slide by content."""
    with db.read() as s:
        return {cell.sha256: cell for cell in cells.get_many(s, cells.ids(s, slide.id))}


def listed(db: Database) -> list[int]:
    with db.read() as s:
        return [slide.id for slide in slides.with_cells(s)]


@pytest.fixture
def two(db: Database, tmp_path: Path, write_image: Callable[[Path, int], None]) -> tuple[Slide, Slide]:
    """Return the slides ``one`` (cells 0 to 2) and ``two`` (cells 2 to 4); cell 2 is in both."""
    for name, seeds in (("one", (0, 1, 2)), ("two", (2, 3, 4))):
        (tmp_path / name).mkdir()
        for seed in seeds:
            write_image(tmp_path / name / f"{seed}.png", seed)
    return open_and_scan(db, tmp_path / "one"), open_and_scan(db, tmp_path / "two")


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

    def unplugged(file: FoundFile) -> object:
        if file.path.endswith("two/3.png"):
            (tmp_path / "two").rename(tmp_path / "elsewhere")
            (tmp_path / "two").mkdir()  # an empty mount point remains
        return examine(file)

    monkeypatch.setattr(sys.modules[scan.__module__], "examine", unplugged)
    slide = open_slide(db, tmp_path / "one")
    found = scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    assert [(r.path, "not there" in r.reason) for r in found.refused] == [(str(tmp_path / "two"), True)]
    assert len(shown(db, one)) == 5


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


@pytest.mark.slow
def test_invalid_merge_is_refused(db: Database, two: tuple[Slide, Slide], tmp_path: Path) -> None:
    one, other = two
    with pytest.raises(MergeRefused, match="with itself"):
        merge(db, one.id, one.id, ANN)
    with pytest.raises(UsageError, match="enter a name in the settings"):
        merge(db, one.id, other.id, Identity(" "))
    with pytest.raises(MergeRefused, match="not merged"):
        separate(db, one.id, other.id, ANN)
    change_fields(db, one.id, SlideFields(sample="S 1"), ANN)
    change_fields(db, other.id, SlideFields(sample="S 2", stain="Giemsa"), ANN)
    with pytest.raises(MergeRefused, match="S 2"):
        merge(db, one.id, other.id, ANN)
    change_fields(db, other.id, SlideFields(sample="s 1", stain="Giemsa"), ANN)
    inside = tmp_path / "one" / "inner"
    inside.mkdir()
    (tmp_path / "one" / "0.png").rename(inside / "0.png")
    with pytest.raises(MergeRefused, match="inside the other"):
        merge(db, one.id, open_and_scan(db, inside).id, ANN)
    merge(db, one.id, other.id, ANN)
    with db.read() as s:
        assert slide_fields(s, one.id).stain == "Giemsa"
    with pytest.raises(MergeRefused, match="already merged"):
        merge(db, one.id, other.id, ANN)


@pytest.mark.slow
def test_signed_slides_cannot_be_merged_or_separated(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    ids = [cell.id for cell in shown(db, other).values()]
    review.reclassify(db, other.id, ids, "NEU", ANN)
    signing.sign(db, other, ANN, "", "approved", Settings(reviewer="ann"))
    for whole, part in ((one, other), (other, one)):
        with pytest.raises(MergeRefused, match="“two” is signed"):
            merge(db, whole.id, part.id, ANN)
    signing.amend(db, other.id, ANN, "", "more cells")
    merge(db, other.id, one.id, ANN)
    review.reclassify(db, other.id, [cell.id for cell in shown(db, other).values()], "NEU", ANN)
    signing.sign(db, other, ANN, "", "approved", Settings(reviewer="ann"))
    with pytest.raises(MergeRefused, match="signed"):
        separate(db, other.id, one.id, ANN)
    with db.read() as s:
        assert guard.is_signed(s, other.id)


@pytest.mark.slow
def test_slide_with_a_second_read_cannot_be_merged(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    review.reclassify(db, one.id, [cell.id for cell in shown(db, one).values()], "NEU", ANN)
    own = second_read.begin(db, one.id, BEN)
    for whole, part in ((one, other), (other, one), (own, other), (other, own)):
        with pytest.raises(MergeRefused, match="has a second read"):
            merge(db, whole.id, part.id, ANN)


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


def remarks(db: Database, slide: Slide, content: str) -> list[tuple[str, str]]:
    cell_id = shown(db, slide)[content].id
    with db.read() as s:
        return [(one.text, one.reviewer) for one in comments.of_cell(s, cell_id) if not one.taken_back]


@pytest.fixture
def boss(db: Database, monkeypatch: pytest.MonkeyPatch) -> Identity:
    """A manager who is signed in."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse").identity


@pytest.fixture
def before_the_last_step(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """``before_the_last_step(act)``: call ``act`` when all cells are copied and nothing is merged yet."""

    def put(act: Callable[[], object]) -> None:
        def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
            yield from chunks(ids)
            act()

        monkeypatch.setattr(merging, "chunks", batches)

    return put


def test_account_deactivated_during_a_merge_merges_nothing(
    db: Database,
    two: tuple[Slide, Slide],
    boss: Identity,
    before_the_last_step: Callable[[Callable[[], object]], None],
) -> None:
    one, other = two
    before = shown(db, one).keys()
    budi = accounts.add(db, boss, "Budi", Role.TECHNICIAN, "battery staple")
    before_the_last_step(lambda: accounts.change(db, boss, budi.id, active=False))
    with pytest.raises(SignInNeeded, match="account of Budi is closed"):
        merge(db, one.id, other.id, budi.identity)
    assert [part.slide_id for part in parts(db, one.id)] == [one.id]
    assert shown(db, one).keys() == before, "copied cells are not shown"


def test_killed_merge_is_hidden_and_can_be_repeated(
    db: Database, two: tuple[Slide, Slide], before_the_last_step: Callable[[Callable[[], object]], None]
) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        with db.read() as s:
            assert any(Path(path).is_absolute() for path in paths_of(s, one)), "cells were copied"
        raise Killed

    one, other = two
    before, theirs = shown(db, one).keys(), shown(db, other).keys()
    before_the_last_step(kill)
    with pytest.raises(Killed):
        merge(db, one.id, other.id, ANN)
    assert shown(db, one).keys() == before
    before_the_last_step(lambda: None)
    merge(db, one.id, other.id, ANN)
    assert shown(db, one).keys() == before | theirs
    assert verify(db).broken is None


@pytest.mark.slow
def test_killed_separation_separates_nothing_and_can_be_repeated(
    db: Database, two: tuple[Slide, Slide], before_the_last_step: Callable[[Callable[[], object]], None]
) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    one, other = two
    merge(db, one.id, other.id, ANN)
    review.reclassify(db, one.id, [cell.id for cell in shown(db, one).values()], "MON", ANN)
    before = shown(db, one)
    before_the_last_step(kill)
    with pytest.raises(Killed):
        separate(db, one.id, other.id, ANN)
    assert shown(db, one) == before
    assert listed(db) == [one.id]
    before_the_last_step(lambda: None)
    separate(db, one.id, other.id, ANN)
    assert [cell.label for slide in two for cell in shown(db, slide).values()] == ["MON"] * 6
    assert verify(db).broken is None


def paths_of(s: Session, slide: Slide) -> list[str]:
    """Return the known paths of the slide, also of missing files."""
    return list(s.scalars(select(FileRow.path).where(FileRow.slide_id == slide.id)))


@pytest.mark.slow
@pytest.mark.parametrize("when", [0, 1, 2])
def test_cancelled_merge_merges_nothing_and_can_be_repeated(
    db: Database, two: tuple[Slide, Slide], monkeypatch: pytest.MonkeyPatch, when: int
) -> None:
    one, other = two
    monkeypatch.setattr(merging, "chunks", lambda ids: chunks(ids, 2))
    before, reported = shown(db, one), list[tuple[int, int]]()
    with pytest.raises(Cancelled):
        merge(
            db,
            one.id,
            other.id,
            Identity("Ada"),
            cancel=lambda: len(reported) >= when,
            progress=lambda *done: reported.append(done),
        )
    assert shown(db, one) == before
    assert len(parts(db, one.id)) == 1
    assert sorted(listed(db)) == sorted((one.id, other.id))
    count = len(shown(db, other))
    assert reported == [(min(2 * n, count), count) for n in range(1, when + 1)]
    reported.clear()
    merge(db, one.id, other.id, Identity("Ada"), progress=lambda *done: reported.append(done))
    assert reported[-1] == (count, count)
    assert len(parts(db, one.id)) == 2


@pytest.mark.slow
def test_cancelled_separation_separates_nothing(
    db: Database, two: tuple[Slide, Slide], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    merge(db, one.id, other.id, Identity("Ada"))
    review.reclassify(db, one.id, [cell.id for cell in shown(db, one).values()], "MON", Identity("Ada"))
    before, reported = shown(db, one), list[tuple[int, int]]()
    monkeypatch.setattr(merging, "chunks", lambda ids: chunks(ids, 2))
    with pytest.raises(Cancelled):
        separate(
            db,
            one.id,
            other.id,
            Identity("Ada"),
            cancel=lambda: len(reported) > 0,
            progress=lambda *done: reported.append(done),
        )
    assert shown(db, one) == before
    assert listed(db) == [one.id]
    separate(db, one.id, other.id, Identity("Ada"))
    assert sorted(listed(db)) == sorted((one.id, other.id))
    assert {cell.label for cell in shown(db, other).values()} == {"MON"}
