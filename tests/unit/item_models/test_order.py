"""The row arithmetic: doing what it says turns one list into the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex
from pytestqt.qtbot import QtBot

from wbc_desktop.item_models.id_list import IdListModel
from wbc_desktop.item_models.order import Run, grown, insertions, removals, runs

IDS = st.lists(st.integers(0, 60), unique=True, max_size=60)


def test_runs_of_rows() -> None:
    assert runs([]) == []
    assert runs([0]) == [Run(0, 0)]
    assert runs([0, 1, 2, 5, 7, 8]) == [Run(0, 2), Run(5, 5), Run(7, 8)]


@given(old=IDS, new=IDS)
def test_removing_and_inserting_the_runs_gives_the_new_list(old: list[int], new: list[int]) -> None:
    rows = list(old)
    for run in reversed(removals(old, set(old) - set(new))):
        del rows[run.first : run.last + 1]
    assert rows == [item for item in old if item in new]
    rows = [item for item in new if item in rows]
    for run in insertions(new, set(new) - set(rows)):
        rows[run.first : run.first] = new[run.first : run.last + 1]
    assert rows == new


@given(old=IDS, found=IDS)
def test_a_grown_list_moves_nothing(old: list[int], found: list[int]) -> None:
    result = grown(old, found)
    assert sorted(result) == sorted(found)
    stayed = [item for item in old if item in found]
    assert result[: len(stayed)] == stayed
    assert [item for item in found if item not in old] == result[len(stayed) :]


def test_any_list_is_arranged_into_any_other_and_held_rows_follow(qtbot: QtBot) -> None:
    @given(lists=st.lists(IDS, min_size=2, max_size=5))
    def check(lists: list[list[int]]) -> None:
        model = IdListModel()
        for ids in lists:
            held = [(QPersistentModelIndex(model.index(row)), item) for row, item in enumerate(model.ids())]
            model._arrange(ids)
            assert model.ids() == ids
            assert [model.row_of(item) for item in ids] == list(range(len(ids)))
            for index, item in held:
                assert index.row() == (ids.index(item) if item in ids else -1)

    check()
