"""Undo and redo derived from stored acts, compared with two plain stacks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.cells import Act, ActKind
from wbc_desktop.domain.undo import UndoState, newest_undo_state, undo_state

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DECISIONS = tuple(kind for kind in ActKind if kind not in (ActKind.UNDO, ActKind.REDO, ActKind.MERGE))


def act(id: int, kind: ActKind, target: int | None = None) -> Act:
    return Act(id, 1, kind, "Ada", NOW, target)


def test_no_acts_nothing_to_undo() -> None:
    assert undo_state([]) == UndoState((), ())


@pytest.mark.slow
@given(st.lists(st.sampled_from([*DECISIONS, ActKind.UNDO, ActKind.REDO]), max_size=60))
def test_state_equals_two_stacks(kinds: list[ActKind]) -> None:
    done: list[int] = []
    undone: list[int] = []
    acts: list[Act] = []
    for id, kind in enumerate(kinds, start=1):
        if kind is ActKind.UNDO and done:
            undone.append(done.pop())
            acts.append(act(id, kind, undone[-1]))
        elif kind is ActKind.REDO and undone:
            done.append(undone.pop())
            acts.append(act(id, kind, done[-1]))
        elif kind in DECISIONS:
            done.append(id)
            undone.clear()
            acts.append(act(id, kind))
    assert undo_state(acts) == UndoState(tuple(done), tuple(undone))


stored = st.lists(st.tuples(st.sampled_from(list(ActKind)), st.none() | st.integers(0, 12)), max_size=30)


@pytest.mark.slow
@given(stored)
def test_decision_is_undoable_or_redoable_but_not_both(record: list[tuple[ActKind, int | None]]) -> None:
    """Also for acts that this program would not store: an undo of an act that was not the last changes nothing."""
    acts = [act(id, kind, target) for id, (kind, target) in enumerate(record, start=1)]
    state = undo_state(acts)
    both = (*state.undoable, *state.redoable)
    decisions = {a.id for a in acts if a.kind in DECISIONS}
    assert len(set(both)) == len(both)
    assert set(both) <= decisions
    assert list(state.undoable) == sorted(state.undoable), "the next one to undo is the latest"
    assert list(state.redoable) == sorted(state.redoable, reverse=True), "the next one to redo is the earliest"


@pytest.mark.slow
@given(stored, st.sampled_from(DECISIONS))
def test_new_decision_can_be_undone_and_clears_redo(record: list[tuple[ActKind, int | None]], kind: ActKind) -> None:
    acts = [act(id, k, target) for id, (k, target) in enumerate(record, start=1)]
    new = act(len(acts) + 1, kind)
    state = undo_state([*acts, new])
    assert state.undoable[-1] == new.id
    assert state.redoable == ()


@pytest.mark.slow
@given(stored, st.integers(0, 30))
def test_newest_acts_give_the_next_ids_or_none(record: list[tuple[ActKind, int | None]], cut: int) -> None:
    acts = [act(id, kind, target) for id, (kind, target) in enumerate(record, start=1)]
    whole, end = undo_state(acts), newest_undo_state(acts[cut:])
    if end is not None:
        assert end.undoable[-1:] == whole.undoable[-1:]
        assert end.redoable[-1:] == whole.redoable[-1:]
        assert whole.undoable[len(whole.undoable) - len(end.undoable) :] == end.undoable


@pytest.mark.parametrize("kind", [*DECISIONS, ActKind.MERGE])
def test_a_decision_or_a_merge_needs_nothing_older(kind: ActKind) -> None:
    assert newest_undo_state([act(9, kind)]) == undo_state([act(9, kind)])


def test_state_after_an_undo_alone_is_unknown() -> None:
    assert newest_undo_state([act(9, ActKind.UNDO, 3)]) is None
    assert newest_undo_state([act(3, ActKind.CONFIRM), act(9, ActKind.UNDO, 3)]) is None, "is there one below?"
    assert newest_undo_state([]) is None
