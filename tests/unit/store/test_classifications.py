"""Acts of reviewers: append-only, undone by further acts, stored with the prediction of that time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from wbc_desktop.domain.cells import ActKind, ModelVersion, NewPreclassification, ReviewState, ScannedImage, Slide
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, audit_check, cell_queries, cells, classifications, files, preclassifications
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA, CY, BO = Identity("Ada"), Identity("Cy"), Identity("Bo")


Model = Callable[[str], ModelVersion]
MakePrediction = Callable[..., NewPreclassification]


@pytest.fixture
def cell_ids(db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]) -> list[int]:
    with db.write() as s:
        return files.record_images(s, slide.id, [image(f"{n}.png") for n in range(4)], now)


def test_act_is_stored_with_the_prediction(
    db: Database, slide: Slide, cell_ids: list[int], now: datetime, make_model: Model, make_prediction: MakePrediction
) -> None:
    a, b, c, _ = cell_ids
    model = make_model("m")
    with db.write() as s:
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(a, "NEU"), make_prediction(b, "LYM")], now)
    with db.write(durable=True) as s:
        act = classifications.record(s, slide.id, ActKind.RECLASSIFY, {a: "NEU", b: "NEU", c: "NEU"}, ADA, now)
    with db.read() as s:
        assert classifications.acts(s, slide.id) == [act]
        stored = classifications.of_act(s, act.id)
        assert [(x.cell_id, x.label, x.predicted, x.kind, x.reviewer, x.created_at) for x in stored] == [
            (a, "NEU", "NEU", ActKind.RECLASSIFY, "Ada", now),
            (b, "NEU", "LYM", ActKind.RECLASSIFY, "Ada", now),
            (c, "NEU", None, ActKind.RECLASSIFY, "Ada", now),
        ]
        assert [x.state for x in cells.get_many(s, cell_ids)] == [
            ReviewState.CONFIRMED,
            ReviewState.RECLASSIFIED,
            ReviewState.DECIDED,
            ReviewState.UNREVIEWED,
        ]
        assert cells.get(s, a).classification == stored[0]


def test_confirmed_stays_confirmed_under_a_later_model_also_after_undo_and_redo(
    db: Database, slide: Slide, cell_ids: list[int], now: datetime, make_model: Model, make_prediction: MakePrediction
) -> None:
    cell = cell_ids[0]
    old, new = make_model("old"), make_model("new")
    with db.write() as s:
        preclassifications.add_many(s, old.id, "cpu", [make_prediction(cell, "NEU")], now)
        confirmed = classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now)
        preclassifications.add_many(s, new.id, "cpu", [make_prediction(cell, "LYM")], now)
        assert cells.get(s, cell).state is ReviewState.CONFIRMED
        changed = classifications.record(s, slide.id, ActKind.RECLASSIFY, {cell: "LYM"}, ADA, now)
        assert cells.get(s, cell).state is ReviewState.CONFIRMED
        undone = classifications.before(s, changed.id)
        classifications.record(s, slide.id, ActKind.UNDO, undone, ADA, now, target=changed.id)
        assert (cells.get(s, cell).label, cells.get(s, cell).state) == ("NEU", ReviewState.CONFIRMED)
        undone = classifications.before(s, confirmed.id)
        classifications.record(s, slide.id, ActKind.UNDO, undone, ADA, now, target=confirmed.id)
        assert (cells.get(s, cell).label, cells.get(s, cell).current) == (None, "LYM")
        again = {x.cell_id: x.label for x in classifications.of_act(s, confirmed.id)}
        classifications.record(s, slide.id, ActKind.REDO, again, ADA, now, target=confirmed.id)
        assert (cells.get(s, cell).label, cells.get(s, cell).state) == ("NEU", ReviewState.CONFIRMED)
        assert [a.target for a in classifications.acts(s, slide.id)] == [
            None,
            None,
            changed.id,
            confirmed.id,
            confirmed.id,
        ]


def test_labels_before_an_act(db: Database, slide: Slide, cell_ids: list[int], now: datetime) -> None:
    a, b, c, _ = cell_ids
    with db.write() as s:
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {a: "NEU", b: "LYM"}, ADA, now)
        act = classifications.record(s, slide.id, ActKind.RECLASSIFY, {a: "MON", b: "MON", c: "MON"}, ADA, now)
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {a: "EOS"}, ADA, now)
        assert classifications.before(s, act.id) == {a: "NEU", b: "LYM", c: None}
        assert [x.label for x in classifications.history(s, a)] == ["NEU", "MON", "EOS"]


def test_reviewers_by_first_act(db: Database, slide: Slide, cell_ids: list[int], now: datetime) -> None:
    with db.write() as s:
        for n, name in enumerate(["Zoë", "Ada", "Zoë", "Боб"]):
            classifications.record(
                s, slide.id, ActKind.RECLASSIFY, {cell_ids[0]: "NEU"}, Identity(name), now + timedelta(n)
            )
        assert classifications.reviewers(s, slide.id) == ["Zoë", "Ada", "Боб"]
        assert classifications.reviewers(s, slide.id + 1) == []


def test_undone_act_makes_nobody_a_reviewer_until_redone(
    db: Database, slide: Slide, cell_ids: list[int], now: datetime
) -> None:
    with db.write() as s:
        first = classifications.record(s, slide.id, ActKind.CONFIRM, {cell_ids[0]: "NEU"}, ADA, now)
        classifications.record(s, slide.id, ActKind.UNDO, {cell_ids[0]: None}, Identity("Bob"), now, first.id)
        assert classifications.reviewers(s, slide.id) == []
        again = classifications.record(s, slide.id, ActKind.REDO, {cell_ids[0]: "NEU"}, CY, now, first.id)
        assert classifications.reviewers(s, slide.id) == ["Ada", "Cy"]
        classifications.record(s, slide.id, ActKind.UNDO, {cell_ids[0]: None}, CY, now, first.id)
        assert again.target == first.id
        assert classifications.reviewers(s, slide.id) == []


def test_merged_decisions_are_one_act_for_each_reviewer_and_time(
    db: Database, slide: Slide, cell_ids: list[int], now: datetime
) -> None:
    a, b, c, *_ = cell_ids
    later = now + timedelta(hours=1)
    decisions: dict[tuple[str, datetime], dict[int, str | None]] = {
        ("Ada", now): {a: "NEU"},
        ("Bo", now): {c: "MON"},
        ("Ada", later): {b: "LYM"},
    }
    with db.write() as s:
        classifications.record_merged(s, slide.id, decisions, later, "merged")
        acts = classifications.acts(s, slide.id)
        of_acts = {(act.reviewer, act.created_at): classifications.of_act(s, act.id) for act in acts}
        assert [(act.reviewer, act.created_at) for act in acts] == list(decisions)
        assert {act: {one.cell_id: one.label for one in rows} for act, rows in of_acts.items()} == decisions
        assert {act.kind for act in acts} == {ActKind.MERGE}
        assert [(e.who, e.why) for e in audit.of_slide(s, slide.id)[-3:]] == [(who, "merged") for who, _ in decisions]
        assert audit_check.check(s).broken is None


def test_merged_decision_does_not_count_after_its_undo_is_merged(
    db: Database, slide: Slide, cell_ids: list[int], now: datetime
) -> None:
    a, b, *_ = cell_ids
    with db.write() as s:
        classifications.record_merged(s, slide.id, {(ADA.name, now): {a: "NEU", b: "LYM"}}, now, "merged")
        assert classifications.reviewers(s, slide.id) == ["Ada"]
        classifications.record_merged(s, slide.id, {(BO.name, now): {a: None}}, now, "merged")
        assert classifications.reviewers(s, slide.id) == ["Ada"], "another decision of Ada counts"
        classifications.record_merged(s, slide.id, {(BO.name, now): {b: None}}, now, "merged")
        assert classifications.reviewers(s, slide.id) == []
        classifications.record_merged(s, slide.id, {(ADA.name, now): {a: "NEU"}}, now, "merged")
        assert classifications.reviewers(s, slide.id) == ["Ada"], "redone there"


def test_act_on_foreign_or_no_cells_stores_nothing(
    db: Database, slide: Slide, cell_ids: list[int], now: datetime
) -> None:
    for labels, error in (({}, ValueError), ({cell_ids[0]: "NEU", 999: "NEU"}, LookupError)):
        with pytest.raises(error), db.write(durable=True) as s:
            classifications.record(s, slide.id, ActKind.RECLASSIFY, labels, ADA, now)
    with pytest.raises(LookupError), db.write(durable=True) as s:
        classifications.record(s, slide.id + 1, ActKind.RECLASSIFY, {cell_ids[0]: "NEU"}, ADA, now)
    with db.read() as s:
        assert classifications.acts(s, slide.id) == []
        assert cells.class_counts(s, slide.id) == ({None: 4}, 4)


@pytest.mark.slow
def test_one_act_on_many_cells(db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]) -> None:
    with db.write() as s:
        ids = files.record_images(s, slide.id, [image(str(n)) for n in range(1700)], now)
        act = classifications.record(s, slide.id, ActKind.RECLASSIFY, dict.fromkeys(ids, "NC"), ADA, now)
        assert len(classifications.of_act(s, act.id)) == 1700
        assert cells.class_counts(s, slide.id) == ({"NC": 1700}, 0)


def test_restored_decision_keeps_its_reviewer_and_time(
    db: Database, slide: Slide, cell_ids: list[int], now: datetime
) -> None:
    cell, hour = cell_ids[0], timedelta(hours=1)

    def current() -> tuple[str | None, str, datetime]:
        with db.read() as s:
            decision = cells.get(s, cell).classification
            found = {
                name for name in ("Ada", "Bo", "Cy") if cell_queries.matching(s, slide.id, CellFilter(reviewer=name))
            }
        assert decision is not None
        assert found == ({decision.reviewer} if decision.label else set())
        return decision.label, decision.reviewer, decision.created_at

    def act(kind: ActKind, label: str | None, who: str, hours: int, target: int | None = None) -> int:
        with db.write() as s:
            return classifications.record(
                s, slide.id, kind, {cell: label}, Identity(who), now + hours * hour, target
            ).id

    first = act(ActKind.RECLASSIFY, "NEU", "Ada", 0)
    same = act(ActKind.CONFIRM, "NEU", "Bo", 1)
    act(ActKind.UNDO, "NEU", "Cy", 2, same)
    assert current() == ("NEU", "Ada", now)
    other = act(ActKind.RECLASSIFY, "LYM", "Bo", 3)
    act(ActKind.UNDO, "NEU", "Cy", 4, other)
    assert current() == ("NEU", "Ada", now), "also if the restored classification was restored before"
    act(ActKind.REDO, "LYM", "Cy", 5, other)
    assert current() == ("LYM", "Bo", now + 3 * hour)
    act(ActKind.UNDO, "NEU", "Cy", 6, other)
    act(ActKind.UNDO, None, "Cy", 7, first)
    assert current() == (None, "Cy", now + 7 * hour), "without a label, the person who undid counts"
    with db.read() as s:
        reviewers = [decision.reviewer for decision in classifications.history(s, cell)]
    assert reviewers == ["Ada", "Bo", "Cy", "Bo", "Cy", "Cy", "Cy", "Cy"]
