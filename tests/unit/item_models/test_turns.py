"""Changed cells are followed a few at a time, each once, and none is left behind."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from wbc_desktop.item_models import turns as module
from wbc_desktop.item_models.turns import AT_ONCE, Turns

MANY = list(range(AT_ONCE * 2 + 1))


@pytest.fixture
def followed() -> list[list[int]]:
    return []


@pytest.fixture
def turns(qtbot: QtBot, followed: list[list[int]]):
    turns = Turns(lambda ids: followed.append(list(ids)))
    yield turns
    turns.drop()
    turns.deleteLater()


@pytest.mark.parametrize("large", [False, True])
def test_the_first_few_are_followed_at_once_and_the_others_in_turns(
    qtbot: QtBot, turns: Turns, followed: list[list[int]], large: bool
) -> None:
    turns.follow(MANY, together=False, large=large)
    assert followed == [MANY[:AT_ONCE]]
    qtbot.waitUntil(lambda: len(turns) == 0)
    assert followed == [MANY[:AT_ONCE], MANY[AT_ONCE : 2 * AT_ONCE], MANY[2 * AT_ONCE :]]


def test_what_waits_for_each_other_is_followed_together_and_once(
    qtbot: QtBot, turns: Turns, followed: list[list[int]]
) -> None:
    for ids in ([3, 1], [2, 3], [4]):
        turns.follow(ids, together=True, large=True)
    assert followed == []
    assert len(turns) == 4
    qtbot.waitUntil(lambda: len(turns) == 0)
    assert followed == [[3, 1, 2, 4]]


def test_what_is_dropped_is_followed_by_nobody(qtbot: QtBot, turns: Turns, followed: list[list[int]]) -> None:
    turns.follow([1, 2], together=True, large=True)
    assert turns.drop() == [1, 2]
    qtbot.wait(module.TOGETHER_MS * 2)
    assert followed == []


@given(st.lists(st.tuples(st.lists(st.integers(0, 99), max_size=60, unique=True), st.booleans()), max_size=6))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_id_is_followed_after_its_last_change(
    turns: Turns, followed: list[list[int]], changes: Sequence[tuple[list[int], bool]]
) -> None:
    followed.clear()
    due: set[int] = set()
    for ids, together in changes:
        before = len(followed)
        turns.follow(ids, together=together, large=True)
        due = (due | set(ids)).difference(*followed[before:])
    while len(turns):
        turns.take_turn()
        assert 0 < len(followed[-1]) <= AT_ONCE
        due.difference_update(followed[-1])
    assert due == set()
