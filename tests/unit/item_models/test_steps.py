"""The steps from one list to another lead there, whether few or very many come and go; groups are right at each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from unit.item_models.conftest import Bench

from wbc_desktop.item_models import cells as module
from wbc_desktop.item_models import steps as steps_module
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.item_models.id_list import IdListModel
from wbc_desktop.item_models.next_waiting import next_waiting
from wbc_desktop.item_models.steps import Step, Way, steps

IDS = st.lists(st.integers(0, 40), unique=True, max_size=40)


def take(old: list[int], found: list[Step]) -> list[int]:
    """What a list is after the steps, by plain lists."""
    now = list(old)
    for step in found:
        if step.way is Way.ORDER:
            assert sorted(step.ids) == sorted(now)
            now = list(step.ids)
        elif step.way is Way.APPEND:
            now += step.ids
        elif step.way is Way.REMOVE:
            for run in reversed(step.runs):
                del now[run.first : run.last + 1]
        else:
            for run in step.runs:
                now[run.first : run.first] = step.ids[run.first : run.last + 1]
    return now


@pytest.mark.parametrize(("runs", "ids"), [(16, 2000), (2, 2000), (2, 5), (0, 0)])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=IDS, target=IDS)
def test_steps_lead_from_any_list_to_any_other(
    runs: int, ids: int, old: list[int], target: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps_module, "MANY_RUNS", runs)
    monkeypatch.setattr(steps_module, "MANY_IDS", ids)
    found = steps(old, target)
    assert take(old, found) == target
    assert len(found) <= 5
    if runs == 16 and ids == 2000 and len(target) > len(old) and target[: len(old)] == old:
        assert [step.way for step in found] == [Way.APPEND]


def test_steps_found_for_an_earlier_edition_are_not_taken(qtbot: QtBot) -> None:
    model = IdListModel()
    model._arrange([1, 2, 3])
    ready = (model._edition, steps([1, 2, 3], [3, 2, 1]))
    model._arrange([2, 3, 4])
    model._arrange([3, 2, 1], ready)
    assert model.ids() == [3, 2, 1]
    ready = (model._edition, [Step(Way.APPEND, [9])])
    model._arrange([3, 2, 1, 9], ready)
    assert model.ids() == [3, 2, 1, 9]


@pytest.fixture
def large(cell_list: CellListModel, monkeypatch: pytest.MonkeyPatch) -> CellListModel:
    """A list to which a few cells are very many already."""
    monkeypatch.setattr(module, "SMALL", 3)
    monkeypatch.setattr(module, "FIRST", 2)
    return cell_list


def test_the_first_cells_of_a_large_slide_are_shown_at_once_and_then_all(
    qtbot: QtBot, large: CellListModel, make_bench: Callable[[], Bench]
) -> None:
    bench = make_bench()
    bench.add(*(f"{number}.png" for number in range(9)))
    every = bench.ids()
    large.open(bench.slide.id)
    assert large.ids() == every[:2]
    assert large.loading
    qtbot.waitUntil(lambda: not large.loading)
    assert large.ids() == every
    assert [large.row_of(cell_id) for cell_id in every] == list(range(9))


def test_what_changes_while_a_large_list_is_read_is_in_it(
    qtbot: QtBot, large: CellListModel, make_bench: Callable[[], Bench]
) -> None:
    bench = make_bench()
    bench.add(*(f"{number}.png" for number in range(9)))
    ids = bench.ids()
    large.set_grouped(True)
    large.open(bench.slide.id)
    large._arrange([ids[4], ids[2]])  # the list is another one than when it was asked for
    large.refresh(bench.classify({ids[3]: "LYM"}))
    qtbot.waitUntil(lambda: not large.loading)
    assert large.ids() == [ids[3], *(i for i in ids if i != ids[3])]
    assert [(group.code, group.count) for group in large.groups] == [("LYM", 1), (None, 8)]


def test_the_next_that_waits_is_found_near_and_far(cell_list: CellListModel, make_bench: Callable[[], Bench]) -> None:
    bench = make_bench()
    bench.add(*(f"{number:03}.png" for number in range(30)))
    ids, slide_id = bench.ids(), bench.slide.id
    bench.classify({cell_id: "LYM" for place, cell_id in enumerate(ids) if place not in (5, 29)})
    db = bench.db
    found = [next_waiting(db, slide_id, ids, start) for start in (0, 5, 6, 29, 30, -1)]
    assert found == [5, 5, 29, 29, 5, 5]
    assert next_waiting(db, slide_id, ids[6:29], 3) is None
    assert next_waiting(db, slide_id, [], 0) is None
