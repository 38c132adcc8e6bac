"""Undo and redo on fields: also of the kind of the pictures, in the order of all acts, and after a restart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.services.fields_folder import ADA, A, Fields, field
from tests.unit.services.folders import put
from tests.unit.services.test_fields import FOUND, fields
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import Cancelled, NothingToUndo, SlideSigned
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import region_acts, review, signing
from wbc_desktop.services.fields import find_cells, set_kind
from wbc_desktop.services.slide_fields import change_fields
from wbc_desktop.services.trail import verify
from wbc_desktop.store import entries, regions
from wbc_desktop.store.engine import Database, open_database

__all__ = ["fields"]

BO = Identity("Bo")
CELLS, FIELDS = PictureKind.CELLS, PictureKind.FIELDS
WHOLE = [("f1.bmp", None), ("f2.bmp", None), ("f3.bmp", None)]
ACTS = ["draw", "remove", "split", "class", "kind"]


def kind(made: Fields) -> PictureKind | None:
    with made.db.read() as s:
        return regions.kind(s, made.slide.id)


def test_change_of_kind_is_undone_and_redone_also_after_a_restart(fields: Fields, tmp_path: Path) -> None:
    db, slide = fields.db, fields.slide
    assert not review.can_undo_redo(db, slide.id)[0], "nobody has to undo what the program decided"
    set_kind(db, slide, CELLS, ADA)
    assert review.undo_size(db, slide.id) == 6, "three pictures and three regions"
    db.close()
    db = fields.db = open_database(f"sqlite:///{tmp_path / 'wbc.sqlite3'}")
    changes = review.undo(db, slide.id, BO)
    assert (changes.pictures, changes.slides, changes.cells_added, changes.cells) == (True, True, True, ())
    assert (kind(fields), fields.boxes()) == (FIELDS, FOUND)
    assert review.can_undo_redo(db, slide.id) == (False, True)
    assert review.redo(db, slide.id, ADA).pictures
    assert (kind(fields), fields.boxes()) == (CELLS, WHOLE)
    with pytest.raises(NothingToUndo):
        review.redo(db, slide.id, ADA)
    with db.read() as s:
        entered = [(entry.value, entry.reviewer) for entry in entries.history(s, EntryKind.PICTURES, slide.id)]
    assert entered[1:] == [("cells", "Ada"), ("fields", "Bo"), ("cells", "Ada")]
    assert verify(db).sound
    db.close()


def test_decisions_on_both_kinds_are_kept_and_undone_where_they_are_seen(fields: Fields) -> None:
    db, slide = fields.db, fields.slide
    (drawn,) = region_acts.draw(db, slide.id, fields.page("f2.bmp"), Box(60, 20, 30, 30), ADA).cells
    review.reclassify(db, slide.id, [drawn], "EOS", ADA)
    set_kind(db, slide, CELLS, ADA)
    change_fields(db, slide.id, SlideFields(sample="S-1"), ADA)
    whole = fields.cells()[1].id
    review.reclassify(db, slide.id, [whole], "NC", ADA)
    assert review.undo(db, slide.id, ADA).cells == (whole,)
    assert not review.undo(db, slide.id, ADA).pictures, "the details"
    assert review.undo(db, slide.id, ADA).pictures
    assert [cell.label for cell in fields.cells()] == [None, None, "EOS", None]
    for _ in range(2):
        assert review.undo(db, slide.id, ADA).cells == (drawn,)
    assert fields.boxes() == FOUND
    for _ in range(5):
        review.redo(db, slide.id, ADA)
    assert [cell.label for cell in fields.cells()] == [None, "NC", None]
    set_kind(db, slide, FIELDS, ADA)
    assert [cell.label for cell in fields.cells()] == [None, None, "EOS", None]
    assert verify(db).sound


def test_fields_that_came_meanwhile_are_searched_after_the_undo(fields: Fields) -> None:
    set_kind(fields.db, fields.slide, CELLS, ADA)
    put(fields.folder / "f4.bmp", field({A: "MON"}, 9))
    fields.find(None)
    review.undo(fields.db, fields.slide.id, ADA)
    assert fields.boxes() == FOUND
    assert fields.find(None).searched == 1
    assert fields.boxes() == [*FOUND, ("f4.bmp", A)]
    review.redo(fields.db, fields.slide.id, ADA)
    assert fields.boxes() == [*WHOLE, ("f4.bmp", None)], "searching is no act, so the change can be redone"


def test_change_that_the_program_was_asked_for_is_undone(fields: Fields) -> None:
    """By "Decide automatically", or on the command line."""
    find_cells(fields.db, fields.slide, CELLS)
    assert fields.boxes() == WHOLE
    assert review.undo(fields.db, fields.slide.id, ADA).pictures
    assert fields.boxes() == FOUND
    assert not review.can_undo_redo(fields.db, fields.slide.id)[0]
    assert verify(fields.db).sound


def test_first_decision_of_a_person_is_undone_to_none(db: Database, tmp_path: Path) -> None:
    made = Fields(db, tmp_path / "fields")
    set_kind(db, made.slide, CELLS, ADA)
    review.undo(db, made.slide.id, ADA)
    assert kind(made) is None
    made.find(None)
    assert kind(made) is FIELDS, "the program decides"
    assert review.can_undo_redo(db, made.slide.id) == (False, True)
    review.redo(db, made.slide.id, ADA)
    assert kind(made) is CELLS
    assert verify(db).sound


@pytest.mark.parametrize("act", [review.undo, review.redo])
def test_kind_of_a_signed_slide_stays(fields: Fields, act: Callable[[Database, int, Identity], object]) -> None:
    db, slide = fields.db, fields.slide
    review.reclassify(db, slide.id, [cell.id for cell in fields.cells()], "NEU", ADA)
    set_kind(db, slide, CELLS, ADA)
    review.reclassify(db, slide.id, [cell.id for cell in fields.cells()], "NEU", ADA)
    review.undo(db, slide.id, ADA)
    review.undo(db, slide.id, ADA)
    if act is review.undo:
        for _ in range(2):
            review.redo(db, slide.id, ADA)
    signed, boxes = kind(fields), fields.boxes()
    signing.sign(db, slide, ADA, "", "reviewed", Settings())
    with pytest.raises(SlideSigned, match="signed by Ada"):
        act(db, slide.id, ADA)
    assert (kind(fields), fields.boxes()) == (signed, boxes)


@pytest.mark.parametrize("act", ["change", "undo", "redo"])
def test_stopped_change_of_kind_changes_nothing(fields: Fields, act: str) -> None:
    db, slide = fields.db, fields.slide
    if act != "change":
        set_kind(db, slide, CELLS, ADA)
    if act == "redo":
        review.undo(db, slide.id, ADA)
    before = kind(fields), fields.boxes(), review.can_undo_redo(db, slide.id)
    stopped: dict[str, Callable[[], object]] = {
        "change": lambda: set_kind(db, slide, CELLS, ADA, cancel=lambda: True),
        "undo": lambda: review.undo(db, slide.id, ADA, cancel=lambda: True),
        "redo": lambda: review.redo(db, slide.id, ADA, cancel=lambda: True),
    }
    with pytest.raises(Cancelled):
        stopped[act]()
    assert (kind(fields), fields.boxes(), review.can_undo_redo(db, slide.id)) == before


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([*ACTS, "undo", "redo"]), st.integers(0, 9))))
def test_any_sequence_of_acts_equals_two_stacks(
    tmp_path_factory: pytest.TempPathFactory, steps: Sequence[tuple[str, int]]
) -> None:
    place = tmp_path_factory.mktemp("acts")
    db = open_database(f"sqlite:///{place / 'wbc.sqlite3'}")
    slide = Fields(db, place / "fields")
    slide.find()
    page, slide_id = slide.page("f2.bmp"), slide.slide.id

    def state() -> list[tuple[tuple[int, ...], str | None]]:
        return sorted((cell.box or (cell.id,), cell.label) for cell in slide.cells())

    done, undone, drawn = [state()], [], 0
    for act, number in steps:
        shown = slide.cells()
        cell = shown[number % len(shown)] if shown else None
        in_fields = kind(slide) is PictureKind.FIELDS
        if act == "kind":
            set_kind(db, slide.slide, PictureKind.CELLS if in_fields else PictureKind.FIELDS, ADA)
        elif act == "draw" and in_fields and drawn < 10:
            region_acts.draw(db, slide_id, page, Box(10 + 12 * drawn, 10, 11, 20), ADA)
            drawn += 1
        elif act == "remove" and cell is not None and cell.box is not None:
            region_acts.remove(db, slide_id, [cell.id], ADA)
        elif act == "split" and cell is not None and cell.box is not None and min(cell.box[2:]) >= 20:
            region_acts.split(db, slide_id, cell.id, region_acts.halves(cell.box), ADA)
        elif act == "class" and cell is not None and cell.label != "EOS":
            review.reclassify(db, slide_id, [cell.id], "EOS", ADA)
        elif act == "undo" and len(done) > 1:
            review.undo(db, slide_id, ADA)
            undone.append(done.pop())
            assert state() == done[-1]
            continue
        elif act == "redo" and undone:
            review.redo(db, slide_id, ADA)
            done.append(undone.pop())
            assert state() == done[-1]
            continue
        else:
            continue
        done.append(state())
        undone.clear()
    assert verify(db).sound
    db.close()
