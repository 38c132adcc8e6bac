"""After any changes of a slide's cells, counts and filters in SQL equal those of the domain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from wbc_desktop.domain.cells import (
    ActKind,
    ModelVersion,
    NewPreclassification,
    RefusedFile,
    ReviewState,
    ScannedImage,
)
from wbc_desktop.domain.classes import NOT_CLASSED, STANDARD_CLASSES, UNIDENTIFIED
from wbc_desktop.domain.differential import differential, differential_from_counts
from wbc_desktop.domain.filters import CellFilter, Disagreement
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import cell_queries, cells, classifications, files, foreign, preclassifications, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import CellRow

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 1, 1, tzinfo=UTC)
codes = st.sampled_from(["NEU", "LYM", "PLT", "own class"])
labels = codes | st.sampled_from([UNIDENTIFIED, NOT_CLASSED]) | st.none()
paths = st.sampled_from(["a.png", "b.png", "c/d.png", "é.png"])
contents = st.sampled_from(["1", "2", "3", "4", "5"])
EACH_ALONE = [
    *(CellFilter(classes=frozenset({code})) for code in ("NEU", UNIDENTIFIED, NOT_CLASSED, "own class", None)),
    CellFilter(classes=frozenset({"NEU", None})),
    *(CellFilter(states=frozenset({state})) for state in ReviewState),
    CellFilter(states=frozenset({ReviewState.UNREVIEWED, ReviewState.RECLASSIFIED})),
    CellFilter(states=frozenset({ReviewState.DECIDED})),
    *(CellFilter(confidence=sure) for sure in ((0.0, 0.5), (0.5, 1.0), (0.0, 1.0))),
    *(CellFilter(reviewer=name) for name in ("Ada", "Bo", "")),
    *(CellFilter(disagreement=way) for way in Disagreement),
    CellFilter(classes=frozenset({"NEU"}), states=frozenset({ReviewState.UNREVIEWED}), confidence=(0.2, 0.9)),
    CellFilter(),
]


class Review(RuleBasedStateMachine):
    """A slide that is scanned, classified by two models and reviewed in any order."""

    def __init__(self, db: Database, model_ids: list[int]) -> None:
        super().__init__()
        self.db = db
        self.model_ids = model_ids
        with db.write() as s:
            self.slide_id = slides.create(s, f"/{len(slides.all_slides(s))}", "s", NOW).id

    def known_cells(self) -> list[int]:
        """Return every cell of this slide, shown or not."""
        with self.db.read() as s:
            return list(s.scalars(select(CellRow.id).where(CellRow.slide_id == self.slide_id)))

    @rule(found=st.dictionaries(paths, contents))
    def scan(self, found: dict[str, str]) -> None:
        images = [ScannedImage(path, 1, 1, content * 64, 20, 20) for path, content in found.items()]
        with self.db.write() as s:
            files.record_images(s, self.slide_id, images, NOW)

    @rule(missing=st.sets(paths))
    def lose(self, missing: set[str]) -> None:
        with self.db.write() as s:
            files.mark_missing(s, self.slide_id, missing)

    @rule(path=paths)
    def refuse(self, path: str) -> None:
        with self.db.write() as s:
            files.record_refused(s, self.slide_id, [RefusedFile(path, "is empty")])

    @rule(data=st.data())
    def fail_to_decode(self, data: st.DataObject) -> None:
        for cell_id in data.draw(st.sets(st.sampled_from(self.known_cells() or [0]), max_size=1)) - {0}:
            with self.db.write() as s:
                files.refuse_cell_files(s, self.slide_id, cell_id, "cannot be decoded")

    @rule(data=st.data(), model=st.integers(0, 1), code=codes, confidence=st.floats(0, 1), unsure=st.booleans())
    def classify(self, data: st.DataObject, model: int, code: str, confidence: float, unsure: bool) -> None:
        chosen = data.draw(st.sets(st.sampled_from(self.known_cells() or [0]))) - {0}
        new = [NewPreclassification(i, code, confidence, {code: confidence}, unsure, None) for i in chosen]
        with self.db.write() as s:
            preclassifications.add_many(s, self.model_ids[model], "cpu", new, NOW)

    @rule(announced=st.booleans())
    def judge(self, announced: bool) -> None:
        with self.db.write() as s:
            foreign.record(s, self.slide_id, Foreignness("m", 30, 20.0, 15.0, 9.0, announced), NOW)

    @rule(data=st.data(), who=st.sampled_from(["Ada", "Bo"]))
    def review(self, data: st.DataObject, who: str) -> None:
        decisions = data.draw(st.dictionaries(st.sampled_from(self.known_cells() or [0]), labels))
        decisions.pop(0, None)
        if decisions:
            with self.db.write(durable=True) as s:
                classifications.record(s, self.slide_id, ActKind.RECLASSIFY, decisions, Identity(who), NOW)

    @invariant()
    def counts_agree(self) -> None:
        with self.db.read() as s:
            shown = cells.get_many(s, cells.ids(s, self.slide_id))
            counts, undecided = cells.class_counts(s, self.slide_id)
            rows = cells.image_rows(s, self.slide_id)
            review = slides.review_counts(s, [self.slide_id])[self.slide_id]
            orders = [cells.ids(s, self.slide_id, order) for order in ("uncertainty", "time")]
        assert differential(shown, STANDARD_CLASSES) == differential_from_counts(counts, undecided, STANDARD_CLASSES)
        assert undecided == sum(c.needs_decision for c in shown)
        assert review == (len(shown), len(shown) - undecided)
        assert {row.cell.id for row in rows if row.cell} == {c.id for c in shown}
        assert all(c.path in {row.path for row in rows} for c in shown)
        assert [sorted(order) for order in orders] == [sorted(c.id for c in shown)] * 2
        confidences = {c.id: 2 if c.confidence is None else c.confidence for c in shown}
        assert [confidences[i] for i in orders[0]] == sorted(confidences.values())

    @invariant()
    def filters_in_sql_equal_the_domain(self) -> None:
        with self.db.read() as s:
            shown = cells.get_many(s, cells.ids(s, self.slide_id))
            found = {wanted: cell_queries.matching(s, self.slide_id, wanted) for wanted in EACH_ALONE}
            undecided_ids = cell_queries.undecided(s, self.slide_id)
            classes = cell_queries.classes(s, self.slide_id)
            labels = cell_queries.labels(s, self.slide_id, [c.id for c in shown])
            proposals = cell_queries.proposals(s, self.slide_id, [c.id for c in shown])
        for wanted, ids in found.items():
            assert ids == {c.id for c in shown if wanted.matches(c)}, wanted
        assert undecided_ids == {c.id for c in shown if c.needs_decision}
        assert classes == {c.id: c.current for c in shown}
        assert labels == {c.id: c.label for c in shown}
        sure = {c.id: c.preclassification is not None and not c.preclassification.unidentified for c in shown}
        assert proposals == {c.id: c.predicted if sure[c.id] else None for c in shown if c.needs_decision}


def test_name_filter_matches_any_part_in_any_case_of_any_file(db: Database) -> None:
    with db.write() as s:
        slide_id = slides.create(s, "/names", "names", NOW).id
        named = {"Ärzte/A_1.PNG": "1", "b%2.png": "2", "copy of b.png": "2", "c\udcff.png": "3"}
        images = [ScannedImage(path, 1, 1, content * 64, 20, 20) for path, content in named.items()]
        first, second, _, third = files.record_images(s, slide_id, images, NOW)
        expected = {
            "ärzte": {first},
            "a_1.p": {first},
            "a1": set(),
            "%": {second},
            "COPY": {second},
            "c\ufffd": {third},
        }
        for part, ids in expected.items():
            assert cell_queries.matching(s, slide_id, CellFilter(name=part)) == ids, part
        files.mark_missing(s, slide_id, ["copy of b.png"])
        assert cell_queries.matching(s, slide_id, CellFilter(name="copy")) == set()
        assert cell_queries.matching(s, slide_id, CellFilter(name="png"), [first, third]) == {first, third}


@pytest.mark.slow
def test_counts_in_sql_equal_the_domain(db: Database, make_model: Callable[[str], ModelVersion]) -> None:
    model_ids = [make_model("a").id, make_model("b").id]
    examples = 20 if db.url.startswith("sqlite") else 5
    run_state_machine_as_test(
        lambda: Review(db, model_ids), settings=settings(max_examples=examples, stateful_step_count=12, deadline=None)
    )
