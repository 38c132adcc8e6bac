"""Undo and redo of details, classes and ranges, also between decisions; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.services.conftest import StoredSlide

from wbc_desktop.domain import classes as in_force
from wbc_desktop.domain.classes import CellClass, cell_class
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import NotAllowed, NothingToUndo, SlideSigned
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, entry_undo, review, signing
from wbc_desktop.services.classes import add_class, change_class, class_list
from wbc_desktop.services.comments import comment
from wbc_desktop.services.ranges import change_ranges, range_sets, ranges_in_force
from wbc_desktop.services.slide_fields import change_fields, history, slide_fields
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, slides
from wbc_desktop.store.engine import Database, open_database

pytestmark = pytest.mark.both_databases

ADA, BOB, CYD = Identity("Ada"), Identity("Bob"), Identity("Cyd")
BLAST = CellClass("BLST", "Blast cell", True, "#332288", "K")
MORE = CellClass("PLAS", "Plasma cell", True, "#117733", "")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    in_force.set_laboratory_classes(())


@pytest.fixture
def slide(store_slide: StoredSlide) -> tuple[int, list[int]]:
    return store_slide({"a.png": "NEU", "b.png": "LYM"})


def fields(db: Database, slide_id: int) -> SlideFields:
    with db.read() as s:
        return slide_fields(s, slide_id)


def label(db: Database, cell_id: int) -> str | None:
    with db.read() as s:
        return cells.get(s, cell_id).label


@pytest.mark.slow
@pytest.mark.parametrize("newest", [review.NEWEST_COUNTS, (1, 2), (3, 4)])
def test_undo_follows_the_order_of_details_and_decisions(
    db: Database,
    slide: tuple[int, list[int]],
    monkeypatch: pytest.MonkeyPatch,
    newest: tuple[int, ...],
) -> None:
    monkeypatch.setattr(review, "NEWEST_COUNTS", newest)  # the result does not depend on how many acts are read first
    slide_id, (first, _) = slide
    review.confirm(db, slide_id, [first], ADA)
    change_fields(db, slide_id, SlideFields(sample="S-1", patient="P", age="44"), ADA)
    comment(db, first, "Large", ADA)
    change_fields(db, slide_id, SlideFields(sample="S-2", patient="P", age="44"), BOB)
    assert review.undo(db, slide_id, BOB).slides
    assert fields(db, slide_id).sample == "S-1"
    assert review.undo(db, slide_id, BOB).cells == (first,)  # the comment
    assert review.undo(db, slide_id, BOB).slides
    assert fields(db, slide_id) == SlideFields()
    review.undo(db, slide_id, BOB)
    assert label(db, first) is None
    assert not review.can_undo_redo(db, slide_id)[0]
    db.close()
    again = open_database(db.url)  # a restart
    review.redo(again, slide_id, CYD)
    assert label(again, first) == "NEU"
    review.redo(again, slide_id, CYD)
    assert fields(again, slide_id) == SlideFields(sample="S-1", patient="P", age="44")
    review.redo(again, slide_id, CYD)
    review.redo(again, slide_id, CYD)
    assert fields(again, slide_id).sample == "S-2"
    with pytest.raises(NothingToUndo):
        review.redo(again, slide_id, CYD)
    with again.read() as s:
        entered = [(e.subject, e.value, e.reviewer) for e in history(s, slide_id)]
    assert entered[:4] == [
        ("sample", "S-1", "Ada"),
        ("patient", "P", "Ada"),
        ("age", "44", "Ada"),
        ("sample", "S-2", "Bob"),
    ]
    assert ("sample", "", "Bob") in entered
    assert entered[-1] == ("sample", "S-2", "Cyd")
    assert verify(again).sound
    again.close()


def test_details_of_a_signed_slide_cannot_be_undone(db: Database, slide: tuple[int, list[int]]) -> None:
    slide_id, ids = slide
    review.confirm(db, slide_id, ids, ADA)
    change_fields(db, slide_id, SlideFields(sample="S-1"), ADA)
    with db.read() as s:
        signed = slides.get(s, slide_id)
    signing.sign(db, signed, ADA, "", "reviewed", Settings(reviewer="Ada"))
    with pytest.raises(SlideSigned, match="signed by Ada"):
        review.undo(db, slide_id, ADA)
    assert fields(db, slide_id).sample == "S-1"


def test_undo_deactivates_a_new_class_and_redo_activates_it(db: Database) -> None:
    def offered() -> dict[str, bool]:
        with db.read() as s:
            return {c.code: c.active for c in class_list(s)}

    add_class(db, BLAST, ADA)
    change_class(db, CellClass("NEU", "Segmented", True, "#4477AA", "N"), ADA)
    assert entry_undo.can_undo_redo(db, EntryKind.CLASS) == (True, False)
    entry_undo.undo_entry(db, EntryKind.CLASS, BOB)
    assert cell_class("NEU").name == "Neutrophil"
    entry_undo.undo_entry(db, EntryKind.CLASS, BOB)
    assert offered()["BLST"] is False
    with pytest.raises(NothingToUndo):
        entry_undo.undo_entry(db, EntryKind.CLASS, BOB)
    entry_undo.redo_entry(db, EntryKind.CLASS, BOB)
    assert offered()["BLST"] is True
    add_class(db, MORE, ADA)
    assert entry_undo.can_undo_redo(db, EntryKind.CLASS) == (True, False)
    assert verify(db).sound


def test_undo_restores_earlier_ranges_one_by_one(db: Database) -> None:
    one, two = RangeBand("NEU", 40.0, 70.0), RangeBand("LYM", 20.0, 40.0)
    change_ranges(db, [one], "Ours", ADA)
    change_ranges(db, [one, two], "Ours", ADA)
    entry_undo.undo_entry(db, EntryKind.RANGES, ADA)
    with db.read() as s:
        assert ranges_in_force(s).bands == (one,)
    entry_undo.undo_entry(db, EntryKind.RANGES, ADA)
    with db.read() as s:
        assert ranges_in_force(s).bands == DEFAULT_RANGES.bands
        assert ranges_in_force(s).source == DEFAULT_RANGES.source
    entry_undo.redo_entry(db, EntryKind.RANGES, ADA)
    with db.read() as s:
        assert ranges_in_force(s).bands == (one,)
        assert len(range_sets(s)) == 6  # the program's and five entered; none is lost
    assert entry_undo.can_undo_redo(db, EntryKind.RANGES) == (True, True)


@pytest.mark.slow
def test_only_managers_undo_changes_of_classes(db: Database) -> None:
    add_class(db, BLAST, ADA)
    boss = accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse").identity
    bo = accounts.add(db, boss, "Bo", Role.TECHNICIAN, "battery staple").identity
    with pytest.raises(NotAllowed, match="Only a manager"):
        entry_undo.undo_entry(db, EntryKind.CLASS, bo)
    entry_undo.undo_entry(db, EntryKind.CLASS, boss)


ACTS = st.sampled_from(["confirm", "NC", "sample", "patient", "comment", "undo", "redo"])


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(acts=st.lists(ACTS, max_size=12))
def test_undo_and_redo_restore_every_state(db: Database, store_slide: StoredSlide, acts: list[str]) -> None:
    slide_id, (first, *_) = store_slide({"a.png": "NEU", "b.png": "LYM"})
    states = [(None, SlideFields())]
    place = 0

    def now() -> tuple[str | None, SlideFields]:
        return label(db, first), fields(db, slide_id)

    for number, act in enumerate(acts):
        if act in ("undo", "redo"):
            step = -1 if act == "undo" else 1
            if not 0 <= place + step < len(states):
                with pytest.raises(NothingToUndo):
                    getattr(review, act)(db, slide_id, ADA)
                continue
            getattr(review, act)(db, slide_id, ADA)
            place += step
            assert now() == states[place]
            continue
        if act == "comment":
            comment(db, first, f"Remark {number}", ADA)
        elif act in ("sample", "patient"):
            was = fields(db, slide_id)
            new = {"sample": was.sample, "patient": was.patient, act: f"{number}"}
            change_fields(db, slide_id, SlideFields(**new), ADA)
        elif act == "confirm":
            if not review.confirm(db, slide_id, [first], ADA).cells:
                continue
        elif not review.reclassify(db, slide_id, [first], "NC", ADA).cells:
            continue
        states[place + 1 :] = [now()]
        place += 1
    assert verify(db).sound
