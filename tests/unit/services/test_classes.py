"""The laboratory's classes in the store: added, changed, set aside, never removed, and seen by all that counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sql_watch import statements
from unit.services.conftest import StoredSlide

from wbc_desktop.domain.classes import NEUTROPHIL, CellClass, cell_class, set_laboratory_classes
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import classes, review
from wbc_desktop.services.classes import add_class, change_class, class_list, laboratory_classes, offered_classes
from wbc_desktop.services.differentials import slide_differential
from wbc_desktop.store import entries, models
from wbc_desktop.store.engine import Database, open_database

ADA, BO = Identity("Ada"), Identity("Bo")
ATYPICAL = CellClass("ATY", "Atypical lymphocyte", True, "#332288", "A")
GIANT = CellClass("GPL", "Giant platelet", False, "#882255", "G")


@pytest.fixture(autouse=True)
def none_in_force() -> Iterator[None]:
    """What a test puts in force goes again."""
    yield
    set_laboratory_classes(())


def codes(db: Database) -> list[str]:
    with db.read() as s:
        return [c.code for c in class_list(s)]


def test_a_new_class_is_known_everywhere_at_once(db: Database, store_slide: StoredSlide) -> None:
    slide_id, (a, b) = store_slide({"a.png": "NEU", "b.png": "LYM"})
    assert add_class(db, ATYPICAL, ADA) == ATYPICAL
    add_class(db, GIANT, ADA)
    assert codes(db)[-3:] == ["ATY", "BLA", "GPL"]
    assert cell_class("ATY") == ATYPICAL
    review.reclassify(db, slide_id, [a], "atypical lymphocyte", ADA)
    review.reclassify(db, slide_id, [b], "GPL", ADA)
    counted = {row.cell_class.code: (row.cell_class.white, row.count) for row in slide_differential(db, slide_id).rows}
    assert (counted["ATY"], counted["GPL"], counted["NEU"]) == ((True, 1), (False, 1), (True, 0))
    with db.read() as s:
        offered = [c.code for c in offered_classes(models.all_models(s)[0])]
    assert offered == ["NEU", "LYM", "ATY", "BLA", "GPL"]


def test_a_class_that_is_set_aside_keeps_its_cells_and_its_code(db: Database, store_slide: StoredSlide) -> None:
    slide_id, (a, _) = store_slide({"a.png": "NEU", "b.png": "LYM"})
    add_class(db, ATYPICAL, ADA)
    review.reclassify(db, slide_id, [a], "ATY", ADA)
    assert change_class(db, replace(ATYPICAL, active=False), BO)
    assert "ATY" not in [c.code for c in offered_classes(None)]
    assert "ATY" in [row.cell_class.code for row in slide_differential(db, slide_id).rows]
    review.undo(db, slide_id, ADA)
    assert "ATY" not in [row.cell_class.code for row in slide_differential(db, slide_id).rows], "no cell stands in it"
    with pytest.raises(UsageError, match="not reused"):
        add_class(db, ATYPICAL, ADA)
    assert change_class(db, ATYPICAL, BO), "it can come back"
    with db.read() as s:
        history = entries.history(s, EntryKind.CLASS)
    assert [(e.subject, e.reviewer, e.value["active"]) for e in history] == [
        ("ATY", "Ada", True),
        ("ATY", "Bo", False),
        ("ATY", "Bo", True),
    ]


def test_a_code_that_a_model_or_a_cell_ever_had_is_taken(db: Database, store_slide: StoredSlide) -> None:
    store_slide({"a.png": "XYZ"})
    for code in ("BLA", "XYZ", "NEU", "UNI"):
        with pytest.raises(UsageError, match="not reused"):
            add_class(db, replace(ATYPICAL, code=code), ADA)
    assert codes(db).count("BLA") == 1


def test_a_standard_class_can_be_renamed_but_stays_white(db: Database) -> None:
    other = replace(NEUTROPHIL, name="Segmented neutrophil", colour="#0077BB", white=False)
    assert change_class(db, other, ADA)
    assert cell_class("NEU") == replace(other, white=True)
    assert not change_class(db, other, ADA), "the same again is no change"
    with db.read() as s:
        assert len(entries.history(s, EntryKind.CLASS)) == 1


def test_what_is_not_possible_leaves_all_as_it_was(db: Database) -> None:
    add_class(db, ATYPICAL, ADA)
    with pytest.raises(UsageError, match="Atypical lymphocyte has the key A"):
        add_class(db, replace(GIANT, key="A"), ADA)
    with pytest.raises(UsageError, match="no class GPL"):
        change_class(db, GIANT, ADA)
    with pytest.raises(UsageError, match="Sign in as a reviewer"):
        add_class(db, GIANT, Identity("  "))
    with db.read() as s:
        assert laboratory_classes(s) == [ATYPICAL]


def test_another_start_of_the_program_knows_them(db: Database) -> None:
    add_class(db, ATYPICAL, ADA)
    set_laboratory_classes(())
    assert cell_class("ATY") != ATYPICAL
    classes.use_classes(db)
    assert cell_class("ATY") == ATYPICAL


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flags=st.lists(st.tuples(st.sampled_from(["ATY", "GPL"]), st.booleans(), st.booleans()), max_size=6))
def test_however_classes_are_changed_every_white_cell_is_counted_once(
    db: Database, flags: list[tuple[str, bool, bool]]
) -> None:
    known = {c.code: c for c in (ATYPICAL, GIANT)}
    with db.read() as s:
        there = {c.code for c in laboratory_classes(s)}
    for code in sorted(known.keys() - there):
        add_class(db, known[code], ADA)
    for code, white, active in flags:
        change_class(db, replace(known[code], white=white, active=active), ADA)
        assert (cell_class(code).white, cell_class(code).active) == (white, active)
    assert sorted(codes(db)) == sorted(set(codes(db)))


def test_a_class_that_another_program_enters_is_known_at_the_next_look(db: Database, tmp_path: Path) -> None:
    assert "ATY" not in codes(db)
    elsewhere = open_database(f"sqlite:///{tmp_path / 'wbc.sqlite3'}")
    try:
        add_class(elsewhere, ATYPICAL, ADA)
        assert "ATY" in codes(db)
        change_class(elsewhere, replace(ATYPICAL, name="Reactive"), ADA)
    finally:
        elsewhere.close()
    with db.read() as s:
        assert "Reactive" in [c.name for c in class_list(s)]


def test_the_classes_of_a_model_are_known_as_soon_as_it_is(db: Database, store_slide: StoredSlide) -> None:
    assert "BLA" not in codes(db)
    store_slide({"a.png": "NEU"})
    assert "BLA" in codes(db)


def test_what_was_never_committed_is_not_kept(db: Database) -> None:
    before = codes(db)
    with db.write() as s:
        entries.record(s, EntryKind.CLASS, {"ATY": {"name": "Wrong"}}, ADA, datetime.now(UTC))
        assert "ATY" in [c.code for c in class_list(s)]
        s.rollback()
    assert codes(db) == before
    add_class(db, ATYPICAL, ADA)  # gets the number of the entry that was taken back
    with db.read() as s:
        assert ATYPICAL in class_list(s)


def test_a_second_look_at_the_classes_is_one_statement(db: Database) -> None:
    add_class(db, ATYPICAL, ADA)
    with db.read() as s:
        class_list(s)
        with statements(db) as said:
            class_list(s)
            laboratory_classes(s)
    assert len(said.here()) == 2
