"""Collect the decisions that a model can learn from: reviewers, possible slips, exclusions, new decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from unit.services.lessons import ADA, BO, CY, NOW, Lessons, features

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import NotAllowed, SignInNeeded, UsageError
from wbc_desktop.domain.learning import LeftOut, LeftOutKind, SecondLook, SlipKind, Span, Tally
from wbc_desktop.domain.reviewers import Account, Identity, Role
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.services import learning, second_read
from wbc_desktop.services.entry_undo import redo_entry, undo_entry
from wbc_desktop.services.learning_sides import Learned
from wbc_desktop.services.leaving_out import leave_out, left_out, look_again, take_back
from wbc_desktop.services.slide_fields import change_fields
from wbc_desktop.services.slips import as_matrix, nearest
from wbc_desktop.services.trail import verify
from wbc_desktop.store import entries, merged, reviewers, signatures
from wbc_desktop.store.engine import Database

SURE = [("NEU", 0.95)]
LATER = NOW + timedelta(days=1)


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


def reviewed(lessons: Lessons, name: str, labels: Sequence[str], by: Identity = ADA) -> list[int]:
    """Add a slide whose cells the model takes for NEU, with these decisions."""
    ids = lessons.slide(name, [("NEU", 0.8)] * len(labels))
    lessons.decide(dict(zip(ids, labels, strict=True)), by)
    return ids


def test_finished_slides_teach_the_classes_of_cells(lessons: Lessons) -> None:
    a, b, c, _ = reviewed(lessons, "one", ["NEU", "LYM", "MON", "NC"])
    waiting = lessons.slide("two", [("NEU", 0.8)] * 3)
    lessons.decide({waiting[0]: "LYM", waiting[1]: "UNI"})
    found = lessons.found()
    assert lessons.labels() == {a: "NEU", b: "LYM", c: "MON"}
    assert found.by_class == {"NEU": Tally(1, 0), "LYM": Tally(0, 1), "MON": Tally(0, 1)}
    assert found.by_slide == {1: Tally(1, 2)}
    assert found.unfinished == 1
    lessons.decide({waiting[1]: "MON", waiting[2]: "NEU"})
    assert lessons.labels() == {a: "NEU", b: "LYM", c: "MON", waiting[0]: "LYM", waiting[1]: "MON", waiting[2]: "NEU"}


def test_signed_slide_teaches_its_decided_cells_until_it_is_amended(db: Database, lessons: Lessons) -> None:
    a, _ = lessons.slide("one", [("NEU", 0.8)] * 2)
    lessons.decide({a: "LYM"})
    assert lessons.labels() == {}
    with db.write() as s:
        version = signatures.add_version(s, 1, "d" * 64, "{}", ADA, NOW)
    assert lessons.labels() == {a: "LYM"}
    with db.write() as s:
        signatures.add_amendment(s, version, ADA, "mixed up", NOW)
    assert lessons.labels() == {}


def test_undone_decisions_do_not_teach_and_restored_ones_belong_to_their_reviewer(lessons: Lessons) -> None:
    a, b = reviewed(lessons, "one", ["LYM", "LYM"], BO)
    act = lessons.decide({a: "MON"}, ADA, LATER)
    lessons.undo(act, CY, LATER)
    one, _ = lessons.found().lessons
    assert (one.cell_id, one.label, one.reviewer, one.at) == (a, "LYM", "Bo", NOW)
    lessons.decide({b: "UNI"})
    assert lessons.labels() == {}


def test_second_read_counts_once_and_readers_who_differ_wait(db: Database, lessons: Lessons) -> None:
    a, b = reviewed(lessons, "one", ["LYM", "MON"])
    own = second_read.begin(db, 1, BO)
    first, second = sorted(cell for cell in range(b + 1, b + 3))
    lessons.slide_of.update({first: own.id, second: own.id})
    lessons.decide({first: "LYM", second: "EOS"}, BO, LATER)
    found = lessons.found()
    assert [(lesson.cell_id, lesson.sample_id) for lesson in found.lessons] == [(first, 1)]
    (slip,) = found.slips
    assert (slip.decision.cell_id, slip.kind, slip.others) == (second, SlipKind.READERS, ("MON",))
    look_again(db, [SecondLook(second, "EOS", True)], CY)
    assert lessons.labels() == {first: "LYM", second: "EOS"}
    leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "wrong stain"), ADA)
    assert lessons.labels() == {}
    assert a not in lessons.labels()


def test_merged_slide_teaches_as_the_whole_slide_and_not_by_its_outdated_decisions(
    db: Database, lessons: Lessons
) -> None:
    part = reviewed(lessons, "part", ["LYM", "MON"])
    whole = lessons.slide("whole", [("NEU", 0.8)] * 2, contents=["part 0", "whole 0"])
    with db.write() as s:
        merged.set_part(s, lessons.slide_of[whole[0]], lessons.slide_of[part[0]], True, ADA, NOW)
    lessons.decide({whole[0]: "EOS"}, BO, NOW + timedelta(days=1))
    assert (lessons.labels(), lessons.found().unfinished) == ({}, 1), "the whole slide is not finished"
    lessons.decide({whole[1]: "MON"}, BO, NOW + timedelta(days=1))
    assert lessons.labels() == {whole[0]: "EOS", whole[1]: "MON"}


def crowd(lessons: Lessons) -> tuple[int, int]:
    """Two far clouds of cells; return a cell among neutrophils, and one among lymphocytes, both decided as LYM."""
    vectors = [features(n / 100, 0) for n in range(12)] + [features(50 + n / 100, 9) for n in range(12)]
    ids = lessons.slide("crowd", [("NEU", 0.95)] * 24, vectors)
    lessons.decide(dict.fromkeys(ids[1:12], "NEU") | dict.fromkeys([ids[0], *ids[12:]], "LYM"))
    return ids[0], ids[12]


def test_decision_against_model_and_neighbours_waits_for_a_second_look(db: Database, lessons: Lessons) -> None:
    odd, usual = crowd(lessons)
    (slip,) = lessons.found().slips
    assert (slip.decision.cell_id, slip.kind) == (odd, SlipKind.NEIGHBOURS)
    assert odd not in lessons.labels()
    assert usual in lessons.labels()
    look_again(db, [SecondLook(odd, "LYM", False)], BO)
    found = lessons.found()
    assert (found.slips, found.left_out) == ((), {LeftOut(LeftOutKind.LOOK): 1})
    undo_entry(db, EntryKind.SECOND_LOOK, BO)
    assert len(lessons.found().slips) == 1
    redo_entry(db, EntryKind.SECOND_LOOK, BO)
    look_again(db, [SecondLook(odd, "LYM", True)], BO)
    assert lessons.labels()[odd] == "LYM"
    lessons.decide({odd: "MON"}, ADA, LATER)
    assert [slip.decision.label for slip in lessons.found().slips] == ["MON"]
    assert verify(db).sound


@pytest.mark.parametrize("change", ["unsure", "no features", "other model", "few"])
def test_no_slip_without_a_sure_model_and_comparable_cells(lessons: Lessons, change: str) -> None:
    count = 4 if change == "few" else 12
    vectors = [None if change == "no features" else features(n / 100, 0) for n in range(count)]
    others = lessons.slide("others", SURE * count, vectors, model="n" if change == "other model" else "m")
    (odd,) = lessons.slide("odd", [("NEU", 0.8 if change == "unsure" else 0.95)], [features(0.5, 0)])
    lessons.decide(dict.fromkeys(others, "NEU"))
    lessons.decide({odd: "LYM"})
    assert lessons.found().slips == ()
    assert lessons.labels()[odd] == "LYM"


def test_decision_that_another_reviewer_shares_is_no_slip(db: Database, lessons: Lessons) -> None:
    crowd(lessons)
    (copy,) = lessons.slide("copy", SURE, [features(0, 0)], contents=["crowd 0"])
    assert len(lessons.found().slips) == 1
    lessons.decide({copy: "LYM"}, BO, LATER)
    assert lessons.found().slips == ()
    assert lessons.labels()[copy] == "LYM"


def test_reviewer_slide_and_time_are_left_out_with_a_reason(db: Database, lessons: Lessons) -> None:
    a, b = reviewed(lessons, "one", ["LYM", "MON"])
    (c,) = reviewed(lessons, "two", ["EOS"], BO)
    rules = {
        LeftOut(LeftOutKind.REVIEWER, "bo", "in training"): {a, b},
        LeftOut(LeftOutKind.SLIDE, "1", "wrong stain"): {c},
        LeftOut(LeftOutKind.TIME, str(Span(NOW - timedelta(hours=1), None)), "camera broken"): set(),
        LeftOut(LeftOutKind.TIME, str(Span(None, NOW - timedelta(seconds=1))), "before"): {a, b, c},
    }
    for rule, left in rules.items():
        leave_out(db, rule, ADA)
        found = lessons.found()
        assert {lesson.cell_id for lesson in found.lessons} == left
        assert found.left_out == ({rule: 3 - len(left)} if len(left) < 3 else {})
        take_back(db, rule, ADA)
        assert len(lessons.labels()) == 3
    leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "wrong stain"), ADA)
    undo_entry(db, EntryKind.LEFT_OUT, ADA)
    with db.read() as s:
        assert left_out(s) == []
    assert verify(db).sound


def test_leaving_out_needs_a_reason_and_a_manager(db: Database, lessons: Lessons) -> None:
    with pytest.raises(UsageError, match="Give a reason"):
        leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "  "), ADA)
    with pytest.raises(UsageError, match="shorten"):
        leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "x" * 1001), ADA)
    with pytest.raises(UsageError, match="ends before it begins"):
        leave_out(db, LeftOut(LeftOutKind.TIME, str(Span(LATER, NOW)), "x"), ADA)
    with pytest.raises(ValueError, match="by a person"):
        leave_out(db, LeftOut(LeftOutKind.LOOK, "1", "x"), ADA)
    manager, technician = accounts_of(db, "Ada", "Bo")
    with pytest.raises(NotAllowed):
        leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "x"), technician.identity)
    with pytest.raises(SignInNeeded):
        look_again(db, [SecondLook(1, "LYM", True)], CY)
    look_again(db, [SecondLook(1, "LYM", True)], technician.identity)
    look_again(db, [], CY)
    leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "x"), manager.identity)
    with db.read() as s:
        assert left_out(s) == [LeftOut(LeftOutKind.SLIDE, "1", "x")]


def accounts_of(db: Database, *names: str) -> list[Account]:
    """Create accounts, the first of them a manager's."""
    with db.write() as s:
        first = reviewers.create(s, names[0], Role.MANAGER, "hash", ADA, NOW)
        return [first, *(reviewers.create(s, n, Role.TECHNICIAN, "hash", first.identity, NOW) for n in names[1:])]


def test_with_accounts_only_their_decisions_teach(db: Database, lessons: Lessons) -> None:
    (a,) = reviewed(lessons, "one", ["LYM"], ADA)
    (b,) = reviewed(lessons, "two", ["MON"], BO)
    reviewed(lessons, "three", ["EOS"], CY)
    manager, bo = accounts_of(db, "ada", "Bo")
    assert lessons.labels() == {a: "LYM", b: "MON"}
    assert lessons.found().left_out == {LeftOut(LeftOutKind.ROLE, "Cy"): 1}
    with db.write() as s:
        closed = Account(bo.id, bo.name, bo.role, False, bo.password, bo.created_at, bo.changed_at)
        reviewers.change(s, bo, closed, manager.identity, NOW)
    assert lessons.labels() == {a: "LYM"}


def test_new_lessons_are_those_that_the_active_model_did_not_learn(lessons: Lessons) -> None:
    a, b = reviewed(lessons, "one", ["LYM", "MON"])
    learned = frozenset(lesson.digest for lesson in lessons.found().lessons)
    assert [lesson.cell_id for lesson in lessons.found().new] == [a, b]
    assert lessons.found(learned=learned).new == ()
    lessons.decide({a: "EOS"}, ADA, LATER)
    assert [lesson.label for lesson in lessons.found(learned=learned).new] == ["EOS"]


def test_lessons_of_slides_that_were_held_out_are_not_new(db: Database, lessons: Lessons) -> None:
    reviewed(lessons, "trained on", ["LYM"])
    held_out = reviewed(lessons, "held out", ["MON"])
    new = reviewed(lessons, "not in a run yet", ["EOS"])
    with db.write() as s:
        entries.record_by_program(s, EntryKind.HELD_OUT, {"1": False, "2": True}, NOW)
    found = lessons.found(learned=frozenset(one.digest for one in lessons.found().lessons if one.label == "LYM"))
    assert [one.cell_id for one in found.new] == new
    assert held_out[0] in {one.cell_id for one in found.lessons}


def test_model_without_a_list_of_cells_learned_none(
    db: Database, lessons: Lessons, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = learning.learned_by_model(db)
    assert (found.cells, found.laboratories) == (frozenset(), frozenset())
    monkeypatch.setattr(learning, "model_path", lambda db: tmp_path / "none.safetensors")
    assert learning.learned_by_model(db) == Learned()
    assert learning.accumulated(db).lessons == ()


def test_enough_for_a_try(lessons: Lessons) -> None:
    reviewed(lessons, "one", ["LYM"] * 13 + ["NEU"] * 20)
    found = lessons.found()
    assert not found.enough
    assert "13 new corrections. A fine-tuning is worth a try with at least 25, of at least 2 classes" in found.sentence
    assert "one slide only" in found.sentence
    reviewed(lessons, "two", ["MON"] * 12)
    assert lessons.found().sentence == "25 new corrections: enough for a fine-tuning."


def test_laboratory_is_the_one_of_the_settings_and_the_stain(db: Database, lessons: Lessons) -> None:
    reviewed(lessons, "one", ["LYM"])
    reviewed(lessons, "two", ["MON", "MON"])
    change_fields(db, 2, SlideFields(stain=" May-Grünwald "), ADA)
    assert lessons.found("Klinik").by_laboratory == {"Klinik": Tally(0, 1), "Klinik / May-Grünwald": Tally(0, 2)}
    assert lessons.found().by_laboratory == {"": Tally(0, 1), "May-Grünwald": Tally(0, 2)}


def test_laboratory_under_a_new_name_is_announced_before_it_is_learned(db: Database, lessons: Lessons) -> None:
    reviewed(lessons, "one", ["LYM"])
    assert "another laboratory" not in lessons.found("Klinik", known=frozenset()).sentence
    assert "another laboratory" not in lessons.found("Klinik", known=frozenset({"Klinik", "Elsewhere"})).sentence
    renamed = lessons.found("Klinik Baru", known=frozenset({"Klinik"})).sentence
    assert "The active model learned “Klinik”, and would learn “Klinik Baru” as another laboratory." in renamed
    assert "learned a laboratory without a name, and" in lessons.found("Klinik", known=frozenset({""})).sentence
    change_fields(db, 1, SlideFields(stain="Giemsa"), ADA)
    assert "learn “Klinik / Giemsa” as another" in lessons.found("Klinik", known=frozenset({"Klinik"})).sentence


def test_regions_that_a_reviewer_removed_do_not_teach(lessons: Lessons) -> None:
    a, b = reviewed(lessons, "one", ["LYM", "MON"])
    lessons.decide({b: "-"}, ADA, LATER, ActKind.REMOVE)
    assert lessons.labels() == {a: "LYM"}


def test_nearest_rows_are_found_over_batches() -> None:
    vectors = as_matrix([features(n % 600, 3) for n in range(1200)])
    found = nearest(vectors, list(range(600)), 1)
    assert found == [[row + 600] for row in range(600)]
    assert nearest(vectors[:1], [0], 10) == [[]]
