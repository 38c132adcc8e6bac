"""After any sequence of changes, the list that followed them equals a newly opened list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.filters import CellFilter, Disagreement
from wbc_desktop.item_models import cells as module
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.store import cells

NAMES = st.lists(st.sampled_from([f"{n:02}.png" for n in range(24)]), min_size=1, max_size=8, unique=True)
CLASSES = st.one_of(st.none(), st.frozensets(st.sampled_from(["NEU", "LYM", "UNI", None]), min_size=1))
STATES = st.one_of(st.none(), st.frozensets(st.sampled_from(list(ReviewState)), min_size=1))
PLACES = st.integers(0, 1000)
FILTERS = st.builds(
    CellFilter,
    confidence=st.sampled_from([None, (0.0, 0.6), (0.6, 1.0)]),
    reviewer=st.sampled_from([None, "reviewer", "nobody"]),
    disagreement=st.sampled_from([None, *Disagreement]),
    name=st.sampled_from(["", "1", "0", "PNG"]),
)


def machine(make_bench: Callable[[], Any], qtbot: QtBot) -> type[RuleBasedStateMachine]:
    class Following(RuleBasedStateMachine):
        @initialize(names=NAMES)
        def start(self, names: list[str]) -> None:
            self.bench = make_bench()
            self.bench.add(*names)
            self.model = CellListModel(self.bench.db)
            self.checker = QAbstractItemModelTester(self.model, QAbstractItemModelTester.FailureReportingMode.Warning)
            self.model.open(self.bench.slide.id)

        def any_cell(self, place: int) -> int | None:
            ids = self.bench.ids()
            return ids[place % len(ids)] if ids else None

        @rule(names=NAMES)
        def files_are_found(self, names: list[str]) -> None:
            self.model.refresh(self.bench.add(*names))

        @rule(names=NAMES)
        def files_go_away(self, names: list[str]) -> None:
            self.model.refresh(self.bench.lose(*names))

        @rule(place=PLACES)
        def a_file_is_refused(self, place: int) -> None:
            cell_id = self.any_cell(place)
            if cell_id is not None:
                self.model.refresh(self.bench.refuse(cell_id))

        @rule(places=st.lists(PLACES, max_size=6), code=st.sampled_from(["NEU", "LYM"]), sure=st.floats(0.3, 1))
        def the_model_predicts(self, places: list[int], code: str, sure: float) -> None:
            predictions = {cell_id: (code, sure) for place in places if (cell_id := self.any_cell(place)) is not None}
            self.model.refresh(self.bench.preclassify(predictions))

        @rule(places=st.lists(PLACES, max_size=6), label=st.sampled_from(["NEU", "LYM", "UNI", None]))
        def the_reviewer_decides(self, places: list[int], label: str | None) -> None:
            labels = {cell_id: label for place in places if (cell_id := self.any_cell(place)) is not None}
            if labels:
                self.model.refresh(self.bench.classify(labels))

        @rule(order=st.sampled_from(["name", "uncertainty", "time"]))
        def it_is_sorted(self, order: cells.Order) -> None:
            self.model.set_order(order)

        @rule(grouped=st.booleans())
        def it_is_shown_in_groups(self, grouped: bool) -> None:
            self.model.set_grouped(grouped)

        @rule(classes=CLASSES, states=STATES)
        def classes_or_states_are_chosen(self, classes: Any, states: Any) -> None:
            self.model.set_filter(classes, states)

        @rule(wanted=FILTERS)
        def the_filter_changes(self, wanted: CellFilter) -> None:
            self.model.apply_filter(wanted)

        @rule()
        def the_event_loop_runs(self) -> None:
            qtbot.wait(1)

        @invariant()
        def groups_cover_the_rows(self) -> None:
            if self.model.groups:
                assert sum(group.count for group in self.model.groups) == self.model.rowCount()

        @invariant()
        def each_cell_is_found_in_its_row(self) -> None:
            assert [self.model.row_of(cell_id) for cell_id in self.model.ids()] == list(range(self.model.rowCount()))
            assert all((self.model.row_of(i) is not None) == (i in self.model.ids()) for i in self.bench.ids())

        def teardown(self) -> None:
            self.model.finish_reading()
            fresh = CellListModel(self.bench.db)
            fresh.set_order(self.model.order)
            fresh.set_grouped(self.model.in_groups)
            fresh.apply_filter(self.model.filter)
            fresh.open(self.bench.slide.id)
            fresh.finish_reading()
            if self.model.order == "uncertainty":
                assert set(self.model.ids()) == set(fresh.ids())
                self.model.set_order("uncertainty")
                self.model.finish_reading()
            assert self.model.ids() == fresh.ids()
            assert self.model.total == fresh.total
            assert self.model.groups == fresh.groups
            for row, cell_id in enumerate(self.model.ids()):
                assert self.model.row_of(cell_id) == row
                assert self.model.cell(row) == fresh.cell(row)
            for model in (self.model, fresh):
                model.stop()
            self.checker.deleteLater()

    return Following


@pytest.mark.slow
@pytest.mark.parametrize("small", [True, False], ids=["at once", "in the background"])
def test_list_that_followed_changes_equals_a_new_one(
    make_bench: Callable[[], Any], qtbot: QtBot, qtlog: Any, monkeypatch: pytest.MonkeyPatch, small: bool
) -> None:
    if not small:
        monkeypatch.setattr(module, "SMALL", -1)
    monkeypatch.setattr(module, "PAGE", 4)
    monkeypatch.setattr(module, "AT_ONCE", 3)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine(make_bench, qtbot),
        settings=settings(
            max_examples=8,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
    assert [record.message for record in qtlog.records if "FAIL" in record.message] == []
