"""The laboratory's classes in the store: added, changed, deactivated, never removed, and used by all counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

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
    """Restore the classes in force after the test."""
    yield
    set_laboratory_classes(())


def codes(db: Database) -> list[str]:
    with db.read() as s:
        return [c.code for c in class_list(s)]


def test_new_class_can_be_used_at_once(db: Database, store_slide: StoredSlide) -> None:
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


def test_deactivated_class_keeps_its_cells_and_code(db: Database, store_slide: StoredSlide) -> None:
    slide_id, (a, _) = store_slide({"a.png": "NEU", "b.png": "LYM"})
    add_class(db, ATYPICAL, ADA)
    review.reclassify(db, slide_id, [a], "ATY", ADA)
    assert change_class(db, replace(ATYPICAL, active=False), BO)
    assert "ATY" not in [c.code for c in offered_classes(None)]
    assert "ATY" in [row.cell_class.code for row in slide_differential(db, slide_id).rows]
    review.undo(db, slide_id, ADA)
    assert "ATY" not in [row.cell_class.code for row in slide_differential(db, slide_id).rows], "no cell has it"
    with pytest.raises(UsageError, match="not reused"):
        add_class(db, ATYPICAL, ADA)
    assert change_class(db, ATYPICAL, BO), "it can be activated again"
    with db.read() as s:
        history = entries.history(s, EntryKind.CLASS)
    assert [(e.subject, e.reviewer, e.value["active"]) for e in history] == [
        ("ATY", "Ada", True),
        ("ATY", "Bo", False),
        ("ATY", "Bo", True),
    ]


def test_code_of_a_model_or_a_cell_cannot_be_added(db: Database, store_slide: StoredSlide) -> None:
    store_slide({"a.png": "XYZ"})
    for code in ("BLA", "XYZ", "NEU", "UNI"):
        with pytest.raises(UsageError, match="not reused"):
            add_class(db, replace(ATYPICAL, code=code), ADA)
    assert codes(db).count("BLA") == 1


def test_standard_class_can_be_renamed_but_stays_white(db: Database) -> None:
    other = replace(NEUTROPHIL, name="Segmented neutrophil", colour="#0077BB", white=False)
    assert change_class(db, other, ADA)
    assert cell_class("NEU") == replace(other, white=True)
    assert not change_class(db, other, ADA), "the same class is no change"
    with db.read() as s:
        assert len(entries.history(s, EntryKind.CLASS)) == 1


def test_refused_change_changes_nothing(db: Database) -> None:
    add_class(db, ATYPICAL, ADA)
    with pytest.raises(UsageError, match="Atypical lymphocyte has the key A"):
        add_class(db, replace(GIANT, key="A"), ADA)
    with pytest.raises(UsageError, match="no class GPL"):
        change_class(db, GIANT, ADA)
    with pytest.raises(UsageError, match="Sign in as a reviewer"):
        add_class(db, GIANT, Identity("  "))
    with db.read() as s:
        assert laboratory_classes(s) == [ATYPICAL]


def test_classes_are_loaded_at_the_next_start(db: Database) -> None:
    add_class(db, ATYPICAL, ADA)
    set_laboratory_classes(())
    assert cell_class("ATY") != ATYPICAL
    classes.use_classes(db)
    assert cell_class("ATY") == ATYPICAL


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flags=st.lists(st.tuples(st.sampled_from(["ATY", "GPL"]), st.booleans(), st.booleans()), max_size=6))
def test_each_white_cell_is_counted_once_after_any_changes(db: Database, flags: list[tuple[str, bool, bool]]) -> None:
    known = {c.code: c for c in (ATYPICAL, GIANT)}
    with db.read() as s:
        there = {c.code for c in laboratory_classes(s)}
    for code in sorted(known.keys() - there):
        add_class(db, known[code], ADA)
    for code, white, active in flags:
        change_class(db, replace(known[code], white=white, active=active), ADA)
        assert (cell_class(code).white, cell_class(code).active) == (white, active)
    assert sorted(codes(db)) == sorted(set(codes(db)))


@pytest.mark.both_databases
def test_class_added_by_another_program_is_found(db: Database) -> None:
    assert "ATY" not in codes(db)
    elsewhere = open_database(db.url)
    try:
        add_class(elsewhere, ATYPICAL, ADA)
        assert "ATY" in codes(db)
        change_class(elsewhere, replace(ATYPICAL, name="Reactive"), ADA)
    finally:
        elsewhere.close()
    with db.read() as s:
        assert "Reactive" in [c.name for c in class_list(s)]


def test_classes_of_a_new_model_are_known_at_once(db: Database, store_slide: StoredSlide) -> None:
    assert "BLA" not in codes(db)
    store_slide({"a.png": "NEU"})
    assert "BLA" in codes(db)


def test_uncommitted_classes_are_not_cached(db: Database) -> None:
    before = codes(db)
    with db.write() as s:
        entries.record(s, EntryKind.CLASS, {"ATY": {"name": "Wrong"}}, ADA, datetime.now(UTC))
        assert "ATY" in [c.code for c in class_list(s)]
        s.rollback()
    assert codes(db) == before
    add_class(db, ATYPICAL, ADA)  # gets the number of the entry that was rolled back
    with db.read() as s:
        assert ATYPICAL in class_list(s)


def test_cached_classes_need_one_statement(db: Database) -> None:
    add_class(db, ATYPICAL, ADA)
    with db.read() as s:
        class_list(s)
        with statements(db) as recorded:
            class_list(s)
            laboratory_classes(s)
    assert len(recorded.here()) == 2
