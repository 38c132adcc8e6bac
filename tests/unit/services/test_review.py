"""Reclassify, confirm, undo and redo on a real database file, compared with a model made of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbc_desktop.domain.cells import ActKind, ReviewState
from wbc_desktop.domain.errors import Cancelled, NothingToUndo, UnknownLabel, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import review
from wbc_desktop.services.review import ReviewRefused
from wbc_desktop.store import cells, classifications
from wbc_desktop.store.engine import Database, open_database

pytestmark = pytest.mark.both_databases

ADA, BOB = Identity("Ada"), Identity("Bob")


StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]

SAID = {"a": "NEU", "b": "LYM", "c": "?MON", "d": None, "e": "NEU"}


def labels(db: Database, ids: list[int]) -> list[str | None]:
    with db.read() as s:
        return [c.label for c in cells.get_many(s, ids)]


def states(db: Database, ids: list[int]) -> list[ReviewState]:
    with db.read() as s:
        return [c.state for c in cells.get_many(s, ids)]


def acts(db: Database, slide_id: int) -> list[ActKind]:
    with db.read() as s:
        return [a.kind for a in classifications.acts(s, slide_id)]


def test_reclassify_changes_all_cells_in_one_act(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    changes = review.reclassify(db, slide, ids[:2], "LYM", ADA)
    assert changes.slide_id == slide
    assert set(changes.cells) == set(ids[:2])
    assert labels(db, ids) == ["LYM", "LYM", None, None, None]
    assert states(db, ids)[:2] == [ReviewState.RECLASSIFIED, ReviewState.CONFIRMED]
    assert acts(db, slide) == [ActKind.RECLASSIFY]


@pytest.mark.parametrize(("text", "code"), [("UNI", "UNI"), ("NC", "NC"), ("neutrophils", "NEU"), ("Blast", "BLA")])
def test_any_class_can_be_chosen_even_one_of_a_model_only(
    db: Database, store_slide: StoredSlide, text: str, code: str
) -> None:
    slide, ids = store_slide(SAID)
    review.reclassify(db, slide, ids[1:2], text, ADA)
    assert labels(db, ids[1:2]) == [code]


def test_unknown_class_is_refused_and_nothing_recorded(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    with pytest.raises(UnknownLabel, match="XYZ"):
        review.reclassify(db, slide, ids, "XYZ", ADA)
    assert acts(db, slide) == []


@pytest.mark.parametrize("act", [review.reclassify, review.confirm, review.undo, review.redo])
def test_reviewer_without_a_name_is_refused(db: Database, store_slide: StoredSlide, act: Callable[..., object]) -> None:
    slide, ids = store_slide(SAID)
    review.confirm(db, slide, ids[:1], ADA)
    if act is review.redo:
        review.undo(db, slide, ADA)
    before = acts(db, slide)
    arguments = {review.reclassify: (ids, "EOS"), review.confirm: (ids,)}.get(act, ())  # type: ignore[call-overload]
    with pytest.raises(UsageError, match="reviewer"):
        act(db, slide, *arguments, Identity("  "))
    assert acts(db, slide) == before


def test_reclassify_to_the_same_class_records_nothing(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    review.reclassify(db, slide, ids[:1], "LYM", ADA)
    assert review.reclassify(db, slide, ids[:1], "LYM", BOB).cells == ()
    assert set(review.reclassify(db, slide, ids[:2], "LYM", BOB).cells) == {ids[1]}
    assert acts(db, slide) == [ActKind.RECLASSIFY] * 2


def test_ids_that_are_not_cells_of_the_slide_are_skipped(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    other, others = store_slide(SAID)
    assert review.reclassify(db, slide, [others[0], 99_999], "LYM", ADA).cells == ()
    assert set(review.reclassify(db, slide, [others[0], ids[0], ids[0]], "LYM", ADA).cells) == {ids[0]}
    assert acts(db, other) == []


def test_confirm_uses_the_prediction_if_the_model_was_sure(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    assert set(review.confirm(db, slide, ids, ADA).cells) == {ids[0], ids[1], ids[4]}
    assert labels(db, ids) == ["NEU", "LYM", None, None, "NEU"]
    assert states(db, ids)[0] is ReviewState.CONFIRMED


def test_confirm_keeps_decisions(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    review.reclassify(db, slide, ids[:1], "LYM", ADA)
    assert review.confirm(db, slide, ids[:1], ADA).cells == ()
    assert labels(db, ids[:1]) == ["LYM"]


def test_confirm_decides_a_cell_that_the_reviewer_left_unidentified(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    review.reclassify(db, slide, ids[:1], "UNI", ADA)
    review.confirm(db, slide, ids[:1], ADA)
    assert labels(db, ids[:1]) == ["NEU"]


def test_confirm_skips_cells_that_differ_from_the_screen(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    with db.read() as s:
        seen = {cell.id: cell.class_to_confirm for cell in cells.get_many(s, ids)}
    done = review.confirm(db, slide, ids, ADA, {**seen, ids[0]: "MON", ids[1]: None, ids[2]: "LYM"})
    assert (set(done.cells), set(done.differing)) == ({ids[4]}, set(ids[:3]))
    assert labels(db, ids) == [None, None, None, None, "NEU"]
    again = review.confirm(db, slide, ids[:1], ADA, {ids[0]: "MON"})  # no cell is left, so nothing is recorded
    assert (again.cells, again.differing) == ((), (ids[0],))
    assert acts(db, slide) == [ActKind.CONFIRM]
    assert set(review.confirm(db, slide, ids[:2], ADA, {ids[0]: "NEU"}).cells) == set(ids[:2])  # one was not shown


@pytest.mark.parametrize(
    ("places", "words"), [([2], "not sure"), ([3], "not classified"), ([2, 3], "not sure of these 2")]
)
def test_confirm_says_why_nothing_can_be_confirmed(
    db: Database, store_slide: StoredSlide, places: list[int], words: str
) -> None:
    slide, ids = store_slide(SAID)
    with pytest.raises(ReviewRefused, match=words):
        review.confirm(db, slide, [ids[p] for p in places], ADA)
    assert acts(db, slide) == []


def test_nothing_to_undo_or_redo_raises(db: Database, store_slide: StoredSlide) -> None:
    slide, _ = store_slide(SAID)
    assert not review.can_undo_redo(db, slide)[0]
    assert not review.can_undo_redo(db, slide)[1]
    with pytest.raises(NothingToUndo, match="undo"):
        review.undo(db, slide, ADA)
    with pytest.raises(NothingToUndo, match="redo"):
        review.redo(db, slide, ADA)


def test_undo_restores_the_earlier_classification_and_state(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    review.confirm(db, slide, ids[:1], ADA)
    review.reclassify(db, slide, ids[:2], "MON", ADA)
    assert set(review.undo(db, slide, BOB).cells) == set(ids[:2])
    assert labels(db, ids[:2]) == ["NEU", None]
    assert states(db, ids[:2]) == [ReviewState.CONFIRMED, ReviewState.UNREVIEWED]
    assert set(review.redo(db, slide, BOB).cells) == set(ids[:2])
    assert labels(db, ids[:2]) == ["MON", "MON"]


def test_undo_changes_one_slide_only(db: Database, store_slide: StoredSlide) -> None:
    one, of_one = store_slide(SAID)
    two, of_two = store_slide(SAID)
    review.confirm(db, one, of_one[:1], ADA)
    review.confirm(db, two, of_two[:1], ADA)
    review.undo(db, one, ADA)
    assert (labels(db, of_one[:1]), labels(db, of_two[:1])) == ([None], ["NEU"])


class ListModel:
    """Labels in a list, and the earlier lists for undo: the expected result of each act."""

    def __init__(self, predictions: list[str | None]) -> None:
        self.predictions = predictions
        self.labels: list[str | None] = [None] * len(predictions)
        self.done: list[tuple[list[str | None], list[str | None]]] = []
        self.undone: list[tuple[list[str | None], list[str | None]]] = []
        self.acts = 0

    def put(self, new: dict[int, str]) -> None:
        changed = {place: code for place, code in new.items() if self.labels[place] != code}
        if changed:
            before = list(self.labels)
            for place, code in changed.items():
                self.labels[place] = code
            self.done.append((before, list(self.labels)))
            self.undone.clear()
            self.acts += 1

    def confirmable(self, places: list[int]) -> dict[int, str]:
        waiting = [p for p in places if self.labels[p] in (None, "UNI")]
        return {p: code for p in waiting if (code := self.predictions[p]) is not None and code[0] != "?"}


places = st.lists(st.integers(0, len(SAID) - 1), min_size=1, max_size=5)
steps = st.one_of(
    st.tuples(st.just("reclassify"), places, st.sampled_from(["NEU", "LYM", "MON", "UNI", "NC"])),
    st.tuples(st.just("confirm"), places, st.none()),
    st.tuples(st.just("undo"), st.none(), st.none()),
    st.tuples(st.just("redo"), st.none(), st.none()),
    st.tuples(st.just("reopen"), st.none(), st.none()),
)


def follow(model: ListModel, db: Database, slide: int, ids: list[int], step: tuple[str, list[int], str]) -> None:
    """Apply one step to the list and to the database."""
    kind, chosen, code = step
    if kind == "reclassify":
        model.put(dict.fromkeys(chosen, code))
        review.reclassify(db, slide, [ids[p] for p in chosen], code, ADA)
    elif kind == "confirm":
        new = model.confirmable(chosen)
        if not new and any(model.labels[p] in (None, "UNI") for p in chosen):
            with pytest.raises(ReviewRefused):
                review.confirm(db, slide, [ids[p] for p in chosen], ADA)
        else:
            model.put(new)
            review.confirm(db, slide, [ids[p] for p in chosen], ADA)
    elif kind == "undo":
        if not model.done:
            with pytest.raises(NothingToUndo):
                review.undo(db, slide, BOB)
        else:
            model.undone.append(model.done.pop())
            model.labels = list(model.undone[-1][0])
            model.acts += 1
            review.undo(db, slide, BOB)
    elif not model.undone:
        with pytest.raises(NothingToUndo):
            review.redo(db, slide, BOB)
    else:
        model.done.append(model.undone.pop())
        model.labels = list(model.done[-1][1])
        model.acts += 1
        review.redo(db, slide, BOB)


@pytest.mark.slow
@pytest.mark.sqlite_only
@given(sequence=st.lists(steps, max_size=12), newest=st.sampled_from([(1, 2), (3,), review.NEWEST_COUNTS]))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_acts_matches_the_list_model(
    db: Database,
    store_slide: StoredSlide,
    sequence: list[tuple[str, list[int], str]],
    newest: tuple[int, ...],
) -> None:
    """The result does not depend on how many acts are read first."""
    with patch.object(review, "NEWEST_COUNTS", newest):
        go_through(db, store_slide, sequence)


def go_through(db: Database, store_slide: StoredSlide, sequence: list[tuple[str, list[int], str]]) -> None:
    slide, ids = store_slide(SAID)
    model = ListModel(list(SAID.values()))
    working = db
    for step in sequence:
        if step[0] == "reopen":
            if working is not db:
                working.close()
            working = open_database(db.url)
            continue
        follow(model, working, slide, ids, step)
        assert labels(working, ids) == model.labels
        assert review.can_undo_redo(working, slide)[0] == bool(model.done)
        assert review.can_undo_redo(working, slide)[1] == bool(model.undone)
    assert len(acts(working, slide)) == model.acts, "an act is missing, or there is an extra one"
    while review.can_undo_redo(working, slide)[0]:
        review.undo(working, slide, ADA)
    assert labels(working, ids) == [None] * len(ids)
    if working is not db:
        working.close()


def test_undo_of_a_given_act_is_refused_after_a_newer_decision(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    first = review.reclassify(db, slide, ids[:2], "LYM", ADA)
    newer = review.reclassify(db, slide, ids[2:3], "MON", ADA)
    with pytest.raises(NothingToUndo, match="changed after it"):
        review.undo(db, slide, ADA, only=first.act)
    assert labels(db, ids)[:3] == ["LYM", "LYM", "MON"]
    assert review.undo(db, slide, ADA, only=newer.act).cells == tuple(ids[2:3])
    assert review.undo(db, slide, ADA, only=first.act).cells == tuple(ids[:2])
    with pytest.raises(NothingToUndo, match="changed after it"):
        review.undo(db, slide, ADA, only=first.act)


def test_redone_act_can_be_undone_by_its_number(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide(SAID)
    first = review.reclassify(db, slide, ids[:2], "LYM", ADA)
    assert review.undo(db, slide, ADA).act is None
    assert review.redo(db, slide, ADA).act == first.act
    review.undo(db, slide, ADA, only=first.act)
    assert labels(db, ids)[:2] == [None, None]


MANY = {f"{number:04d}": "NEU" for number in range(1200)}


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize("way", ["confirm", "reclassify", "undo", "redo"])
def test_cancelled_act_stores_nothing_and_reports_progress(db: Database, store_slide: StoredSlide, way: str) -> None:
    slide, ids = store_slide(MANY)
    act = {
        "confirm": lambda **hooks: review.confirm(db, slide, ids, ADA, **hooks),
        "reclassify": lambda **hooks: review.reclassify(db, slide, ids, "LYM", ADA, **hooks),
        "undo": lambda **hooks: review.undo(db, slide, ADA, **hooks),
        "redo": lambda **hooks: review.redo(db, slide, ADA, **hooks),
    }[way]
    if way in ("undo", "redo"):
        review.reclassify(db, slide, ids, "LYM", ADA)
    if way == "redo":
        review.undo(db, slide, ADA)
    before, reported = labels(db, ids), list[tuple[int, int]]()
    with pytest.raises(Cancelled):
        act(cancel=lambda: len(reported) == 2, progress=lambda *done: reported.append(done))
    assert reported == [(500, 1200), (1000, 1200)]
    assert labels(db, ids) == before
    act(progress=lambda *done: reported.append(done))
    assert reported[2:] == [(500, 1200), (1000, 1200), (1200, 1200)]
    assert labels(db, ids) != before


def test_too_long_name_is_refused(db: Database, store_slide: StoredSlide) -> None:
    slide, ids = store_slide({"a": "NEU"})
    with pytest.raises(UsageError, match="more than 200 characters"):
        review.reclassify(db, slide, ids, "LYM", Identity("A" * 10_000))
    assert review.reclassify(db, slide, ids, "LYM", Identity("A" * 200)).cells == tuple(ids)
